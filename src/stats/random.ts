/**
 * Seeded randomness: PCG64 (XSL-RR 128/64, O'Neill 2014), seeded as NumPy's `default_rng(seed)` seeds it, so that whatever was drawn here can
 * be drawn again in Python. 128-bit numbers are five digits of 26 bits, least significant first, from -2^25 to 2^25: sums of their products are exact in a
 * double, and far faster than BigInt. Each digit is kept multiplied by its power of two, so that what one has too much is added to the next as it is.
 */
const DIGITS = 5;
const DIGIT = 0x4000000;
const DIGIT_MASK = DIGIT - 1;
/** What a digit counts for, and what makes an integer of it. */
const [W1, W2, W3, W4] = [2 ** 26, 2 ** 52, 2 ** 78, 2 ** 104];
const [PER_W1, PER_W2, PER_W3, PER_W4] = [1 / W1, 1 / W2, 1 / W3, 1 / W4];
/** A number this large has no room for what is below the next digit: added and taken away again, it rounds to whole ones of those. */
const [R0, R1, R2, R3, R4] = [1.5 * 2 ** 78, 1.5 * 2 ** 104, 1.5 * 2 ** 130, 1.5 * 2 ** 156, 1.5 * 2 ** 180];
/** The multiplier 0x2360ed051fc65da44385df649fccf645. */
const [M0, M1, M2, M3, M4] = [-0x3309bb, 0x177d928 * W1, 0x1da4438 * W2, 0x147f19 * W3, 0x2360ed * W4];
/** Powers of two multiply exactly, and faster than they divide. */
const WORD = 0x100000000;
const PER_WORD = 1 / WORD;
/** Draws that are made at once. */
const BATCH = 512;
/** Up to here a product with 32 random bits is exact. */
const EXACT_BOUND = 0x200000;

export class Random {
  readonly #state = new Float64Array(DIGITS);
  readonly #increment = new Float64Array(DIGITS);
  /** 64-bit draws that wait, by halves. */
  readonly #lows = new Uint32Array(BATCH);
  readonly #highs = new Uint32Array(BATCH);
  #used = BATCH;
  #hasHigh = false;

  /** `seed` is an integer from 0 to 2^53 - 1. */
  constructor(seed: number) {
    const [initial, stream] = seedWords(seed);
    // The increment is the stream's number, shifted left by one, and odd.
    const odd = stream.map((word, i) => (word << 1) | (i === 0 ? 1 : (stream[i - 1] ?? 0) >>> 31));
    this.#increment.set(digitsOf(odd));
    // The first step takes a state of zero to the increment; then the seed is added, and the draws begin after one step more.
    let carry = 0;
    for (const [i, digit] of digitsOf(initial).entries()) {
      const sum = digit + (this.#increment[i] ?? 0) + carry;
      const next = DIGIT ** (i + 1);
      carry = Math.round(sum / next) * next;
      this.#state[i] = sum - carry;
    }
    this.#take();
  }

  /** A number in [0, 1) with 53 random bits: NumPy's `random()`. */
  next(): number {
    const at = this.#take();
    return ((this.#highs[at] ?? 0) * 0x200000 + ((this.#lows[at] ?? 0) >>> 11)) / 0x20000000000000;
  }

  /** 32 random bits; of each draw both halves are used, the low one first. */
  uint32(): number {
    if (this.#hasHigh) {
      this.#hasHigh = false;
      return this.#highs[this.#used - 1] ?? 0;
    }
    const at = this.#take();
    this.#hasHigh = true;
    return this.#lows[at] ?? 0;
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

  /** Draws `draws` integers as `below(bound)` does, and adds to `counts` how often each came. */
  count(bound: number, draws: number, counts: Uint16Array): void {
    if (bound <= 1 || bound > EXACT_BOUND) {
      for (let i = 0; i < draws; i++) add(counts, this.below(bound));
      return;
    }
    let left = draws;
    for (; left > 0 && (this.#hasHigh || left < 2); left--) add(counts, this.below(bound));
    const [lows, highs] = [this.#lows, this.#highs];
    const least = (0x100000000 - bound) % bound;
    while (left > 1) {
      if (this.#used === BATCH) this.#draw();
      let at = this.#used;
      for (; at < BATCH && left > 1; at++) {
        // Bits that would favour some integers give none.
        const low = (lows[at] ?? 0) * bound;
        const first = (low * PER_WORD) | 0;
        if (low - first * WORD >= least) {
          counts[first] = (counts[first] ?? 0) + 1;
          left--;
        }
        const high = (highs[at] ?? 0) * bound;
        const second = (high * PER_WORD) | 0;
        if (high - second * WORD >= least) {
          counts[second] = (counts[second] ?? 0) + 1;
          left--;
        }
      }
      this.#used = at;
    }
    for (; left > 0; left--) add(counts, this.below(bound));
  }

  /** Goes on to where `draws` draws of `below(bound)` end. */
  pass(bound: number, draws: number): void {
    if (bound <= 1) return;
    let left = draws;
    for (; left > 0 && (this.#hasHigh || left < 2); left--) this.below(bound);
    const [lows, highs] = [this.#lows, this.#highs];
    const least = (0x100000000 - bound) % bound;
    while (left > 1) {
      if (this.#used === BATCH) this.#draw();
      let at = this.#used;
      for (; at < BATCH && left > 1; at++) {
        if (Math.imul(lows[at] ?? 0, bound) >>> 0 >= least) left--;
        if (Math.imul(highs[at] ?? 0, bound) >>> 0 >= least) left--;
      }
      this.#used = at;
    }
    for (; left > 0; left--) this.below(bound);
  }

  /** 32 random bits, drawn bit by bit by NumPy's `integers(2, dtype=bool)` from the lowest on. */
  fillBits(words: Uint32Array): void {
    for (let i = 0; i < words.length; i++) words[i] = this.uint32();
  }

  /** Where the next draw lies. */
  #take(): number {
    if (this.#used === BATCH) this.#draw();
    return this.#used++;
  }

  /** Makes a batch of draws: state = state * multiplier + increment, modulo 2^128, and of each state a rotated mixture of its halves. */
  #draw(): void {
    const [state, increment, lows, highs] = [this.#state, this.#increment, this.#lows, this.#highs];
    let [a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0] = state;
    const [i0 = 0, i1 = 0, i2 = 0, i3 = 0, i4 = 0] = increment;
    for (let i = 0; i < BATCH; i++) {
      const s0 = a0 * M0 + i0;
      const c0 = s0 + R0 - R0;
      const s1 = a0 * M1 + a1 * M0 + i1 + c0;
      const c1 = s1 + R1 - R1;
      const s2 = a0 * M2 + a1 * M1 + a2 * M0 + i2 + c1;
      const c2 = s2 + R2 - R2;
      const s3 = a0 * M3 + a1 * M2 + a2 * M1 + a3 * M0 + i3 + c2;
      const c3 = s3 + R3 - R3;
      const s4 = a0 * M4 + a1 * M3 + a2 * M2 + a3 * M1 + a4 * M0 + i4 + c3;
      a0 = s0 - c0;
      a1 = s1 - c1;
      a2 = s2 - c2;
      a3 = s3 - c3;
      // What is above 2^128 is dropped.
      a4 = s4 - (s4 + R4 - R4);
      // As integers, each borrowing from the next where it is below zero: only its lowest 26 bits count then.
      const d0 = a0 | 0;
      const d1 = ((a1 * PER_W1) | 0) + (d0 >> 26);
      const d2 = ((a2 * PER_W2) | 0) + (d1 >> 26);
      const d3 = ((a3 * PER_W3) | 0) + (d2 >> 26);
      const d4 = ((a4 * PER_W4) | 0) + (d3 >> 26);
      const low = (d0 & DIGIT_MASK) | (d1 << 26);
      const lowHigh = ((d1 & DIGIT_MASK) >>> 6) | (d2 << 20);
      const highLow = ((d2 & DIGIT_MASK) >>> 12) | (d3 << 14);
      const high = ((d3 & DIGIT_MASK) >>> 18) | (d4 << 8);
      const turn = high >>> 26;
      // Without branches, which random bits would make the processor guess wrong half the time.
      const swapped = (low ^ highLow ^ lowHigh ^ high) & -(turn >>> 5);
      const mixed = low ^ highLow ^ swapped;
      const other = lowHigh ^ high ^ swapped;
      const bits = turn & 31;
      lows[i] = (mixed >>> bits) | ((other << 1) << (31 - bits));
      highs[i] = (other >>> bits) | ((mixed << 1) << (31 - bits));
    }
    state.set([a0, a1, a2, a3, a4]);
    this.#used = 0;
  }
}

function add(counts: Uint16Array, value: number): void {
  counts[value] = (counts[value] ?? 0) + 1;
}

/** Numbers in [0, 1), the same for the same seed on every machine: NumPy's `default_rng(seed).random()`. */
export function randomFrom(seed: number): () => number {
  const random = new Random(seed);
  return () => random.next();
}

/** 128 bits in words of 32, least significant first, as digits that are not below zero. */
function digitsOf([a = 0, b = 0, c = 0, d = 0]: readonly number[]): readonly number[] {
  return [
    a & DIGIT_MASK,
    (((a >>> 26) | (b << 6)) & DIGIT_MASK) * W1,
    (((b >>> 20) | (c << 12)) & DIGIT_MASK) * W2,
    (((c >>> 14) | (d << 18)) & DIGIT_MASK) * W3,
    (d >>> 8) * W4,
  ];
}

/** NumPy's SeedSequence: the seed's 32-bit words, stirred into a pool of four and drawn out as the state and the stream of PCG64. */
function seedWords(seed: number): readonly [readonly number[], readonly number[]] {
  const pool = seedPool([seed >>> 0, Math.floor(seed / 0x100000000)]);
  let constant = 0x8b51f9dd;
  const words = Array.from({ length: 8 }, (_, i) => {
    let value = (pool[i % 4] ?? 0) ^ constant;
    constant = Math.imul(constant, 0x58f38ded);
    value = Math.imul(value, constant);
    return (value ^ (value >>> 16)) >>> 0;
  });
  // Words pair up to 64-bit numbers, low word first; numbers pair up to 128 bits, high number first.
  const take = (order: readonly number[]): readonly number[] => order.map((i) => words[i] ?? 0);
  return [take([2, 3, 0, 1]), take([6, 7, 4, 5])];
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
