import type { Annotation } from '#core/annotation.ts';
import type { Typology } from '#core/typology.ts';
import type { RatingMetric } from '#metrics/metric.ts';
import { countingAnnotations } from '#metrics/rating.ts';
import { standardiseByRater } from '#stats/standardise.ts';

export interface StandardisedRatings {
  /** By unit: the mean of its annotators' z-scores; undefined where none has one. */
  readonly values: readonly (number | undefined)[];
  /** Judgements of annotators who gave one value only, or always the same: they have no z-score. */
  readonly left: number;
}

/**
 * A metric's values as z-scores of their annotators (WMT's direct assessment), so that a strict and a mild annotator count alike. Each of `units` holds all annotations of one segment of
 * one system; the z-scores are over everything that is given, so give all systems at once.
 */
export function standardisedRatings(
  units: readonly (readonly Annotation[])[],
  metric: RatingMetric,
  typology: Typology,
): StandardisedRatings {
  const judged = units.flatMap((annotations, unit) =>
    countingAnnotations(annotations, (one) => metric.value(one, typology) !== undefined).map((one) => ({
      unit,
      raterId: one.annotatorId,
      value: metric.value(one, typology) ?? 0,
    })),
  );
  const sums = units.map(() => ({ sum: 0, count: 0 }));
  let left = 0;
  for (const [i, z] of standardiseByRater(judged).entries()) {
    const own = sums[judged[i]?.unit ?? -1];
    if (z === undefined || !own) {
      left++;
      continue;
    }
    own.sum += z;
    own.count++;
  }
  return { values: sums.map(({ sum, count }) => (count === 0 ? undefined : sum / count)), left };
}
