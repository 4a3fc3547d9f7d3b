import type { ScoreSettings } from '#core/score-settings.ts';
import type { SystemPair } from '#core/score-sheet.ts';
import { bootstrapP, percentileInterval } from '#stats/bootstrap.ts';
import { packColumns } from '#stats/packed-columns.ts';
import { LOT, randomizationP } from '#stats/randomization.ts';
import type { Draw, Stretch } from '#stats/resampling.ts';
import { LANES, MOST_KEPT, Resamples, resampledSums, stretches, valuesOfSums } from '#stats/resampling.ts';
import type { Series } from '#stats/series.ts';
import { columnsOf, valueOf } from '#stats/series.ts';
import type { ScoreHelpers } from '#workers/score-helpers.ts';
import type { Pace } from '#workers/score-pace.ts';
import { paced } from '#workers/score-pace.ts';

/** Draws of so many sizes are kept. */
const MOST_SIZES = 3;

/** One step of resampling takes as long as counting one translation does where it has so many units. */
const STEP_WORK = 500;

/** Two systems' numbers over the same units. */
export interface SeriesPair {
  readonly first: Series;
  readonly second: Series;
}

export interface PairDifference {
  /** Advantage of the first. */
  readonly value: number;
  /** The same in each resample. */
  readonly resampled: Float64Array;
}

/** A pair's test but for its names. */
export type PairOutcome = Pick<SystemPair, 'difference' | 'low' | 'high' | 'p'>;

/** What a pair came to, and by which settings. */
interface Compared {
  readonly key: string;
  readonly outcome: PairOutcome;
}

type Drawing = Pick<ScoreSettings, 'samples' | 'seed'>;

/** Resampled values of series. Draws and values are kept: a series that is still the same object is not resampled again. */
export class Estimates {
  readonly #values = new WeakMap<Series, { readonly seed: number; readonly values: Float64Array }>();
  readonly #compared = new WeakMap<Series, WeakMap<Series, Compared>>();
  readonly #randomized = new WeakMap<Series, WeakMap<Series, { readonly key: string; readonly p: number }>>();
  readonly #whole = new WeakMap<Series, number>();
  readonly #helpers: ScoreHelpers | undefined;
  #resamples: Resamples[] = [];

  /** Without helpers, all is done in this thread. */
  constructor(helpers?: ScoreHelpers) {
    this.#helpers = helpers;
  }

  /** The statistic of every unit once. */
  valueOf(series: Series): number {
    const known = this.#whole.get(series);
    if (known !== undefined) return known;
    const value = valueOf(series);
    this.#whole.set(series, value);
    return value;
  }

  /** The values of each series in each resample of its `units` units. */
  async values(series: readonly Series[], units: number, { samples, seed }: Drawing, pace: Pace): Promise<readonly Float64Array[]> {
    const unknown = [...new Set(series)].filter((one) => {
      const known = this.#values.get(one);
      return known?.seed !== seed || known.values.length < samples;
    });
    const due = unknown.filter(({ members }) => !members || members.some((count) => count > 0));
    const sums = due.length > 0 ? await this.#sums(due, { units, samples, seed }, pace) : new Float64Array(0);
    for (const [i, values] of valuesOfSums(due, sums, units).entries()) {
      const one = due[i];
      if (one) this.#values.set(one, { seed, values });
    }
    // What nobody has rated has no value in any resample.
    for (const one of unknown) if (!due.includes(one)) this.#values.set(one, { seed, values: new Float64Array(samples).fill(NaN) });
    return series.map((one) => this.#values.get(one)?.values.subarray(0, samples) ?? new Float64Array(0));
  }

  /** Differences of pairs; `sign` is -1 where less is better. */
  async differences(
    pairs: readonly SeriesPair[],
    units: number,
    drawing: Drawing,
    sign: number,
    pace: Pace,
  ): Promise<readonly PairDifference[]> {
    const both = pairs.flatMap(({ first, second }) => [first, second]);
    const values = await this.values(both, units, drawing, pace);
    return pairs.map(({ first, second }, i) => ({
      value: sign * (this.valueOf(first) - this.valueOf(second)),
      resampled: Float64Array.from(values[2 * i] ?? [], (one, k) => sign * (one - (values[2 * i + 1]?.[k] ?? NaN))),
    }));
  }

  /** Interval of each pair; with the p of the bootstrap where that is the test. A pair of series that was compared before is not compared again. */
  async compare(
    pairs: readonly SeriesPair[],
    units: number,
    settings: ScoreSettings,
    sign: number,
    pace: Pace,
  ): Promise<readonly PairOutcome[]> {
    const key = JSON.stringify([settings.test, settings.samples, settings.seed, settings.level, sign]);
    const due = pairs.filter(({ first, second }) => this.#compared.get(first)?.get(second)?.key !== key);
    for (const [i, { value, resampled }] of (await this.differences(due, units, settings, sign, pace)).entries()) {
      const pair = due[i];
      if (!pair) continue;
      const p = settings.test === 'bootstrap' ? { p: bootstrapP(resampled, value) } : {};
      const outcome = { difference: value, ...percentileInterval(resampled, settings.level), ...p };
      const own = this.#compared.get(pair.first) ?? new WeakMap<Series, Compared>();
      this.#compared.set(pair.first, own);
      own.set(pair.second, { key, outcome });
    }
    return pairs.map(({ first, second }) => this.#compared.get(first)?.get(second)?.outcome ?? { difference: NaN });
  }

  /** p of each pair by paired approximate randomisation. */
  async randomize(
    pairs: readonly SeriesPair[],
    units: number,
    { trials, seed }: ScoreSettings,
    pace: Pace,
  ): Promise<readonly (number | undefined)[]> {
    const key = `${trials} ${seed}`;
    const due = pairs.filter(({ first, second }) => this.#randomized.get(first)?.get(second)?.key !== key);
    const series = due.map(({ first, second }) => [first, second] as const);
    pace.expect(due.length * Math.ceil(trials / LOT));
    const made = due.length === 0 ? [] : await paced(randomizationP(series, units, { trials, seed }), pace, 1);
    for (const [i, { first, second }] of due.entries()) {
      const own = this.#randomized.get(first) ?? new WeakMap<Series, { key: string; p: number }>();
      this.#randomized.set(first, own);
      own.set(second, { key, p: made[i] ?? NaN });
    }
    return pairs.map(({ first, second }) => this.#randomized.get(first)?.get(second)?.p);
  }

  /** The sums of the columns of all series, by resample. Draws that are too many to be kept are shared with helpers, each of which sums some of the resamples. */
  async #sums(series: readonly Series[], draw: Draw, pace: Pace): Promise<Float64Array> {
    const { units, samples, seed } = draw;
    const columns = packColumns(series.flatMap(columnsOf), units);
    const weight = (units * series.length) / STEP_WORK;
    pace.expect((weight * samples) / LANES);
    const sum = (resamples: Resamples, stretch: Stretch): Promise<Float64Array> =>
      paced(resampledSums(columns, resamples, stretch), pace, weight);
    if (!this.#helpers || units * samples <= MOST_KEPT) return sum(this.#resamplesOf(units, samples, seed), { from: 0, to: samples });
    return this.#helpers.use(async (helpers) => {
      const [own, ...others] = stretches(samples, helpers.length + 1);
      const helped = others.map(async (stretch, i) => {
        let before = 0;
        const progress = (done: number): void => {
          pace.count(((done - before) * weight) / LANES);
          before = done;
        };
        try {
          return await helpers[i]?.sum(columns, draw, stretch, { signal: pace.signal, progress });
        } catch {
          return undefined; // a helper that failed is done without, below
        }
      });
      const parts = await Promise.all([own && sum(new Resamples(draw), own), ...helped]);
      const all = new Float64Array(samples * columns.places.length);
      for (const [i, stretch] of [own, ...others].entries()) {
        if (stretch) all.set(parts[i] ?? (await sum(new Resamples(draw), stretch)), stretch.from * columns.places.length);
      }
      return all;
    });
  }

  #resamplesOf(units: number, samples: number, seed: number): Resamples {
    const known = this.#resamples.find((one) => one.units === units && one.seed === seed && one.samples >= samples);
    const chosen = known ?? new Resamples({ units, samples, seed });
    // The last used comes first, the one used longest ago is forgotten.
    const others = this.#resamples.filter((one) => one !== chosen && (one.units !== units || one.seed !== seed));
    this.#resamples = [chosen, ...others].slice(0, MOST_SIZES);
    return chosen;
  }
}
