import type { AnnotatorSheet } from '#core/annotator-sheet.ts';
import type { ScoreSheet, SegmentValues, SheetMetric } from '#core/score-sheet.ts';
import type { Document } from '#core/segment.ts';
import type { Severity, Typology } from '#core/typology.ts';
import type { PlotWords } from '#plots/words.ts';

/** What plots are drawn from. */
export interface PlotSource {
  readonly sheet: ScoreSheet;
  /** Each segment's values; absent until they have come. */
  readonly values?: SegmentValues | undefined;
  readonly documents: readonly Pick<Document, 'id' | 'name' | 'domain'>[];
  /** How annotators agree; absent until it is known. */
  readonly annotators?: AnnotatorSheet | undefined;
  readonly annotatorNames?: ReadonlyMap<string, string>;
}

export interface PlotFrame {
  /** Tells the ids in this picture from those of all others on the page. */
  readonly id: string;
  /** Pixels at hand. */
  readonly width: number;
  /** Direction of the words; a plot turns around with them. */
  readonly dir: 'ltr' | 'rtl';
  /** Of the words; BCP 47. */
  readonly lang: string;
  readonly words: PlotWords;
  readonly typology: Typology;
  /** The systems to draw; empty: all together. */
  readonly systemIds: readonly string[];
  /** The metric to draw. */
  readonly metricId: string;
  /** The two systems to hold against each other. */
  readonly pair?: { readonly firstId: string; readonly secondId: string };
}

export type PlotId = 'losses' | 'intervals' | 'agreement' | 'distributions' | 'byDocument' | 'byDomain' | 'byLength' | 'scatter' | 'pace';

/** A picture of an evaluation: the same text goes to the screen, to a file and to a report. It carries its own title and description. */
export interface Plot {
  readonly id: PlotId;
  /** Whether there can be anything to draw: a page leaves the plot out otherwise. */
  readonly has: (source: PlotSource, frame: Pick<PlotFrame, 'metricId' | 'pair'>) => boolean;
  readonly draw: (source: PlotSource, frame: PlotFrame) => string;
  /** What it is drawn from: a heading row, then the data; numbers as JavaScript writes them. */
  readonly data: (source: PlotSource, frame: PlotFrame) => readonly (readonly string[])[];
}

/** The metric of the frame and its column. */
export function metricOf(
  { sheet }: Pick<PlotSource, 'sheet'>,
  { metricId }: Pick<PlotFrame, 'metricId'>,
): { readonly metric: SheetMetric; readonly column: number } | undefined {
  const column = sheet.metrics.findIndex(({ id }) => id === metricId);
  const metric = sheet.metrics[column];
  return metric && { metric, column };
}

export function nameOf({ sheet }: Pick<PlotSource, 'sheet'>, systemId: string): string {
  return sheet.systems.find(({ id }) => id === systemId)?.name ?? systemId;
}

/** Colours and lines by token, with the light theme's values for files, which have no tokens. */
export const INK = 'var(--ink, #1c1b19)';
export const QUIET = 'var(--ink-2, #57534c)';
export const TRACK = 'var(--sunken, #f3f1ec)';
export const GRID = 'var(--rule, #e4e0d8)';
export const ZERO = 'var(--rule-strong, #8f887b)';
export const PENCIL = 'var(--pencil, #1f4fd8)';
export const PAPER = 'var(--sheet, #ffffff)';
export const FONT = "'Inter Variable', system-ui, sans-serif";
export const SEVERITY_FILL: Readonly<Record<Severity, string>> = {
  neutral: 'var(--neutral, #5f6672)',
  minor: 'var(--minor, #a34a08)',
  major: 'var(--major, #b93c0b)',
  critical: 'var(--critical, #b4003c)',
};
export const SEVERITY_PAPER: Readonly<Record<Severity, string>> = {
  neutral: 'var(--neutral-soft, #eceef1)',
  minor: 'var(--minor-soft, #fdf1dc)',
  major: 'var(--major-soft, #fde6da)',
  critical: 'var(--critical-soft, #fbe0e8)',
};
