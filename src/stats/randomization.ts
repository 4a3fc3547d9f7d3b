import type { PackedColumns } from '#stats/packed-columns.ts';
import { Unpacker, packColumns } from '#stats/packed-columns.ts';
import { Random } from '#stats/random.ts';
import type { Series } from '#stats/series.ts';
import { columnsOf, valueOf } from '#stats/series.ts';

/** Trials that are done together: a multiple of 32, so that each lot begins with a new word of random bits. */
export const LOT = 2048;
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

export interface Trials {
  readonly trials: number;
  readonly seed: number;
}

/**
 * Two-sided p of paired approximate randomisation (Riezler & Maxwell 2005), as sacreBLEU 2.6.0 has it: how often two systems made by exchanging
 * translations at random differ by more than the two that were observed. For each pair of series over the same units; both have the same members. The
 * exchanges are NumPy's `default_rng(seed).integers(2, size=(trials, units), dtype=bool)`, the same for every pair. It yields after every lot.
 */
export function* randomizationP(
  pairs: readonly (readonly [Series, Series])[],
  units: number,
  { trials, seed }: Trials,
  random = new Random(seed),
): Generator<void, readonly number[]> {
  const tests = pairs.map(([first, second]) => new Exchange(first, second, units));
  for (let done = 0; done < trials; done += LOT) {
    const lot = Math.min(LOT, trials - done);
    const bits = new Uint32Array(Math.ceil((lot * units) / 32) + 1);
    random.fillBits(bits.subarray(0, -1));
    for (const test of tests) {
      test.run(bits, lot);
      yield;
    }
  }
  return tests.map(({ beyond }) => (beyond + 1) / (trials + 1));
}

class Exchange {
  /** Trials with a larger difference. */
  beyond = 0;
  readonly #units: number;
  readonly #series: Series;
  readonly #observed: number;
  readonly #members: number;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  /** First minus second. */
  readonly #columns: PackedColumns;
  readonly #unpacker: Unpacker;

  constructor(first: Series, second: Series, units: number) {
    this.#units = units;
    this.#series = first;
    this.#observed = Math.abs(valueOf(first) - valueOf(second));
    this.#members = first.members ? first.members.reduce((sum, count) => sum + count, 0) : units;
    const [a, b] = [first, second].map((one) => columnsOf(one).slice(0, one.width));
    this.#first = Float64Array.from(a ?? [], total);
    this.#second = Float64Array.from(b ?? [], total);
    this.#columns = packColumns(
      (a ?? []).map((column, w) => column.map((value, i) => value - (b?.[w]?.[i] ?? 0))),
      units,
    );
    this.#unpacker = new Unpacker(this.#columns);
  }

  run(bits: Uint32Array, lot: number): void {
    const { packs } = this.#columns;
    const width = packs.length;
    const sums = new Float64Array(lot * width);
    const ones = new Uint32Array(lot);
    const table = new Float64Array(TABLES * SUBSETS * width);
    // So many groups that their tables stay in the processor's cache, all trials through them, then the next ones.
    for (let start = 0; start < this.#units; start += TABLES * GROUP) {
      const end = Math.min(this.#units, start + TABLES * GROUP);
      for (let unit = start; unit < end; unit += GROUP) this.#fill(table, unit, ((unit - start) / GROUP) * SUBSETS * width);
      for (let trial = 0; trial < lot; trial++) this.#sum(table, bits, trial, [start, end], sums, ones);
    }
    const moved = new Float64Array(this.#series.width);
    for (let trial = 0; trial < lot; trial++) {
      const isOut = (unit: number): number => byteAt(bits, trial * this.#units + unit) & 1;
      this.#unpacker.unpack(sums.subarray(trial * width, (trial + 1) * width), isOut, ones[trial] ?? 0, moved);
      const difference = this.#value(this.#second, moved, 1) - this.#value(this.#first, moved, -1);
      if (Math.abs(difference) > this.#observed) this.beyond++;
    }
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
    const width = this.#columns.packs.length;
    const at = trial * width;
    let count = 0;
    let first = sums[at] ?? 0;
    let base = 0;
    for (let unit = start; unit < end; unit += GROUP) {
      // Bits past the last unit are another trial's.
      const mask = end - unit < GROUP ? (1 << (end - unit)) - 1 : SUBSETS - 1;
      const subset = byteAt(bits, trial * this.#units + unit) & mask;
      count += ONES[subset] ?? 0;
      const from = (base + subset) * width;
      first += table[from] ?? 0;
      for (let p = 1; p < width; p++) sums[at + p] = (sums[at + p] ?? 0) + (table[from + p] ?? 0);
      base += SUBSETS;
    }
    sums[at] = first;
    ones[trial] = (ones[trial] ?? 0) + count;
  }

  #value(sums: Float64Array, moved: Float64Array, sign: number): number {
    return this.#series.value(
      sums.map((sum, w) => sum + sign * (moved[w] ?? 0)),
      this.#members,
    );
  }

  /** The sums of every subset of a few units, by pack, from `at` on. */
  #fill(table: Float64Array, start: number, at: number): void {
    const { packs } = this.#columns;
    const width = packs.length;
    for (let p = 0; p < width; p++) table[at + p] = 0;
    for (let subset = 1; subset < SUBSETS; subset++) {
      const top = 31 - Math.clz32(subset);
      const rest = at + (subset ^ (1 << top)) * width;
      for (let p = 0; p < width; p++) table[at + subset * width + p] = (table[rest + p] ?? 0) + (packs[p]?.values[start + top] ?? 0);
    }
  }
}

function total(column: Float64Array): number {
  return column.reduce((sum, value) => sum + value, 0);
}

/** Eight bits from any place on. */
function byteAt(bits: Uint32Array, place: number): number {
  const word = place >>> 5;
  const shift = place & 31;
  const low = (bits[word] ?? 0) >>> shift;
  return (shift > 24 ? low | ((bits[word + 1] ?? 0) << (32 - shift)) : low) & 0xff;
}
