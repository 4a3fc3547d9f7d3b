import type { Import } from '#core/import.ts';
import type { Project } from '#core/segment.ts';
import type { StetDatabase } from '#storage/db.ts';
import { Live } from '#state/live.svelte.ts';

/** A project as the list of projects shows it. */
export interface Recent {
  readonly project: Project;
  readonly systems: number;
  /** Translations there are to judge. */
  readonly total: number;
  /** Translations that anyone has judged. */
  readonly judged: number;
  readonly annotators: readonly string[];
  /** Whether the person at this device has judged any. */
  readonly isMine: boolean;
  /** What it was read from; absent for a project whose import is not known here. */
  readonly origin?: Import;
}

/** All projects of this device, the newest first. */
export class RecentProjects {
  readonly #list: Live<readonly Recent[]>;

  constructor(db: StetDatabase) {
    this.#list = new Live(() => readRecent(db), []);
  }

  get list(): readonly Recent[] {
    return this.#list.current;
  }

  get isReady(): boolean {
    return this.#list.isReady;
  }
}

async function readRecent(db: StetDatabase): Promise<readonly Recent[]> {
  const projects = await db.projects.orderBy('createdAt').reverse().toArray();
  return Promise.all(projects.map((project) => recentOf(db, project)));
}

async function recentOf(db: StetDatabase, project: Project): Promise<Recent> {
  const own = { projectId: project.id };
  const [systems, segments, annotators, keys, imports, me] = await Promise.all([
    db.systems.where(own).count(),
    db.segments.where(own).count(),
    db.annotators.where(own).toArray(),
    db.annotations.where(own).primaryKeys(),
    db.imports.where(own).toArray(),
    db.meta.get(`annotator ${project.id}`),
  ]);
  // An annotation's key names unit, system, annotator, round and, for a review, its sample: so no text need be read to count.
  const parts = keys.map((key) => key.split('~')).filter((steps) => steps.length === 4);
  const origin = imports.filter((row) => row.status === 'done').sort((a, b) => a.at - b.at)[0];
  return {
    project,
    systems,
    total: segments * systems,
    judged: new Set(parts.map(([unit, system]) => `${unit}~${system}`)).size,
    annotators: annotators.map((annotator) => annotator.name),
    isMine: parts.some(([, , annotator]) => annotator === me?.value),
    ...(origin ? { origin } : {}),
  };
}
