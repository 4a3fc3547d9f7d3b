import type { Comparison, Difference } from '#core/score-sheet.ts';
import { bootstrap, meanSeries } from '#stats/bootstrap.ts';
import { mean } from '#stats/summary.ts';
import type { Pace } from '#workers/score-pace.ts';

/**
 * Fewer shared segments make no claim: a bootstrap of a handful of values sees too little of the spread to be believed
 * (three differences of one sign would always "prove" it).
 */
export const LEAST_SHARED = 20;

/** One system's values of a metric by place of the segment, NaN where it has none. */
export interface Rated {
  readonly systemId: string;
  readonly values: Float64Array;
}

/**
 * The best system against each other one, on the segments judged for both: percentile interval of the mean difference by paired bootstrap. The level
 * is shared out among the differences (Bonferroni), so all of them together hold at 0.95 (comparisons with the best need no more: Hsu 1984).
 */
export async function compareWithBest(
  metric: { readonly id: string; readonly higherIsBetter: boolean },
  rated: readonly Rated[],
  seed: number,
  pace: Pace,
): Promise<Comparison | undefined> {
  const sign = metric.higherIsBetter ? 1 : -1;
  const ranked = rated
    .map((one) => ({ ...one, mean: sign * mean(one.values.filter((value) => !Number.isNaN(value))) }))
    .filter((one) => !Number.isNaN(one.mean))
    .sort((a, b) => b.mean - a.mean);
  const [leader, ...rest] = ranked;
  if (!leader || rest.length === 0) return undefined;
  const level = 1 - 0.05 / rest.length;
  // Far tails need more resamples: ten beyond each end.
  const samples = Math.max(1000, Math.ceil(20 / (1 - level)));
  const shared = rest.map(({ systemId, values }) => ({ systemId, differences: sharedDifferences(leader.values, values, sign) }));
  const others = new Map<string, Difference>();
  for (const [segments, group] of groupedBySize(shared)) {
    const intervals = segments < LEAST_SHARED ? [] : await paced(group, segments, { samples, seed, level }, pace);
    for (const [i, { systemId, differences }] of group.entries()) {
      const value = segments === 0 ? 0 : mean(differences);
      const interval = intervals[i];
      if (!interval) others.set(systemId, { systemId, segments, value, standing: 'few' });
      else others.set(systemId, { systemId, segments, value, ...interval, standing: standing(interval) });
    }
  }
  return {
    metricId: metric.id,
    leaderId: leader.systemId,
    level,
    samples,
    least: LEAST_SHARED,
    others: rest.flatMap(({ systemId }) => others.get(systemId) ?? []),
  };
}

/** What an interval of a difference says of the first system. */
export function standing({ low, high }: { readonly low: number; readonly high: number }): 'better' | 'worse' | 'unclear' {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'unclear';
}

function sharedDifferences(a: Float64Array, b: Float64Array, sign: number): Float64Array {
  return a.map((value, i) => sign * (value - (b[i] ?? NaN))).filter((value) => !Number.isNaN(value));
}

interface Shared {
  readonly systemId: string;
  readonly differences: Float64Array;
}

function groupedBySize(shared: readonly Shared[]): ReadonlyMap<number, readonly Shared[]> {
  const groups = new Map<number, Shared[]>();
  for (const one of shared) {
    const group = groups.get(one.differences.length);
    if (group) group.push(one);
    else groups.set(one.differences.length, [one]);
  }
  return groups;
}

async function paced(
  group: readonly Shared[],
  segments: number,
  options: Parameters<typeof bootstrap>[2],
  pace: Pace,
): Promise<readonly { low: number; high: number }[]> {
  const running = bootstrap(
    group.map(({ differences }) => meanSeries(differences)),
    segments,
    options,
  );
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
    await pace.step(0);
  }
}
