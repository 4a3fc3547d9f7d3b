import { WHOLE_SHEET } from '#core/score-settings.ts';
import type { Loss, ScoreSheet, SheetMetric } from '#core/score-sheet.ts';
import { MQM_CORE } from '#core/typologies.ts';
import type { PlotFrame, PlotSource } from '#plots/plot.ts';
import type { PlotWords } from '#plots/words.ts';
import { evaluatePlots } from '#ui/text/en/evaluate-plots.ts';

/** Texts that would do harm as markup. */
export const NASTY = `<script>alert('1')</script>"&]]><!-- \u0000\ud800`;

export const plotted = evaluatePlots;
const words: PlotWords = {
  ...evaluatePlots,
  severities: { neutral: 'Neutral', minor: 'Minor', major: 'Major', critical: 'Critical' },
  points: (value) => value.toFixed(2),
  count: String,
  ratio: (value) => value.toFixed(2),
  decimal: (value, decimals) => value.toFixed(decimals),
  figure: (_, value) => value.toFixed(1),
  signed: (_, value) => `${value > 0 ? '+' : ''}${value.toFixed(1)}`,
};
export const frame: PlotFrame = {
  id: 'p',
  width: 700,
  dir: 'ltr',
  lang: 'en',
  words,
  typology: MQM_CORE,
  systemIds: [],
  metricId: 'MQM',
  pair: { firstId: 'a', secondId: 'b' },
};

const METRICS: readonly SheetMetric[] = [
  { id: 'MQM', kind: 'rating', name: 'MQM', higherIsBetter: false, signature: 'mqm' },
  { id: 'ESA', kind: 'rating', name: 'ESA', higherIsBetter: true, signature: 'esa' },
  { id: 'BLEU', kind: 'text', name: 'BLEU', higherIsBetter: true, signature: 'nrefs:1' },
];

const LOSSES: readonly Loss[] = [
  { systemId: 'a', category: 'accuracy/omission', severity: 'major', errors: 2, points: 2 },
  { systemId: 'a', category: 'accuracy/omission', severity: 'critical', errors: 1, points: 0.5 },
  { systemId: 'a', category: NASTY, severity: 'minor', errors: 3, points: 0.5 },
  { systemId: 'b', category: 'accuracy/omission', severity: 'minor', errors: 2, points: 1 },
  { systemId: 'b', category: 'style/awkward', severity: 'neutral', errors: 2, points: 0 },
];

function sheet(losses: readonly Loss[], values: ScoreSheet['systems'][number]['values'][]): ScoreSheet {
  const system = { origin: 'import', translated: 30, rated: 4, annotators: 1 } as const;
  return {
    projectId: 'p',
    request: WHOLE_SHEET,
    segments: 30,
    documents: 3,
    allSegments: 30,
    referenced: 30,
    annotators: 2,
    metrics: METRICS,
    systems: [
      { ...system, id: 'a', name: NASTY, values: values[0] ?? [] },
      { ...system, id: 'b', name: '=B', values: values[1] ?? [] },
    ],
    losses,
    comparisons: [],
    pairTests: [],
    bootstrap: { samples: 1000, seed: 1, level: 0.95 },
  };
}

const COUNT = 30;
const mqm = Float64Array.from({ length: COUNT }, (_, i) => i % 6);
/** The last segment of the first system was not rated. */
const worse = mqm.map((value, i) => (i === COUNT - 1 ? NaN : i < 24 ? value + 1 : value + i / 10));
const esa = Float64Array.from(mqm, (value) => 100 - value * 7);
const bleu = Float64Array.from({ length: COUNT }, (_, i) => (i * 37) % 100);

/** Two systems, one of them with a harmful name; the second is better by MQM, the first by ESA. */
export const source: PlotSource = {
  sheet: sheet(LOSSES, [
    [
      { value: 3, segments: 4, low: 2.5, high: 3.6 },
      { value: 70, segments: 4, low: 60, high: 80 },
      { value: 33.3, segments: 30, low: 30, high: 36 },
    ],
    [
      { value: 1, segments: 2 },
      { value: 60, segments: 2, low: 55, high: 66 },
      { value: 31.1, segments: 30, low: 28, high: 35 },
    ],
  ]),
  values: {
    metrics: METRICS,
    systemIds: ['a', 'b'],
    places: Uint32Array.from({ length: COUNT }, (_, i) => i),
    lengths: Uint32Array.from({ length: COUNT }, (_, i) => 10 + ((i * 53) % 190)),
    documents: Uint32Array.from({ length: COUNT }, (_, i) => (i < 12 ? 0 : i < 24 ? 1 : 2)),
    documentIds: ['d0', 'd1', 'd2'],
    values: [
      [worse, esa, bleu],
      [mqm, esa.map((value) => value - 5), bleu.map((value) => value / 2)],
    ],
  },
  documents: [
    { id: 'd0', name: NASTY, domain: 'talk' },
    { id: 'd1', name: 'Second', domain: 'talk' },
    { id: 'd2', name: 'Third', domain: 'news' },
  ],
  annotators: {
    metricId: 'MQM',
    annotatorIds: ['0', '1', '2'],
    alpha: 0.5,
    items: 40,
    judgements: 81,
    people: [
      { annotatorId: '0', judged: 12, mean: 2, deviation: 1, systems: [], seconds: { count: 12, low: 14, median: 21.5, high: 40 } },
      { annotatorId: '1', judged: 3, mean: 2, systems: [], seconds: { count: 3, low: 5, median: 9, high: 110 } },
    ],
    pairs: [
      { firstId: '0', secondId: '1', alpha: 0.74, shared: 40 },
      { firstId: '0', secondId: '2', alpha: -0.2, shared: 1 },
      { firstId: '1', secondId: '2', shared: 0 },
    ],
  },
  annotatorNames: new Map(['Ana', NASTY, 'Chen'].map((name, i) => [String(i), name])),
};

/** A project in which nobody has judged anything. */
export const bare: PlotSource = { sheet: sheet([], []), documents: [] };
