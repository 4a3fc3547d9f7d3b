import type { MetaRow, MetaSheet, MetaValue } from '#core/meta-sheet.ts';
import { percentileInterval } from '#stats/bootstrap.ts';
import type { Correlation } from '#stats/correlation.ts';
import { pearson, spearman } from '#stats/correlation.ts';
import type { RivalScores } from '#stats/correlation-difference.ts';
import { correlationDifference } from '#stats/correlation-difference.ts';
import { kendall } from '#stats/kendall.ts';
import { groupScores, systemAccuracy } from '#stats/meta-evaluation.ts';
import { Random } from '#stats/random.ts';
import { pairwisePermutation, softPairwiseAccuracy } from '#stats/soft-pairwise-accuracy.ts';
import { mean } from '#stats/summary.ts';
import { calibrateTies } from '#stats/tie-calibration.ts';
import type { Undetermined } from '#stats/undetermined.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import type { Pace } from '#workers/score-pace.ts';
import { paced } from '#workers/score-pace.ts';
import { sheetMetrics } from '#workers/score-sheet.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** Intervals resample until about so many translations have been looked at: as many resamples as are asked for, fewer of many translations. */
const WORK = 2_000_000;
const LEAST_SAMPLES = 100;
/** Tie calibration holds every pair of a segment's translations in memory. */
const MOST_PAIRS = 5_000_000;

type Correlate = (x: ArrayLike<number>, y: ArrayLike<number>) => Correlation | Undetermined;
const CORRELATIONS = {
  pearson,
  spearman,
  kendall: (x, y) => kendall(x, y, 'b'),
} satisfies Record<string, Correlate>;

/** Values of one metric, a row a system, NaN where there is none; turned so that higher is better. */
type Matrix = readonly Float64Array[];

/** Every metric and scorer against one metric that people gave. */
export async function metaSheet(view: ScoreView, humanId: string, pace: Pace): Promise<MetaSheet> {
  const { samples: asked, seed, level } = view.request.settings;
  const metrics = sheetMetrics(view);
  const matrixOf = (column: number): Matrix =>
    view.systems.map(({ id }) => view.valuesOf(column, id).map((value) => (metrics[column]?.higherIsBetter === false ? -value : value)));
  const humanColumn = metrics.findIndex(({ id, kind }) => id === humanId && kind === 'rating');
  if (humanColumn < 0) return { humanId, samples: 0, level, rows: [] };
  const human = matrixOf(humanColumn);
  const rated = human.reduce((count, row) => count + row.filter((value) => !Number.isNaN(value)).length, 0);
  const samples = Math.min(asked, Math.max(LEAST_SAMPLES, Math.floor(WORK / Math.max(1, rated))));
  const rows: MetaRow[] = [];
  pace.expect(metrics.length * samples);
  for (const [column, { id, kind }] of metrics.entries()) {
    if (kind === 'rating') continue;
    const row = await metaRow(human, matrixOf(column), { samples, seed, level }, pace);
    if (row) rows.push({ metricId: id, ...row });
  }
  return {
    humanId,
    samples,
    level,
    rows: await besideBest(rows, human, (id) => matrixOf(metrics.findIndex((one) => one.id === id)), { trials: samples, seed }, pace),
  };
}

/** Each metric with whether the one that correlates best is better than chance would have it. */
async function besideBest(
  rows: readonly MetaRow[],
  human: Matrix,
  matrixOf: (metricId: string) => Matrix,
  options: { readonly trials: number; readonly seed: number },
  pace: Pace,
): Promise<readonly MetaRow[]> {
  const known = rows.filter(({ pearson: r }) => r !== undefined);
  const best = known.toSorted((a, b) => (b.pearson?.value ?? 0) - (a.pearson?.value ?? 0))[0];
  if (!best) return rows;
  const ofBest = matrixOf(best.metricId);
  const told: MetaRow[] = [];
  for (const row of rows) {
    const isCompared = row !== best && row.pearson !== undefined;
    const found = isCompared && (await paced(correlationDifference(rivals(human, ofBest, matrixOf(row.metricId)), options), pace));
    told.push(found && !isUndetermined(found) ? { ...row, behindBest: found.p } : row);
  }
  return told;
}

/** The translations that people and both metrics have; those of one segment belong together. */
function rivals(human: Matrix, first: Matrix, second: Matrix): RivalScores {
  const items = human.flatMap((row, system) =>
    Array.from(row, (gold, place) => [gold, first[system]?.[place] ?? NaN, second[system]?.[place] ?? NaN, place] as const).filter(
      ([gold, a, b]) => !Number.isNaN(gold + a + b),
    ),
  );
  const column = (at: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(items, (item) => item[at]);
  return { human: column(0), first: column(1), second: column(2), units: column(3) };
}

async function metaRow(
  human: Matrix,
  metric: Matrix,
  options: { readonly samples: number; readonly seed: number; readonly level: number },
  pace: Pace,
): Promise<Omit<MetaRow, 'metricId'> | undefined> {
  const lists = human.map((row, system) => Array.from(row, (gold, place) => ({ gold, value: metric[system]?.[place] ?? NaN })));
  const both = lists.map((row) => row.filter(({ gold, value }) => !Number.isNaN(gold + value)));
  const all = both.flat();
  if (all.length < 2) return undefined;
  const segments = segmentsOf(human, metric);
  const correlations = await correlated(segments, options, pace);
  return {
    translations: all.length,
    ...correlations,
    ...calibrated(human, metric),
    ...(await systemLevel(human, metric, pace)),
  };
}

/** The translations of each segment that have both, human first: what belongs to one segment is resampled together. */
function segmentsOf(human: Matrix, metric: Matrix): readonly (readonly (readonly [number, number])[])[] {
  const places = human[0]?.length ?? 0;
  return Array.from({ length: places }, (_, place) =>
    human.flatMap((row, system) => {
      const [gold, value] = [row[place] ?? NaN, metric[system]?.[place] ?? NaN];
      return Number.isNaN(gold + value) ? [] : [[gold, value] as const];
    }),
  ).filter((pairs) => pairs.length > 0);
}

async function correlated(
  segments: readonly (readonly (readonly [number, number])[])[],
  { samples, seed, level }: { readonly samples: number; readonly seed: number; readonly level: number },
  pace: Pace,
): Promise<Pick<MetaRow, 'pearson' | 'spearman' | 'kendall'>> {
  const names = ['pearson', 'spearman', 'kendall'] as const;
  const drawn = new Map(names.map((name) => [name, new Float64Array(samples).fill(NaN)]));
  const random = new Random(seed);
  const value = ([golds, others]: Pairs, name: (typeof names)[number]): number => {
    const found = CORRELATIONS[name](golds, others);
    return isUndetermined(found) ? NaN : found.value;
  };
  for (let sample = 0; sample < samples; sample++) {
    const pairs = sideBySide(segments.map(() => segments[random.below(segments.length)] ?? []));
    for (const name of names) {
      drawn.get(name)?.fill(value(pairs, name), sample, sample + 1);
      await pace.step(1 / names.length);
    }
  }
  const whole = sideBySide(segments);
  return Object.fromEntries(
    names.flatMap((name) => {
      const own = value(whole, name);
      if (Number.isNaN(own)) return [];
      const interval = percentileInterval(drawn.get(name) ?? new Float64Array(0), { level, units: segments.length });
      return [[name, { value: own, ...interval } satisfies MetaValue] as const];
    }),
  );
}

/** What people gave, and what the metric gave for the same. */
type Pairs = readonly [golds: Float64Array, others: Float64Array];

function sideBySide(segments: readonly (readonly (readonly [number, number])[])[]): Pairs {
  let count = 0;
  for (const pairs of segments) count += pairs.length;
  const [golds, others] = [new Float64Array(count), new Float64Array(count)];
  let at = 0;
  for (const pairs of segments) {
    for (const [gold, other] of pairs) {
      golds[at] = gold;
      others[at++] = other;
    }
  }
  return [golds, others];
}

function calibrated(human: Matrix, metric: Matrix): Pick<MetaRow, 'tieCalibrated'> {
  const known = (matrix: Matrix): (number | undefined)[][] =>
    matrix.map((row) => Array.from(row, (value) => (Number.isNaN(value) ? undefined : value)));
  const groups = groupScores(known(human), known(metric), 'segment');
  if (groups.reduce((sum, { human: own }) => sum + (own.length * (own.length - 1)) / 2, 0) > MOST_PAIRS) return {};
  const found = calibrateTies(groups);
  return isUndetermined(found) ? {} : { tieCalibrated: found.accuracy };
}

/** By systems, over the segments that have both of every system that has any. */
async function systemLevel(human: Matrix, metric: Matrix, pace: Pace): Promise<Pick<MetaRow, 'systems' | 'soft'>> {
  const has = (row: Float64Array | undefined): boolean => row?.some((value) => !Number.isNaN(value)) ?? false;
  const systems = [...human.keys()].filter((system) => has(human[system]) && has(metric[system]));
  if (systems.length < 2) return {};
  const places = [...(human[0]?.keys() ?? [])].filter((place) =>
    systems.every((system) => !Number.isNaN((human[system]?.[place] ?? NaN) + (metric[system]?.[place] ?? NaN))),
  );
  if (places.length < 2) return {};
  const common = (matrix: Matrix): Float64Array[] =>
    systems.map((system) => Float64Array.from(places, (place) => matrix[system]?.[place] ?? NaN));
  const [people, own] = [common(human), common(metric)];
  const accuracy = systemAccuracy(people.map(mean), own.map(mean));
  const [first, second] = [await paced(pairwisePermutation(people), pace), await paced(pairwisePermutation(own), pace)];
  const soft = softPairwiseAccuracy(first, second);
  return {
    ...(isUndetermined(accuracy) ? {} : { systems: { agreeing: accuracy.agreeing, pairs: accuracy.pairs } }),
    ...(soft === undefined ? {} : { soft }),
  };
}
