import { annotationId } from '#core/annotation.ts';
import { Failure } from '#core/failure.ts';
import type { Model } from '#core/model.ts';
import type { Sample } from '#core/sample.ts';
import { sampleId, sampleUnits } from '#core/sample.ts';
import type { App } from '#state/app.svelte.ts';
import { Live } from '#state/live.svelte.ts';
import type { ProjectState } from '#state/project.svelte.ts';
import { MAX_SAMPLE } from '#state/review-plan.ts';
import { verdictOf } from '#state/review-tally.ts';
import type { SampleRequest } from '#workers/review-sample.ts';

/** A sample in the list, with how many of its units the person has given a verdict. */
export interface SampleProgress {
  readonly sample: Sample;
  readonly reviewed: number;
}

/** A scorer whose values can order a system's segments. */
export interface ScoredBy {
  readonly model: Model;
  readonly metricId: string;
  /** Segments of the system that it has scored. */
  readonly scored: number;
}

/** The start of a review: the samples drawn so far, what can order a new one, and the drawing. */
export class ReviewSamples {
  readonly #app: App;
  readonly #project: ProjectState;
  readonly #list: Live<readonly SampleProgress[]>;
  readonly #scorers: Live<ReadonlyMap<string, readonly ScoredBy[]>>;

  constructor(app: App, project: ProjectState) {
    this.#app = app;
    this.#project = project;
    const me = project.annotatorId;
    this.#list = new Live(() => this.#readList(me), []);
    this.#scorers = new Live(() => this.#readScorers(), new Map());
  }

  get isReady(): boolean {
    return this.#list.isReady && this.#scorers.isReady;
  }

  /** Newest first. */
  get list(): readonly SampleProgress[] {
    return this.#list.current;
  }

  /** The scorers that have scored segments of the system. */
  scorersOf(systemId: string): readonly ScoredBy[] {
    return this.#scorers.current.get(systemId) ?? [];
  }

  /** Draws and stores a sample; resolves when it is committed. */
  async draw(plan: SampleRequest['plan'], seed: number): Promise<Sample> {
    await this.#project.ensureAnnotator(); // so that the first verdict need not wait for it
    const projectId = this.#project.id;
    const drawn = await this.#app.workers.score.planSample({ projectId, seed, plan });
    const { length } = drawn.unitIds;
    if (length === 0) throw new Failure('review/nothing-to-draw');
    if (length > MAX_SAMPLE) throw new Failure('review/too-many', { drawn: length, most: MAX_SAMPLE });
    const { stamp, saving, db } = this.#app;
    const sample: Sample = { id: sampleId(stamp.newId()), projectId, seed, ...drawn, createdAt: stamp.now() };
    await saving.follow(db.samples.add(sample));
    return sample;
  }

  async #readList(annotatorId: string | undefined): Promise<readonly SampleProgress[]> {
    const { db } = this.#app;
    const samples = await db.samples.where('projectId').equals(this.#project.id).toArray();
    const listed: SampleProgress[] = [];
    for (const sample of samples.toSorted((a, b) => b.createdAt - a.createdAt)) {
      const { id: itemId, projectId } = sample;
      const key = { projectId, level: 'segment', annotatorId: annotatorId ?? '', round: 1, itemId } as const;
      const ids = sampleUnits(sample).map(({ unitId, systemId }) => annotationId({ ...key, unitId, systemId }));
      const found = await db.annotations.bulkGet(ids);
      listed.push({ sample, reviewed: found.filter((annotation) => verdictOf(annotation) !== undefined).length });
    }
    return listed;
  }

  async #readScorers(): Promise<ReadonlyMap<string, readonly ScoredBy[]>> {
    const { db } = this.#app;
    const systems = await db.systems.where('projectId').equals(this.#project.id).toArray();
    const models = await db.models.filter((model) => model.role === 'scorer').toArray();
    const found = new Map<string, ScoredBy[]>();
    for (const { id: systemId } of systems) {
      for (const model of models) {
        const metricId = `model:${model.id}`;
        const scored = await db.metricValues
          .where('[metricId+systemId+unitId]')
          .between([metricId, systemId, ''], [metricId, systemId, '\uffff'])
          .count();
        if (scored > 0) found.set(systemId, [...(found.get(systemId) ?? []), { model, metricId, scored }]);
      }
    }
    return found;
  }
}
