import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { pearson, spearman } from '#stats/correlation.ts';
import { kendall } from '#stats/kendall.ts';
import type { Grouping, ScoreMatrix } from '#stats/meta-evaluation.ts';
import {
  GROUPINGS,
  averageCorrelation,
  groupScores,
  kendallLike,
  pairwiseAgreement,
  systemAccuracy,
  williamsTest,
} from '#stats/meta-evaluation.ts';
import { pairwisePermutation, softPairwiseAccuracy } from '#stats/soft-pairwise-accuracy.ts';
import { mean } from '#stats/summary.ts';
import { calibrateTies } from '#stats/tie-calibration.ts';
import { SHARED, sharedText } from '../shared.ts';

const tau = (a: readonly number[], b: readonly number[]) => kendall(a, b, 'b');

function permute(scores: readonly (readonly number[])[]): readonly number[] {
  const running = pairwisePermutation(scores);
  let step = running.next();
  while (!step.done) step = running.next();
  return step.value;
}

const matrix = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 6, maxLength: 6 }), { minLength: 2, maxLength: 4 });

describe('meta-evaluation by its nature', () => {
  it('finds a metric that equals people perfect', () => {
    fc.assert(
      fc.property(matrix, (scores) => {
        for (const grouping of GROUPINGS) {
          const groups = groupScores(scores, scores, grouping);
          expect(pairwiseAgreement(groups)).toMatchObject({ accuracy: 1, tau: 1 });
          const r = averageCorrelation(groups, pearson);
          if ('value' in r) expect(r.value).toBeCloseTo(1, 12);
          expect(calibrateTies(groups)).toMatchObject({ epsilon: 0, accuracy: 1, plain: 1 });
        }
        const p = permute(scores);
        expect(softPairwiseAccuracy(p, p)).toBe(1);
        expect(p.every((one) => one >= 0 && one <= 1)).toBe(true);
      }),
      { numRuns: 5 },
    );
  });

  it('never loses by calibrating, and tells the accuracy that the epsilon gives', () => {
    fc.assert(
      fc.property(matrix, matrix, (human, metric) => {
        const groups = groupScores(human, metric, 'segment');
        const best = calibrateTies(groups);
        const plain = pairwiseAgreement(groups);
        if ('reason' in best || 'reason' in plain) {
          expect(best).toEqual(plain);
          return;
        }
        expect(best.accuracy).toBeGreaterThanOrEqual(best.plain - 1e-12);
        expect(best.plain).toBeCloseTo(plain.accuracy, 12);
        expect(pairwiseAgreement(groups, best.epsilon)).toMatchObject({ accuracy: expect.closeTo(best.accuracy, 12) });
        expect(best.curve.every(({ accuracy }) => accuracy <= best.accuracy + 1e-12)).toBe(true);
      }),
    );
  });

  it('says why there is no number', () => {
    expect(pairwiseAgreement([])).toEqual({ reason: 'few' });
    expect(calibrateTies([{ human: [1], metric: [1] }])).toEqual({ reason: 'few' });
    expect(systemAccuracy([1], [1])).toEqual({ reason: 'few' });
    expect(kendallLike([{ human: [1, 2], metric: [1, 2] }], 25)).toEqual({ reason: 'few' });
    expect(averageCorrelation([{ human: [1, 1], metric: [1, 2] }], pearson)).toEqual({ reason: 'few' });
    expect(softPairwiseAccuracy([], [])).toBeUndefined();
    expect(williamsTest(0.5, 0.4, 0.3, 3)).toBeUndefined();
    expect(groupScores([[1, undefined]], [[undefined, 2]], 'none')).toEqual([{ human: [], metric: [] }]);
  });
});

type Scores = Readonly<Record<string, readonly (number | null)[]>>;
interface GroupGolden {
  readonly pearson: number;
  readonly spearman: number;
  readonly kendall_b: number;
  readonly tau23: number;
  readonly acc23: number;
  readonly n: number;
  readonly acc23_eps?: Readonly<Record<string, number>>;
}
interface Calibrated {
  readonly best_tau: number;
  readonly best_epsilon: number;
  readonly n_thresholds?: number;
  readonly curve?: readonly (readonly [number, number])[];
}
type ByGrouping = Readonly<Record<'none' | 'sys' | 'item', GroupGolden>> & {
  readonly kendall_like_item_thresh1?: readonly [number, number];
};
interface Golden {
  readonly systems: readonly string[];
  readonly human: Scores;
  readonly human_with_missing: Scores;
  readonly metrics: Readonly<Record<string, Scores>>;
  readonly results: {
    readonly system: Readonly<
      Record<
        string,
        Readonly<Record<'pearson' | 'spearman' | 'kendall_b' | 'kendall_c', readonly [number, number]>> & {
          readonly pairwise: { readonly agree: number; readonly pairs: number; readonly accuracy: number };
        }
      >
    >;
    readonly segment: Readonly<Record<string, ByGrouping>>;
    readonly segment_missing: Readonly<Record<string, ByGrouping>>;
    readonly ties: {
      readonly complete: Readonly<Record<string, Readonly<Record<'acc23', Calibrated>>>>;
      readonly missing: Readonly<Record<string, Readonly<Record<'acc23', Calibrated>>>>;
      readonly first12segments: Readonly<
        Record<
          string,
          Readonly<Record<'none' | 'sys' | 'item', Calibrated>> & {
            readonly kendall_like_none_thresh1: {
              readonly corr: number;
              readonly pairs: number;
              readonly concordant: number;
              readonly discordant: number;
            };
          }
        >
      >;
    };
    readonly spa: {
      readonly human_p: readonly number[];
      readonly human_p_float64: readonly number[];
      readonly metric: Readonly<Record<string, { readonly p: readonly number[]; readonly spa: number; readonly spa_float64: number }>>;
    };
    readonly williams: Readonly<Record<string, { readonly one_sided_p: number; readonly r1: number; readonly r2: number }>>;
    readonly system_scores: Readonly<Record<string, readonly number[]>>;
  };
}

const NAMES: Readonly<Record<Grouping, 'none' | 'sys' | 'item'>> = { none: 'none', system: 'sys', segment: 'item' };

describe.skipIf(SHARED === undefined)('golden numbers of mt-metrics-eval on TED zh-en', () => {
  const golden = SHARED === undefined ? undefined : (JSON.parse(sharedText('golden/metrics/meta/ted_zhen.json.gz')) as Golden);
  const matrixOf = (scores: Scores | undefined, segments?: number): ScoreMatrix =>
    (golden?.systems ?? []).map((system) => (scores?.[system] ?? []).slice(0, segments).map((value) => value ?? undefined));
  const human = matrixOf(golden?.human);
  const names = Object.keys(golden?.metrics ?? {});

  function expectValue(result: object, expected: number, what: string): void {
    expect('value' in result ? result.value : undefined, what).toBeCloseTo(expected, 9);
  }

  test('systems', () => {
    const system = golden?.results.system ?? {};
    const scores: Readonly<Record<string, readonly number[]>> = golden?.results.system_scores ?? {};
    for (const [name, expected] of Object.entries(system)) {
      const [x, y] = [scores['human'] ?? [], scores[name] ?? []];
      const results = { pearson: pearson(x, y), spearman: spearman(x, y), kendall_b: tau(x, y), kendall_c: kendall(x, y, 'c') };
      for (const key of ['pearson', 'spearman', 'kendall_b', 'kendall_c'] as const) {
        expectValue(results[key], expected[key][0], `${name} ${key}`);
        expect('p' in results[key] ? results[key].p : undefined).toBeCloseTo(expected[key][1], 9);
      }
      expect(systemAccuracy(x, y)).toEqual({
        accuracy: expected.pairwise.accuracy,
        agreeing: expected.pairwise.agree,
        pairs: expected.pairwise.pairs,
      });
    }
    expect(scores['human']?.[0]).toBeCloseTo(mean(human[0]?.map((value) => value ?? 0) ?? []), 9);
    expect(Object.keys(system)).toHaveLength(8);
  });

  test.each(names)('segments: %s', (name) => {
    const metric = matrixOf(golden?.metrics[name]);
    for (const [gold, results] of [
      [human, golden?.results.segment[name]],
      [matrixOf(golden?.human_with_missing), golden?.results.segment_missing[name]],
    ] as const) {
      if (!results) continue;
      for (const grouping of GROUPINGS) {
        const groups = groupScores(gold, metric, grouping);
        const expected = results[NAMES[grouping]];
        expectValue(averageCorrelation(groups, pearson), expected.pearson, `${name} ${grouping} pearson`);
        expectValue(averageCorrelation(groups, spearman), expected.spearman, `${name} ${grouping} spearman`);
        expectValue(averageCorrelation(groups, tau), expected.kendall_b, `${name} ${grouping} kendall`);
        expect(averageCorrelation(groups, tau)).toMatchObject({ groups: expected.n });
        expect(pairwiseAgreement(groups)).toMatchObject({
          accuracy: expect.closeTo(expected.acc23, 9),
          tau: expect.closeTo(expected.tau23, 9),
        });
        for (const [epsilon, accuracy] of Object.entries(expected.acc23_eps ?? {})) {
          expect(pairwiseAgreement(groups, Number(epsilon))).toMatchObject({ accuracy: expect.closeTo(accuracy, 9) });
        }
        const like = results.kendall_like_item_thresh1;
        if (!like || grouping !== 'segment') continue;
        const own = kendallLike(groups, 1);
        expectValue(own, like[0], `${name} Kendall-like`);
        expect('value' in own ? own.concordant + own.discordant : 0).toBe(like[1]);
      }
    }
  });

  test('tie calibration', () => {
    const { complete, missing, first12segments } = golden?.results.ties ?? { complete: {}, missing: {}, first12segments: {} };
    const expectCalibrated = (groups: ReturnType<typeof groupScores>, expected: Calibrated, what: string): void => {
      const own = calibrateTies(groups);
      if ('reason' in own) throw new Error(own.reason);
      expect(own.accuracy, what).toBeCloseTo(expected.best_tau, 9);
      // The tool takes the first best of sums that rounding has touched; where several are best on paper, ours is the smallest of them.
      expect(own.epsilon, what).toBeLessThanOrEqual(expected.best_epsilon);
      const theirs = own.curve.find((step) => step.epsilon === expected.best_epsilon);
      expect(Math.abs((theirs?.accuracy ?? NaN) - own.accuracy), what).toBeLessThanOrEqual(1e-12);
      if (expected.n_thresholds !== undefined) expect(own.curve).toHaveLength(expected.n_thresholds);
      for (const [epsilon, accuracy] of expected.curve ?? []) {
        const at = own.curve.find((step) => step.epsilon === epsilon);
        expect(at?.accuracy, `${what} at ${epsilon}`).toBeCloseTo(accuracy, 9);
      }
    };
    for (const [gold, entries] of [
      [human, complete],
      [matrixOf(golden?.human_with_missing), missing],
    ] as const) {
      for (const [name, { acc23 }] of Object.entries(entries)) {
        expectCalibrated(groupScores(gold, matrixOf(golden?.metrics[name]), 'segment'), acc23, name);
      }
    }
    const few = matrixOf(golden?.human, 12);
    for (const [name, expected] of Object.entries(first12segments)) {
      const metric = matrixOf(golden?.metrics[name], 12);
      for (const grouping of GROUPINGS)
        expectCalibrated(groupScores(few, metric, grouping), expected[NAMES[grouping]], `${name} ${grouping}`);
      const { corr, concordant, discordant } = expected.kendall_like_none_thresh1;
      expect(kendallLike(groupScores(few, metric, 'none'), 1)).toEqual({ value: expect.closeTo(corr, 9), concordant, discordant });
    }
    expect(Object.keys(first12segments).length).toBeGreaterThan(0);
  });

  test('soft pairwise accuracy', () => {
    const dense = (scores: Scores | undefined) => matrixOf(scores).map((row) => row.map((value) => value ?? 0));
    const { spa } = golden?.results ?? {};
    const people = permute(dense(golden?.human));
    for (const [i, p] of people.entries()) {
      expect(p).toBeCloseTo(spa?.human_p_float64[i] ?? NaN, 12);
      expect(Math.abs(p - (spa?.human_p[i] ?? NaN))).toBeLessThanOrEqual(0.02);
    }
    for (const [name, expected] of Object.entries(spa?.metric ?? {})) {
      const own = permute(dense(golden?.metrics[name]));
      expect(softPairwiseAccuracy(people, own), name).toBeCloseTo(expected.spa_float64, 9);
      expect(Math.abs((softPairwiseAccuracy(people, own) ?? NaN) - expected.spa)).toBeLessThanOrEqual(0.005);
      for (const [i, p] of own.entries()) expect(Math.abs(p - (expected.p[i] ?? NaN))).toBeLessThanOrEqual(0.02);
    }
  });

  test('Williams’s test', () => {
    for (const [pair, expected] of Object.entries(golden?.results.williams ?? {})) {
      const [first = '', second = ''] = pair.split('|');
      const [a, b] = [matrixOf(golden?.metrics[first]), matrixOf(golden?.metrics[second])];
      const between = averageCorrelation(groupScores(a, b, 'none'), pearson);
      if ('reason' in between) throw new Error(between.reason);
      const [better, worse] = [expected.r1, expected.r2].sort((x, y) => y - x);
      expect(williamsTest(better ?? 0, worse ?? 0, between.value, human.flat().length)).toBeCloseTo(expected.one_sided_p, 10);
    }
  });
});
