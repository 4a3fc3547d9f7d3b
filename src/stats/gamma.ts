import { DEFAULT_DISSIMILARITY, TooEntangled, bestAlignment } from '#stats/gamma-alignment.ts';
import type { Dissimilarity } from '#stats/gamma-alignment.ts';
import { Random } from '#stats/random.ts';
import type { Undetermined } from '#stats/undetermined.ts';
import type { Continuum, Unit } from '#stats/unitising.ts';

export interface GammaOptions {
  readonly dissimilarity?: Dissimilarity;
  /** Random continua a text; 30 is pygamma-agreement's least. */
  readonly samples?: number;
  readonly seed?: number;
}

export interface Gamma {
  /** 1: all marked the same. 0: as chance would have it. */
  readonly value: number;
  /** Disorder of the best alignment, exactly. */
  readonly observed: number;
  /** Mean disorder of random continua: sampled, so another seed gives a slightly different γ. */
  readonly expected: number;
  /** Standard error of γ that the sampling leaves. */
  readonly samplingError: number;
}

/**
 * γ (Mathet, Widlöcher & Métivier 2015): agreement on where marks are and what they are, marks aligned by what fits best. Over several texts disorders are added up, each text by its marks. Chance
 * is every rater's marks moved along by a random way and around the end (the paper's own sampler). Yields after each random continuum. `few`: no mark at all; `entangled`: an exact
 * alignment is out of reach.
 */
export function* gammaAgreement(texts: readonly Continuum[], options: GammaOptions = {}): Generator<void, Gamma | Undetermined> {
  const { dissimilarity = DEFAULT_DISSIMILARITY, samples = 30, seed = 12345 } = options;
  const random = new Random(seed);
  let [observed, expected, variance, weights] = [0, 0, 0, 0];
  try {
    for (const { raters, length } of texts) {
      const weight = raters.reduce((sum, units) => sum + units.length, 0) / raters.length;
      if (!(weight > 0) || raters.length < 2) continue;
      weights += weight;
      observed += weight * bestAlignment(raters, dissimilarity).disorder;
      let [sum, squares] = [0, 0];
      for (let sample = 0; sample < samples; sample++) {
        const { disorder } = bestAlignment(shuffled(raters, length, random), dissimilarity);
        sum += disorder;
        squares += disorder * disorder;
        yield;
      }
      expected += (weight * sum) / samples;
      variance += (weight * weight * Math.max(0, squares / samples - (sum / samples) ** 2)) / samples;
    }
  } catch (cause) {
    if (cause instanceof TooEntangled) return { reason: 'entangled' };
    throw cause;
  }
  if (weights === 0) return { reason: 'few' };
  if (expected === 0) return { reason: 'constant' };
  return {
    value: 1 - observed / expected,
    observed: observed / weights,
    expected: expected / weights,
    samplingError: (observed / (expected * expected)) * Math.sqrt(variance),
  };
}

/** For each rater the marks of one drawn at random, all moved along by the same random way; what passes the end comes in at the beginning. */
function shuffled(raters: readonly (readonly Unit[])[], length: number, random: Random): readonly (readonly Unit[])[] {
  return raters.map(() => {
    const units = raters[random.below(raters.length)] ?? [];
    const way = random.next() * length;
    return units.map(({ start, end, category }) => {
      const back = start + way >= length ? length : 0;
      return { start: start + way - back, end: end + way - back, category };
    });
  });
}
