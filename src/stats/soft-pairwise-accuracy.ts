import { Random } from '#stats/random.ts';

/** mt-metrics-eval's own number of trials and seed. */
const SPA_DEFAULTS = { trials: 1000, seed: 4 } as const;

/**
 * For every pair of systems, first before second, the one-sided p-value that the first is better, by a paired permutation test of the segments' scores
 * (mt-metrics-eval `pce.compute_pairwise_p_values`, with its own random signs; sums in double precision). Rows are systems with a score for every segment.
 * Yields after each trial, for the caller to pause or give up.
 */
export function* pairwisePermutation(
  scores: readonly ArrayLike<number>[],
  { trials, seed }: { readonly trials: number; readonly seed: number } = SPA_DEFAULTS,
): Generator<void, readonly number[]> {
  const segments = scores[0]?.length ?? 0;
  const random = new Random(seed);
  const signs = new Int8Array(segments);
  const sums = scores.map((row) => Array.from(row).reduce((sum, value) => sum + value, 0));
  const pairs = scores.flatMap((_, i) => scores.slice(i + 1).map((_, k) => [i, i + 1 + k] as const));
  const counts = new Uint32Array(pairs.length);
  for (let trial = 0; trial < trials; trial++) {
    // NumPy's float32 `random()` is the upper 24 of 32 bits; rounding it to 0 or 1 asks whether it lies above a half.
    for (let i = 0; i < segments; i++) signs[i] = random.uint32() >>> 8 > 0x800000 ? 1 : -1;
    const turned = scores.map((row) => {
      let sum = 0;
      for (let i = 0; i < segments; i++) sum += (signs[i] ?? 0) * (row[i] ?? 0);
      return sum;
    });
    for (const [k, [i, j]] of pairs.entries()) {
      const observed = (sums[i] ?? 0) - (sums[j] ?? 0);
      // Equal sums may differ in the last bits by the order of adding.
      if ((turned[i] ?? 0) - (turned[j] ?? 0) >= observed - 1e-9) counts[k] = (counts[k] ?? 0) + 1;
    }
    yield;
  }
  return Array.from(counts, (count) => count / trials);
}

/** Soft pairwise accuracy (Thompson et al. 2024): 1 less the mean distance of human and metric p-values over system pairs; undefined for no pair. */
export function softPairwiseAccuracy(human: readonly number[], metric: readonly number[]): number | undefined {
  if (human.length === 0) return undefined;
  return 1 - human.reduce((sum, p, i) => sum + Math.abs(p - (metric[i] ?? 0)), 0) / human.length;
}
