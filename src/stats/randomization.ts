import { fromUnits, inUnits } from '#stats/fixed-point.ts';
import { Unpacker } from '#stats/packed-columns.ts';
import type { Trials } from '#stats/flips.ts';
import { Flips, byteAt } from '#stats/flips.ts';
import { Random } from '#stats/random.ts';
import type { Series } from '#stats/series.ts';
import { valueOf } from '#stats/series.ts';
import type { SeriesColumns } from '#stats/series-sums.ts';
import { packSeries, sumsOfSeries, unlikeUnits } from '#stats/series-sums.ts';

/** What rounding may make of a value, as a share of it, or of 1 where it is smaller. */
const ROUNDING = 1e-10;
/** Sums that are kept of all pairs together, at most. */
const MOST_SUMS = 2 ** 20;
/** Units that are looked up at once: the sums of all their subsets are in a table. */
const GROUP = 8;
const SUBSETS = 256;
/** Groups whose tables are held at once. */
const TABLES = 32;
/** How many bits are set in each byte. */
const ONES = Uint8Array.from({ length: SUBSETS }, (_, byte) => {
  let count = 0;
  for (let left = byte; left > 0; left &= left - 1) count++;
  return count;
});

/**
 * Two-sided p of paired approximate randomisation (Riezler & Maxwell 2005), as sacreBLEU 2.6.0 has it: how often two systems made by exchanging
 * translations at random differ by more than the two that were observed, or, where the series count ties, by as much. For each pair of series over the same units; both have the same members. It yields after every lot.
 */
export function* randomizationP(
  pairs: readonly (readonly [Series, Series])[],
  units: number,
  trials: Trials,
  random = new Random(trials.seed),
): Generator<void, readonly number[]> {
  const made = yield* exchange(pairs, new Flips(units, trials), random);
  return made.map((one) => one.p);
}

/** As `randomizationP`, with what the next state of a pair is had from. */
export function* exchange(
  pairs: readonly (readonly [Series, Series])[],
  flips: Flips,
  random?: Random,
): Generator<void, readonly Exchange[]> {
  const isKept = pairs.length * flips.trials <= MOST_SUMS;
  const tests = pairs.map(([first, second]) => new Exchange(first, second, flips, isKept && first.width === 1));
  for (const { from, count, bits } of flips.lots(random)) {
    for (const test of tests) {
      test.run(bits, from, count);
      yield;
    }
  }
  return tests;
}

/** One pair of systems, and what their exchanged units add up to in each trial. */
export class Exchange {
  readonly #flips: Flips;
  readonly #first: Series;
  readonly #second: Series;
  /** First minus second, unit by unit. */
  readonly #difference: Series;
  readonly #columns: SeriesColumns;
  readonly #unpacker: Unpacker;
  /** Trials with a larger difference than was observed, or as large a one where ties count. */
  #beyond = 0;
  /** Of the whole numbers that the differences are written in: their sums over what is exchanged, trial by trial; undefined where they are not kept. */
  #moved: Float64Array | undefined;

  constructor(first: Series, second: Series, flips: Flips, isKept: boolean) {
    this.#flips = flips;
    this.#first = first;
    this.#second = second;
    this.#difference = differenceOf(first, second);
    this.#columns = packSeries([this.#difference], flips.units);
    this.#unpacker = new Unpacker(this.#columns.packed);
    if (isKept) this.#moved = new Float64Array(flips.trials * this.#width);
  }

  get p(): number {
    return (this.#beyond + 1) / (this.#flips.trials + 1);
  }

  /** Trials that differ by more than was observed, or as much where ties count, of those with these sums. */
  #countBeyond(all: Float64Array): number {
    const { width, members, value } = this.#first;
    const [first, second] = [totals(this.#first), totals(this.#second)];
    const count = members ? members.reduce((sum, one) => sum + one, 0) : this.#flips.units;
    const [own, rival] = [valueOf(this.#first), valueOf(this.#second)];
    // Sums that are equal on paper may differ in the last bits by the order of adding.
    const margin = this.#first.countsTies === true ? ROUNDING * Math.max(1, Math.abs(own), Math.abs(rival)) : 0;
    const limit = Math.abs(own - rival) - margin;
    const trials = all.length / this.#width;
    const [sums] = sumsOfSeries([this.#difference], this.#columns, all);
    const [one, other] = [new Float64Array(width), new Float64Array(width)];
    let beyond = 0;
    for (let trial = 0; trial < trials; trial++) {
      for (let w = 0; w < width; w++) {
        const column = sums?.columns[w];
        const moved = column ? fromUnits(column.sums[0]?.[trial] ?? 0, column.sums[1]?.[trial] ?? 0, column.units) : 0;
        one[w] = (first[w] ?? 0) - moved;
        other[w] = (second[w] ?? 0) + moved;
      }
      if (Math.abs(value(other, count) - value(one, count)) > limit) beyond++;
    }
    return beyond;
  }

  /** The same pair after a few units have changed: what running all trials anew would give. Undefined where that is not so, or takes as long. */
  renewed(first: Series, second: Series): Exchange | undefined {
    const flips = this.#flips;
    const next = new Exchange(first, second, flips, false);
    const [before, now] = [this.#difference, next.#difference];
    const changed = unlikeUnits(before, now, flips.units);
    const [units, others] = [this.#columns.units[0] ?? [], next.#columns.units[0] ?? []];
    const isSame = units.length === others.length && units.every((own, w) => own.length > 0 && own.join() === others[w]?.join());
    const all = this.#moved?.slice();
    if (!changed || !isSame || !all || !flips.areKept) return undefined;
    const width = next.#width;
    for (const unit of changed) {
      const more = others.flatMap((own, w) => {
        const was = inUnits(before.rows[unit * before.width + w] ?? 0, own);
        return inUnits(now.rows[unit * now.width + w] ?? 0, own).map((part, i) => part - (was[i] ?? 0));
      });
      for (const trial of flips.trialsOf(unit)) {
        for (let w = 0; w < width; w++) all[trial * width + w] = (all[trial * width + w] ?? 0) + (more[w] ?? 0);
      }
    }
    next.#moved = all;
    next.#beyond = next.#countBeyond(all);
    return next;
  }

  /** Whether a next state can be had from it. */
  get isKept(): boolean {
    return this.#moved !== undefined;
  }

  get #width(): number {
    return this.#columns.packed.places.length;
  }

  /** Adds up the trials of one lot. */
  run(bits: Uint32Array, from: number, lot: number): void {
    const { units } = this.#flips;
    const width = this.#columns.packed.packs.length;
    const sums = new Float64Array(lot * width);
    const ones = new Uint32Array(lot);
    const table = new Float64Array(TABLES * SUBSETS * width);
    // So many groups that their tables stay in the processor's cache, all trials through them, then the next ones.
    for (let start = 0; start < units; start += TABLES * GROUP) {
      const end = Math.min(units, start + TABLES * GROUP);
      for (let unit = start; unit < end; unit += GROUP) this.#fill(table, unit, ((unit - start) / GROUP) * SUBSETS * width);
      for (let trial = 0; trial < lot; trial++) this.#sum(table, bits, trial, [start, end], sums, ones);
    }
    const moved = new Float64Array(lot * this.#width);
    for (let trial = 0; trial < lot; trial++) {
      const isOut = (unit: number): number => byteAt(bits, trial * units + unit) & 1;
      const own = moved.subarray(trial * this.#width, (trial + 1) * this.#width);
      this.#unpacker.unpack(sums.subarray(trial * width, (trial + 1) * width), isOut, ones[trial] ?? 0, own);
    }
    this.#moved?.set(moved, from * this.#width);
    this.#beyond += this.#countBeyond(moved);
  }

  /** Adds one trial's exchanged units of a stretch to its sums, and how many they are to `ones`. */
  #sum(
    table: Float64Array,
    bits: Uint32Array,
    trial: number,
    [start, end]: readonly [number, number],
    sums: Float64Array,
    ones: Uint32Array,
  ): void {
    const width = this.#columns.packed.packs.length;
    const at = trial * width;
    let count = 0;
    let first = sums[at] ?? 0;
    let base = 0;
    for (let unit = start; unit < end; unit += GROUP) {
      // Bits past the last unit are another trial's.
      const mask = end - unit < GROUP ? (1 << (end - unit)) - 1 : SUBSETS - 1;
      const subset = byteAt(bits, trial * this.#flips.units + unit) & mask;
      count += ONES[subset] ?? 0;
      const from = (base + subset) * width;
      first += table[from] ?? 0;
      for (let p = 1; p < width; p++) sums[at + p] = (sums[at + p] ?? 0) + (table[from + p] ?? 0);
      base += SUBSETS;
    }
    sums[at] = first;
    ones[trial] = (ones[trial] ?? 0) + count;
  }

  /** The sums of every subset of a few units, by pack, from `at` on. */
  #fill(table: Float64Array, start: number, at: number): void {
    const { packs } = this.#columns.packed;
    const width = packs.length;
    for (let p = 0; p < width; p++) table[at + p] = 0;
    for (let subset = 1; subset < SUBSETS; subset++) {
      const top = 31 - Math.clz32(subset);
      const rest = at + (subset ^ (1 << top)) * width;
      for (let p = 0; p < width; p++) table[at + subset * width + p] = (table[rest + p] ?? 0) + (packs[p]?.values[start + top] ?? 0);
    }
  }
}

/** What one has more than the other in each unit, to be added up and no more. */
function differenceOf({ rows, width }: Series, other: Series): Series {
  return { rows: Float64Array.from(rows, (value, i) => value - (other.rows[i] ?? 0)), width, value: () => NaN };
}

/** The sum of each column. */
function totals({ rows, width }: Series): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) sums[i % width] = (sums[i % width] ?? 0) + (rows[i] ?? 0);
  return sums;
}
