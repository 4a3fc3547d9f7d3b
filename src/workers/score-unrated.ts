import type { Comparison } from '#core/score-sheet.ts';
import type { TextMetric } from '#metrics/metric.ts';
import type { Series } from '#stats/bootstrap.ts';
import { bootstrap, valueOf } from '#stats/bootstrap.ts';
import { LEAST_SHARED, standing } from '#workers/score-comparison.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { ScoredProject } from '#workers/score-project.ts';
import type { Scored } from '#workers/score-statistics.ts';
import { corpusSeries } from '#workers/score-statistics.ts';

/** Counts of one metric for one system, by place of the segment. */
interface Counted {
  readonly systemId: string;
  readonly score: number;
  readonly rows: ReadonlyMap<number, Uint32Array>;
}

/**
 * What models made and nobody has rated yet, by each text metric: the best system against each other one, over the segments that both have translated
 * and that have a reference. Percentile interval of the difference of corpus scores by paired bootstrap (Koehn 2004), the level shared out among the
 * differences (Bonferroni). Empty for fewer than two such systems.
 */
export async function compareUnrated(project: ScoredProject, seed: number, pace: Pace): Promise<readonly Comparison[]> {
  const { texts, statistics, ratings } = project;
  const made = texts.systems
    .filter(({ id, origin }) => origin === 'model' && (ratings.get(id)?.rated ?? 0) === 0)
    .map(({ id }) => ({ id, scored: statistics.scored(texts, id) }))
    .filter(({ scored }) => scored.places.length > 0);
  if (made.length < 2) return [];
  const comparisons: Comparison[] = [];
  for (const [i, { corpus }] of statistics.measures.entries()) {
    const counted = made.map(({ id, scored }) => countedOf(corpus, id, scored, i));
    comparisons.push(await compareByMetric(corpus, counted, seed, pace));
  }
  return comparisons;
}

function countedOf(metric: TextMetric, systemId: string, { places, rows }: Scored, measure: number): Counted {
  const all = rows[measure] ?? new Uint32Array(0);
  const byPlace = new Map(places.map((place, i) => [place, all.subarray(i * metric.width, (i + 1) * metric.width)]));
  return { systemId, score: valueOf(corpusSeries(metric, all)), rows: byPlace };
}

async function compareByMetric(metric: TextMetric, counted: readonly Counted[], seed: number, pace: Pace): Promise<Comparison> {
  const sign = metric.higherIsBetter ? 1 : -1;
  const [leader, ...rest] = counted.toSorted((a, b) => sign * (b.score - a.score));
  const level = 1 - 0.05 / rest.length;
  // Far tails need more resamples: ten beyond each end.
  const samples = Math.max(1000, Math.ceil(20 / (1 - level)));
  const others = [];
  for (const other of rest) {
    const series = differenceSeries(metric, leader?.rows ?? new Map(), other.rows);
    const segments = series.rows.length / series.width;
    const value = segments === 0 ? 0 : valueOf(series);
    if (segments < LEAST_SHARED) {
      others.push({ systemId: other.systemId, segments, value, standing: 'few' as const });
      continue;
    }
    const interval = await resampled(series, segments, { samples, seed, level }, pace);
    others.push({ systemId: other.systemId, segments, value, ...interval, standing: standing(interval) });
  }
  return { metricId: metric.id, leaderId: leader?.systemId ?? '', level, samples, least: LEAST_SHARED, others };
}

/** Both systems' counts side by side, a row a segment that both have: its value is by how much the first is better. */
function differenceSeries(metric: TextMetric, first: Counted['rows'], second: Counted['rows']): Series {
  const { width } = metric;
  const shared = [...first.keys()].filter((place) => second.has(place));
  const rows = new Uint32Array(shared.length * width * 2);
  for (const [i, place] of shared.entries()) {
    rows.set(first.get(place) ?? [], i * width * 2);
    rows.set(second.get(place) ?? [], i * width * 2 + width);
  }
  const sign = metric.higherIsBetter ? 1 : -1;
  const value = (sums: Float64Array): number => sign * (metric.score(sums.subarray(0, width)) - metric.score(sums.subarray(width)));
  return { rows, width: width * 2, value };
}

async function resampled(
  series: Series,
  segments: number,
  options: Parameters<typeof bootstrap>[2],
  pace: Pace,
): Promise<{ readonly low: number; readonly high: number }> {
  const running = bootstrap([series], segments, options);
  for (;;) {
    const { done, value } = running.next();
    if (done) return value[0] ?? { low: NaN, high: NaN };
    await pace.step(0);
  }
}
