import { describe, expect, it } from 'vitest';
import type { Correlation } from '#stats/correlation.ts';
import { pearson, spearman } from '#stats/correlation.ts';
import { correlationDifference } from '#stats/correlation-difference.ts';
import { kendall } from '#stats/kendall.ts';
import type { Grouping, ScoreGroup, ScoreMatrix } from '#stats/meta-evaluation.ts';
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
import type { TieCalibration } from '#stats/tie-calibration.ts';
import { calibrateTies } from '#stats/tie-calibration.ts';
import type { Undetermined } from '#stats/undetermined.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import { SHARED } from '../shared.ts';
import type { Steps } from './golden-file.ts';
import { GoldenFile } from './golden-file.ts';

type Scores = Readonly<Record<string, readonly (number | null)[]>>;
interface GroupResults {
  readonly kendall_b_nan_as_zero?: number;
  readonly acc23_eps?: Readonly<Record<string, number>>;
}
type ByGrouping = Readonly<Record<'none' | 'sys' | 'item', GroupResults>> & { readonly pearson_pdp_item?: number };
interface Calibrated {
  readonly best_epsilon: number;
  readonly n_thresholds?: number;
  readonly curve?: readonly (readonly [number, number])[];
}
interface Golden {
  readonly systems: readonly string[];
  readonly human: Scores;
  readonly human_with_missing: Scores;
  readonly metrics: Readonly<Record<string, Scores>>;
  readonly corpus_metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly results: {
    readonly system: Readonly<Record<string, object>>;
    readonly segment: Readonly<Record<string, ByGrouping>>;
    readonly segment_missing: Readonly<Record<string, ByGrouping>>;
    readonly ties: Readonly<Record<'complete' | 'missing', Readonly<Record<string, Readonly<Record<'acc23' | '23', Calibrated>>>>>> & {
      readonly first12segments: Readonly<Record<string, Readonly<Record<'none' | 'sys' | 'item', Calibrated>>>>;
    };
    readonly spa: { readonly metric: Readonly<Record<string, object>> };
    readonly williams: Readonly<Record<string, object>>;
    readonly permutation: Readonly<Record<string, { readonly k: number; readonly p_over_5_seeds: readonly number[] }>>;
    readonly system_scores: Readonly<Record<string, readonly number[]>>;
  };
}

const NAMES: Readonly<Record<Grouping, 'none' | 'sys' | 'item'>> = { none: 'none', system: 'sys', segment: 'item' };
const tau = (a: ArrayLike<number>, b: ArrayLike<number>) => kendall(a, b, 'b');

function known<T extends object>(result: T | Undetermined): T {
  if (isUndetermined(result)) throw new Error(result.reason);
  return result;
}

function finish<T>(running: Generator<void, T>): T {
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}

const golden = SHARED === undefined ? undefined : new GoldenFile<Golden>('meta/ted_zhen.json.gz');

describe.skipIf(golden === undefined)('golden numbers of mt-metrics-eval on TED zh-en', () => {
  if (!golden) return;
  const { systems, metrics, results, corpus_metrics } = golden.data;
  const matrixOf = (scores: Scores | undefined, segments?: number): ScoreMatrix =>
    systems.map((system) => (scores?.[system] ?? []).slice(0, segments).map((value) => value ?? undefined));
  const dense = (scores: Scores | undefined): number[][] => matrixOf(scores).map((row) => row.map((value) => value ?? NaN));
  const [human, missing] = [matrixOf(golden.data.human), matrixOf(golden.data.human_with_missing)];
  const segments = human[0]?.length ?? 0;

  it('systems', () => {
    const averages = new Map([
      ['human', dense(golden.data.human).map(mean)],
      ...Object.entries(metrics).map(([name, scores]) => [name, dense(scores).map(mean)] as const),
    ]);
    for (const name of Object.keys(results.system_scores)) {
      const corpus = corpus_metrics[name.replace('corpus-', '')];
      golden.meets(['results', 'system_scores', name], averages.get(name) ?? systems.map((system) => corpus?.[system]));
    }
    for (const name of Object.keys(results.system)) {
      const [x = [], y = []] = [results.system_scores['human'], results.system_scores[name]];
      const own: Readonly<Record<string, Correlation>> = {
        pearson: known(pearson(x, y)),
        spearman: known(spearman(x, y)),
        kendall_b: known(tau(x, y)),
        kendall_c: known(kendall(x, y, 'c')),
      };
      for (const [kind, { value, p }] of Object.entries(own)) {
        golden.meets(['results', 'system', name, kind, 0], value);
        golden.meets(['results', 'system', name, kind, 1], p, { relative: 1e-7 });
      }
      const { accuracy, agreeing, pairs } = known(systemAccuracy(x, y));
      golden.meets(['results', 'system', name, 'pairwise'], { accuracy, agree: agreeing, pairs });
    }
  });

  function meetsSegments(where: Steps, gold: ScoreMatrix, name: string, expected: ByGrouping): void {
    const metric = matrixOf(metrics[name]);
    for (const grouping of GROUPINGS) {
      const groups = groupScores(gold, metric, grouping);
      const steps = [...where, name, NAMES[grouping]];
      const kendalls = known(averageCorrelation(groups, tau));
      const { accuracy, tau: tau23 } = known(pairwiseAgreement(groups));
      golden?.meets(steps, {
        pearson: known(averageCorrelation(groups, pearson)).value,
        spearman: known(averageCorrelation(groups, spearman)).value,
        kendall_b: kendalls.value,
        tau23,
        acc23: accuracy,
        n: kendalls.groups,
      });
      const results = expected[NAMES[grouping]];
      for (const epsilon of Object.keys(results.acc23_eps ?? {})) {
        golden?.meets([...steps, 'acc23_eps', epsilon], known(pairwiseAgreement(groups, Number(epsilon))).accuracy);
      }
      if (grouping !== 'segment') continue;
      const all = kendalls.groups + kendalls.without;
      golden?.meets([...steps, 'kendall_b_nan_as_zero'], (kendalls.value * kendalls.groups) / all);
      const like = known(kendallLike(groups, 1));
      golden?.meets([...where, name, 'kendall_like_item_thresh1'], [like.value, like.concordant + like.discordant]);
      if (expected.pearson_pdp_item !== undefined) golden?.meets([...where, name, 'pearson_pdp_item'], pearsonOfDifferences(groups));
    }
  }

  it.each(Object.keys(metrics))('segments: %s', (name) => {
    const [complete, some] = [results.segment[name], results.segment_missing[name]];
    if (complete) meetsSegments(['results', 'segment'], human, name, complete);
    if (some) meetsSegments(['results', 'segment_missing'], missing, name, some);
  });

  function meetsCalibrated(steps: Steps, own: TieCalibration, expected: Calibrated, scaled: (accuracy: number) => number): void {
    golden?.meets([...steps, 'best_tau'], scaled(own.accuracy));
    // The tool takes the first best of sums that rounding has touched; where several are best on paper, ours is the smallest of them.
    const theirs = own.curve.find(({ epsilon }) => epsilon === expected.best_epsilon);
    expect(own.epsilon, steps.join(' ')).toBeLessThanOrEqual(expected.best_epsilon);
    golden?.meets([...steps, 'best_epsilon'], theirs && own.accuracy - theirs.accuracy <= 1e-12 ? theirs.epsilon : own.epsilon);
    if (expected.n_thresholds !== undefined) golden?.meets([...steps, 'n_thresholds'], own.curve.length);
    if (!expected.curve) return;
    const at = new Map(own.curve.map(({ epsilon, accuracy }) => [epsilon, accuracy]));
    golden?.meets([...steps, 'curve'], expected.curve.map(([epsilon]) => [epsilon, scaled(at.get(epsilon) ?? NaN)])); // prettier-ignore
  }

  it('tie calibration', () => {
    const { complete, missing: some, first12segments } = results.ties;
    for (const [kind, gold, entries] of [
      ['complete', human, complete],
      ['missing', missing, some],
    ] as const) {
      for (const [name, { acc23, '23': tau23 }] of Object.entries(entries)) {
        const own = known(calibrateTies(groupScores(gold, matrixOf(metrics[name]), 'segment')));
        meetsCalibrated(['results', 'ties', kind, name, 'acc23'], own, acc23, (accuracy) => accuracy);
        // τ23 counts what is not ordered alike against it.
        meetsCalibrated(['results', 'ties', kind, name, '23'], own, tau23, (accuracy) => 2 * accuracy - 1);
      }
    }
    const few = matrixOf(golden.data.human, 12);
    for (const [name, expected] of Object.entries(first12segments)) {
      const metric = matrixOf(metrics[name], 12);
      const where = ['results', 'ties', 'first12segments', name];
      for (const grouping of GROUPINGS) {
        const own = known(calibrateTies(groupScores(few, metric, grouping)));
        meetsCalibrated([...where, NAMES[grouping]], own, expected[NAMES[grouping]], (accuracy) => accuracy);
      }
      const { value, concordant, discordant } = known(kendallLike(groupScores(few, metric, 'none'), 1));
      golden.meets([...where, 'kendall_like_none_thresh1'], { corr: value, pairs: concordant + discordant, concordant, discordant });
    }
  });

  it('soft pairwise accuracy', () => {
    const people = finish(pairwisePermutation(dense(golden.data.human)));
    // The tool multiplies in single precision; see its README for how near that comes.
    golden.meets(['results', 'spa', 'human_p'], people, { within: 0.02 });
    golden.meets(['results', 'spa', 'human_p_float64'], people);
    for (const name of Object.keys(results.spa.metric)) {
      const own = finish(pairwisePermutation(dense(metrics[name])));
      const soft = softPairwiseAccuracy(people, own);
      golden.meets(['results', 'spa', 'metric', name, 'p'], own, { within: 0.02 });
      golden.meets(['results', 'spa', 'metric', name, 'spa'], soft, { within: 0.005 });
      golden.meets(['results', 'spa', 'metric', name, 'spa_float64'], soft);
    }
  });

  it('tests whether one metric is better than another', () => {
    const all = human.flat().map((value) => value ?? NaN);
    const flat = (name: string): number[] => dense(metrics[name]).flat();
    for (const pair of Object.keys(results.williams)) {
      const [first = '', second = ''] = pair.split('|');
      const [r1, r2, between] = [[all, flat(first)], [all, flat(second)], [flat(first), flat(second)]].map(([x = [], y = []]) => known(pearson(x, y)).value); // prettier-ignore
      const [better = 0, worse = 0] = [r1 ?? 0, r2 ?? 0].sort((x, y) => y - x);
      const p = williamsTest(better, worse, between ?? 0, all.length);
      golden.meets(['results', 'williams', pair], { r1, r2 });
      golden.meets(['results', 'williams', pair], { one_sided_p: p, two_sided_p: 2 * (p ?? NaN) }, { relative: 1e-7 });
    }
    for (const [name, { k, p_over_5_seeds }] of Object.entries(results.permutation)) {
      const [first = '', second = ''] = (name.split('/')[2] ?? '').split('|');
      // The tool asks whether the second is better.
      const rivals = { human: all, first: flat(second), second: flat(first), units: all.map((_, i) => i) };
      const own = known(finish(correlationDifference(rivals, { trials: k, seed: 12345 })));
      golden.meets(['results', 'permutation', name, 'delta_zscored'], own.difference);
      const near = 4 * Math.sqrt((own.p * (1 - own.p)) / k) + 1 / k;
      for (const seed of p_over_5_seeds.keys()) {
        golden.meets(['results', 'permutation', name, 'p_over_5_seeds', seed], own.p, { within: Math.SQRT2 * near });
      }
    }
  });

  it('leaves nothing out', () => {
    expect(segments).toBe(529);
    golden.settle({
      tool: 'versions',
      what: 'note',
      systems: 'names',
      seg_ids: 'input',
      human: 'input',
      human_with_missing: 'input',
      metrics: 'input',
      corpus_metrics: 'input',
      'results > spa > note': 'note',
      'results > permutation > * > k': 'input',
    });
  });
});

/** Pearson of the differences between every two translations of a segment, both ways round. */
function pearsonOfDifferences(groups: readonly ScoreGroup[]): number {
  const differences = (of: (group: ScoreGroup) => readonly number[]): number[] =>
    groups.flatMap((group) => of(group).flatMap((a) => of(group).map((b) => a - b)));
  return known(pearson(differences(({ human }) => human), differences(({ metric }) => metric))).value; // prettier-ignore
}
