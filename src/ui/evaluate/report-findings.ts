import type { AnnotatorSheet } from '#core/annotator-sheet.ts';
import { IDLE_SECONDS } from '#core/annotator-sheet.ts';
import type { MetaSheet } from '#core/meta-sheet.ts';
import type { QualityPolicy } from '#core/quality-policy.ts';
import type { QualitySheet } from '#core/quality-sheet.ts';
import type { PlotId, PlotSource } from '#plots/plot.ts';
import type { ReportBlock, ReportSection } from '#plots/report.ts';
import { agreementSentences } from '#ui/evaluate/agreement-sentences.ts';
import { percent } from '#ui/evaluate/figures.ts';
import { metaRows, peopleRows, qualityRows, qualitySentences, standingRows } from '#ui/evaluate/people-rows.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** What the page has found beside the sheet; each absent until it has come. */
export interface Findings {
  readonly quality?: QualitySheet;
  readonly policy: QualityPolicy;
  readonly meta?: MetaSheet;
}

/** Whether the translations are good enough; nothing without MQM. */
export function qualitySection(words: Words, { sheet }: PlotSource, { quality, policy }: Findings): readonly ReportSection[] {
  const text = words.text.evaluate.quality;
  if (!quality || quality.rows.length === 0) return [];
  const rule = text.note(words.number(policy.passMark), words.number(policy.acceptablePoints));
  return [
    {
      heading: text.title,
      blocks: [
        ...qualitySentences(words, quality, sheet).map((sentence): ReportBlock => ({ kind: 'text', text: sentence })),
        { kind: 'text', text: policy.failsOnCritical ? `${rule} ${text.critical}` : rule },
        { kind: 'table', caption: text.method(percent(words, sheet.bootstrap.level)), rows: qualityRows(words, quality, sheet) },
      ],
    },
  ];
}

/** Who judged, and how their judgements put the systems side by side; nothing where nobody did. */
export function peopleSections(words: Words, source: PlotSource): readonly ReportSection[] {
  const text = words.text.evaluate.people;
  const { sheet, annotators, annotatorNames = new Map<string, string>() } = source;
  const metric = sheet.metrics.find(({ id }) => id === annotators?.metricId);
  if (!annotators || !metric || annotators.people.length === 0) return [];
  const hasTimes = annotators.people.some(({ seconds }) => seconds);
  const people: ReportSection = {
    heading: text.title,
    blocks: [
      { kind: 'text', text: text.note(metric.name) },
      {
        kind: 'table',
        caption: hasTimes ? text.timing(words.number(IDLE_SECONDS)) : '',
        rows: peopleRows(words, annotators, sheet, metric, annotatorNames),
      },
    ],
  };
  if ((annotators.standings?.length ?? 0) < 2) return [people];
  const standings: ReportSection = {
    heading: text.standings,
    blocks: [
      { kind: 'text', text: text.standingsNote(metric.name) },
      { kind: 'table', caption: '', rows: standingRows(words, annotators, sheet) },
    ],
  };
  return [people, standings];
}

/** What is said under a plot: what the agreement means, and how each metric does beside people. */
export function belowPlot(words: Words, id: PlotId, source: PlotSource, { meta }: Findings): readonly ReportBlock[] {
  const { sheet, annotators } = source;
  if (id === 'agreement' && annotators) return agreed(words, source, annotators);
  if (id !== 'scatter' || !meta || meta.rows.length === 0) return [];
  const text = words.text.evaluate.meta;
  const caption = text.caption(meta.humanId, percent(words, meta.level), words.number(meta.samples));
  return [
    { kind: 'table', caption, rows: metaRows(words, meta, sheet) },
    { kind: 'text', text: text.explain },
  ];
}

function agreed(words: Words, { sheet }: PlotSource, annotators: AnnotatorSheet): readonly ReportBlock[] {
  const metric = sheet.metrics.find(({ id }) => id === annotators.metricId)?.name ?? '';
  return agreementSentences(words, annotators, metric, sheet.bootstrap.level).map((text) => ({ kind: 'text', text }));
}
