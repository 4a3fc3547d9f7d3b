import type { EvaluationFilter } from '#core/evaluation-filter.ts';
import { WHOLE } from '#core/evaluation-filter.ts';
import type { ProtocolId } from '#core/protocol.ts';

/** sacreBLEU's tokenizers. `flores101` and `flores200` cut by a SentencePiece model that the person supplies; `ja-mecab` and `ko-mecab` need dictionaries that do not fit a page. */
export type BleuTokenizer = '13a' | 'intl' | 'zh' | 'char' | 'none' | 'flores101' | 'flores200';
/** Those that need a SentencePiece model. */
export type PieceTokenizer = Extract<BleuTokenizer, `flores${string}`>;

export function needsPieces(tokenizer: BleuTokenizer | undefined): tokenizer is PieceTokenizer {
  return tokenizer === 'flores101' || tokenizer === 'flores200';
}

export type Smoothing = 'exp' | 'floor' | 'add-k' | 'none';

export interface BleuOptions {
  /** `13a` where not given; in settings, by the target language. */
  readonly tokenize?: BleuTokenizer;
  readonly smooth?: Smoothing;
  /** For `floor` (0.1 where not given) and `add-k` (1). */
  readonly smoothValue?: number;
  readonly lowercase?: boolean;
  /** Leaves out the orders that a short text has no n-grams of: on for single sentences. */
  readonly effectiveOrder?: boolean;
  /** Longest n-gram; 4 where not given. */
  readonly maxOrder?: number;
}

export interface ChrfOptions {
  /** Longest n-gram of characters; 6 where not given. */
  readonly charOrder?: number;
  /** Longest n-gram of words: 0 where not given, 1 for chrF+, 2 for chrF++. */
  readonly wordOrder?: number;
  /** Weight of recall against precision; 2 where not given. */
  readonly beta?: number;
  readonly lowercase?: boolean;
  /** Whether white space counts as characters. */
  readonly whitespace?: boolean;
  /** Averages the F of every order, with a tiny number for what is absent, as chrF++.py and NLTK do. */
  readonly epsSmoothing?: boolean;
}

export interface TerOptions {
  /** Sets punctuation apart and decodes entities, as tercom's `-N`. */
  readonly normalized?: boolean;
  /** Leaves punctuation out, as tercom's `-P`. */
  readonly noPunctuation?: boolean;
  /** Cuts Chinese characters apart (where `normalized`) and leaves East Asian punctuation out (where `noPunctuation`). */
  readonly asianSupport?: boolean;
  readonly caseSensitive?: boolean;
}

/** A text metric and how it is to be computed. */
export type TextMetricSettings =
  ({ readonly kind: 'BLEU' } & BleuOptions) | ({ readonly kind: 'chrF' } & ChrfOptions) | ({ readonly kind: 'TER' } & TerOptions);

/** bootstrap: paired bootstrap resampling (Koehn 2004). randomization: paired approximate randomisation (Riezler & Maxwell 2005). */
export const PAIRED_TESTS = ['bootstrap', 'randomization'] as const;
export type PairedTest = (typeof PAIRED_TESTS)[number];

/** How p-values allow for there being many: Holm and Bonferroni keep the chance of any false finding, Benjamini–Hochberg the share of false ones. */
export const CORRECTIONS = ['holm', 'bonferroni', 'benjamini-hochberg', 'none'] as const;
export type Correction = (typeof CORRECTIONS)[number];

/** What is drawn as one: documents hold together what one author, topic or annotator session ties together. */
export const RESAMPLED_UNITS = ['segment', 'document'] as const;
export type ResampledUnit = (typeof RESAMPLED_UNITS)[number];

export interface ScoreSettings {
  /** In the order of their columns. */
  readonly textMetrics: readonly TextMetricSettings[];
  /** The human score that ranks, plots and verdicts begin with, where people gave several; absent: the first of the protocols. */
  readonly lead?: ProtocolId;
  readonly unit: ResampledUnit;
  /** Bootstrap resamples, for intervals and for the test. */
  readonly samples: number;
  /** 0 to 2^53 - 1; sacreBLEU's default is 12345. */
  readonly seed: number;
  /** Share of the resamples that an interval holds. */
  readonly level: number;
  readonly test: PairedTest;
  /** Trials of the randomisation. */
  readonly trials: number;
  /** Of the tests of every two systems, for ranks. */
  readonly correction: Correction;
  /** Penalty points of MQM by `severity[/category[/subcategory]]`, as in `Typology`; absent: the typology's own. */
  readonly weights?: Readonly<Record<string, number>>;
}

/**
 * sacreBLEU's own defaults for seed, resamples and trials. The randomisation keeps its level; sacreBLEU's bootstrap p refuses equal systems more than twice as often as it says (docs/statistics.md).
 */
export const DEFAULT_SCORE_SETTINGS: ScoreSettings = {
  textMetrics: [{ kind: 'BLEU' }, { kind: 'chrF' }],
  unit: 'segment',
  samples: 1000,
  seed: 12345,
  level: 0.95,
  test: 'randomization',
  trials: 10000,
  correction: 'holm',
};

/** What is asked of the score worker beside the project. Filter and segments act on every number: sheet, groups, rows and values alike. */
export interface ScoreRequest {
  readonly settings: ScoreSettings;
  readonly filter: EvaluationFilter;
  /** Of the segments that the filter leaves, these only: a set picked by hand or in a plot. Absent: all. */
  readonly segmentIds?: readonly string[];
}

export const WHOLE_SHEET: ScoreRequest = { settings: DEFAULT_SCORE_SETTINGS, filter: WHOLE };
