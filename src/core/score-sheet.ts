import type { Severity } from '#core/typology.ts';

/** A column of the score sheet. */
export interface SheetMetric {
  /** `MQM`, `ESA`, `BLEU`, `chrF2`, or `model:<sha256>` for a model's score. */
  readonly id: string;
  /** rating: by people. text: against references. model: a scorer's. */
  readonly kind: 'rating' | 'text' | 'model';
  /** As printed: the id, or the model's name. */
  readonly name: string;
  readonly higherIsBetter: boolean;
  /** How a system's value was computed. */
  readonly signature: string;
  /** How a segment's value was computed, where that differs. */
  readonly segmentSignature?: string;
}

export interface SheetValue {
  readonly value: number;
  /** Segments that went into it. */
  readonly segments: number;
  /** Bootstrap percentile interval; absent for fewer than two segments. */
  readonly low?: number;
  readonly high?: number;
}

export interface SystemScores {
  readonly id: string;
  readonly name: string;
  readonly origin: 'import' | 'model';
  /** Segments it has translated. */
  readonly translated: number;
  /** Segments that at least one person has judged. */
  readonly rated: number;
  /** People who judged it. */
  readonly annotators: number;
  /** In the order of the sheet's metrics. */
  readonly values: readonly (SheetValue | undefined)[];
}

/** What one kind of error costs one system. */
export interface Loss {
  readonly systemId: string;
  readonly category: string;
  readonly severity: Severity;
  /** Marks of it by people whose judgement counts. */
  readonly errors: number;
  /** Its part of the system's MQM: penalty points a judged segment. A system's losses add up to its MQM. */
  readonly points: number;
}

/** few: too few segments judged for both. unclear: the interval holds 0. */
export type Standing = 'better' | 'worse' | 'unclear' | 'few';

/**
 * The best system against each other one: by a rating over the segments judged for both, or, among what models made and nobody has rated, by a text
 * metric over the segments that both have translated and that have a reference.
 */
export interface Comparison {
  readonly metricId: string;
  readonly leaderId: string;
  /** Level of each difference's interval: 0.95 shared out among all of them (Bonferroni). */
  readonly level: number;
  readonly samples: number;
  /** Fewer shared segments make no claim. */
  readonly least: number;
  readonly others: readonly Difference[];
}

export interface Difference {
  readonly systemId: string;
  /** Segments that count for both. */
  readonly segments: number;
  /** Advantage of the leader in the metric's unit, of means or of corpus scores, > 0 where the leader is better; with its interval unless `few`. */
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** Of the leader against this system. */
  readonly standing: Standing;
}

/** Every score of a project, as tables, plots and reports draw it. */
export interface ScoreSheet {
  readonly projectId: string;
  readonly segments: number;
  /** Segments with at least one reference. */
  readonly referenced: number;
  /** Annotators whose judgements count. */
  readonly annotators: number;
  readonly metrics: readonly SheetMetric[];
  readonly systems: readonly SystemScores[];
  readonly losses: readonly Loss[];
  readonly comparisons: readonly Comparison[];
  readonly bootstrap: { readonly samples: number; readonly seed: number; readonly level: number };
}

export interface RowQuery {
  /** A metric's id, or `order` for the project's own order. */
  readonly sort: string;
  readonly isDescending: boolean;
  /** Empty: all. */
  readonly systemIds: readonly string[];
  /** Found in source or translation, whatever the case; empty: all. */
  readonly text: string;
  readonly offset: number;
  /** At most 1,000. */
  readonly limit: number;
}

/** One segment of one system with its values. */
export interface ScoreRow {
  readonly segmentId: string;
  readonly documentId: string;
  readonly documentName: string;
  /** 0-based place in its document. */
  readonly index: number;
  readonly systemId: string;
  readonly source: string;
  readonly target: string;
  /** In the order of `ScoreRows.metrics`; null where it has none. */
  readonly values: readonly (number | null)[];
}

export interface ScoreRows {
  readonly metrics: readonly SheetMetric[];
  /** Rows that the query has, on this page or not. */
  readonly total: number;
  readonly rows: readonly ScoreRow[];
}
