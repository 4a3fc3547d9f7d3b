import { createContext } from 'svelte';
import type { App } from '#state/app.svelte.ts';

/** The one way down: `useApp()` in any component below `App.svelte`. */
export const [useApp, provideApp] = createContext<App>();
