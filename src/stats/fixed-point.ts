/**
 * A column of numbers written as whole numbers, so that its sums are exact, whatever their order: each number is as many of the first unit as go into it, and
 * of the second for what is left. Units are powers of two. One unit where that leaves nothing; none for a column that cannot be written so.
 */
export type Units = readonly number[];

const MANTISSA_BITS = 53;

/** Up to so many of one unit, so many numbers add up exactly. */
function roomFor(draws: number): number {
  return 2 ** (MANTISSA_BITS - 1 - Math.ceil(Math.log2(draws + 1)));
}

/** Whether a number that the column had before can be taken out of its sums in those units. */
export function fits(value: number, [first = 1]: Units, draws: number): boolean {
  return Math.abs(value) <= first * roomFor(draws);
}

/** The units of a column of which so many numbers are summed. What is below 2^-60 or so of its largest number is rounded away: far below a double's own last digit of the sum. */
export function unitsOf(column: Float64Array, draws: number): Units {
  let most = 0;
  let isWhole = true;
  for (let i = 0; i < column.length; i++) {
    const value = column[i] ?? 0;
    most = Math.max(most, Math.abs(value));
    if (isWhole && !Number.isInteger(value)) isWhole = false;
  }
  if (isWhole && most * draws <= Number.MAX_SAFE_INTEGER) return [1];
  const room = roomFor(draws);
  const first = 2 ** (Math.floor(Math.log2(most)) + 1) / room;
  const second = first / room;
  if (!Number.isFinite(first) || !(second > Number.MIN_VALUE * room)) return [];
  for (let i = 0; i < column.length; i++) if (!Number.isInteger((column[i] ?? 0) / first)) return [first, second];
  return [first];
}

/** A number in those units, each of them a whole number. */
export function inUnits(value: number, [first, second]: Units): readonly number[] {
  if (first === undefined || first === 1) return [value];
  if (second === undefined) return [value / first];
  const whole = Math.floor(value / first);
  return [whole, Math.round((value - whole * first) / second)];
}

/** The column in those units: as many columns as there are units, or itself. */
export function columnInUnits(column: Float64Array, units: Units): readonly Float64Array[] {
  const [first, second] = units;
  if (first === undefined || first === 1) return [column];
  if (second === undefined) return [column.map((value) => value / first)];
  const wholes = new Float64Array(column.length);
  const rests = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const value = column[i] ?? 0;
    const whole = Math.floor(value / first);
    wholes[i] = whole;
    rests[i] = Math.round((value - whole * first) / second);
  }
  return [wholes, rests];
}

/** The number that so many of each unit are, rounded once. */
export function fromUnits(first: number, second: number, [one = 1, other = 0]: Units): number {
  return first * one + second * other;
}
