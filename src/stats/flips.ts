import { Random } from '#stats/random.ts';

/** Trials that are done together: a multiple of 32, so that each lot begins with a new word of random bits. */
export const LOT = 2048;
/** Exchanges that are kept take no more bits than this. */
const MOST_KEPT = 2 ** 27;

export interface Trials {
  readonly trials: number;
  readonly seed: number;
}

/** Which units are exchanged in each trial: NumPy's `default_rng(seed).integers(2, size=(trials, units), dtype=bool)`, the same for every pair of systems. */
export class Flips {
  readonly units: number;
  readonly trials: number;
  readonly seed: number;
  readonly #lots: Uint32Array[] = [];

  constructor(units: number, { trials, seed }: Trials) {
    this.units = units;
    this.trials = trials;
    this.seed = seed;
  }

  /** Trials lot by lot, each with a bit a unit, one trial after the other; `random` goes on where an earlier draw of it ended. */
  *lots(random = new Random(this.seed)): Generator<{ readonly from: number; readonly count: number; readonly bits: Uint32Array }> {
    for (let from = 0; from < this.trials; from += LOT) {
      const count = Math.min(LOT, this.trials - from);
      const bits = new Uint32Array(Math.ceil((count * this.units) / 32) + 1);
      random.fillBits(bits.subarray(0, -1));
      if (this.units * this.trials <= MOST_KEPT) this.#lots[from / LOT] = bits;
      yield { from, count, bits };
    }
  }

  /** Whether all are kept, so that `trialsOf` knows them. */
  get areKept(): boolean {
    return this.#lots.length === Math.ceil(this.trials / LOT);
  }

  /** The trials in which a unit is exchanged. */
  *trialsOf(unit: number): Generator<number> {
    for (let trial = 0; trial < this.trials; trial++) {
      const bits = this.#lots[Math.floor(trial / LOT)];
      if (bits && (byteAt(bits, (trial % LOT) * this.units + unit) & 1) === 1) yield trial;
    }
  }
}

/** Eight bits from any place on. */
export function byteAt(bits: Uint32Array, place: number): number {
  const word = place >>> 5;
  const shift = place & 31;
  const low = (bits[word] ?? 0) >>> shift;
  return (shift > 24 ? low | ((bits[word + 1] ?? 0) << (32 - shift)) : low) & 0xff;
}
