import type { Scale } from '#core/protocol.ts';
import { DA_SCALE, ESA_SCALE, SQM_SCALE } from '#core/protocol.ts';
import type { RatingMetric } from '#metrics/metric.ts';

/** The scores that people give on one of the scales (ESA, DA, SQM), in its own units. */
function metricOf({ id, most, isStepped }: Scale): RatingMetric {
  return {
    id,
    higherIsBetter: true,
    level: isStepped ? 'ordinal' : 'interval',
    value: (annotation) => annotation.scores[id],
    signature: () => `${id}|scale:0-${most}|segment:mean of annotators|system:mean of segments`,
  };
}

export const ESA = metricOf(ESA_SCALE);
export const DA = metricOf(DA_SCALE);
export const SQM = metricOf(SQM_SCALE);
