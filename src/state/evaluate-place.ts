import type { EvaluationFilter } from '#core/evaluation-filter.ts';
import { WHOLE } from '#core/evaluation-filter.ts';
import { SEVERITIES } from '#core/typology.ts';

/** What the Evaluate page shows; it lives in the address, so that a reload, a bookmark and a colleague see the same. */
export interface EvaluatePlace {
  readonly filter: EvaluationFilter;
  /** The system that the leader is held against; undefined: the one closest behind it. */
  readonly rivalId?: string;
  /** The metric that plots show; undefined: the first that people gave. */
  readonly metricId?: string;
}

/** Reads `Route.query`; what it does not know is left out. */
export function parseEvaluatePlace(query: string | undefined): EvaluatePlace {
  const values = new URLSearchParams(query);
  const known = new Set(values.getAll('severity'));
  const [rivalId, metricId] = [values.get('rival'), values.get('metric')];
  const pattern = values.get('pattern');
  return {
    filter: {
      ...WHOLE,
      systemIds: values.getAll('system'),
      documentIds: values.getAll('document'),
      annotatorIds: values.getAll('annotator'),
      categories: values.getAll('category'),
      severities: SEVERITIES.filter((severity) => known.has(severity)),
      text: pattern ?? values.get('text') ?? '',
      isPattern: pattern !== null,
    },
    ...(rivalId ? { rivalId } : {}),
    ...(metricId ? { metricId } : {}),
  };
}

/** The query of a place; `parseEvaluatePlace` reads it back. */
export function evaluateQueryOf({ filter, rivalId, metricId }: EvaluatePlace): string {
  const values = new URLSearchParams();
  for (const id of filter.systemIds) values.append('system', id);
  for (const id of filter.documentIds) values.append('document', id);
  for (const id of filter.annotatorIds) values.append('annotator', id);
  for (const path of filter.categories) values.append('category', path);
  for (const severity of filter.severities) values.append('severity', severity);
  if (filter.isPattern) values.set('pattern', filter.text);
  else if (filter.text !== '') values.set('text', filter.text);
  if (rivalId !== undefined) values.set('rival', rivalId);
  if (metricId !== undefined) values.set('metric', metricId);
  return values.toString();
}
