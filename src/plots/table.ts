import { LOSSES } from '#plots/losses.ts';
import type { Plot } from '#plots/plot.ts';

/** Every plot of the score sheet, in the order of the Evaluate page. */
export const PLOTS: readonly Plot[] = [LOSSES];
