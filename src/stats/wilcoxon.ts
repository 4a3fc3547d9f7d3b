import { normalAbove, normalQuantile } from '#stats/distributions.ts';
import { averageRanks, tieSizes } from '#stats/ranks.ts';

export interface SignedRank {
  /** Sum of the ranks of the differences above 0. */
  readonly above: number;
  readonly below: number;
  /** Differences that are not 0. */
  readonly differing: number;
  /** Two-sided. 1 where no difference is other than 0. */
  readonly p: number;
  /** That differences lie above 0, one-sided. */
  readonly pAbove: number;
  readonly method: 'exact' | 'normal';
}

/** At most so many differences are tested by the exact distribution, as SciPy does. */
const EXACT = 50;
/** No chance that a number can hold lies farther out, in standard deviations. */
const FARTHEST = 40;

/**
 * Wilcoxon's signed-rank test (Wilcoxon 1945) of paired differences, as `scipy.stats.wilcoxon` of SciPy 1.10 and so as WMT24's clusters: exact for at
 * most 50 differences without a zero (a rank sum that ties made fractional is cut to a whole number); otherwise zeros are dropped and the normal
 * approximation with correction for ties, without one for continuity, is taken.
 */
export function wilcoxonSignedRank(differences: ArrayLike<number>): SignedRank {
  const kept = Array.from(differences).filter((difference) => difference !== 0);
  const magnitudes = kept.map(Math.abs);
  const ranks = averageRanks(magnitudes);
  let above = 0;
  let below = 0;
  for (const [i, difference] of kept.entries()) {
    if (difference > 0) above += ranks[i] ?? 0;
    else below += ranks[i] ?? 0;
  }
  const sums = { above, below, differing: kept.length };
  if (kept.length === 0) return { ...sums, p: 1, pAbove: 1, method: 'exact' };
  if (differences.length <= EXACT && kept.length === differences.length) return { ...sums, ...exact(Math.floor(above), kept.length) };
  const mean = (kept.length * (kept.length + 1)) / 4;
  const ties = tieSizes(magnitudes).reduce((sum, size) => sum + size * (size * size - 1), 0);
  const deviation = Math.sqrt((kept.length * (kept.length + 1) * (2 * kept.length + 1) - ties / 2) / 24);
  const z = (above - mean) / deviation;
  return { ...sums, p: Math.min(1, 2 * normalAbove(Math.abs(z))), pAbove: normalAbove(z), method: 'normal' };
}

/**
 * One two-sided p-value of a test a stratum, by Stouffer's sum of z = Φ⁻¹(1 − p) with equal weights: WMT24's test over domains. It knows no direction: strata that
 * differ strongly in opposite directions come out as significant, so look at the means too.
 */
export function combinedSignedRank(strata: readonly ArrayLike<number>[]): number {
  if (strata.length === 0) return 1;
  const z = strata.map((differences) => Math.max(-FARTHEST, Math.min(FARTHEST, -normalQuantile(wilcoxonSignedRank(differences).p))));
  return normalAbove(z.reduce((sum, one) => sum + one, 0) / Math.sqrt(z.length));
}

/** The chance of a rank sum as extreme as `sum` where each of 1 … `count` takes either sign. */
function exact(sum: number, count: number): Pick<SignedRank, 'p' | 'pAbove' | 'method'> {
  const most = (count * (count + 1)) / 2;
  const chances = new Float64Array(most + 1);
  chances[0] = 1;
  for (let rank = 1, reach = 0; rank <= count; rank++) {
    for (let at = reach; at >= 0; at--) {
      const half = (chances[at] ?? 0) / 2;
      chances[at] = half;
      chances[at + rank] = (chances[at + rank] ?? 0) + half;
    }
    reach += rank;
  }
  const add = (total: number, chance: number): number => total + chance;
  const atMost = chances.subarray(0, sum + 1).reduce(add, 0);
  const atLeast = chances.subarray(sum).reduce(add, 0);
  const p = sum === Math.floor(most / 2) ? 1 : Math.min(1, 2 * Math.min(atMost, atLeast));
  return { p, pAbove: Math.min(1, atLeast), method: 'exact' };
}
