import type { Annotation } from '#core/annotation.ts';
import type { MetricValue } from '#core/metric-value.ts';
import type { Model } from '#core/model.ts';
import type { ScoreSheet } from '#core/score-sheet.ts';
import { typologyOf } from '#core/typologies.ts';
import { RATING_METRICS } from '#metrics/table.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { ModelColumn } from '#workers/score-models.ts';
import { modelColumns } from '#workers/score-models.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { SystemRatings } from '#workers/score-ratings.ts';
import { rateSystems } from '#workers/score-ratings.ts';
import { TextStatistics } from '#workers/score-statistics.ts';
import type { ProjectTexts, StoredTexts } from '#workers/score-texts.ts';
import { arrangeTexts, readTexts } from '#workers/score-texts.ts';

/**
 * Which state of the database the caller has seen last. A name that was given before means that nothing has changed since, and what was read then
 * is used again; without a name, everything is read.
 */
export interface Seen {
  /** Of segments, systems and translations. */
  readonly texts?: string;
  /** Of annotations and models' scores. */
  readonly ratings?: string;
}

/** What is judged of a project: annotations by people and scores by models. */
export interface StoredRatings {
  readonly annotations: readonly Annotation[];
  readonly values: readonly MetricValue[];
  readonly models: readonly Model[];
}

/** One project as the score worker holds it between calls. */
export class ScoredProject {
  readonly statistics: TextStatistics;
  texts: ProjectTexts;
  ratings: ReadonlyMap<string, SystemRatings> = new Map();
  models: readonly ModelColumn[] = [];
  /** Values that cost much to compute, until the texts change. */
  readonly #kept = new Map<string, unknown>();
  /** Finished sheet of this state. */
  sheet: ScoreSheet | undefined;

  constructor(texts: ProjectTexts) {
    this.texts = texts;
    this.statistics = new TextStatistics(texts.project.targetLang);
  }

  get ratingMetrics(): typeof RATING_METRICS {
    return RATING_METRICS.filter(({ id }) => this.texts.project.protocols.some((protocol) => protocol === id));
  }

  async setTexts(stored: StoredTexts, pace: Pace): Promise<void> {
    this.texts = arrangeTexts(stored);
    this.#kept.clear();
    this.sheet = undefined;
    await this.statistics.update(this.texts, pace);
  }

  setRatings({ annotations, values, models }: StoredRatings): void {
    this.ratings = rateSystems(this.texts, annotations, this.ratingMetrics, typologyOf(this.texts.project.typologyId));
    this.models = modelColumns(this.texts, values, models);
    this.sheet = undefined;
  }

  /** What `make` gave for this key since the texts last changed. */
  async keep<T>(key: string, make: () => T | Promise<T>): Promise<T> {
    if (this.#kept.has(key)) return this.#kept.get(key) as T; // stored below, under a key that belongs to one type
    const made = await make();
    this.#kept.set(key, made);
    return made;
  }
}

/** Reads projects and keeps the last one. Calls wait for each other, so that none meets another's half-read state. */
export class ScoreReader {
  readonly #db: StetDatabase;
  #current: { readonly projectId: string; readonly project: ScoredProject; seen: Seen } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: StetDatabase) {
    this.#db = db;
  }

  /** Does `work` on the project as it stands now. */
  async with<T>(projectId: string, seen: Seen, pace: Pace, work: (project: ScoredProject) => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => work(await this.#load(projectId, seen, pace)));
    this.#last = turn.catch(() => undefined); // the caller hears of it; the next call must not
    return turn;
  }

  async #load(projectId: string, seen: Seen, pace: Pace): Promise<ScoredProject> {
    const known = this.#current?.projectId === projectId ? this.#current : undefined;
    const hasTexts = known !== undefined && isSameState(known.seen.texts, seen.texts);
    const hasRatings = hasTexts && isSameState(known.seen.ratings, seen.ratings);
    if (known && hasRatings) return known.project;
    // What is being changed is not to be taken for whole if this call is given up.
    this.#current = undefined;
    let project = known?.project;
    if (!hasTexts) {
      const stored = await readTexts(this.#db, projectId);
      if (!project?.statistics.suits(stored.project.targetLang)) project = new ScoredProject(arrangeTexts(stored));
      await project.setTexts(stored, pace);
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

function isSameState(known: string | undefined, seen: string | undefined): boolean {
  return known !== undefined && known === seen;
}
