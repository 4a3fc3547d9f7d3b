import type { Annotation, Verdict } from '#core/annotation.ts';
import type { Comparison } from '#core/differ.ts';
import { compareAnnotations, judgements } from '#core/differ.ts';
import type { ReviewUnit } from '#core/review-unit.ts';
import type { Sample } from '#core/sample.ts';
import { sampleUnits } from '#core/sample.ts';
import type { Disagreements } from '#workers/review.ts';
import type { App } from '#state/app.svelte.ts';
import { Live } from '#state/live.svelte.ts';
import type { ProjectState } from '#state/project.svelte.ts';
import type { ReviewPlace } from '#state/review-place.ts';
import { parsePlace, queryOf } from '#state/review-place.ts';
import type { Tally } from '#state/review-tally.ts';
import { tallyOf, verdictOf } from '#state/review-tally.ts';
import type { UnitKey } from '#state/review-verdicts.svelte.ts';
import { ReviewVerdicts } from '#state/review-verdicts.svelte.ts';

const NONE: Disagreements = { rows: [], differing: 0, judgedTwice: 0 };

/** The review page: which list is open, which of its units is looked at, and what the person decides there. */
export class ReviewState {
  readonly #app: App;
  readonly #project: ProjectState;
  readonly #samples: Live<readonly Sample[]>;
  readonly #disagreements: Live<Disagreements>;
  readonly #asked = $derived.by(() => parsePlace('query' in this.#app.route ? this.#app.route.query : undefined));
  readonly #sample = $derived.by(() => this.#openSample());
  readonly #verdicts = $derived.by(() => this.#openVerdicts());
  readonly #sampleUnits = $derived.by(() => this.#openUnits());
  readonly #units = $derived.by(() => this.#listUnits());
  readonly #index = $derived.by(() => this.#findIndex());
  readonly #judged = $derived.by(() => this.#openJudged());

  constructor(app: App, project: ProjectState) {
    this.#app = app;
    this.#project = project;
    const { db, workers } = app;
    const newestFirst = async (): Promise<readonly Sample[]> =>
      (await db.samples.where('projectId').equals(project.id).toArray()).sort((a, b) => b.createdAt - a.createdAt);
    this.#samples = new Live(newestFirst, []);
    this.#disagreements = new Live(async () => {
      const found = await db.projects.get(project.id);
      await db.annotations.where('projectId').equals(project.id).count(); // so that a change of any annotation asks again
      return found ? workers.score.findDisagreements(found) : NONE;
    }, NONE);
  }

  /** The list that is shown: the newest sample where none is named, the start where there is no sample. */
  get list(): ReviewPlace['list'] {
    return this.#asked.list === 'sample' && this.#samples.isReady && !this.#sample ? 'start' : this.#asked.list;
  }

  get sample(): Sample | undefined {
    return this.#sample;
  }

  /** Undefined where no sample is open, and until the person is known. */
  get verdicts(): ReviewVerdicts | undefined {
    return this.#verdicts;
  }

  get disagreements(): Disagreements {
    return this.#disagreements.current;
  }

  /** Whether the open list has been read. */
  get isReady(): boolean {
    if (this.#asked.list === 'differ') return this.#disagreements.isReady;
    if (this.list === 'start') return true;
    return this.#sampleUnits?.isReady === true && (this.#verdicts?.isReady ?? true);
  }

  /** The units of the open list, in its order. */
  get units(): readonly ReviewUnit[] {
    return this.#units;
  }

  /** The place in `units` of the one that is looked at: as the address says, else the first without a verdict. */
  get index(): number {
    return this.#index;
  }

  get unit(): ReviewUnit | undefined {
    return this.units[this.index];
  }

  verdictAt(unit: UnitKey): Verdict | undefined {
    return verdictOf(this.#verdicts?.of(unit));
  }

  commentAt(unit: UnitKey): string {
    return this.#verdicts?.of(unit).comment ?? '';
  }

  /** What the verdicts on the open sample say. */
  get tally(): Tally | undefined {
    const sample = this.#sample;
    if (!sample) return undefined;
    return tallyOf(
      sample,
      sampleUnits(sample).map((unit) => this.verdictAt(unit)),
    );
  }

  /** Whether `judged` is the database's answer for this unit yet. */
  get isJudgedReady(): boolean {
    return this.#judged?.isReady ?? false;
  }

  /** Everybody's finished judgements of the unit that is looked at, by annotator. */
  get judged(): readonly Annotation[] {
    return (this.#judged?.current ?? []).toSorted((a, b) => compareText(this.nameOf(a), this.nameOf(b)) || compareText(a.id, b.id));
  }

  get comparison(): Comparison {
    return compareAnnotations(this.judged, this.#project.typology);
  }

  nameOf(annotation: Annotation): string {
    return this.#project.annotators.find((annotator) => annotator.id === annotation.annotatorId)?.name ?? '';
  }

  open(place: ReviewPlace): void {
    this.#app.go({ page: 'review', projectId: this.#project.id, query: queryOf(place) });
  }

  go(index: number): void {
    const unit = this.units[Math.max(0, Math.min(index, this.units.length - 1))];
    if (!unit) return;
    const { unitId, systemId } = unit;
    const sample = this.#sample;
    const place: ReviewPlace =
      this.list === 'differ' || !sample
        ? { list: 'differ', unitId, systemId }
        : { list: 'sample', sampleId: sample.id, unitId, ...(sample.plan.by === 'system' ? { systemId } : {}) };
    this.#app.replace({ page: 'review', projectId: this.#project.id, query: queryOf(place) });
  }

  /** A pass goes on to the next unit without a verdict; a problem stays, so that it can be explained. */
  async decide(verdict: Verdict): Promise<void> {
    const { unit, index } = this;
    if (!unit || !this.#sample) return;
    this.go(index);
    (await this.#mine()).give(unit, verdict);
    const next = verdict === 'pass' ? this.#nextOpen(index) : undefined;
    if (next !== undefined) this.go(next);
  }

  async comment(unit: ReviewUnit, comment: string): Promise<void> {
    if (this.#sample) (await this.#mine()).comment(unit, comment);
  }

  async reverse(direction: 'undo' | 'redo'): Promise<void> {
    const found = await this.#verdicts?.reverse(direction);
    const index = this.units.findIndex((unit) => unit.unitId === found?.unitId && unit.systemId === found.systemId);
    if (index >= 0) this.go(index);
  }

  /** Opens the segment where it can be marked. */
  annotate(): void {
    const { unit } = this;
    if (!unit) return;
    const { documentId, systemId, index: segmentIndex } = unit;
    this.#app.go({ page: 'annotate', projectId: this.#project.id, documentId, systemId, segmentIndex });
  }

  /** The verdicts of the open sample; makes the person's annotator on first need. */
  async #mine(): Promise<ReviewVerdicts> {
    if (this.#verdicts) return this.#verdicts;
    const sample = this.#sample;
    if (!sample) throw new Error('a verdict needs a sample');
    const { id } = await this.#project.ensureAnnotator();
    return new ReviewVerdicts(this.#app.db, sample, id, this.#app.gestures);
  }

  /** The first unit without a verdict behind a place, then from the top; undefined where all have one. */
  #nextOpen(behind: number): number | undefined {
    const open = this.units.flatMap((unit, i) => (this.verdictAt(unit) === undefined ? [i] : []));
    return open.find((i) => i > behind) ?? open[0];
  }

  #listUnits(): readonly ReviewUnit[] {
    if (this.list === 'differ') return this.disagreements.rows.map((row) => row.unit);
    return this.#sampleUnits?.current ?? [];
  }

  #findIndex(): number {
    const asked = this.#asked;
    if (asked.list !== 'start' && asked.unitId !== undefined) {
      const { systemId } = asked;
      const found = this.#units.findIndex((unit) => unit.unitId === asked.unitId && (systemId === undefined || unit.systemId === systemId));
      if (found >= 0) return found;
    }
    return this.#nextOpen(-1) ?? 0;
  }

  #openSample(): Sample | undefined {
    const asked = this.#asked;
    if (asked.list !== 'sample') return undefined;
    const samples = this.#samples.current;
    return asked.sampleId === undefined ? samples[0] : samples.find((sample) => sample.id === asked.sampleId);
  }

  #openVerdicts(): ReviewVerdicts | undefined {
    const me = this.#project.annotatorId;
    return this.#sample && me !== undefined ? new ReviewVerdicts(this.#app.db, this.#sample, me, this.#app.gestures) : undefined;
  }

  #openUnits(): Live<readonly ReviewUnit[]> | undefined {
    const sample = this.#sample;
    if (!sample) return undefined;
    const wanted = sampleUnits(sample).map(({ unitId, systemId }) => ({ unitId, systemId }));
    return new Live(() => this.#app.workers.score.readUnits(wanted), []);
  }

  #openJudged(): Live<readonly Annotation[]> | undefined {
    const { unit } = this;
    if (!unit) return undefined;
    const { unitId, systemId } = unit;
    const all = (): Promise<Annotation[]> =>
      this.#app.db.annotations
        .where('unitId')
        .equals(unitId)
        .filter((annotation) => annotation.systemId === systemId)
        .toArray();
    return new Live(async () => judgements(await all()), []);
  }
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
