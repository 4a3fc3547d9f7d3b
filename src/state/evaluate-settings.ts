import type { MetricKind, OptionShape, OptionValue } from '#core/metric-options.ts';
import { METRIC_KINDS, hasAllowedOptions, optionOf, optionsOf, withOption } from '#core/metric-options.ts';
import type { QualityPolicy } from '#core/quality-policy.ts';
import { DEFAULT_POLICY } from '#core/quality-policy.ts';
import { PROTOCOLS } from '#core/protocol.ts';
import type { ScoreSettings, TextMetricSettings } from '#core/score-settings.ts';
import { CORRECTIONS, DEFAULT_SCORE_SETTINGS, PAIRED_TESTS, RESAMPLED_UNITS } from '#core/score-settings.ts';
import type { Typology } from '#core/typology.ts';

/** How everything on the Evaluate page is computed: what the settings form sets, a project keeps, and an address may say. */
export interface EvaluateSettings {
  readonly scores: ScoreSettings;
  readonly policy: QualityPolicy;
}

export const USUAL_SETTINGS: EvaluateSettings = { scores: DEFAULT_SCORE_SETTINGS, policy: DEFAULT_POLICY };

/** Least and most of each number, both included. */
export const SETTING_BOUNDS = {
  samples: [100, 100_000],
  trials: [100, 100_000],
  seed: [0, Number.MAX_SAFE_INTEGER],
  level: [0.5, 0.999],
  passMark: [1, 99.9],
  acceptablePoints: [0.1, 1000],
  longWords: [1001, 10_000_000],
  longPoints: [0.1, 10_000_000],
  weight: [0, 1000],
} as const satisfies Record<string, readonly [number, number]>;
export type SettingNumber = keyof typeof SETTING_BOUNDS;

/** Whether a number may be that setting; counts and seeds are whole. */
function isAllowed(setting: SettingNumber, value: number): boolean {
  const [least, most] = SETTING_BOUNDS[setting];
  const isCount = setting === 'samples' || setting === 'trials' || setting === 'seed' || setting === 'longWords';
  return value >= least && value <= most && (!isCount || Number.isInteger(value));
}

const COUNTS = ['samples', 'trials', 'seed', 'level'] as const;
/** Parts of a metric are set apart by characters that no option has. */
const PART = '~';
const WEIGHT = /^([^=]+)=(\d+(?:\.\d+)?)$/;

/** Reads what `writeSettings` wrote; what it does not know, and what may not be, is as in `base`. */
export function readSettings(values: URLSearchParams, base: EvaluateSettings): EvaluateSettings {
  const number = (name: string, setting: SettingNumber): number | undefined => {
    const text = values.get(name)?.trim() ?? '';
    const value = text === '' ? NaN : Number(text);
    return isAllowed(setting, value) ? value : undefined;
  };
  const { scores, policy } = base;
  const counts = Object.fromEntries(COUNTS.flatMap((name) => [[name, number(name, name) ?? scores[name]] as const]));
  const use = values.get('use');
  const weights = weightsIn(values.get('weights'));
  const { weights: usualWeights, lead: usualLead, ...own } = scores;
  const lead = values.has('lead') ? PROTOCOLS.find((protocol) => protocol === values.get('lead')) : usualLead;
  const allowed = weights === undefined ? usualWeights : weights;
  const tolerance = longText(values.get('long'));
  const { longText: usualLong, ...mark } = policy;
  const long = tolerance === undefined ? usualLong : tolerance;
  return {
    scores: {
      ...own,
      ...counts,
      textMetrics: use === null ? scores.textMetrics : use.split(' ').flatMap((word) => metricIn(word) ?? []),
      unit: RESAMPLED_UNITS.find((unit) => unit === values.get('unit')) ?? scores.unit,
      test: PAIRED_TESTS.find((test) => test === values.get('test')) ?? scores.test,
      correction: CORRECTIONS.find((correction) => correction === values.get('correction')) ?? scores.correction,
      ...(allowed ? { weights: allowed } : {}),
      ...(lead ? { lead } : {}),
    },
    policy: {
      ...mark,
      passMark: number('pass', 'passMark') ?? policy.passMark,
      acceptablePoints: number('acceptable', 'acceptablePoints') ?? policy.acceptablePoints,
      failsOnCritical: values.has('critical') ? values.get('critical') === 'fails' : policy.failsOnCritical,
      ...(long ? { longText: long } : {}),
    },
  };
}

/** Writes what is not as in `base`. */
export function writeSettings({ scores, policy }: EvaluateSettings, base: EvaluateSettings, values: URLSearchParams): void {
  const put = (name: string, value: string, usual: string): void => {
    if (value !== usual) values.set(name, value);
  };
  for (const name of ['unit', 'test', 'correction', ...COUNTS] as const) put(name, String(scores[name]), String(base.scores[name]));
  put('lead', scores.lead ?? '', base.scores.lead ?? '');
  put('use', metricsText(scores.textMetrics), metricsText(base.scores.textMetrics));
  put('weights', weightsText(scores.weights), weightsText(base.scores.weights));
  put('pass', String(policy.passMark), String(base.policy.passMark));
  put('acceptable', String(policy.acceptablePoints), String(base.policy.acceptablePoints));
  put('critical', policy.failsOnCritical ? 'fails' : 'counts', base.policy.failsOnCritical ? 'fails' : 'counts');
  put('long', longWritten(policy), longWritten(base.policy));
}

/** A project's own settings as it keeps them; undefined where all are as usual. */
export function settingsText(settings: EvaluateSettings): string | undefined {
  const values = new URLSearchParams();
  writeSettings(settings, USUAL_SETTINGS, values);
  return values.size === 0 ? undefined : values.toString();
}

/** Reads what a project keeps. */
export function settingsOf(text: string | undefined): EvaluateSettings {
  return readSettings(new URLSearchParams(text), USUAL_SETTINGS);
}

/** A metric as a word, such as `BLEU~tokenize:intl~lowercase:true`: its kind, then what is not as usual. */
function metricWord(metric: TextMetricSettings): string {
  const given = optionsOf(metric.kind).flatMap(([name, { usual }]) => {
    const value = optionOf(metric, name);
    return Object.is(value, usual) ? [] : [`${name}:${String(value)}`];
  });
  return [metric.kind, ...given].join(PART);
}

function metricsText(metrics: readonly TextMetricSettings[]): string {
  return metrics.map(metricWord).join(' ');
}

function metricIn(word: string): TextMetricSettings | undefined {
  const [name, ...options] = word.split(PART);
  const kind: MetricKind | undefined = METRIC_KINDS.find((known) => known === name);
  if (!kind) return undefined;
  return options.reduce<TextMetricSettings>(
    (metric, text) => {
      const [key = '', value = ''] = text.split(':');
      const [option, shape] = optionsOf(kind).find(([known]) => known === key) ?? [];
      const made = option && shape ? withOption(metric, option, valueIn(shape, value)) : metric;
      return hasAllowedOptions(made) ? made : metric;
    },
    { kind },
  );
}

function valueIn({ type }: OptionShape, text: string): OptionValue {
  if (type === 'choice') return text;
  return type === 'flag' ? text === 'true' : text === '' ? NaN : Number(text);
}

/** `null` in a result: nothing is said, as in the address `weights=`. */
function weightsIn(text: string | null): Readonly<Record<string, number>> | null | undefined {
  if (text === null) return undefined;
  const entries = text.split(',').flatMap((part) => {
    const [, path = '', points = ''] = WEIGHT.exec(part) ?? [];
    return path !== '' && isAllowed('weight', Number(points)) ? [[path, Number(points)] as const] : [];
  });
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function weightsText(weights: Readonly<Record<string, number>> | undefined): string {
  return Object.entries(weights ?? {})
    .map(([path, points]) => `${path}=${points}`)
    .join(',');
}

/** Whether each mark costs the same under both, in whatever order they name it. */
export function hasSameWeights(a: Typology['weights'], b: Typology['weights']): boolean {
  const paths = Object.keys(a);
  return paths.length === Object.keys(b).length && paths.every((path) => a[path] === b[path]);
}

function longText(text: string | null): QualityPolicy['longText'] | null | undefined {
  if (text === null) return undefined;
  const [words = NaN, points = NaN] = text.split(':').map(Number);
  return isAllowed('longWords', words) && isAllowed('longPoints', points) ? { words, points } : null;
}

function longWritten({ longText: long }: QualityPolicy): string {
  return long ? `${long.words}:${long.points}` : '';
}

/** Whether the longer text's tolerance bends the right way: more points than in 1,000 words, but fewer a word. */
export function bends({ acceptablePoints, longText: long }: QualityPolicy): boolean {
  return !long || (long.points > acceptablePoints && long.points / long.words < acceptablePoints / 1000);
}

/** Whether every number of a form may be what it is. */
export function areAllowed({ scores, policy }: EvaluateSettings): boolean {
  const { passMark, acceptablePoints, longText: long } = policy;
  return (
    scores.textMetrics.every(hasAllowedOptions) &&
    COUNTS.every((name) => isAllowed(name, scores[name])) &&
    Object.values(scores.weights ?? {}).every((points) => isAllowed('weight', points)) &&
    isAllowed('passMark', passMark) &&
    isAllowed('acceptablePoints', acceptablePoints) &&
    (!long || (isAllowed('longWords', long.words) && isAllowed('longPoints', long.points) && bends(policy)))
  );
}
