import { betaQuantile, studentQuantile } from '#stats/distributions.ts';
import type { Interval } from '#stats/proportion.ts';

/** What is left out on each side of a 95 % interval. */
const TAIL = 0.025;

/** A simple random sample of one stratum. */
export interface StratumCount {
  /** Units in the stratum, > 0. */
  readonly population: number;
  /** Of them looked at, at least one. */
  readonly sampled: number;
  readonly hits: number;
}

/** A share of all units, 0 to 1, with its 95 % interval. */
export interface SurveyShare extends Interval {
  readonly share: number;
}

/**
 * The share of hits among all units of the strata: each stratum's share by its weight in the whole (Cochran 1977, 5.3), variance with finite population correction (5.6); a stratum with one unit
 * looked at takes the whole's spread. Interval: see `surveyInterval`.
 */
export function stratifiedShare(strata: readonly StratumCount[]): SurveyShare {
  const population = strata.reduce((sum, stratum) => sum + stratum.population, 0);
  const sampled = strata.reduce((sum, stratum) => sum + stratum.sampled, 0);
  const parts = strata.map((stratum) => {
    const weight = stratum.population / population;
    const open = 1 - stratum.sampled / stratum.population;
    return { weight, open, sampled: stratum.sampled, share: stratum.hits / stratum.sampled };
  });
  const hits = strata.reduce((sum, stratum) => sum + stratum.hits, 0);
  // All hits are 1, which a sum of weights may miss by a last bit.
  const share = hits === sampled ? 1 : parts.reduce((sum, part) => sum + part.weight * part.share, 0);
  // The variance where every stratum had the same share, in units of share × (1 − share).
  const even = parts.reduce((sum, part) => sum + (part.weight ** 2 * part.open) / part.sampled, 0);
  const variance = parts.reduce((sum, part) => {
    const spread = part.sampled > 1 ? (part.share * (1 - part.share)) / (part.sampled - 1) : share * (1 - share);
    return sum + part.weight ** 2 * part.open * spread;
  }, 0);
  const simple = (1 - sampled / population) / sampled;
  const unit = variance > 0 ? Math.max(variance / (share * (1 - share)), simple) : even;
  // Strata with one unit looked at lend their spread from the whole, as if they were one.
  const apart = parts.filter((part) => part.sampled > 1).length;
  const ends = surveyInterval(share, unit, sampled, sampled - apart - (apart < parts.length ? 1 : 0));
  return {
    share,
    low: Math.max(ends.low, hits / population),
    high: Math.min(ends.high, 1 - (sampled - hits) / population),
  };
}

/**
 * The interval of a share from a sample that is not a simple one: Clopper and Pearson's with the number of units of a simple sample that would be as sure (Korn & Graubard 1998), here never surer than
 * a simple one of as many units, and with t in place of z for the degrees of freedom. `unit` is the estimate's variance over share × (1 − share).
 */
function surveyInterval(share: number, unit: number, sampled: number, freedom: number): Interval {
  if (unit <= 0) return { low: share, high: share }; // every unit was looked at
  const correction = sampled < 2 ? 1 : studentQuantile(1 - TAIL, sampled - 1) / studentQuantile(1 - TAIL, Math.max(1, freedom));
  const effective = correction ** 2 / unit;
  const hits = effective * share;
  return {
    low: share === 0 ? 0 : betaQuantile(TAIL, hits, effective - hits + 1),
    high: share === 1 ? 1 : betaQuantile(1 - TAIL, hits + 1, effective - hits),
  };
}
