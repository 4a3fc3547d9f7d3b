import type { Sample } from '#core/sample.ts';
import type { App } from '#state/app.svelte.ts';
import { Live } from '#state/live.svelte.ts';
import type { ProjectState } from '#state/project.svelte.ts';
import type { Forecast } from '#state/review-forecast.ts';
import { forecastOf } from '#state/review-forecast.ts';
import type { DrawPlan, SampleWish } from '#state/review-plan.ts';
import { drawPlan, requestedPlan } from '#state/review-plan.ts';
import type { ReviewSamples, ScoredBy } from '#state/review-samples.svelte.ts';
import type { FrameRequest, SampleFrame } from '#workers/review-sample.ts';

const USUAL: Omit<SampleWish, 'seed'> = {
  kind: 'random',
  systemId: '',
  size: 40,
  by: 'document',
  allocation: 'proportional',
  metricId: '',
  rule: 'table',
  aql: 2.5,
  level: 'II',
  inspection: 'normal',
  accept: 2,
  rate: 5,
};

/** The sample that the person is about to draw: what is asked for, what it would give, and what is wrong with it. */
export class SampleDraft {
  readonly #app: App;
  readonly #project: ProjectState;
  readonly #samples: ReviewSamples;
  #wish: SampleWish = $state.raw({ ...USUAL, seed: 0 });
  readonly #systemId = $derived.by(() => this.#knownSystem());
  readonly #scorer = $derived.by(() => this.#knownScorer());
  readonly #by = $derived.by(() => this.#groupedBy());
  readonly #metricId = $derived(this.#by === 'score' ? this.#scorer?.metricId : undefined);
  readonly #request = $derived.by(() => this.#asked());
  readonly #live = $derived.by(() => this.#openFrame());
  readonly #plan = $derived.by(() => this.#makePlan());
  readonly #forecast = $derived.by(() => this.#makeForecast());

  /** The seed is a proposal. */
  constructor(app: App, project: ProjectState, samples: ReviewSamples, seed: number) {
    this.#app = app;
    this.#project = project;
    this.#samples = samples;
    this.#wish = { ...USUAL, seed };
  }

  /** With the system and scorer that are taken where none is chosen. */
  get wish(): SampleWish {
    return { ...this.#wish, systemId: this.#systemId, metricId: this.#scorer?.metricId ?? '' };
  }

  /** Scorers of the chosen system. */
  get scorers(): readonly ScoredBy[] {
    return this.#samples.scorersOf(this.#systemId);
  }

  /** Undefined until it has been read. */
  get frame(): SampleFrame | undefined {
    return this.#live.current;
  }

  get plan(): DrawPlan | undefined {
    return this.#plan;
  }

  get forecast(): Forecast | undefined {
    return this.#forecast;
  }

  change(patch: Partial<SampleWish>): void {
    this.#wish = { ...this.#wish, ...patch };
  }

  /** Draws and stores it, from what there is now; undefined where the plan has a problem. */
  async draw(): Promise<Sample | undefined> {
    const { wish, scorers } = this;
    const scorer = this.#scorer && { metricId: this.#scorer.metricId, higherIsBetter: this.#scorer.model.higherIsBetter ?? true };
    const frame = await this.#app.workers.score.sampleFrame(this.#request);
    const plan = drawPlan(wish, frame, scorers.length > 0);
    return plan.problem ? undefined : this.#samples.draw(requestedPlan(wish, plan, scorer), wish.seed);
  }

  #knownSystem(): string {
    const { systems } = this.#project;
    return (systems.find(({ id }) => id === this.#wish.systemId) ?? systems[0])?.id ?? '';
  }

  #knownScorer(): ScoredBy | undefined {
    const { scorers } = this;
    return scorers.find(({ metricId }) => metricId === this.#wish.metricId) ?? scorers[0];
  }

  #groupedBy(): SampleWish['by'] | undefined {
    return this.#wish.kind === 'stratified' ? this.#wish.by : undefined;
  }

  #asked(): FrameRequest {
    return {
      projectId: this.#project.id,
      systemId: this.#systemId,
      ...(this.#by === undefined ? {} : { by: this.#by }),
      ...(this.#metricId === undefined ? {} : { metricId: this.#metricId }),
    };
  }

  #openFrame(): Live<SampleFrame | undefined> {
    const { db, workers } = this.#app;
    const request = this.#request;
    return new Live(async () => {
      await db.hypotheses.where('projectId').equals(request.projectId).count(); // so that a new translation asks again
      return workers.score.sampleFrame(request);
    }, undefined);
  }

  #makePlan(): DrawPlan | undefined {
    const { frame } = this;
    return frame && drawPlan(this.wish, frame, this.scorers.length > 0);
  }

  #makeForecast(): Forecast | undefined {
    const { frame, plan } = this;
    return frame && plan && forecastOf(this.wish, plan, frame);
  }
}
