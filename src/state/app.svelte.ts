import { v7 } from 'uuid';
import type { StetDatabase } from '#storage/db.ts';
import type { Stamp } from '#storage/events.ts';
import { appendGestures } from '#storage/events.ts';
import type { Workers } from '#workers/pool.ts';
import { Commands } from '#state/commands.svelte.ts';
import { GestureQueue } from '#state/editor-queue.svelte.ts';
import { Jobs } from '#state/jobs.svelte.ts';
import { ProjectState } from '#state/project.svelte.ts';
import type { Route } from '#state/route.ts';
import { hashOf, parseRoute } from '#state/route.ts';
import { Saving } from '#state/saving.svelte.ts';
import { Safety } from '#state/safety.svelte.ts';
import type { Settings } from '#state/settings.svelte.ts';
import { Updates } from '#state/updates.svelte.ts';

const KEY_NAMES = new Map([
  ['ArrowLeft', '←'],
  ['ArrowRight', '→'],
  ['ArrowUp', '↑'],
  ['ArrowDown', '↓'],
  ['Enter', '⏎'],
  ['Escape', 'Esc'],
  ['Delete', 'Del'],
  [' ', '␣'],
]);

/** Everything that lives as long as the page. Made once by `main.ts`, handed down by context. */
export class App {
  readonly db: StetDatabase;
  readonly workers: Workers;
  readonly settings: Settings;
  readonly commands = new Commands();
  readonly jobs = new Jobs();
  readonly saving = new Saving();
  readonly safety: Safety;
  readonly updates = new Updates();
  readonly stamp: Stamp;
  /** What was marked and is on its way to the database; outlives the page it was marked on. */
  readonly gestures: GestureQueue;
  #route = $state.raw<Route>({ page: 'projects' });
  #project = $state.raw<ProjectState | undefined>();
  #database = $state.raw<'open' | 'superseded' | 'blocked'>('open');

  constructor(parts: { db: StetDatabase; workers: Workers; settings: Settings; appVersion: string }) {
    this.db = parts.db;
    this.workers = parts.workers;
    this.settings = parts.settings;
    this.safety = new Safety({ db: parts.db, workers: parts.workers, saving: this.saving, storage: localStorage });
    this.stamp = { now: () => Date.now(), newId: () => v7(), appVersion: parts.appVersion };
    this.gestures = new GestureQueue({
      commit: (gestures) => appendGestures(this.db, gestures, this.stamp),
      journal: (events) => this.workers.store.journal(events),
      saving: this.saving,
    });
    this.db.on('versionchange', () => {
      this.#database = 'superseded';
    });
    this.db.on('blocked', () => {
      this.#database = 'blocked';
    });
    this.db.on('ready', () => {
      this.#database = 'open';
    });
  }

  /** `superseded`: a newer version owns the database now. `blocked`: an older tab keeps this one from opening it. */
  get database(): 'open' | 'superseded' | 'blocked' {
    return this.#database;
  }

  get route(): Route {
    return this.#route;
  }

  /** The project of the route. */
  get project(): ProjectState | undefined {
    return this.#project;
  }

  /** How a key is called on this device. */
  keyName(key: string): string {
    const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);
    if (key === 'Mod') return apple ? '⌘' : 'Ctrl';
    return KEY_NAMES.get(key) ?? (key.length === 1 ? key.toUpperCase() : key);
  }

  go(route: Route): void {
    location.hash = hashOf(route);
  }

  /** As `go`, without a step in the browser's history: for moving about on the same page. */
  replace(route: Route): void {
    history.replaceState(history.state, '', hashOf(route));
    this.#route = route;
  }

  /** Follows the address bar; returns the function that stops it. */
  followAddress(): () => void {
    const follow = (): void => {
      const route = parseRoute(location.hash);
      this.#route = route;
      const projectId = 'projectId' in route ? route.projectId : undefined;
      if (this.#project?.id !== projectId) {
        this.#project = projectId === undefined ? undefined : new ProjectState(this.db, projectId, this.settings, this.stamp);
      }
    };
    follow();
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('hashchange', follow);
    };
  }
}
