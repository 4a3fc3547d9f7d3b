import type { Interval } from '#stats/bootstrap.ts';
import { gammaQuantile } from '#stats/distributions.ts';

/** What events weigh together: the sum of their weights and of the squares of their weights. */
export interface WeightedCount {
  readonly sum: number;
  readonly squares: number;
}

export function weightedCount(weights: readonly number[]): WeightedCount {
  const add = (value: (weight: number) => number): number => weights.reduce((total, weight) => total + value(weight), 0);
  return { sum: add((weight) => weight), squares: add((weight) => weight * weight) };
}

/**
 * What the expected sum of weights lies between, given what was seen in one stretch of work: the gamma interval of Fay & Feuer (1997) for weighted sums of Poisson counts.
 * It holds for few events and for none, and is rather too wide than too narrow. `largest` > 0 is the weight that the next event might have.
 */
export function weightedCountInterval({ sum, squares }: WeightedCount, largest: number, level: number): Interval {
  const tail = (1 - level) / 2;
  const scale = (squares + largest * largest) / (sum + largest);
  return {
    low: sum === 0 ? 0 : (squares / sum) * gammaQuantile(tail, (sum * sum) / squares),
    high: scale * gammaQuantile(1 - tail, (sum + largest) / scale),
  };
}
