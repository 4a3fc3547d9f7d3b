import type { ScoreSheet } from '#core/score-sheet.ts';
import type { Severity, Typology } from '#core/typology.ts';

/** The words of plots, in the interface's language. */
export interface PlotWords {
  readonly losses: {
    readonly title: string;
    /** What the plot shows, for those who cannot see it. */
    readonly description: (bars: number, largest: string, points: string) => string;
    readonly empty: string;
    readonly noCategory: string;
    readonly others: (categories: number) => string;
    readonly part: (category: string, severity: string, points: string, errors: string) => string;
    /** Headings of the data. */
    readonly columns: {
      readonly system: string;
      readonly category: string;
      readonly severity: string;
      readonly points: string;
      readonly errors: string;
    };
  };
  readonly severities: Readonly<Record<Severity, string>>;
  readonly points: (value: number) => string;
  readonly count: (value: number) => string;
}

export interface PlotFrame {
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
}

/** A plot of the score sheet: the same text goes to the screen, to a file and to a report. It carries its own title and description. */
export interface Plot {
  readonly id: 'losses';
  readonly draw: (sheet: ScoreSheet, frame: PlotFrame) => string;
  /** What it is drawn from: a heading row, then the data; numbers as JavaScript writes them. */
  readonly data: (sheet: ScoreSheet, frame: PlotFrame) => readonly (readonly string[])[];
}

/** Colours and lines by token, with the light theme's values for files, which have no tokens. */
export const INK = 'var(--ink, #1c1b19)';
export const QUIET = 'var(--ink-2, #57534c)';
export const TRACK = 'var(--sunken, #f3f1ec)';
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
