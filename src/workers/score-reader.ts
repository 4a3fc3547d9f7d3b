import type { StetDatabase } from '#storage/db.ts';
import type { ScoreHelpers } from '#workers/score-helpers.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { PiecesOf, StoredRatings } from '#workers/score-project.ts';
import { ScoredProject } from '#workers/score-project.ts';
import { readTexts } from '#workers/score-texts.ts';

/** A state of the judgements: so many changes into a log that the caller keeps. */
export interface RatingState {
  /** Tells this caller's log from others. */
  readonly log: string;
  readonly at: number;
  /** What leads to it from an earlier state: where the worker holds that one, or a later, it reads these annotations only. */
  readonly since?: { readonly at: number; readonly annotationIds: readonly string[] };
}

/** Which state of the database the caller has seen last; what was read in that state or later is used again. Of what is not given, everything is read. */
export interface Seen {
  /** Of segments, systems and translations: a name that was given before means that nothing has changed since. */
  readonly texts?: string;
  /** Of annotations and models' scores. */
  readonly ratings?: RatingState;
}

/** Reads projects and keeps the last one. Calls wait for each other, so that none meets another's half-read state. */
export class ScoreReader {
  readonly #db: StetDatabase;
  readonly #piecesOf: PiecesOf;
  readonly #helpers: ScoreHelpers | undefined;
  #current: { readonly projectId: string; readonly project: ScoredProject; seen: Seen } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: StetDatabase, piecesOf: PiecesOf, helpers?: ScoreHelpers) {
    this.#db = db;
    this.#piecesOf = piecesOf;
    this.#helpers = helpers;
  }

  /** Does `work` on the project as it stands now. */
  async with<T>(projectId: string, seen: Seen, pace: Pace, work: (project: ScoredProject) => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      pace.begin();
      return work(await this.#load(projectId, seen));
    });
    this.#last = turn.catch(() => undefined); // the caller hears of it; the next call must not
    return turn;
  }

  async #load(projectId: string, seen: Seen): Promise<ScoredProject> {
    const known = this.#current?.projectId === projectId ? this.#current : undefined;
    const hasTexts = known?.seen.texts !== undefined && known.seen.texts === seen.texts;
    if (known && hasTexts && holds(known.seen.ratings, seen.ratings, seen.ratings?.at)) return known.project;
    if (known && hasTexts && seen.ratings?.since && holds(known.seen.ratings, seen.ratings, seen.ratings.since.at)) {
      const ids = seen.ratings.since.annotationIds;
      const now = await this.#db.annotations.bulkGet([...ids]);
      known.project.changeAnnotations(ids.map((id, i) => [id, now[i]?.projectId === projectId ? now[i] : undefined]));
      known.seen = seen;
      return known.project;
    }
    // What is being changed is not to be taken for whole if this call is given up.
    this.#current = undefined;
    let project = known?.project;
    if (!hasTexts) {
      const stored = await readTexts(this.#db, projectId);
      if (project) project.setTexts(stored);
      else project = new ScoredProject(stored, this.#piecesOf, this.#helpers);
    }
    if (!project) throw new Error('a project whose texts are known has none');
    project.setRatings(await this.#readRatings(projectId));
    this.#current = { projectId, project, seen };
    return project;
  }

  async #readRatings(projectId: string): Promise<StoredRatings> {
    const [annotations, values, models] = await Promise.all([
      this.#db.annotations.where('projectId').equals(projectId).toArray(),
      this.#db.metricValues.where('projectId').equals(projectId).toArray(),
      this.#db.models.toArray(),
    ]);
    return { annotations, values, models };
  }
}

/** Whether what was read is of the same log, and no earlier than this state of it. */
function holds(known: RatingState | undefined, seen: RatingState | undefined, at: number | undefined): boolean {
  return known !== undefined && seen !== undefined && at !== undefined && known.log === seen.log && known.at >= at;
}
