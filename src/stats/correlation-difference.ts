import { Random } from '#stats/random.ts';
import type { Undetermined } from '#stats/undetermined.ts';

/** Two metrics and people on the same items; what belongs together, such as a segment's translations, has the same unit. */
export interface RivalScores {
  readonly human: ArrayLike<number>;
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  /** The unit of each item, from 0. */
  readonly units: ArrayLike<number>;
}

export interface CorrelationDifference {
  /** The first metric's Pearson correlation with people less the second's. */
  readonly difference: number;
  /** One-sided, that the first correlates better; as small as 1 / (trials + 1). */
  readonly p: number;
}

/** Sums of a unit's standardised values of one metric: themselves, their squares, and their products with what people gave. */
type Sums = readonly [sum: number, squares: number, products: number];

/** Differences that only the order of adding makes. */
const ROUNDING = 1e-12;

/**
 * Whether one metric correlates better with people than another: the permutation test PERM-BOTH (Deutsch, Dror & Roth 2021; mt-metrics-eval `PermutationSigDiff`). Both metrics are standardised; a trial exchanges their values
 * on half of the units at random. `constant` where a list has one value, `few` for under three items. Yields after each trial, for the caller to pause or give up.
 */
export function* correlationDifference(
  { human, first, second, units }: RivalScores,
  { trials, seed }: { readonly trials: number; readonly seed: number },
): Generator<void, CorrelationDifference | Undetermined> {
  const items = human.length;
  if (items < 3) return { reason: 'few' };
  const [gold, a, b] = [standard(human), standard(first), standard(second)];
  if (!gold || !a || !b) return { reason: 'constant' };
  const [ofA, ofB] = [sumsByUnit(a, gold, units), sumsByUnit(b, gold, units)];
  const correlation = (sum: number, squares: number, products: number): number =>
    products / Math.sqrt(Math.max(0, squares - (sum * sum) / items) * items);
  const apart = (isExchanged: (unit: number) => boolean): number => {
    let [sumA, squaresA, productsA, sumB, squaresB, productsB] = [0, 0, 0, 0, 0, 0];
    for (let unit = 0; unit < ofA.length; unit++) {
      const [one, other] = isExchanged(unit) ? [ofB[unit], ofA[unit]] : [ofA[unit], ofB[unit]];
      if (!one || !other) continue;
      sumA += one[0];
      squaresA += one[1];
      productsA += one[2];
      sumB += other[0];
      squaresB += other[1];
      productsB += other[2];
    }
    return correlation(sumA, squaresA, productsA) - correlation(sumB, squaresB, productsB);
  };
  const difference = apart(() => false);
  const random = new Random(seed);
  const words = new Uint32Array(Math.ceil(ofA.length / 32));
  let beyond = 0;
  for (let trial = 0; trial < trials; trial++) {
    random.fillBits(words);
    if (apart((unit) => (((words[unit >>> 5] ?? 0) >>> (unit & 31)) & 1) === 1) >= difference - ROUNDING) beyond++;
    yield;
  }
  return { difference, p: (beyond + 1) / (trials + 1) };
}

/** Values with mean 0 and standard deviation 1; undefined where all are the same. */
function standard(values: ArrayLike<number>): Float64Array | undefined {
  const list = Float64Array.from(values);
  if (list.every((value) => value === list[0])) return undefined;
  const centre = list.reduce((sum, value) => sum + value, 0) / list.length;
  const spread = Math.sqrt(list.reduce((sum, value) => sum + (value - centre) ** 2, 0) / list.length);
  return list.map((value) => (value - centre) / spread);
}

function sumsByUnit(values: Float64Array, gold: Float64Array, units: ArrayLike<number>): readonly Sums[] {
  const sums: [number, number, number][] = [];
  for (const [i, value] of values.entries()) {
    const own = (sums[units[i] ?? 0] ??= [0, 0, 0]);
    own[0] += value;
    own[1] += value * value;
    own[2] += value * (gold[i] ?? 0);
  }
  return sums;
}
