import type { Correlation } from '#stats/correlation.ts';
import { countPairs } from '#stats/kendall.ts';
import { studentAbove } from '#stats/distributions.ts';
import type { Undetermined } from '#stats/undetermined.ts';
import { isUndetermined } from '#stats/undetermined.ts';

/**
 * How well a metric orders translations as people do (mt-metrics-eval; Deutsch et al. 2023). Scores are rows a system, one value a segment, undefined where there is none; higher is better
 * in both.
 */
export type ScoreMatrix = readonly (readonly (number | undefined)[])[];

/** none: all translations in one list. system: one list a system. segment: one list a segment, its translations by all systems. */
export const GROUPINGS = ['none', 'system', 'segment'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Pairs of scores that are compared with each other: human first. */
export interface ScoreGroup {
  readonly human: readonly number[];
  readonly metric: readonly number[];
}

/** The lists of translations that both have scored. */
export function groupScores(human: ScoreMatrix, metric: ScoreMatrix, grouping: Grouping): readonly ScoreGroup[] {
  const rows = human.map((row, system) =>
    row.flatMap((gold, segment) => {
      const value = metric[system]?.[segment];
      return gold === undefined || value === undefined ? [] : [{ segment, gold, value }];
    }),
  );
  const group = (list: readonly { readonly gold: number; readonly value: number }[]): ScoreGroup => ({
    human: list.map(({ gold }) => gold),
    metric: list.map(({ value }) => value),
  });
  if (grouping === 'none') return [group(rows.flat())];
  if (grouping === 'system') return rows.map(group);
  const columns = new Map<number, { readonly gold: number; readonly value: number }[]>();
  for (const one of rows.flat()) {
    const column = columns.get(one.segment);
    if (column) column.push(one);
    else columns.set(one.segment, [one]);
  }
  return [...columns].sort(([a], [b]) => a - b).map(([, list]) => group(list));
}

export interface AveragedCorrelation {
  readonly value: number;
  /** Lists that have a correlation, and lists that have none since one side gave all the same. */
  readonly groups: number;
  readonly without: number;
}

/** The mean correlation over groups; those without one are left out, not counted as 0. `few` where none has one. */
export function averageCorrelation(
  groups: readonly ScoreGroup[],
  correlate: (human: readonly number[], metric: readonly number[]) => Correlation | Undetermined,
): AveragedCorrelation | Undetermined {
  const values = groups.flatMap(({ human, metric }) => {
    const result = correlate(human, metric);
    return isUndetermined(result) ? [] : [result.value];
  });
  if (values.length === 0) return { reason: 'few' };
  return {
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    groups: values.length,
    without: groups.length - values.length,
  };
}

export interface PairwiseAgreement {
  /** Share of pairs that metric and people order alike, ties counted as an order: acc_eq (Deutsch et al. 2023). Mean over groups. */
  readonly accuracy: number;
  /** τ of the same pairs: what is ordered alike less what is not (Deutsch et al. 2023); -1 to 1. */
  readonly tau: number;
  readonly groups: number;
}

/** Pairwise agreement with ties; metric scores that differ by at most `epsilon` are tied. `few` where no group has a pair. */
export function pairwiseAgreement(groups: readonly ScoreGroup[], epsilon = 0): PairwiseAgreement | Undetermined {
  let [accuracy, tau, count] = [0, 0, 0];
  for (const { human, metric } of groups) {
    const pairs = (human.length * (human.length - 1)) / 2;
    if (pairs === 0) continue;
    const { concordant, tiedBoth } = countPairs(human, metric, epsilon);
    accuracy += (concordant + tiedBoth) / pairs;
    tau += (2 * (concordant + tiedBoth) - pairs) / pairs;
    count++;
  }
  return count === 0 ? { reason: 'few' } : { accuracy: accuracy / count, tau: tau / count, groups: count };
}

export interface KendallLike {
  readonly value: number;
  readonly concordant: number;
  readonly discordant: number;
}

/** The Kendall-like τ of WMT's older metrics tasks, over the pairs of all groups that people set apart by at least `threshold`; a metric tie counts as discordant. */
export function kendallLike(groups: readonly ScoreGroup[], threshold: number): KendallLike | Undetermined {
  let [concordant, discordant] = [0, 0];
  for (const { human, metric } of groups) {
    for (let i = 1; i < human.length; i++) {
      for (let j = 0; j < i; j++) {
        const apart = (human[i] ?? 0) - (human[j] ?? 0);
        if (apart === 0 || Math.abs(apart) < threshold) continue;
        if (Math.sign(apart) * ((metric[i] ?? 0) - (metric[j] ?? 0)) > 0) concordant++;
        else discordant++;
      }
    }
  }
  const pairs = concordant + discordant;
  return pairs === 0 ? { reason: 'few' } : { value: (concordant - discordant) / pairs, concordant, discordant };
}

export interface SystemAgreement {
  readonly accuracy: number;
  readonly agreeing: number;
  readonly pairs: number;
}

/** The share of system pairs that the metric orders as people do (Kocmi et al. 2021); a tie on one side only disagrees. */
export function systemAccuracy(human: readonly number[], metric: readonly number[]): SystemAgreement | Undetermined {
  const pairs = (human.length * (human.length - 1)) / 2;
  if (pairs === 0) return { reason: 'few' };
  const { concordant, tiedBoth } = countPairs(human, metric);
  return { accuracy: (concordant + tiedBoth) / pairs, agreeing: concordant + tiedBoth, pairs };
}

/** One-sided p-value of Williams's test that the first metric correlates better with people than the second, from the three correlations of `size` items (Graham & Baldwin 2014). */
export function williamsTest(first: number, second: number, between: number, size: number): number | undefined {
  if (size <= 3) return undefined;
  const determinant = 1 - first ** 2 - second ** 2 - between ** 2 + 2 * first * second * between;
  const spread = (2 * determinant * (size - 1)) / (size - 3) + ((first + second) ** 2 / 4) * (1 - between) ** 3;
  if (!(spread > 0)) return undefined;
  return studentAbove(((first - second) * Math.sqrt((size - 1) * (1 + between))) / Math.sqrt(spread), size - 3);
}
