/** Whole numbers up to here are exact in a double. */
const EXACT_BITS = 53;
/** A column may differ from another by more than a constant in one of so many units, and still be had from it. */
const RARE = 16;

interface Whole {
  readonly values: Float64Array;
  /** Bits of the largest sum of as many draws as there are units, with room for the sign. */
  readonly bits: number;
}

/** A column that is another one plus a constant, but for a few units. */
interface Derived {
  readonly base: number;
  readonly plus: number;
  readonly units: Uint32Array;
  readonly more: Float64Array;
}

interface Pack {
  readonly values: Float64Array;
  /** The columns inside, lowest first, and by how much each is shifted. */
  readonly parts: readonly { readonly column: number; readonly unit: number }[];
}

/**
 * Columns of numbers, a number a unit, made ready for being summed over many resamples: a column that stands twice is summed once, one that is
 * another plus a constant is had from that one (BLEU's totals, chrF's lengths), and whole numbers share a double, as many as fit without loss.
 */
export class PackedColumns {
  readonly packs: readonly Pack[];
  /** For each column given: the one among the distinct that it is, or is derived from. */
  readonly #places: readonly (number | Derived)[];
  readonly #sums: Float64Array;

  constructor(columns: readonly Float64Array[], units: number) {
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
    this.#places = places;
    this.#sums = new Float64Array(distinct.length);
    this.packs = packed(distinct, units);
  }

  /** Sums of all columns, from the sums of the packs, how often a unit was drawn, and how many were drawn in all. */
  unpack(sums: ArrayLike<number>, timesOf: (unit: number) => number, total: number, into: Float64Array): void {
    for (const [i, { parts }] of this.packs.entries()) {
      let rest = sums[i] ?? 0;
      for (let k = parts.length - 1; k >= 0; k--) {
        const { column = 0, unit = 1 } = parts[k] ?? {};
        const own = k === 0 ? rest : Math.round(rest / unit);
        rest -= own * unit;
        this.#sums[column] = own;
      }
    }
    for (const [i, place] of this.#places.entries()) {
      if (typeof place === 'number') {
        into[i] = this.#sums[place] ?? 0;
        continue;
      }
      let sum = (this.#sums[place.base] ?? 0) + place.plus * total;
      for (let k = 0; k < place.units.length; k++) sum += timesOf(place.units[k] ?? 0) * (place.more[k] ?? 0);
      into[i] = sum;
    }
  }
}

function packed(columns: readonly Float64Array[], units: number): readonly Pack[] {
  const wholes: { readonly column: number; readonly whole: Whole }[] = [];
  const packs: Pack[] = [];
  for (const [column, values] of columns.entries()) {
    const whole = wholeOf(values, units);
    if (whole) wholes.push({ column, whole });
    else packs.push({ values, parts: [{ column, unit: 1 }] });
  }
  wholes.sort((a, b) => b.whole.bits - a.whole.bits);
  while (wholes.length > 0) {
    const parts: { column: number; unit: number }[] = [];
    const sum = new Float64Array(units);
    let bits = 0;
    for (let i = 0; i < wholes.length;) {
      const one = wholes[i];
      if (!one || bits + one.whole.bits > EXACT_BITS) {
        i++;
        continue;
      }
      const unit = 2 ** bits;
      for (let k = 0; k < units; k++) sum[k] = (sum[k] ?? 0) + (one.whole.values[k] ?? 0) * unit;
      parts.push({ column: one.column, unit });
      bits += one.whole.bits;
      wholes.splice(i, 1);
    }
    packs.push({ values: sum, parts });
  }
  return packs;
}

function wholeOf(values: Float64Array, units: number): Whole | undefined {
  let most = 0;
  for (const value of values) {
    if (!Number.isInteger(value)) return undefined;
    most = Math.max(most, Math.abs(value));
  }
  const bits = Math.ceil(Math.log2(most * units + 1)) + 2;
  return bits > EXACT_BITS ? undefined : { values, bits };
}

function derivation(column: Float64Array, distinct: readonly Float64Array[], units: number): Derived | undefined {
  const allowed = Math.floor(units / RARE);
  for (const [base, other] of distinct.entries()) {
    const plus = usual(column, other, units);
    if (!Number.isInteger(plus)) continue;
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

function keyOf(column: Float64Array): number {
  let key = 0;
  for (let i = 0; i < column.length; i++) key = (Math.imul(key, 31) + (column[i] ?? 0) * 64) | 0;
  return key;
}

function isSame(a: Float64Array | undefined, b: Float64Array): boolean {
  return a?.length === b.length && a.every((value, i) => value === b[i]);
}
