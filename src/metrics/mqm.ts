import type { Annotation, ErrorSpan } from '#core/annotation.ts';
import type { Typology } from '#core/typology.ts';
import { weightOf } from '#core/typology.ts';
import type { RatingMetric } from '#metrics/metric.ts';

/** Penalty points of the errors one person marked in one segment, ≥ 0: 0 is a segment without an error. */
function penaltyPoints(errors: readonly Pick<ErrorSpan, 'severity' | 'category'>[], typology: Typology): number {
  return errors.reduce((sum, error) => sum + weightOf(typology, error.severity, error.category), 0);
}

/** MQM by the rule of Google's campaigns (Freitag et al. 2021, mt-metrics-eval `score_mqm.py`), as penalty points and so positive. */
export const MQM: RatingMetric = {
  id: 'MQM',
  higherIsBetter: false,
  level: 'interval',
  // A segment that was opened and neither marked nor finished says nothing yet; finished without a mark, it is free of errors.
  value: (annotation, typology) => (hasJudgement(annotation) ? penaltyPoints(annotation.errors, typology) : undefined),
  signature: (typology) => {
    const weights = Object.entries(typology.weights).map(([path, weight]) => `${path}=${weight}`);
    return `MQM|typology:${typology.id}|weights:${weights.join(',')}|segment:mean of annotators|system:mean of segments`;
  },
};

function hasJudgement(annotation: Annotation): boolean {
  return annotation.status === 'done' || annotation.errors.length > 0;
}
