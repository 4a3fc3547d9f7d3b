import type { EvaluationFilter } from '#core/evaluation-filter.ts';
import { WHOLE } from '#core/evaluation-filter.ts';
import type { ScoreSettings, TextMetricSettings } from '#core/score-settings.ts';
import { DEFAULT_SCORE_SETTINGS, PAIRED_TESTS, RESAMPLED_UNITS } from '#core/score-settings.ts';
import { SEVERITIES } from '#core/typology.ts';

/** What the Evaluate page shows and how it computes it; it lives in the address, so that a reload, a bookmark and a colleague see the same. */
export interface EvaluatePlace {
  readonly filter: EvaluationFilter;
  readonly settings: ScoreSettings;
  /** The system that the leader is held against; undefined: the one closest behind it. */
  readonly rivalId?: string;
  /** The metric that plots show; undefined: the first that people gave. */
  readonly metricId?: string;
}

/** Automatic metrics that can be chosen, by the word that stands for each in the address; each but the tokenizer has its tool's own defaults. */
export const METRIC_CHOICES = new Map<string, TextMetricSettings>([
  ['bleu', { kind: 'BLEU' }],
  ['bleu-lc', { kind: 'BLEU', lowercase: true }],
  ['chrf', { kind: 'chrF' }],
  ['chrf-plus', { kind: 'chrF', wordOrder: 1 }],
  ['chrf-plus-plus', { kind: 'chrF', wordOrder: 2 }],
  ['ter', { kind: 'TER' }],
]);
const USUAL_CHOICES: readonly string[] = [...METRIC_CHOICES].flatMap(([word, metric]) =>
  DEFAULT_SCORE_SETTINGS.textMetrics.some((usual) => JSON.stringify(usual) === JSON.stringify(metric)) ? [word] : [],
);
const LEAST_SAMPLES = 100;
const MOST_SAMPLES = 100_000;

/** The lists of a filter, by their word in the address. */
const LISTS = [
  ['system', 'systemIds'],
  ['document', 'documentIds'],
  ['annotator', 'annotatorIds'],
  ['category', 'categories'],
] as const satisfies readonly (readonly [string, keyof EvaluationFilter])[];

/** The words of the metrics that settings ask for, in the order of `METRIC_CHOICES`. */
export function chosenMetrics({ textMetrics }: ScoreSettings): readonly string[] {
  const asked = new Set(textMetrics.map((metric) => JSON.stringify(metric)));
  return [...METRIC_CHOICES].flatMap(([word, metric]) => (asked.has(JSON.stringify(metric)) ? [word] : []));
}

/** Settings with these metrics instead; words that stand for none are left out. */
export function withMetrics(settings: ScoreSettings, chosen: readonly string[]): ScoreSettings {
  return { ...settings, textMetrics: [...METRIC_CHOICES].flatMap(([word, metric]) => (chosen.includes(word) ? [metric] : [])) };
}

/** Reads `Route.query`; what it does not know is left out. */
export function parseEvaluatePlace(query: string | undefined): EvaluatePlace {
  const values = new URLSearchParams(query);
  const pattern = values.get('pattern');
  const lists = Object.fromEntries(LISTS.map(([word, field]) => [field, values.getAll(word)]));
  const [rivalId, metricId, use] = [values.get('rival'), values.get('metric'), values.get('use')];
  const usual = DEFAULT_SCORE_SETTINGS;
  const severities = SEVERITIES.filter((severity) => values.getAll('severity').includes(severity));
  const settings: ScoreSettings = {
    ...usual,
    unit: RESAMPLED_UNITS.find((unit) => unit === values.get('unit')) ?? usual.unit,
    test: PAIRED_TESTS.find((test) => test === values.get('test')) ?? usual.test,
    samples: wholeNumber(values.get('samples'), LEAST_SAMPLES, MOST_SAMPLES) ?? usual.samples,
    seed: wholeNumber(values.get('seed'), 0, Number.MAX_SAFE_INTEGER) ?? usual.seed,
  };
  return {
    filter: { ...WHOLE, ...lists, severities, text: pattern ?? values.get('text') ?? '', isPattern: pattern !== null },
    settings: use === null ? settings : withMetrics(settings, use.split(' ')),
    ...(rivalId ? { rivalId } : {}),
    ...(metricId ? { metricId } : {}),
  };
}

/** The query of a place; `parseEvaluatePlace` reads it back. What is as usual is not written. */
export function evaluateQueryOf({ filter, settings, rivalId, metricId }: EvaluatePlace): string {
  const values = new URLSearchParams();
  for (const [word, field] of LISTS) for (const value of filter[field]) values.append(word, value);
  for (const severity of filter.severities) values.append('severity', severity);
  if (filter.isPattern) values.set('pattern', filter.text);
  else if (filter.text !== '') values.set('text', filter.text);
  for (const field of ['unit', 'test', 'samples', 'seed'] as const) {
    if (settings[field] !== DEFAULT_SCORE_SETTINGS[field]) values.set(field, String(settings[field]));
  }
  const chosen = chosenMetrics(settings).join(' ');
  if (chosen !== USUAL_CHOICES.join(' ')) values.set('use', chosen);
  if (rivalId !== undefined) values.set('rival', rivalId);
  if (metricId !== undefined) values.set('metric', metricId);
  return values.toString();
}

function wholeNumber(text: string | null, least: number, most: number): number | undefined {
  const value = text === null || text.trim() === '' ? NaN : Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : undefined;
}
