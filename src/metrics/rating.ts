import type { Annotation } from '#core/annotation.ts';
import { isReview } from '#core/annotation.ts';
import type { Typology } from '#core/typology.ts';
import type { RatingMetric } from '#metrics/metric.ts';

/**
 * The annotations of one segment of one system that count: each annotator's last, by round and then time (a second pass replaces the first), and no
 * review verdicts. `holds` says which annotations hold the judgement asked for; an annotator's last one that does is taken.
 */
export function countingAnnotations(annotations: readonly Annotation[], holds: (annotation: Annotation) => boolean): readonly Annotation[] {
  const last = new Map<string, Annotation>();
  for (const annotation of annotations) {
    if (annotation.level !== 'segment' || isReview(annotation) || !holds(annotation)) continue;
    const before = last.get(annotation.annotatorId);
    if (!before || isLater(annotation, before)) last.set(annotation.annotatorId, annotation);
  }
  return [...last.values()];
}

function isLater(a: Annotation, b: Annotation): boolean {
  return a.round !== b.round ? a.round > b.round : a.updatedAt >= b.updatedAt;
}

export interface Rating {
  readonly value: number;
  /** How many people it is the mean of. */
  readonly annotators: number;
}

/** One segment's value: the mean over its annotators; undefined where nobody has judged it. */
export function meanRating(metric: RatingMetric, annotations: readonly Annotation[], typology: Typology): Rating | undefined {
  const counting = countingAnnotations(annotations, (one) => metric.value(one, typology) !== undefined);
  if (counting.length === 0) return undefined;
  const sum = counting.reduce((total, one) => total + (metric.value(one, typology) ?? 0), 0);
  return { value: sum / counting.length, annotators: counting.length };
}
