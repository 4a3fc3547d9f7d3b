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
export function annotatorSheet(view: ScoreView, annotations: readonly Annotation[], metricId: string): AnnotatorSheet {
  const metric = RATING_METRICS.find(({ id }) => id === metricId);
  if (!metric) return { metricId, annotatorIds: [], pairs: [] };
  const { typology } = view;
  const { filter } = view.request;
  const systems = new Set(view.systems.map(({ id }) => id));
  const segments = new Set(view.places.flatMap(({ document, index }) => document.segments[index]?.id ?? []));
  const people = new Set(filter.annotatorIds);
  const units = new Map<string, Annotation[]>();
  for (const annotation of annotations) {
    if (!systems.has(annotation.systemId) || !segments.has(annotation.unitId)) continue;
    if (people.size > 0 && !people.has(annotation.annotatorId)) continue;
    // Whoever has judged a segment has still judged it when none of the marks is asked for.
    const status = metric === MQM && MQM.value(annotation, typology) !== undefined ? 'done' : annotation.status;
    const counted = { ...annotation, status, errors: annotation.errors.filter((error) => countsMark(filter, error)) };
    const key = `${annotation.unitId} ${annotation.systemId}`;
    const unit = units.get(key);
    if (unit) unit.push(counted);
    else units.set(key, [counted]);
  }
  const agreement = annotatorAgreement([...units.values()], metric, typology);
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
