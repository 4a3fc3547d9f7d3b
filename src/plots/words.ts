import type { SheetMetric } from '#core/score-sheet.ts';
import type { Severity } from '#core/typology.ts';

/** What every plot says in words. */
interface Said {
  readonly title: string;
  /** Where there is nothing to draw. */
  readonly empty: string;
}

/** The words of plots, in the interface's language. Descriptions are for those who cannot see the picture; columns are headings of its data. */
export interface PlotWords {
  readonly intervals: Said & {
    readonly description: (metric: string, best: string, value: string, systems: number) => string;
    readonly columns: {
      readonly system: string;
      readonly value: string;
      readonly low: string;
      readonly high: string;
      readonly segments: string;
    };
  };
  readonly losses: Said & {
    readonly description: (bars: number, largest: string, points: string) => string;
    readonly noCategory: string;
    readonly others: (categories: number) => string;
    readonly part: (category: string, severity: string, points: string, errors: string) => string;
    readonly columns: {
      readonly system: string;
      readonly category: string;
      readonly severity: string;
      readonly points: string;
      readonly errors: string;
    };
  };
  readonly agreement: Said & {
    readonly description: (raters: number, least: string, most: string) => string;
    readonly cell: (first: string, second: string, value: string, shared: string) => string;
    readonly columns: { readonly first: string; readonly second: string; readonly value: string; readonly shared: string };
  };
  readonly distributions: Said & {
    readonly description: (metric: string, means: readonly string[]) => string;
    readonly mean: (system: string, value: string) => string;
    readonly bin: (low: string, high: string, segments: string) => string;
    readonly columns: { readonly system: string; readonly low: string; readonly high: string; readonly segments: string };
  };
  readonly byDocument: DifferenceWords;
  readonly byDomain: DifferenceWords;
  readonly byLength: DifferenceWords & {
    /** A stretch of source lengths in characters. */
    readonly length: (least: string, most: string) => string;
  };
  readonly scatter: Said & {
    readonly description: (metric: string, human: string, segments: string, systems: number) => string;
    /** Stands at the end of an axis, an arrow after it. */
    readonly better: (metric: string) => string;
    readonly cell: (segments: string) => string;
    readonly system: (name: string, metric: string, human: string) => string;
    readonly columns: { readonly system: string; readonly segment: string };
  };
  readonly pace: Said & {
    readonly description: (annotators: number, least: string, most: string) => string;
    readonly counted: (translations: string) => string;
    readonly seconds: (median: string) => string;
    readonly said: (annotator: string, median: string, low: string, high: string) => string;
    readonly columns: {
      readonly annotator: string;
      readonly median: string;
      readonly low: string;
      readonly high: string;
      readonly translations: string;
    };
  };
  readonly severities: Readonly<Record<Severity, string>>;
  readonly points: (value: number) => string;
  readonly count: (value: number) => string;
  /** From -1 to 1, as agreement is printed. */
  readonly ratio: (value: number) => string;
  readonly decimal: (value: number, decimals: number) => string;
  readonly figure: (metric: SheetMetric, value: number) => string;
  /** With its sign. */
  readonly signed: (metric: SheetMetric, value: number) => string;
}

export interface DifferenceWords extends Said {
  readonly description: (metric: string, first: string, second: string, groups: number) => string;
  /** Over the side of the axis on which that system is better. */
  readonly favours: (system: string) => string;
  readonly none: string;
  readonly others: (groups: number) => string;
  readonly segments: (count: string) => string;
  readonly columns: {
    readonly group: string;
    readonly segments: string;
    readonly difference: string;
    readonly low: string;
    readonly high: string;
  };
}
