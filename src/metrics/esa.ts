import { ESA_SCALE } from '#core/protocol.ts';
import type { RatingMetric } from '#metrics/metric.ts';

/** Error Span Annotation (Kocmi et al. 2024): the score from 0 to 100 that follows the marking. */
export const ESA: RatingMetric = {
  id: 'ESA',
  higherIsBetter: true,
  value: (annotation) => annotation.scores[ESA_SCALE],
  signature: () => 'ESA|scale:0-100|segment:mean of annotators|system:mean of segments',
};
