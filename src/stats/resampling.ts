import type { PackedColumns } from '#stats/packed-columns.ts';
import { Unpacker } from '#stats/packed-columns.ts';
import { Random } from '#stats/random.ts';
import type { Series } from '#stats/series.ts';
import { packSeries, sumsOfSeries, valuesOfSums } from '#stats/series-sums.ts';

export interface Draw {
  readonly units: number;
  readonly samples: number;
  readonly seed: number;
}

/** Draws that are kept take no more room than this, in numbers of two bytes. */
export const MOST_KEPT = 2 ** 25;
/** Resamples that are summed at once: one step of `resample`. */
export const LANES = 4;

/** Resamples from one on, up to before another. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How often each unit is in each resample: NumPy's `default_rng(seed).integers(units, size=(samples, units))`, counted. */
export class Resamples {
  readonly units: number;
  readonly samples: number;
  readonly seed: number;
  readonly #kept: Uint16Array | undefined;
  /** Resamples that are in `#kept` so far. */
  #drawn = 0;
  #random: Random;

  /** `random` goes on where an earlier draw of it ended; where draws are too many to be kept, it is asked for the first time only. */
  constructor({ units, samples, seed }: Draw, random = new Random(seed)) {
    this.units = units;
    this.samples = samples;
    this.seed = seed;
    this.#random = random;
    if (units * samples <= MOST_KEPT) this.#kept = new Uint16Array(units * samples);
  }

  /** The counts of the resamples of a stretch in turn; not to be kept. */
  *stretch({ from, to }: Stretch): Generator<Uint16Array> {
    const { units } = this;
    if (!this.#kept) {
      this.#random = new Random(this.seed);
      for (let sample = 0; sample < from; sample++) this.#random.pass(units, units);
      const counts = Array.from({ length: LANES }, () => new Uint16Array(units));
      for (let sample = from; sample < to; sample++) yield this.#count((counts[sample % LANES] ?? new Uint16Array(units)).fill(0));
      return;
    }
    for (let sample = 0; sample < to; sample++) {
      const counts = this.#kept.subarray(sample * units, (sample + 1) * units);
      if (sample >= this.#drawn) {
        this.#count(counts);
        this.#drawn = sample + 1;
      }
      if (sample >= from) yield counts;
    }
  }

  /** How often a unit is in each of the first so many resamples; undefined where draws are not kept, or have not been made yet. */
  timesOf(unit: number, samples: number): Uint16Array | undefined {
    const kept = this.#kept;
    if (!kept || this.#drawn < samples) return undefined;
    const times = new Uint16Array(samples);
    for (let sample = 0; sample < times.length; sample++) times[sample] = kept[sample * this.units + unit] ?? 0;
    return times;
  }

  #count(counts: Uint16Array): Uint16Array {
    this.#random.count(this.units, this.units, counts);
    return counts;
  }
}

/**
 * The value of each series in each resample, or in the first so many. Each resample is drawn once for all of them, so statistics of the same units stay paired. It yields after
 * every few resamples, for the caller to pause or to give up.
 */
export function* resample(
  series: readonly Series[],
  resamples: Resamples,
  samples = resamples.samples,
): Generator<void, readonly Float64Array[]> {
  const columns = packSeries(series, resamples.units);
  const sums = yield* resampledSums(columns.packed, resamples, { from: 0, to: samples });
  return sumsOfSeries(series, columns, sums).map((one) => valuesOfSums(one, resamples.units));
}

/** The sums of all columns in each resample of a stretch, one resample after the other. It yields after every `LANES` resamples. */
export function* resampledSums(columns: PackedColumns, resamples: Resamples, stretch: Stretch): Generator<void, Float64Array> {
  const { units } = resamples;
  const samples = stretch.to - stretch.from;
  const width = columns.places.length;
  const all = new Float64Array(samples * width);
  const unpacker = new Unpacker(columns);
  // Where there is little to sum, counts are read where they lie; else they are made doubles, and laid side by side, once for all.
  const lanes = columns.packs.length > 2 ? new Float64Array(LANES * units) : undefined;
  const packs = columns.packs.map((pack) => pack.values);
  const none = new Float64Array(units);
  // Room for a second column where their number is odd.
  const laneSums = Array.from({ length: LANES }, () => new Float64Array(packs.length + 1));
  let waiting: Uint16Array[] = [];
  let done = 0;
  for (const counts of resamples.stretch(stretch)) {
    if (lanes) for (let i = 0, k = waiting.length; i < units; i++, k += LANES) lanes[k] = counts[i] ?? 0;
    waiting.push(counts);
    if (waiting.length < LANES && done + waiting.length < samples) continue;
    if (lanes)
      for (let pack = 0; pack < packs.length; pack += 2) addUp(packs[pack] ?? none, packs[pack + 1] ?? none, lanes, laneSums, pack);
    else for (const [pack, values] of packs.entries()) addUpFew(values, waiting, laneSums, pack);
    for (const [k, own] of waiting.entries()) {
      const at = (done + k) * width;
      unpacker.unpack(laneSums[k] ?? none, (unit) => own[unit] ?? 0, units, all.subarray(at, at + width));
    }
    done += waiting.length;
    waiting = [];
    yield;
  }
  return all;
}

/** What it costs to pass by a resample, as a part of what it costs to sum one. */
const PASSING = 0.35;

/**
 * Cuts resamples into stretches that several workers need as long for: each begins at the first draw and passes by what others sum, since where a draw lies in the
 * stream follows only from those before.
 */
export function stretches(samples: number, parties: number): readonly Stretch[] {
  const shrink = 1 - PASSING;
  const startOf = (party: number): number => Math.round((samples * (1 - shrink ** party)) / (1 - shrink ** parties));
  return Array.from({ length: parties }, (_, party) => ({ from: startOf(party), to: startOf(party + 1) }));
}

/** Sums of one column, each unit taken as often as it was drawn in each of up to four resamples. */
function addUpFew(
  values: Float64Array,
  [one, two = one, three = one, four = one]: readonly Uint16Array[],
  into: readonly Float64Array[],
  at: number,
): void {
  if (!one || !two || !three || !four) return;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    a += value * (one[i] ?? 0);
    b += value * (two[i] ?? 0);
    c += value * (three[i] ?? 0);
    d += value * (four[i] ?? 0);
  }
  for (const [lane, list] of into.entries()) list[at] = [a, b, c, d][lane] ?? 0;
}

/** Sums of two columns, each unit taken as often as each lane says. */
function addUp(first: Float64Array, second: Float64Array, lanes: Float64Array, into: readonly Float64Array[], at: number): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  let [e, f, g, h] = [0, 0, 0, 0];
  for (let i = 0, k = 0; i < first.length; i++, k += LANES) {
    const one = first[i] ?? 0;
    const two = second[i] ?? 0;
    const p = lanes[k] ?? 0;
    const q = lanes[k + 1] ?? 0;
    const r = lanes[k + 2] ?? 0;
    const s = lanes[k + 3] ?? 0;
    a += one * p;
    b += one * q;
    c += one * r;
    d += one * s;
    e += two * p;
    f += two * q;
    g += two * r;
    h += two * s;
  }
  into[0]?.set([a, e], at);
  into[1]?.set([b, f], at);
  into[2]?.set([c, g], at);
  into[3]?.set([d, h], at);
}
