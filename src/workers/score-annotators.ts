import type { Annotation } from '#core/annotation.ts';
import type { AnnotatorSheet } from '#core/annotator-sheet.ts';
import { countsMark } from '#core/evaluation-filter.ts';
import { annotatorAgreement } from '#metrics/annotator-agreement.ts';
import { MQM } from '#metrics/mqm.ts';
import { RATING_METRICS } from '#metrics/table.ts';
import type { Alpha } from '#stats/krippendorff.ts';
import type { Undetermined } from '#stats/undetermined.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** How the people whose judgements a view holds agree, by one metric that people give; any other metric gives an empty sheet. */
export function annotatorSheet(view: ScoreView, metricId: string): AnnotatorSheet {
  const metric = RATING_METRICS.find(({ id }) => id === metricId);
  if (!metric) return { metricId, annotatorIds: [], pairs: [] };
  const { typology } = view;
  const { filter } = view.request;
  const people = new Set(filter.annotatorIds);
  // Whoever has judged a segment has still judged it when none of the marks is asked for.
  const counted = (annotation: Annotation): Annotation => {
    const status = metric === MQM && MQM.value(annotation, typology) !== undefined ? 'done' : annotation.status;
    return { ...annotation, status, errors: annotation.errors.filter((error) => countsMark(filter, error)) };
  };
  const units: Annotation[][] = [];
  for (const { id } of view.systems) {
    const annotations = view.annotationsOf(id);
    for (const { document, index } of view.places) {
      const own = [...(annotations.get(document.segments[index]?.id ?? '')?.values() ?? [])];
      const asked = people.size === 0 ? own : own.filter(({ annotatorId }) => people.has(annotatorId));
      if (asked.length > 0) units.push(asked.map(counted));
    }
  }
  const agreement = annotatorAgreement(units, metric, typology);
  const shared = agreement.pairs.filter((pair) => pair.shared > 0);
  const { f1 } = agreement.spans.character;
  return {
    metricId,
    annotatorIds: agreement.annotatorIds.toSorted(),
    ...alphaOf(agreement.scores),
    ...(shared.length === 0 || f1 === undefined ? {} : { characterF1: f1 }),
    pairs: shared.map(({ firstId, secondId, shared: count, scores }) => ({ firstId, secondId, shared: count, ...alphaOf(scores) })),
  };
}

function alphaOf(alpha: Alpha | Undetermined): { readonly alpha?: number } {
  return isUndetermined(alpha) ? {} : { alpha: alpha.value };
}
