import { Random } from '#stats/random.ts';
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

/** A statistic that depends on its units only through sums: a mean, a corpus score. */
export interface Series {
  /** `width` numbers for each unit, one unit after the other. */
  readonly rows: Float64Array | Uint32Array;
  readonly width: number;
  /** The statistic of `units` units whose numbers add up to `sums`, which is not to be kept. */
  readonly value: (sums: Float64Array, units: number) => number;
}

/** The statistic of every unit once. */
export function valueOf({ rows, width, value }: Series): number {
  const sums = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) sums[i % width] = (sums[i % width] ?? 0) + (rows[i] ?? 0);
  return value(sums, rows.length / width);
}

/** The mean of one number a unit. */
export function meanSeries(values: Float64Array): Series {
  return { rows: values, width: 1, value: ([sum = NaN], units) => sum / units };
}

/**
 * Percentile intervals (Efron 1979) of several statistics over the same number of units. Each resample is drawn once for all of them, so statistics
 * of the same units stay paired. The draws are NumPy's `default_rng(seed).integers(units, size=(samples, units))`. It yields after each resample,
 * for the caller to pause or to give up.
 */
export function* bootstrap(series: readonly Series[], units: number, options: BootstrapOptions): Generator<void, readonly Interval[]> {
  const random = new Random(options.seed);
  const draws = new Uint32Array(units);
  const values = series.map(() => new Float64Array(options.samples));
  const sums = series.map(({ width }) => new Float64Array(width));
  for (let sample = 0; sample < options.samples; sample++) {
    for (let i = 0; i < units; i++) draws[i] = random.below(units);
    for (const [k, one] of series.entries()) {
      const into = sums[k] ?? new Float64Array(one.width);
      addUp(one, draws, into);
      const list = values[k];
      if (list) list[sample] = one.value(into, units);
    }
    yield;
  }
  const tail = (1 - options.level) / 2;
  return values.map((list) => {
    list.sort();
    return { low: quantile(list, tail), high: quantile(list, 1 - tail) };
  });
}

function addUp({ rows, width }: Series, draws: Uint32Array, sums: Float64Array): void {
  sums.fill(0);
  for (let i = 0; i < draws.length; i++) {
    const at = (draws[i] ?? 0) * width;
    for (let w = 0; w < width; w++) sums[w] = (sums[w] ?? 0) + (rows[at + w] ?? 0);
  }
}
