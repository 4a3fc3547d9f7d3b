import type { PairedTest, ResampledUnit, ScoreRequest } from '#core/score-settings.ts';
import type { Severity } from '#core/typology.ts';

/** A column of the score sheet. */
export interface SheetMetric {
  /** `MQM`, `ESA`, `BLEU`, `chrF2`, `TER`, or `model:<sha256>` for a model's score; a metric asked for twice has its signature after it. */
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
  /** Bootstrap interval; absent for fewer than two segments. */
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

/** Every two systems of one metric against each other, by the paired test of the settings: what ranks and clusters are made from. */
export interface PairTests {
  readonly metricId: string;
  readonly test: PairedTest;
  /**
   * Whether the pairs have their p: a sheet leaves the randomisation out, which takes longer than all the rest and is asked for metric by metric. Where it was asked for and little has changed
   * since, the sheet has it.
   */
  readonly isTested: boolean;
  /** p is of an earlier state, and newer ones are being computed. */
  readonly isOld?: boolean;
  readonly unit: ResampledUnit;
  /** Resamples of the bootstrap, or trials of the randomisation. */
  readonly samples: number;
  readonly seed: number;
  /** Every pair once, both in the order of the sheet's systems. */
  readonly pairs: readonly SystemPair[];
}

export interface SystemPair {
  readonly firstId: string;
  readonly secondId: string;
  /** Segments that have a value of both. */
  readonly segments: number;
  /** What was resampled: those segments, or their documents. */
  readonly units: number;
  /** Advantage of the first in the metric's unit, over the shared segments: > 0 where it is better, whichever way the metric points. */
  readonly difference: number;
  /** Bootstrap interval of the difference at the sheet's level, for this pair alone; absent for fewer than two units. */
  readonly low?: number;
  readonly high?: number;
  /** Standard deviation of the segments' differences (n − 1); absent for corpus metrics, and where it is 0 or cannot be told. */
  readonly deviation?: number;
  /** Two-sided, not corrected for the number of pairs, never 0; absent for fewer than two units, and while not tested. */
  readonly p?: number;
}

/** Every score of a project, as tables, plots and reports draw it. */
export interface ScoreSheet {
  readonly projectId: string;
  /** What it answers. */
  readonly request: ScoreRequest;
  /** Segments that the filter leaves, and documents that hold them. */
  readonly segments: number;
  readonly documents: number;
  /** Segments of the project. */
  readonly allSegments: number;
  /** Segments with at least one reference. */
  readonly referenced: number;
  /** Annotators whose judgements count. */
  readonly annotators: number;
  readonly metrics: readonly SheetMetric[];
  readonly systems: readonly SystemScores[];
  readonly losses: readonly Loss[];
  readonly comparisons: readonly Comparison[];
  /** In the order of the metrics; none where fewer than two systems have values. */
  readonly pairTests: readonly PairTests[];
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
  /** Only what has such a mark by someone whose judgement counts: of exactly this category, and of this severity where given. */
  readonly mark?: { readonly category: string; readonly severity?: Severity };
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

export type Grouping = 'document' | 'domain' | 'length';

/** Scores of a part of the segments. */
export interface ScoreGroup {
  /** A document's id, a domain, or a length as `least-most`. */
  readonly id: string;
  /** A document's name, a domain (empty: none given), or empty for lengths. */
  readonly name: string;
  /** For lengths: fewest and most characters of the source, both included. */
  readonly least?: number;
  readonly most?: number;
  readonly segments: number;
  /** By system in the sheet's order, then by metric in the sheet's order; null where it has none. */
  readonly values: readonly (readonly (number | null)[])[];
}

/** At most 1,000 groups, in the order of the project, lengths from short to long. */
export interface ScoreGroups {
  readonly metrics: readonly SheetMetric[];
  readonly systemIds: readonly string[];
  readonly by: Grouping;
  readonly groups: readonly ScoreGroup[];
  /** Groups there are, given here or not. */
  readonly total: number;
}

/** Every segment's values, for distributions, scatter plots and histograms. Arrays run along `places`. */
export interface SegmentValues {
  readonly metrics: readonly SheetMetric[];
  readonly systemIds: readonly string[];
  /** Place of each segment in the project. */
  readonly places: Uint32Array;
  /** Characters (code points) of the source. */
  readonly lengths: Uint32Array;
  /** Document of each, as a place in `documentIds`. */
  readonly documents: Uint32Array;
  readonly documentIds: readonly string[];
  /** By system, then by metric; NaN where there is none. */
  readonly values: readonly (readonly Float64Array[])[];
}

/** A segment that two systems do differently well, with both translations. */
export interface DecidingSegment {
  readonly segmentId: string;
  readonly documentId: string;
  readonly documentName: string;
  readonly index: number;
  readonly source: string;
  readonly first: { readonly target: string; readonly value: number };
  readonly second: { readonly target: string; readonly value: number };
  /** Advantage of the first, > 0 where it is better. */
  readonly difference: number;
}

export interface DecidingQuery {
  readonly metricId: string;
  readonly firstId: string;
  readonly secondId: string;
  /** Of each side: so many where the first is better, and so many where the second is. At most 500. */
  readonly limit: number;
}

/** Largest differences first. */
export interface DecidingSegments {
  readonly firstBetter: readonly DecidingSegment[];
  readonly secondBetter: readonly DecidingSegment[];
  /** How often each is better and how often they are level, over the shared segments. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
}
