import type { AnnotatorSheet, MarkSheet } from '#core/annotator-sheet.ts';
import type { MetaSheet } from '#core/meta-sheet.ts';
import type { QualityPolicy } from '#core/quality-policy.ts';
import type { QualitySheet } from '#core/quality-sheet.ts';
import type { ScoreRequest } from '#core/score-settings.ts';
import type { DecidingSegments, PairTests, ScoreSheet, SegmentValues } from '#core/score-sheet.ts';
import type { App } from '#state/app.svelte.ts';
import type { Focus } from '#state/evaluate-pair.ts';
import type { Seen } from '#workers/score-reader.ts';

/** Deciding segments read for each side. */
const MOST_DECIDING = 20;

/** What is asked for. */
export interface PartsRequest {
  readonly request: ScoreRequest;
  readonly policy: QualityPolicy;
}

export interface ScoreShare {
  readonly done: number;
  readonly total: number;
}

/** What the page shows beside the sheet: it is read once the sheet is there, what takes longest last. */
export class ScoreParts {
  readonly #app: App;
  readonly #projectId: string;
  #sheet = $state.raw<ScoreSheet>();
  #values = $state.raw<SegmentValues>();
  #deciding = $state.raw<{ readonly focus: string; readonly segments: DecidingSegments }>();
  #annotators = $state.raw<AnnotatorSheet>();
  #quality = $state.raw<QualitySheet>();
  /** The last that were read, and beside which sheet. */
  #tests = $state.raw<{ readonly of: ScoreSheet; readonly tests: PairTests }>();
  #meta = $state.raw<MetaSheet>();
  #marks = $state.raw<{ readonly of: PartsRequest; readonly sheet: MarkSheet }>();
  #marksShare = $state.raw<number>();

  constructor(app: App, projectId: string) {
    this.#app = app;
    this.#projectId = projectId;
  }

  /** The sheet beside which the parts are shown: the one that was there when they were last read. */
  get sheet(): ScoreSheet | undefined {
    return this.#sheet;
  }

  get annotators(): AnnotatorSheet | undefined {
    return this.#annotators;
  }

  get quality(): QualitySheet | undefined {
    return this.#quality;
  }

  get meta(): MetaSheet | undefined {
    return this.#meta;
  }

  /** 0 to 1 while the agreement on marks is being computed. */
  get marksShare(): number | undefined {
    return this.#marksShare;
  }

  /** Those that belong to the sheet; undefined until they have come. */
  valuesOf({ metrics }: ScoreSheet): SegmentValues | undefined {
    const values = this.#values;
    const isSame = metrics.length === values?.metrics.length && metrics.every(({ id }, i) => values.metrics[i]?.id === id);
    return isSame ? values : undefined;
  }

  decidingOf(focus: Focus | undefined): DecidingSegments | undefined {
    return this.#deciding?.focus === focusKey(focus) ? this.#deciding?.segments : undefined;
  }

  /** Those read for this very request. */
  marksOf(wanted: PartsRequest | undefined): MarkSheet | undefined {
    return wanted && this.#marks?.of === wanted ? this.#marks.sheet : undefined;
  }

  /** The sheet with one metric's p where it has none of its own yet and the tests were of the same systems; of tests of an earlier sheet it says so. */
  withTests(sheet: ScoreSheet): ScoreSheet {
    const found = this.#tests;
    const key = ({ metricId, test, pairs }: PairTests): string =>
      [metricId, test, ...pairs.map(({ firstId, secondId }) => `${firstId} ${secondId}`)].join();
    const place = sheet.pairTests.findIndex((one) => found && !one.isTested && key(one) === key(found.tests));
    const own = sheet.pairTests[place];
    if (!found || !own) return sheet;
    const pairs = own.pairs.map((pair, i) => {
      const p = found.tests.pairs[i]?.p;
      return p === undefined ? pair : { ...pair, p };
    });
    const tests = { ...own, pairs, isTested: found.tests.isTested, isOld: found.of !== sheet };
    return { ...sheet, pairTests: sheet.pairTests.with(place, tests) };
  }

  /** Each part in its turn, as the database stands when its turn comes. */
  async read(
    { request, policy, isAsked }: PartsRequest & { readonly isAsked: boolean },
    seen: () => Seen,
    { sheet, focus }: { readonly sheet: ScoreSheet; readonly focus: Focus | undefined },
    call: { readonly signal: AbortSignal; readonly progress: (share: ScoreShare) => void },
  ): Promise<void> {
    const { score } = this.#app.workers;
    const id = this.#projectId;
    const focused = sheet.metrics.find((metric) => metric.kind === 'rating' && metric.id === focus?.metric.id);
    const human = focused ?? sheet.metrics.find(({ kind }) => kind === 'rating');
    // Who waits sees what there is; who marks sees plots change once.
    if (isAsked) this.#sheet = sheet;
    const values = await score.values(id, request, seen(), call);
    this.#values = values;
    this.#sheet = sheet;
    if (focus?.pair) {
      const query = { metricId: focus.metric.id, ...focus.pair, limit: MOST_DECIDING };
      this.#deciding = { focus: focusKey(focus), segments: await score.deciding(id, request, query, seen(), call) };
    }
    this.#annotators = human && (await score.annotators(id, request, human.id, seen(), call));
    this.#quality = await score.quality(id, request, policy, seen(), call);
    const isDue = focus && sheet.pairTests.some(({ metricId, isTested }) => metricId === focus.metric.id && !isTested);
    const tests = isDue ? await score.tests(id, request, focus.metric.id, seen(), call) : undefined;
    if (tests) this.#tests = { of: sheet, tests };
    this.#meta = human && (await score.meta(id, request, human.id, seen(), call));
  }

  /** Reads the agreement on marks, which nobody waits for who has not asked. */
  async readMarks(wanted: PartsRequest, seen: Seen, signal: AbortSignal): Promise<void> {
    this.#marksShare = 0;
    try {
      const sheet = await this.#app.workers.score.marks(this.#projectId, wanted.request, seen, {
        signal,
        progress: ({ done, total }) => (this.#marksShare = total === 0 ? 0 : done / total),
      });
      this.#marks = { of: wanted, sheet };
    } finally {
      this.#marksShare = undefined;
    }
  }
}

function focusKey(focus: Focus | undefined): string {
  return JSON.stringify([focus?.metric.id, focus?.pair]);
}
