import type { DecidingSegments } from '#core/score-sheet.ts';
import type { Project } from '#core/segment.ts';
import { directionOf } from '#core/text.ts';
import { diffWords } from '#core/word-diff.ts';
import type { PlotFrame, PlotSource } from '#plots/plot.ts';
import { nameOf } from '#plots/plot.ts';
import type { ReportBlock, ReportContent, ReportSection } from '#plots/report.ts';
import { PLOTS } from '#plots/table.ts';
import type { Focus } from '#state/evaluate-pair.ts';
import { ranksOf } from '#state/evaluate-ranks.ts';
import { percent } from '#ui/evaluate/figures.ts';
import { figure } from '#ui/evaluate/figures.ts';
import { lossRows } from '#ui/evaluate/losses-rows.ts';
import { filterSentences } from '#ui/evaluate/filter-sentences.ts';
import { plotWords } from '#ui/evaluate/plot-words.ts';
import { reportAnswer, reportFacts } from '#ui/evaluate/report-answer.ts';
import type { Findings } from '#ui/evaluate/report-findings.ts';
import { belowPlot, peopleSections, qualitySection } from '#ui/evaluate/report-findings.ts';
import { signatureLines } from '#ui/evaluate/signatures.ts';
import { rankedBy, systemsRows } from '#ui/evaluate/systems-rows.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** Pixels across a plot: what fits a printed page. */
const WIDTH = 752;

export interface ReportParts {
  readonly project: Project;
  readonly source: PlotSource;
  readonly focus: Focus | undefined;
  readonly deciding: DecidingSegments | undefined;
  readonly findings: Findings;
  readonly typology: PlotFrame['typology'];
  /** Epoch milliseconds. */
  readonly at: number;
  readonly appVersion: string;
}

/** Everything that the report says, in the interface's language, for a reader without statistics: the answer first, the settings last. */
export function reportContent(words: Words, parts: ReportParts): ReportContent {
  const text = words.text.evaluate.report;
  const { project, source, focus, at, appVersion } = parts;
  const frame: PlotFrame = {
    id: 'report',
    width: WIDTH,
    dir: words.language.dir,
    lang: words.language.id,
    words: plotWords(words),
    typology: parts.typology,
    systemIds: [],
    metricId: focus?.metric.id ?? '',
    ...(focus?.pair ? { pair: focus.pair } : {}),
  };
  return {
    lang: words.language.id,
    dir: words.language.dir,
    title: text.title(project.name),
    about: text.about(project.name, words.languageName(project.sourceLang), words.languageName(project.targetLang), words.date(at)),
    question: text.question,
    answer: reportAnswer(words, source.sheet, focus),
    facts: reportFacts(words, source, frame),
    sections: [
      systems(words, parts, frame),
      ...losses(words, source, frame),
      ...deciding(words, parts),
      ...qualitySection(words, source, parts.findings),
      ...plots(words, parts, frame),
      ...peopleSections(words, source),
      how(words, parts),
    ],
    footer: text.footer(appVersion),
  };
}

function systems(words: Words, { source: { sheet }, focus }: ReportParts, frame: PlotFrame): ReportSection {
  const text = words.text.evaluate.report;
  const ranks = focus ? ranksOf(sheet, focus.metric.id) : [];
  const caption = text.settings(percent(words, sheet.bootstrap.level), words.number(sheet.bootstrap.samples), sheet.bootstrap.seed);
  return {
    heading: text.systems,
    isNewPage: true,
    blocks: [
      { kind: 'text', text: text.systemsNote },
      { kind: 'table', caption, rows: systemsRows(words, sheet, ranks, '\n') },
      ...(ranks.length > 0 ? [{ kind: 'text', text: `${text.rankNote} ${rankedBy(words, sheet, focus?.metric.id ?? '')}` } as const] : []),
      ...drawn('intervals', { sheet, documents: [] }, frame),
    ],
  };
}

/** Nothing where marks cost no points. */
function losses(words: Words, source: PlotSource, frame: PlotFrame): readonly ReportSection[] {
  const text = words.text.evaluate.report;
  const { sheet } = source;
  if (!sheet.metrics.some(({ id }) => id === 'MQM')) return [];
  const found = lossRows(sheet, frame.typology, frame.words.losses.noCategory);
  const rows = found.map(({ name, systems: own }) => [name, ...own.map(({ points }) => frame.words.points(points))]);
  const all = [text.total, ...sheet.systems.map((_, i) => frame.words.points(sum(found.map((row) => row.systems[i]?.points ?? 0))))];
  return [
    {
      heading: text.losses,
      isNewPage: true,
      blocks: [
        { kind: 'text', text: text.lossesNote },
        ...drawn('losses', source, frame),
        ...(rows.length === 0
          ? []
          : [
              {
                kind: 'table',
                caption: text.lossesTable,
                rows: [[text.category, ...sheet.systems.map(({ name }) => name)], ...rows, all],
              } as const,
            ]),
      ],
    },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Of each side, the segments that weigh most. */
const MOST_DECIDING = 5;

function deciding(words: Words, { project, source, focus, deciding: found }: ReportParts): readonly ReportSection[] {
  const text = words.text.evaluate.report;
  if (!found || !focus?.pair) return [];
  const { metric, pair } = focus;
  const names = [nameOf(source, pair.firstId), nameOf(source, pair.secondId)] as const;
  const shown = [...found.firstBetter.slice(0, MOST_DECIDING), ...found.secondBetter.slice(0, MOST_DECIDING)];
  const target = { lang: project.targetLang, dir: directionOf(project.targetLang) };
  const blocks = shown.map((one): ReportBlock => {
    const diff = diffWords(one.first.target, one.second.target, project.targetLang);
    return {
      kind: 'segment',
      place: text.place(one.documentName, one.index + 1),
      source: {
        name: text.source,
        text: { lang: project.sourceLang, dir: directionOf(project.sourceLang), pieces: [{ text: one.source, isShared: true }] },
      },
      versions: [
        { name: names[0], figure: figure(words, metric, one.first.value), text: { ...target, pieces: diff.first } },
        { name: names[1], figure: figure(words, metric, one.second.value), text: { ...target, pieces: diff.second } },
      ],
    };
  });
  return blocks.length === 0
    ? []
    : [{ heading: text.deciding, isNewPage: true, blocks: [{ kind: 'text', text: text.decidingNote(...names) }, ...blocks] }];
}

/** The other plots, as many as there is something for. */
function plots(words: Words, { source, findings }: ReportParts, frame: PlotFrame): readonly ReportSection[] {
  const said = words.text.evaluate.plots;
  const metric = source.sheet.metrics.find(({ id }) => id === frame.metricId)?.name ?? '';
  return PLOTS.filter((plot) => plot.id !== 'losses' && plot.id !== 'intervals' && plot.has(source, frame)).map((plot) => ({
    heading: said[plot.id].title,
    blocks: [
      { kind: 'text', text: said[plot.id].note(metric) },
      { kind: 'figure', svg: plot.draw(source, frame) },
      ...belowPlot(words, plot.id, source, findings),
    ],
  }));
}

function drawn(id: 'intervals' | 'losses', source: PlotSource, frame: PlotFrame): readonly ReportBlock[] {
  return PLOTS.filter((plot) => plot.id === id && plot.has(source, frame)).map((plot) => ({
    kind: 'figure',
    svg: plot.draw(source, frame),
  }));
}

function how(words: Words, { source, typology }: ReportParts): ReportSection {
  const { sheet } = source;
  const text = words.text.evaluate.report;
  const rated = Math.max(0, ...sheet.systems.map((system) => system.rated));
  const [comparison] = sheet.comparisons;
  return {
    heading: text.how,
    isNewPage: true,
    blocks: [
      {
        kind: 'text',
        text: text.howRated(
          words.number(rated),
          words.number(sheet.segments),
          text.people(sheet.annotators, words.number(sheet.annotators)),
        ),
      },
      ...(sheet.segments < sheet.allSegments
        ? [{ kind: 'text', text: text.filtered(words.number(sheet.segments), words.number(sheet.allSegments)) } as const]
        : []),
      ...filterSentences(words, source, typology).map((sentence) => ({ kind: 'text', text: sentence }) as const),
      {
        kind: 'notes',
        lines: [
          ...signatureLines(sheet),
          ...(comparison ? [text.compared(percent(words, comparison.level), words.number(comparison.samples)), text.power] : []),
        ],
      },
    ],
  };
}
