import type { ScoreSettings } from '#core/score-settings.ts';
import type { SystemPair } from '#core/score-sheet.ts';
import { bootstrapP, differenceInterval } from '#stats/bootstrap.ts';
import type { PackedColumns } from '#stats/packed-columns.ts';
import { Flips, LOT } from '#stats/flips.ts';
import type { Exchange } from '#stats/randomization.ts';
import { exchange } from '#stats/randomization.ts';
import type { Draw, Stretch } from '#stats/resampling.ts';
import { LANES, MOST_KEPT, Resamples, resampledSums, stretches } from '#stats/resampling.ts';
import type { SeriesSums } from '#stats/series-sums.ts';
import { packSeries, renewedSums, sumsOfSeries, valuesOfSums } from '#stats/series-sums.ts';
import type { Series } from '#stats/series.ts';
import { filledUnits, valueOf } from '#stats/series.ts';
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

interface PairDifference {
  /** Advantage of the first. */
  readonly value: number;
  /** The same in each resample. */
  readonly resampled: Float64Array;
}

/** A pair's test but for its names. */
export type PairOutcome = Pick<SystemPair, 'difference' | 'low' | 'high' | 'p'>;

type Drawing = Pick<ScoreSettings, 'samples' | 'seed'>;
/** What a pair came to, by the settings. */
type Compared = Map<string, PairOutcome>;

/** The sums of the last state of a series, from which those of the next are had. */
interface Kept {
  readonly seed: number;
  readonly sums: SeriesSums;
}

/** Resampled values of series. Draws and values are kept: a series that is still the same object is not resampled again, and of one that has changed in a few units only those. */
export class Estimates {
  readonly #values = new WeakMap<Series, { readonly seed: number; readonly values: Float64Array }>();
  /** By what its states have in common. */
  readonly #kept = new WeakMap<object, Kept>();
  readonly #compared = new WeakMap<Series, WeakMap<Series, Compared>>();
  readonly #randomized = new WeakMap<Series, WeakMap<Series, { readonly key: string; readonly p: number }>>();
  /** By what the states of the first and of the second have in common. */
  readonly #exchanged = new WeakMap<object, WeakMap<object, { readonly key: string; readonly exchange: Exchange }>>();
  readonly #whole = new WeakMap<Series, number>();
  readonly #helpers: ScoreHelpers | undefined;
  #resamples: Resamples[] = [];
  /** The last used. */
  #flips: { readonly key: string; readonly flips: Flips } | undefined;

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
    const draw = { units, samples, seed };
    const due: Series[] = [];
    for (const one of unknown) {
      const renewed = this.#renewed(one, draw);
      if (renewed) this.#keep(renewed, draw);
      else if (!one.members || one.members.some((count) => count > 0)) due.push(one);
      // What nobody has rated has no value in any resample.
      else this.#values.set(one, { seed, values: new Float64Array(samples).fill(NaN) });
    }
    if (due.length > 0) for (const sums of await this.#sums(due, draw, pace)) this.#keep(sums, draw);
    return series.map((one) => this.#values.get(one)?.values.subarray(0, samples) ?? new Float64Array(0));
  }

  /** Differences of pairs; `sign` is -1 where less is better. */
  async #differences(
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

  /** Interval of each pair, `sign` being -1 where less is better; with the p of the bootstrap where that is the test. A pair of series that was compared before is not compared again. */
  async compare(
    pairs: readonly SeriesPair[],
    units: number,
    settings: Pick<ScoreSettings, 'test' | 'samples' | 'seed' | 'level'>,
    sign: number,
    pace: Pace,
  ): Promise<readonly PairOutcome[]> {
    const key = JSON.stringify([settings.test, settings.samples, settings.seed, settings.level, sign]);
    const due = pairs.filter(({ first, second }) => !this.#compared.get(first)?.get(second)?.has(key));
    for (const [i, { value, resampled }] of (await this.#differences(due, units, settings, sign, pace)).entries()) {
      const pair = due[i];
      if (!pair) continue;
      const p = settings.test === 'bootstrap' ? { p: bootstrapP(resampled, value) } : {};
      const outcome = {
        difference: value,
        ...differenceInterval(resampled, { level: settings.level, units: filledUnits(pair.first) }),
        ...p,
      };
      const own = this.#compared.get(pair.first) ?? new WeakMap<Series, Compared>();
      this.#compared.set(pair.first, own);
      own.set(pair.second, (own.get(pair.second) ?? new Map<string, PairOutcome>()).set(key, outcome));
    }
    return pairs.map(({ first, second }) => this.#compared.get(first)?.get(second)?.get(key) ?? { difference: NaN });
  }

  /** p of each pair by paired approximate randomisation. */
  async randomize(
    pairs: readonly SeriesPair[],
    units: number,
    settings: ScoreSettings,
    pace: Pace,
  ): Promise<readonly (number | undefined)[]> {
    const { trials, seed } = settings;
    const due = pairs.filter((pair) => this.knownP(pair, units, settings) === undefined);
    pace.expect(due.length * Math.ceil(trials / LOT));
    if (due.length > 0) {
      const { key, flips } =
        this.#flips?.key === keyOf(units, settings)
          ? this.#flips
          : { key: keyOf(units, settings), flips: new Flips(units, { trials, seed }) };
      this.#flips = { key, flips };
      const series = due.map(({ first, second }) => [first, second] as const);
      for (const [i, one] of (await paced(exchange(series, flips), pace, 1)).entries()) {
        const pair = due[i];
        if (pair) this.#exchange(pair, key, one);
      }
    }
    return pairs.map((pair) => this.knownP(pair, units, settings));
  }

  /** p of a pair that was tested before, or of which only a few units have changed since; undefined for any other. */
  knownP(pair: SeriesPair, units: number, settings: ScoreSettings): number | undefined {
    const { first, second } = pair;
    const key = keyOf(units, settings);
    const known = this.#randomized.get(first)?.get(second);
    if (known?.key === key) return known.p;
    const before = first.line && second.line && this.#exchanged.get(first.line)?.get(second.line);
    const renewed = before?.key === key ? before.exchange.renewed(first, second) : undefined;
    if (renewed) this.#exchange(pair, key, renewed);
    return renewed?.p;
  }

  #exchange({ first, second }: SeriesPair, key: string, exchanged: Exchange): void {
    const own = this.#randomized.get(first) ?? new WeakMap<Series, { key: string; p: number }>();
    this.#randomized.set(first, own.set(second, { key, p: exchanged.p }));
    if (!first.line || !second.line || !exchanged.isKept) return;
    const kept = this.#exchanged.get(first.line) ?? new WeakMap<object, { key: string; exchange: Exchange }>();
    this.#exchanged.set(first.line, kept.set(second.line, { key, exchange: exchanged }));
  }

  /** What is had from an earlier state of the series. */
  #renewed(series: Series, { units, samples, seed }: Draw): SeriesSums | undefined {
    const known = series.line && this.#kept.get(series.line);
    if (known?.seed !== seed || (known.sums.columns[0]?.sums[0]?.length ?? 0) < samples) return undefined;
    const resamples = this.#resamples.find((one) => one.units === units && one.seed === seed);
    return resamples && renewedSums(known.sums, series, resamples);
  }

  #keep(sums: SeriesSums, { units, seed }: Draw): void {
    const { series } = sums;
    this.#values.set(series, { seed, values: valuesOfSums(sums, units) });
    if (series.line && series.width === 1) this.#kept.set(series.line, { seed, sums });
  }

  /** The sums of all series by resample. Draws that are too many to be kept are shared with helpers, each of which sums some of the resamples. */
  async #sums(series: readonly Series[], draw: Draw, pace: Pace): Promise<readonly SeriesSums[]> {
    const { units } = draw;
    const columns = packSeries(series, units);
    return sumsOfSeries(series, columns, await this.#summed(columns.packed, draw, (units * series.length) / STEP_WORK, pace));
  }

  async #summed(columns: PackedColumns, draw: Draw, weight: number, pace: Pace): Promise<Float64Array> {
    const { units, samples, seed } = draw;
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

function keyOf(units: number, { trials, seed }: ScoreSettings): string {
  return `${units} ${trials} ${seed}`;
}
