/** Whole numbers up to here are exact in a double. */
const EXACT_BITS = 53;
/** A column may differ from another by more than a constant in one of so many units, and still be had from it. */
const RARE = 16;
/** Units at which two columns are held against each other before all are; so many must agree. */
const PROBES = 16;
const AGREEING = 12;
/** How far back a column looks for one that it hardly differs from, and how many bits that must save. */
const LOOK_BACK = 3;
const WORTH = 2;

/** A column that is another one plus a constant, but for a few units. */
interface Derived {
  readonly base: number;
  readonly plus: number;
  readonly units: Uint32Array;
  readonly more: Float64Array;
}

/** A column of whole numbers as it is summed: `least` less in each unit, so none is below zero, and where it has a `base`, what it has less than that one. */
interface Whole {
  readonly values: Float64Array;
  readonly least: number;
  readonly base: number | undefined;
  /** Bits of the largest sum of as many draws as there are units. */
  readonly bits: number;
}

interface Pack {
  readonly values: Float64Array;
  /** The columns inside, lowest first, and by how much each is shifted. */
  readonly parts: readonly { readonly column: number; readonly unit: number }[];
}

/**
 * Columns of numbers, a number a unit, made ready for being summed over many resamples: a column that stands twice is summed once, one that is
 * another plus a constant is had from that one (BLEU's totals, chrF's lengths), one that is little less than another is summed as the difference (matches of
 * longer n-grams), and whole numbers share a double, as many as fit without loss. Plain: it can be sent to another worker.
 */
export interface PackedColumns {
  readonly packs: readonly Pack[];
  /** For each column given: the one among the distinct that it is, or is derived from. */
  readonly places: readonly (number | Derived)[];
  /** Of the distinct, how each is had from its own sum; undefined where numbers are not whole. */
  readonly wholes: readonly (Pick<Whole, 'least' | 'base'> | undefined)[];
}

export function packColumns(columns: readonly Float64Array[], units: number): PackedColumns {
  const distinct: Float64Array[] = [];
  const places: (number | Derived)[] = [];
  const known = new Map<number, number[]>();
  for (const column of columns) {
    const key = keyOf(column);
    const same = known.get(key)?.find((place) => isSame(distinct[place], column));
    const found = same ?? derivation(column, distinct, units);
    if (found === undefined) {
      known.set(key, [...(known.get(key) ?? []), distinct.length]);
      places.push(distinct.length);
      distinct.push(column);
    } else {
      places.push(found);
    }
  }
  const wholeColumns = distinct.map((column) => (isWhole(column) ? column : undefined));
  const wholes = wholeColumns.map((_, place) => leanest(wholeColumns, place, units));
  return {
    packs: packed(distinct, wholes, units),
    places,
    wholes: wholes.map((whole) => whole && { least: whole.least, base: whole.base }),
  };
}

/** Takes the sums of packs apart. */
export class Unpacker {
  readonly #columns: PackedColumns;
  /** Of the distinct columns. */
  readonly #sums: Float64Array;

  constructor(columns: PackedColumns) {
    this.#columns = columns;
    this.#sums = new Float64Array(columns.wholes.length);
  }

  /** Sums of all columns, from the sums of the packs, how often a unit was drawn, and how many were drawn in all. */
  unpack(sums: ArrayLike<number>, timesOf: (unit: number) => number, total: number, into: Float64Array): void {
    const own = this.#sums;
    const { packs, places, wholes } = this.#columns;
    for (let i = 0; i < packs.length; i++) {
      const parts = packs[i]?.parts ?? [];
      let rest = sums[i] ?? 0;
      for (let k = parts.length - 1; k >= 0; k--) {
        const { column = 0, unit = 1 } = parts[k] ?? {};
        const sum = k === 0 ? rest : Math.floor(rest / unit);
        rest -= sum * unit;
        own[column] = sum;
      }
    }
    for (let i = 0; i < own.length; i++) {
      const whole = wholes[i];
      if (!whole) continue;
      const sum = (own[i] ?? 0) + whole.least * total;
      own[i] = whole.base === undefined ? sum : (own[whole.base] ?? 0) - sum;
    }
    for (let i = 0; i < places.length; i++) {
      const place = places[i] ?? 0;
      if (typeof place === 'number') {
        into[i] = own[place] ?? 0;
        continue;
      }
      const { base, plus, units, more } = place;
      let sum = (own[base] ?? 0) + plus * total;
      for (let k = 0; k < units.length; k++) sum += timesOf(units[k] ?? 0) * (more[k] ?? 0);
      into[i] = sum;
    }
  }
}

function packed(columns: readonly Float64Array[], wholes: readonly (Whole | undefined)[], units: number): readonly Pack[] {
  const packs: Pack[] = [];
  const waiting: { readonly column: number; readonly whole: Whole }[] = [];
  for (const [column, values] of columns.entries()) {
    const whole = wholes[column];
    if (whole) waiting.push({ column, whole });
    else packs.push({ values, parts: [{ column, unit: 1 }] });
  }
  waiting.sort((a, b) => b.whole.bits - a.whole.bits);
  while (waiting.length > 0) {
    const parts: { column: number; unit: number }[] = [];
    const sum = new Float64Array(units);
    let bits = 0;
    for (let i = 0; i < waiting.length;) {
      const one = waiting[i];
      if (!one || bits + one.whole.bits > EXACT_BITS) {
        i++;
        continue;
      }
      const unit = 2 ** bits;
      const { values } = one.whole;
      for (let k = 0; k < units; k++) sum[k] = (sum[k] ?? 0) + (values[k] ?? 0) * unit;
      parts.push({ column: one.column, unit });
      bits += one.whole.bits;
      waiting.splice(i, 1);
    }
    packs.push({ values: sum, parts });
  }
  return packs;
}

/** A column as it is, or as what it has less than one shortly before it, whichever takes fewer bits; undefined where numbers are not whole. */
function leanest(columns: readonly (Float64Array | undefined)[], place: number, units: number): Whole | undefined {
  const column = columns[place];
  if (!column) return undefined;
  let best = rangeOf(column, undefined, units);
  let base: number | undefined;
  for (let other = place - 1; other >= 0 && other >= place - LOOK_BACK; other--) {
    const from = columns[other];
    const less = from && rangeOf(column, from, units);
    if (!less || !(less.bits + WORTH <= best.bits)) continue;
    best = less;
    base = other;
  }
  const { least, most, bits } = best;
  // What is left off must be exact when it is added again.
  if (!(bits <= EXACT_BITS && Math.max(-least, most) * units <= Number.MAX_SAFE_INTEGER)) return undefined;
  const from = base === undefined ? undefined : columns[base];
  const values = new Float64Array(units);
  for (let i = 0; i < units; i++) values[i] = (from ? (from[i] ?? 0) - (column[i] ?? 0) : (column[i] ?? 0)) - least;
  return { values, least, base, bits };
}

function isWhole(column: Float64Array): boolean {
  for (let i = 0; i < column.length; i++) if (!Number.isInteger(column[i])) return false;
  return true;
}

/** Least and most of a column, or of what it has less than another, and the bits that sums of them take. */
function rangeOf(column: Float64Array, from: Float64Array | undefined, units: number): { least: number; most: number; bits: number } {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < units; i++) {
    const own = column[i] ?? 0;
    const value = from ? (from[i] ?? 0) - own : own;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  // One more than the logarithm, also where a large number is a power of two but for a rounding.
  const largest = (most - least) * units;
  return { least, most, bits: largest === 0 ? 0 : Math.floor(Math.log2(largest)) + 1 };
}

function derivation(column: Float64Array, distinct: readonly Float64Array[], units: number): Derived | undefined {
  const allowed = Math.floor(units / RARE);
  for (const [base, other] of distinct.entries()) {
    const plus = usual(column, other, units);
    if (!Number.isInteger(plus) || !isLikely(column, other, plus, units)) continue;
    const odd: number[] = [];
    for (let i = 0; i < units && odd.length <= allowed; i++) if ((column[i] ?? 0) - (other[i] ?? 0) !== plus) odd.push(i);
    if (odd.length > allowed || odd.some((i) => !Number.isInteger((column[i] ?? 0) - (other[i] ?? 0)))) continue;
    return { base, plus, units: Uint32Array.from(odd), more: Float64Array.from(odd, (i) => (column[i] ?? 0) - (other[i] ?? 0) - plus) };
  }
  return undefined;
}

/** The middle one of three differences: where nearly all are equal, that one. */
function usual(a: Float64Array, b: Float64Array, units: number): number {
  const at = (share: number): number => {
    const i = Math.min(units - 1, Math.floor(units * share));
    return (a[i] ?? 0) - (b[i] ?? 0);
  };
  const [x, y, z] = [at(0.2), at(0.5), at(0.8)];
  return Math.max(Math.min(x, y), Math.min(Math.max(x, y), z));
}

/** Whether most of a few units differ by `plus`. */
function isLikely(a: Float64Array, b: Float64Array, plus: number, units: number): boolean {
  let agreeing = 0;
  for (let probe = 0; probe < PROBES; probe++) {
    const i = Math.floor(((probe + 0.5) * units) / PROBES);
    if ((a[i] ?? 0) - (b[i] ?? 0) === plus) agreeing++;
  }
  return agreeing >= AGREEING;
}

function keyOf(column: Float64Array): number {
  let key = 0;
  for (let i = 0; i < column.length; i++) key = (Math.imul(key, 31) + (column[i] ?? 0) * 64) | 0;
  return key;
}

function isSame(a: Float64Array | undefined, b: Float64Array): boolean {
  return a?.length === b.length && a.every((value, i) => value === b[i]);
}
