/**
 * Seeded randomness: PCG64 (XSL-RR 128/64, O'Neill 2014), seeded as NumPy's `default_rng(seed)` seeds it, so that whatever was drawn here can
 * be drawn again in Python. 128-bit numbers are eight 16-bit limbs, least significant first: products then stay exact, and far faster than BigInt.
 */
const LIMBS = 8;
const MULTIPLIER = Uint16Array.of(0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360);

export class Random {
  readonly #increment: Uint16Array;
  #state = new Uint16Array(LIMBS);
  #spare = new Uint16Array(LIMBS);
  #low = 0;
  #high = 0;
  #hasHigh = false;

  /** `seed` is an integer from 0 to 2^53 - 1. */
  constructor(seed: number) {
    const [initial, stream] = seedLimbs(seed);
    this.#increment = stream.map((limb, i) => (limb << 1) | (i === 0 ? 1 : (stream[i - 1] ?? 0) >>> 15));
    this.#step();
    let carry = 0;
    this.#state.forEach((limb, i) => {
      const sum = limb + (initial[i] ?? 0) + carry;
      this.#state[i] = sum;
      carry = sum >>> 16;
    });
    this.#step();
  }

  /** A number in [0, 1) with 53 random bits: NumPy's `random()`. */
  next(): number {
    this.#draw();
    return (this.#high * 0x200000 + (this.#low >>> 11)) / 0x20000000000000;
  }

  /** 32 random bits; of each draw both halves are used, the low one first. */
  uint32(): number {
    if (this.#hasHigh) {
      this.#hasHigh = false;
      return this.#high;
    }
    this.#draw();
    this.#hasHigh = true;
    return this.#low;
  }

  /** An integer from 0 to `bound` - 1 without bias (Lemire 2019): NumPy's `integers(bound)`. `bound` is at most 2^32 - 1. */
  below(bound: number): number {
    if (bound <= 1) return 0;
    let bits = this.uint32();
    let leftover = Math.imul(bits, bound) >>> 0;
    if (leftover < bound) {
      const threshold = (0x100000000 - bound) % bound;
      while (leftover < threshold) {
        bits = this.uint32();
        leftover = Math.imul(bits, bound) >>> 0;
      }
    }
    const carry = Math.floor((bits * (bound & 0xffff)) / 0x10000);
    return Math.floor((bits * (bound >>> 16) + carry) / 0x10000);
  }

  #draw(): void {
    this.#step();
    const state = this.#state;
    const low = (((state[5] ?? 0) ^ (state[1] ?? 0)) * 0x10000 + ((state[4] ?? 0) ^ (state[0] ?? 0))) >>> 0;
    const high = (((state[7] ?? 0) ^ (state[3] ?? 0)) * 0x10000 + ((state[6] ?? 0) ^ (state[2] ?? 0))) >>> 0;
    const turn = (state[7] ?? 0) >>> 10;
    const bits = turn & 31;
    const first = turn < 32 ? low : high;
    const second = turn < 32 ? high : low;
    this.#low = bits === 0 ? first : ((first >>> bits) | (second << (32 - bits))) >>> 0;
    this.#high = bits === 0 ? second : ((second >>> bits) | (first << (32 - bits))) >>> 0;
  }

  /** state = state * multiplier + increment, modulo 2^128. */
  #step(): void {
    const state = this.#state;
    const next = this.#spare;
    let sum = 0;
    for (let column = 0; column < LIMBS; column++) {
      sum += this.#increment[column] ?? 0;
      for (let i = 0; i <= column; i++) sum += (state[i] ?? 0) * (MULTIPLIER[column - i] ?? 0);
      next[column] = sum % 0x10000;
      sum = Math.floor(sum / 0x10000);
    }
    this.#state = next;
    this.#spare = state;
  }
}

/** Numbers in [0, 1), the same for the same seed on every machine: NumPy's `default_rng(seed).random()`. */
export function randomFrom(seed: number): () => number {
  const random = new Random(seed);
  return () => random.next();
}

/** NumPy's SeedSequence: the seed's 32-bit words, stirred into a pool of four and drawn out as the state and the stream of PCG64. */
function seedLimbs(seed: number): readonly [Uint16Array, Uint16Array] {
  const pool = seedPool([seed >>> 0, Math.floor(seed / 0x100000000)]);
  let constant = 0x8b51f9dd;
  const words = Array.from({ length: 8 }, (_, i) => {
    let value = (pool[i % 4] ?? 0) ^ constant;
    constant = Math.imul(constant, 0x58f38ded);
    value = Math.imul(value, constant);
    return (value ^ (value >>> 16)) >>> 0;
  });
  // Words pair up to 64-bit numbers, low word first; numbers pair up to 128 bits, high number first.
  const limbs = (order: readonly number[]): Uint16Array =>
    Uint16Array.from(order.flatMap((i) => [(words[i] ?? 0) & 0xffff, (words[i] ?? 0) >>> 16]));
  return [limbs([2, 3, 0, 1]), limbs([6, 7, 4, 5])];
}

function seedPool(entropy: readonly number[]): Uint32Array {
  let constant = 0x43b0d7e5;
  const stir = (word: number): number => {
    let value = word ^ constant;
    constant = Math.imul(constant, 0x931e8875);
    value = Math.imul(value, constant);
    return value ^ (value >>> 16);
  };
  const pool = new Uint32Array(4);
  for (let i = 0; i < 4; i++) pool[i] = stir(entropy[i] ?? 0);
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) {
      if (from === to) continue;
      const value = Math.imul(0xca01f9dd, pool[to] ?? 0) - Math.imul(0x4973f715, stir(pool[from] ?? 0));
      pool[to] = value ^ (value >>> 16);
    }
  }
  return pool;
}
