import type { Correlation } from '#stats/correlation.ts';
import { normalAbove } from '#stats/distributions.ts';
import { tieSizes } from '#stats/ranks.ts';
import type { Undetermined } from '#stats/undetermined.ts';

/** What the pairs of a list of value pairs look like. */
export interface PairCounts {
  readonly concordant: number;
  readonly discordant: number;
  /** Pairs tied in the first list only, in the second only, in both. */
  readonly tiedX: number;
  readonly tiedY: number;
  readonly tiedBoth: number;
}

export type KendallVariant = 'b' | 'c';

/** Up to so many values without ties, p is exact, as SciPy does. */
const EXACT = 33;

/**
 * Kendall's τ-b or τ-c as `scipy.stats.kendalltau`: p is exact without ties for at most 33 values or a list that is in order but for one swap; else
 * the normal approximation with ties. `few`: under two values; `constant`: one list has one value.
 */
export function kendall(x: ArrayLike<number>, y: ArrayLike<number>, variant: KendallVariant): Correlation | Undetermined {
  const size = x.length;
  if (size < 2) return { reason: 'few' };
  const counts = countPairs(x, y);
  const total = (size * (size - 1)) / 2;
  const inX = counts.tiedX + counts.tiedBoth;
  const inY = counts.tiedY + counts.tiedBoth;
  if (inX === total || inY === total) return { reason: 'constant' };
  const lead = counts.concordant - counts.discordant;
  const classes = Math.min(new Set(Array.from(x)).size, new Set(Array.from(y)).size);
  const value =
    variant === 'b' ? lead / Math.sqrt(total - inX) / Math.sqrt(total - inY) : (2 * lead * classes) / (size * size * (classes - 1));
  const fewer = Math.min(counts.discordant, total - counts.discordant);
  const isExact = inX === 0 && inY === 0 && (size <= EXACT || fewer <= 1);
  const p = isExact ? exactP(size, fewer) : approximateP(x, y, lead, size);
  return { value: Math.max(-1, Math.min(1, value)), pairs: size, p };
}

/** Compares every pair of places; pairs whose difference in `y` is at most `epsilon` count as tied there (Deutsch et al. 2023). */
export function countPairs(x: ArrayLike<number>, y: ArrayLike<number>, epsilon = 0): PairCounts {
  if (epsilon === 0 && x.length > 2000) return countPairsBySorting(x, y);
  let [concordant, discordant, tiedX, tiedY, tiedBoth] = [0, 0, 0, 0, 0];
  for (let i = 1; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const dx = (x[i] ?? 0) - (x[j] ?? 0);
      const dy = (y[i] ?? 0) - (y[j] ?? 0);
      const isTiedY = Math.abs(dy) <= epsilon;
      if (dx === 0) {
        if (isTiedY) tiedBoth++;
        else tiedX++;
      } else if (isTiedY) tiedY++;
      else if (dx > 0 === dy > 0) concordant++;
      else discordant++;
    }
  }
  return { concordant, discordant, tiedX, tiedY, tiedBoth };
}

/** The same without ties by epsilon, in n log n steps (Knight 1966). */
function countPairsBySorting(x: ArrayLike<number>, y: ArrayLike<number>): PairCounts {
  const size = x.length;
  const order = Uint32Array.from({ length: size }, (_, i) => i).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || (y[a] ?? 0) - (y[b] ?? 0));
  const sorted = Float64Array.from(order, (i) => y[i] ?? 0);
  const both = new Map<string, number>();
  for (let i = 0; i < size; i++) {
    const key = `${x[i] ?? 0} ${y[i] ?? 0}`;
    both.set(key, (both.get(key) ?? 0) + 1);
  }
  const pairsOf = (counts: Iterable<number>): number => [...counts].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  const tiedBoth = pairsOf(both.values());
  const tiedX = pairsOf(tieSizes(x)) - tiedBoth;
  const tiedY = pairsOf(tieSizes(y)) - tiedBoth;
  const discordant = countSwaps(sorted);
  const concordant = (size * (size - 1)) / 2 - tiedX - tiedY - tiedBoth - discordant;
  return { concordant, discordant, tiedX, tiedY, tiedBoth };
}

/** How many pairs stand in falling order: the exchanges of a bubble sort, counted by merging. Sorts the list. */
function countSwaps(values: Float64Array): number {
  const spare = new Float64Array(values.length);
  let swaps = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let from = 0; from + width < values.length; from += 2 * width) {
      const middle = from + width;
      const to = Math.min(from + 2 * width, values.length);
      let [left, right] = [from, middle];
      for (let at = from; at < to; at++) {
        const isRight = left === middle || (right < to && (values[right] ?? 0) < (values[left] ?? 0));
        if (isRight) swaps += middle - left;
        spare[at] = values[isRight ? right++ : left++] ?? 0;
      }
      values.set(spare.subarray(from, to), from);
    }
  }
  return swaps;
}

/** Two-sided: twice the chance that a random order has at most `swaps` pairs out of order (Kendall 1970). */
function exactP(size: number, swaps: number): number {
  const total = (size * (size - 1)) / 2;
  if (swaps * 2 === total) return 1;
  let chances = new Float64Array(swaps + 1);
  chances[0] = 1;
  for (let n = 2; n <= size; n++) {
    const next = new Float64Array(swaps + 1);
    let window = 0;
    for (let k = 0; k <= swaps; k++) {
      window += (chances[k] ?? 0) - (k >= n ? (chances[k - n] ?? 0) : 0);
      next[k] = window / n;
    }
    chances = next;
  }
  return Math.min(1, 2 * chances.reduce((sum, chance) => sum + chance, 0));
}

function approximateP(x: ArrayLike<number>, y: ArrayLike<number>, lead: number, size: number): number | undefined {
  if (size < 3) return undefined;
  const sum = (values: ArrayLike<number>, term: (size: number) => number): number => tieSizes(values).reduce((all, t) => all + term(t), 0);
  const two = (t: number): number => (t * (t - 1)) / 2;
  const three = (t: number): number => t * (t - 1) * (t - 2);
  const spread = (t: number): number => t * (t - 1) * (2 * t + 5);
  const m = size * (size - 1);
  const variance =
    (m * (2 * size + 5) - sum(x, spread) - sum(y, spread)) / 18 +
    (2 * sum(x, two) * sum(y, two)) / m +
    (sum(x, three) * sum(y, three)) / (9 * m * (size - 2));
  return 2 * normalAbove(Math.abs(lead) / Math.sqrt(variance));
}
