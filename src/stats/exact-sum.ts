/** What a sum is counted in: whole ones of the first, and of the second for what is left of each number. */
const FIRST = 2 ** -20;
const SECOND = 2 ** -58;
const PER_FIRST = FIRST / SECOND;

/**
 * Adds up numbers, and takes them away again, without any rounding: the sum is the same in whatever order they came and whichever have gone since. For numbers that add up to less than 2^32; what
 * one has below 2^-58 is rounded away when it comes.
 */
export class ExactSum {
  #wholes = 0;
  #rests = 0;

  add(value: number): void {
    this.#plus(value, 1);
  }

  subtract(value: number): void {
    this.#plus(value, -1);
  }

  /** Rounded once. */
  get value(): number {
    return this.#wholes * FIRST + this.#rests * SECOND;
  }

  #plus(value: number, sign: 1 | -1): void {
    const whole = Math.floor(value / FIRST);
    const rest = this.#rests + sign * Math.round((value - whole * FIRST) / SECOND);
    const carried = Math.floor(rest / PER_FIRST);
    this.#wholes += sign * whole + carried;
    this.#rests = rest - carried * PER_FIRST;
  }
}
