import type { Annotation } from '#core/annotation.ts';
import type { Typology } from '#core/typology.ts';
import { MQM } from '#metrics/mqm.ts';
import type { JudgedSegment } from '#metrics/mqm-quality.ts';
import type { WeightRule } from '#metrics/mqm-weights.ts';
import { countingAnnotations } from '#metrics/rating.ts';

/**
 * One segment of one system with the errors of everyone who judged it, each error's points shared out among them, so that the points add up to the
 * segment's MQM. Undefined where nobody has judged it. A source-text error counts like any other where the weights say so.
 */
export function judgedSegment(
  annotations: readonly Annotation[],
  typology: Typology,
  weights: WeightRule,
  source: Pick<JudgedSegment, 'sourceCharacters' | 'sourceWords'>,
): JudgedSegment | undefined {
  const counting = countingAnnotations(annotations, (one) => MQM.value(one, typology) !== undefined);
  if (counting.length === 0) return undefined;
  const errors = counting.flatMap((one) => one.errors);
  return {
    errors: errors.map(({ severity, category }) => weights(severity, category) / counting.length).filter((points) => points > 0),
    isCritical: errors.some(({ severity }) => severity === 'critical'),
    ...source,
  };
}
