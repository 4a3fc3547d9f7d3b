import type { TextMetricSettings } from '#core/score-settings.ts';

export type MetricKind = TextMetricSettings['kind'];

/** What an option of a metric may be, and what it is where nothing is said. */
export type OptionShape =
  | { readonly type: 'choice'; readonly values: readonly string[]; readonly usual: string }
  | { readonly type: 'flag'; readonly usual: boolean }
  | { readonly type: 'whole' | 'number'; readonly least: number; readonly most: number; readonly usual: number };

/** `auto`: by the target language. */
export const AUTO = 'auto';

/** The options of each metric, in the order in which a form shows them; each is as in sacreBLEU. */
export const METRIC_OPTIONS = {
  BLEU: {
    tokenize: { type: 'choice', values: [AUTO, '13a', 'intl', 'zh', 'char', 'none', 'flores200', 'flores101'], usual: AUTO },
    smooth: { type: 'choice', values: ['exp', 'floor', 'add-k', 'none'], usual: 'exp' },
    smoothValue: { type: 'number', least: 0, most: 100, usual: NaN },
    lowercase: { type: 'flag', usual: false },
    effectiveOrder: { type: 'flag', usual: false },
  },
  chrF: {
    charOrder: { type: 'whole', least: 1, most: 12, usual: 6 },
    wordOrder: { type: 'whole', least: 0, most: 4, usual: 0 },
    beta: { type: 'whole', least: 1, most: 10, usual: 2 },
    lowercase: { type: 'flag', usual: false },
    whitespace: { type: 'flag', usual: false },
    epsSmoothing: { type: 'flag', usual: false },
  },
  TER: {
    normalized: { type: 'flag', usual: false },
    noPunctuation: { type: 'flag', usual: false },
    asianSupport: { type: 'flag', usual: false },
    caseSensitive: { type: 'flag', usual: false },
  },
} as const satisfies Record<MetricKind, Readonly<Record<string, OptionShape>>>;

export const METRIC_KINDS = ['BLEU', 'chrF', 'TER'] as const satisfies readonly MetricKind[];

export type OptionName = { readonly [K in MetricKind]: keyof (typeof METRIC_OPTIONS)[K] }[MetricKind];
export type OptionValue = string | number | boolean;

/** Every option of a metric with its shape. */
export function optionsOf(kind: MetricKind): readonly (readonly [OptionName, OptionShape])[] {
  return Object.entries(METRIC_OPTIONS[kind]) as [OptionName, OptionShape][]; // the keys of the table are the names
}

/** An option as it stands: what is given, else what is usual. */
export function optionOf(settings: TextMetricSettings, name: OptionName): OptionValue {
  const given: unknown = new Map<string, unknown>(Object.entries(settings)).get(name);
  const usual = optionsOf(settings.kind).find(([key]) => key === name)?.[1].usual ?? '';
  return typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? given : usual;
}

/** The metric with that option. What is usual is not written, so that equal settings are alike. A value of another shape is not taken; `hasAllowedOptions` tells whether a number is within bounds. */
export function withOption(settings: TextMetricSettings, name: OptionName, value: OptionValue): TextMetricSettings {
  const { kind } = settings;
  const shape = optionsOf(kind).find(([key]) => key === name)?.[1];
  if (!shape || typeof value !== typeof shape.usual) return settings;
  const options = new Map<string, unknown>(Object.entries(settings));
  if (Object.is(value, shape.usual)) options.delete(name);
  else options.set(name, value);
  const ordered = optionsOf(kind).flatMap(([key]) => (options.has(key) ? [[key, options.get(key)] as const] : []));
  return { kind, ...Object.fromEntries(ordered) }; // the keys are those of the kind's own table
}

/** Whether every option may be what it is. */
export function hasAllowedOptions(settings: TextMetricSettings): boolean {
  return optionsOf(settings.kind).every(([name, shape]) => {
    const value = optionOf(settings, name);
    if (Object.is(value, shape.usual) || shape.type === 'flag') return true;
    if (shape.type === 'choice') return shape.values.includes(String(value));
    return Number(value) >= shape.least && Number(value) <= shape.most && (shape.type === 'number' || Number.isInteger(value));
  });
}
