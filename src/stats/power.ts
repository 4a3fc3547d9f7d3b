import { normalAbove, normalQuantile } from '#stats/distributions.ts';
import type { Interval } from '#stats/bootstrap.ts';
import type { Undetermined } from '#stats/undetermined.ts';

/** Paired differences, summed up: all that the questions of size, power and stopping need. */
export interface PairedDifferences {
  readonly mean: number;
  /** Standard deviation of single differences (n − 1). */
  readonly deviation: number;
  readonly units: number;
}

/** `few`: under two differences. `constant`: all the same, so that no chance is involved. */
export function pairedDifferences(differences: ArrayLike<number>): PairedDifferences | Undetermined {
  const units = differences.length;
  if (units < 2) return { reason: 'few' };
  let sum = 0;
  for (let i = 0; i < units; i++) sum += differences[i] ?? 0;
  const mean = sum / units;
  let squares = 0;
  for (let i = 0; i < units; i++) squares += ((differences[i] ?? 0) - mean) ** 2;
  const deviation = Math.sqrt(squares / (units - 1));
  return deviation === 0 ? { reason: 'constant' } : { mean, deviation, units };
}

/** Cohen's d of paired differences (d_z): how many standard deviations lie between the systems. 0.2 is small, 0.5 medium, 0.8 large (Cohen 1988). */
export function effectSize({ mean, deviation }: PairedDifferences): number {
  return mean / deviation;
}

/** The chance that a two-sided test at this level finds an effect of this size in so many units; by the normal distribution (statsmodels `NormalIndPower`, one sample). */
export function powerOf(effect: number, units: number, alpha: number): number {
  const limit = normalQuantile(1 - alpha / 2);
  const shift = Math.abs(effect) * Math.sqrt(units);
  return normalAbove(limit - shift) + normalAbove(limit + shift);
}

/** Units with which a two-sided test at this level finds the effect with this power; undefined for no effect. */
export function unitsForPower(effect: number, alpha: number, power: number): number | undefined {
  if (effect === 0) return undefined;
  const enough = (units: number): boolean => powerOf(effect, units, alpha) >= power;
  let high = 1;
  while (!enough(high)) {
    if (high > FARTHEST) return undefined;
    high *= 2;
  }
  let low = Math.floor(high / 2);
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Farther ahead than this many units no forecast is given. */
const FARTHEST = 10_000_000;

export interface SequentialPlan {
  /** Chance of ever calling equal systems different, however often one looks; shared out among comparisons by the caller. */
  readonly alpha: number;
  /** Units at which the interval is to be tightest: about as many as are planned. */
  readonly planned: number;
}

/** From so many units on the normal approximation is good enough to look. */
const FIRST_LOOK = 30;

/**
 * What the true mean difference lies between, at every look at once: an asymptotic confidence sequence (Waudby-Smith et al. 2024, eq. 6). One may look after every single judgement and
 * stop as soon as 0 is outside; the chance of a wrong stop stays at `alpha`. Wider than an interval for one look. Undefined before the first look.
 */
export function confidenceSequence({ mean, deviation, units }: PairedDifferences, plan: SequentialPlan): Interval | undefined {
  if (units < FIRST_LOOK) return undefined;
  const reach = deviation * sequenceReach(units, plan);
  return { low: mean - reach, high: mean + reach };
}

/** Half the sequence's width for differences of deviation 1. */
function sequenceReach(units: number, { alpha, planned }: SequentialPlan): number {
  const spread = (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / Math.max(FIRST_LOOK, planned);
  const scaled = units * spread + 1;
  return Math.sqrt(((2 * scaled) / (units * units * spread)) * Math.log(Math.sqrt(scaled) / alpha));
}

export type SequentialVerdict =
  | { readonly state: 'better' | 'worse' }
  /** More units likely needed if the difference stays as it is; undefined where even ten million would not do. */
  | { readonly state: 'open'; readonly more: number | undefined };

/** Whether judging may stop, and if not, how far it still is: "about N more segments would settle it". */
export function sequentialVerdict(differences: PairedDifferences, plan: SequentialPlan): SequentialVerdict {
  const interval = confidenceSequence(differences, plan);
  if (interval && interval.low > 0) return { state: 'better' };
  if (interval && interval.high < 0) return { state: 'worse' };
  return { state: 'open', more: moreUnits(differences, plan) };
}

function moreUnits({ mean, deviation, units }: PairedDifferences, plan: SequentialPlan): number | undefined {
  const settles = (total: number): boolean => deviation * sequenceReach(total, plan) < Math.abs(mean);
  let high = Math.max(FIRST_LOOK, units);
  if (settles(high)) return high - units;
  while (!settles(high)) {
    if (high > FARTHEST) return undefined;
    high *= 2;
  }
  let low = Math.floor(high / 2);
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2);
    if (settles(middle)) high = middle;
    else low = middle;
  }
  return high - units;
}
