import type { EvaluationFilter } from '#core/evaluation-filter.ts';
import { WHOLE } from '#core/evaluation-filter.ts';
import type { Severity } from '#core/typology.ts';
import { SEVERITIES } from '#core/typology.ts';
import type { EvaluateSettings } from '#state/evaluate-settings.ts';
import { USUAL_SETTINGS, readSettings, writeSettings } from '#state/evaluate-settings.ts';

/** What the Evaluate page shows and how it computes it; it lives in the address, so that a reload, a bookmark and a colleague see the same. */
export interface EvaluatePlace {
  readonly filter: EvaluationFilter;
  readonly settings: EvaluateSettings;
  /** The system that the leader is held against; undefined: the one closest behind it. */
  readonly rivalId?: string;
  /** The metric that plots show; undefined: the first that people gave. */
  readonly metricId?: string;
  /** The list of segments holds only those that have such a mark: what a bar or a cell of the losses leads to. */
  readonly mark?: { readonly category: string; readonly severity?: Severity; readonly systemId?: string };
}

/** The lists of a filter, by their word in the address. */
const LISTS = [
  ['system', 'systemIds'],
  ['document', 'documentIds'],
  ['annotator', 'annotatorIds'],
  ['category', 'categories'],
] as const satisfies readonly (readonly [string, keyof EvaluationFilter])[];

/** Reads `Route.query`; what it does not know is left out. Settings that it does not name are the project's. */
export function parseEvaluatePlace(query: string | undefined, project: EvaluateSettings = USUAL_SETTINGS): EvaluatePlace {
  const values = new URLSearchParams(query);
  const pattern = values.get('pattern');
  const lists = Object.fromEntries(LISTS.map(([word, field]) => [field, values.getAll(word)]));
  const [rivalId, metricId] = [values.get('rival'), values.get('metric')];
  const severities = SEVERITIES.filter((severity) => values.getAll('severity').includes(severity));
  const mark = markIn(values);
  return {
    filter: { ...WHOLE, ...lists, severities, text: pattern ?? values.get('text') ?? '', isPattern: pattern !== null },
    settings: readSettings(values, project),
    ...(rivalId ? { rivalId } : {}),
    ...(metricId ? { metricId } : {}),
    ...(mark ? { mark } : {}),
  };
}

/** The query of a place; `parseEvaluatePlace` reads it back. What is as usual, or as the project has it, is not written. */
export function evaluateQueryOf(
  { filter, settings, rivalId, metricId, mark }: EvaluatePlace,
  project: EvaluateSettings = USUAL_SETTINGS,
): string {
  const values = new URLSearchParams();
  for (const [word, field] of LISTS) for (const value of filter[field]) values.append(word, value);
  for (const severity of filter.severities) values.append('severity', severity);
  if (filter.isPattern) values.set('pattern', filter.text);
  else if (filter.text !== '') values.set('text', filter.text);
  writeSettings(settings, project, values);
  if (rivalId !== undefined) values.set('rival', rivalId);
  if (metricId !== undefined) values.set('metric', metricId);
  if (mark) {
    values.set('marked', mark.category);
    if (mark.severity !== undefined) values.set('grave', mark.severity);
    if (mark.systemId !== undefined) values.set('of', mark.systemId);
  }
  return values.toString();
}

function markIn(values: URLSearchParams): EvaluatePlace['mark'] {
  const category = values.get('marked');
  if (category === null) return undefined;
  const severity = SEVERITIES.find((one) => one === values.get('grave'));
  const systemId = values.get('of');
  return { category, ...(severity ? { severity } : {}), ...(systemId ? { systemId } : {}) };
}
