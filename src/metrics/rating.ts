import type { Annotation } from '#core/annotation.ts';
import { isReview } from '#core/annotation.ts';

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
