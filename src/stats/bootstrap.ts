import { normalAbove, normalQuantile, studentQuantile } from '#stats/distributions.ts';
import { Resamples, resample } from '#stats/resampling.ts';
import type { Series } from '#stats/series.ts';
import { filledUnits, valueOf } from '#stats/series.ts';
import { mean, quantile } from '#stats/summary.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** How many resamples are drawn. */
  readonly samples: number;
  readonly seed: number;
  /** Share of the resamples' values that the interval holds, such as 0.95. */
  readonly level: number;
}

/** Percentile intervals of several statistics over the same units; NaN to NaN where no resample has a value or fewer than two units have one. It yields as `resample` does. */
export function* bootstrap(
  series: readonly Series[],
  units: number,
  { samples, seed, level }: BootstrapOptions,
): Generator<void, readonly Interval[]> {
  const values = yield* resample(series, new Resamples({ units, samples, seed }));
  return values.map((own, i) => {
    const one = series[i];
    return percentileInterval(own, { level, units: one ? filledUnits(one) : 0 }) ?? { low: NaN, high: NaN };
  });
}

/**
 * Expanded percentile interval (Hesterberg 2015) of a statistic's values in resamples of so many units: with few units, resamples spread too little and the normal distribution promises too much, so that the tails are taken smaller, as Student's
 * distribution asks; of many it is Efron's percentile interval. Resamples that have no value count for nothing. Undefined for fewer than two units.
 */
export function percentileInterval(
  values: Float64Array,
  { level, units }: { readonly level: number; readonly units: number },
): Interval | undefined {
  const sorted = sortedValues(values);
  if (units < 2 || sorted.length === 0) return undefined;
  const tail = expandedTail(level, units);
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** With fewer units, resamples are too few different ones to show tails. */
const SHOWS_TAILS = 30;

/**
 * Interval of a difference: of fewer than 30 units the mean of the resamples ± Student's t times their spread, with the variance of n − 1; of more the expanded percentile interval. Undefined for fewer than two units.
 */
export function differenceInterval(
  values: Float64Array,
  { level, units }: { readonly level: number; readonly units: number },
): Interval | undefined {
  if (units >= SHOWS_TAILS) return percentileInterval(values, { level, units });
  const known = values.filter((value) => !Number.isNaN(value));
  if (units < 2 || known.length === 0) return undefined;
  const centre = mean(known);
  const variance = (mean(known.map((value) => (value - centre) ** 2)) * units) / (units - 1);
  const reach = studentQuantile((1 + level) / 2, units - 1) * Math.sqrt(variance);
  return { low: centre - reach, high: centre + reach };
}

/**
 * The expanded percentile interval with tails that are moved for bias and for skew (BCa, Efron 1987): means of penalty points lean to one side, and a plain percentile interval then misses on the other. `values` are the series' own in resamples.
 */
export function correctedInterval(values: Float64Array, series: Series, level: number): Interval | undefined {
  const units = filledUnits(series);
  const sorted = sortedValues(values);
  if (units < 2 || sorted.length === 0) return undefined;
  const whole = valueOf(series);
  const below = sorted.reduce((sum, value) => sum + (value < whole ? 1 : value === whole ? 0.5 : 0), 0);
  const bias = normalQuantile(Math.min(Math.max(below, 0.5), sorted.length - 0.5) / sorted.length);
  const acceleration = accelerationOf(series);
  const tail = expandedTail(level, units);
  const moved = (share: number): number => {
    const z = bias + normalQuantile(share);
    return normalAbove(-(bias + z / Math.max(1e-9, 1 - acceleration * z)));
  };
  return { low: quantile(sorted, moved(tail)), high: quantile(sorted, moved(1 - tail)) };
}

function sortedValues(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort();
}

function expandedTail(level: number, units: number): number {
  return normalAbove(Math.sqrt(units / (units - 1)) * studentQuantile((1 + level) / 2, units - 1));
}

/** How the statistic's spread grows with it, from its values without one unit each. */
function accelerationOf({ rows, width, members, value }: Series): number {
  const units = rows.length / width;
  const sums = new Float64Array(width);
  for (let k = 0; k < rows.length; k++) sums[k % width] = (sums[k % width] ?? 0) + (rows[k] ?? 0);
  const all = members ? members.reduce((sum, count) => sum + count, 0) : units;
  const without: number[] = [];
  const rest = new Float64Array(width);
  for (let unit = 0; unit < units; unit++) {
    const own = members ? (members[unit] ?? 0) : 1;
    if (own === 0) continue;
    for (let w = 0; w < width; w++) rest[w] = (sums[w] ?? 0) - (rows[unit * width + w] ?? 0);
    without.push(value(rest, all - own));
  }
  const centre = without.reduce((sum, one) => sum + one, 0) / without.length;
  const squares = without.reduce((sum, one) => sum + (centre - one) ** 2, 0);
  return squares > 0 ? without.reduce((sum, one) => sum + (centre - one) ** 3, 0) / (6 * squares ** 1.5) : 0;
}

/** Mean of the resamples and half the width of their 95 % interval, as sacreBLEU 2.6.0's `estimate_ci` has them. */
export function meanAndHalf(values: Float64Array): { readonly mean: number; readonly half: number } {
  const sorted = values.toSorted();
  const tail = Math.floor(sorted.length / 40);
  const [low = NaN, high = NaN] = [sorted[tail], sorted[sorted.length - tail - 1]];
  return { mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length, half: 0.5 * (high - low) };
}

/**
 * Two-sided p of a paired bootstrap test, as sacreBLEU 2.6.0 has it, from two systems' differences in each resample: how often one strays from the mean
 * of the absolute differences by more than what was observed. Resamples without a difference count for nothing.
 */
export function bootstrapP(differences: Float64Array, observed: number): number {
  const sizes = differences.map(Math.abs).filter((size) => !Number.isNaN(size));
  const centre = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const beyond = sizes.filter((size) => size - centre > Math.abs(observed)).length;
  return (beyond + 1) / (sizes.length + 1);
}
