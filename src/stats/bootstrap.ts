import { Resamples, resample } from '#stats/resampling.ts';
import type { Series } from '#stats/series.ts';
import { quantile } from '#stats/summary.ts';

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

/** Percentile intervals of several statistics over the same units; NaN to NaN where no resample has a value. It yields as `resample` does. */
export function* bootstrap(
  series: readonly Series[],
  units: number,
  { samples, seed, level }: BootstrapOptions,
): Generator<void, readonly Interval[]> {
  const values = yield* resample(series, new Resamples({ units, samples, seed }));
  return values.map((own) => percentileInterval(own, level) ?? { low: NaN, high: NaN });
}

/** Percentile interval (Efron 1979) of a statistic's values in resamples, which holds `level` of them; resamples that have no value count for nothing. */
export function percentileInterval(values: Float64Array, level: number): Interval | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return undefined;
  const tail = (1 - level) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
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
