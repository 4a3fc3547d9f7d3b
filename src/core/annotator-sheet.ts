/** How well annotators agree by one metric, over the part of a project that is looked at. */
export interface AnnotatorSheet {
  readonly metricId: string;
  /** Everyone who judged something there, ordered by id. */
  readonly annotatorIds: readonly string[];
  /** Krippendorff's α of all their values at once; absent where it cannot be told. */
  readonly alpha?: number;
  /** Whether α takes values for ranks (ordinal level), as points with words in place of distances are; else for distances (interval level). */
  readonly isOrdinal?: boolean;
  /** Bootstrap interval of α by translations, at the settings' level; absent for fewer than two translations that several judged. */
  readonly alphaLow?: number;
  readonly alphaHigh?: number;
  /** Translations that two or more people judged, and their judgements of those. */
  readonly items: number;
  readonly judgements: number;
  /** Of marks in the translations, over all pairs; absent where nobody shares a translation. */
  readonly spans?: SpanF1;
  /** Over all pairs; absent where no two people marked the same words. */
  readonly severity?: SeverityKappa;
  /** Those who share a translation. */
  readonly pairs: readonly AnnotatorPair[];
  /** In the order of `annotatorIds`. */
  readonly people: readonly AnnotatorRow[];
  /** Systems in view by all people together, each translation by the mean over its annotators: of scores as given, and of z-scores. */
  readonly together?: AnnotatorRow['systems'];
  /** Systems by what people gave them side by side; absent where nobody judged two systems' translations of a segment. */
  readonly standings?: readonly SystemStanding[];
}

/** F1 of marks: those with the same ends, marked characters, and characters with half a point where severities differ. Absent where nobody marked anything. */
export interface SpanF1 {
  readonly exact?: number;
  readonly character?: number;
  readonly severity?: number;
}

/** With fewer marks on the same words no κ is told. */
export const LEAST_MATCHED = 10;

/** Severities of marks by two people on the same words: how many such marks, and Cohen's κ, plain and with severities a step apart counted as nearer; absent for fewer than `LEAST_MATCHED` and where all had the same. */
export interface SeverityKappa {
  readonly matched: number;
  readonly plain?: Coefficient;
  readonly weighted?: Coefficient;
}

/** With its 95 % interval. */
export interface Coefficient {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One person's judgements. */
export interface AnnotatorRow {
  readonly annotatorId: string;
  /** Translations judged. */
  readonly judged: number;
  readonly mean: number;
  /** n − 1; absent for one judgement. */
  readonly deviation?: number;
  /** By system in view: mean as given, and mean z-score by this person's own mean and deviation; absent where there is none. */
  readonly systems: readonly { readonly systemId: string; readonly judged: number; readonly mean: number; readonly z?: number }[];
  /** The first against the last judgement of what was judged in several rounds; absent where nothing was. */
  readonly repeats?: { readonly count: number; readonly same: number; readonly distance: number; readonly alpha?: number };
  /** Seconds a translation took: quartiles; absent where no times are known. */
  readonly seconds?: { readonly count: number; readonly low: number; readonly median: number; readonly high: number };
}

/** A system by all people's judgements. */
export interface SystemStanding {
  readonly systemId: string;
  /** Mean of its translations' z-scores, each the mean over its annotators; absent where there is none. */
  readonly z?: number;
  /** Against each other system, by the same person on the same segment. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Chance to be put before an average system (Bradley & Terry 1952), with its 95 % interval; absent where it cannot be told. */
  readonly winRate?: number;
  readonly winLow?: number;
  readonly winHigh?: number;
}

/** Gaps between a person's gestures that are longer count as pauses: seconds. */
export const IDLE_SECONDS = 120;

/** Agreement on where marks are and what they are, which takes long. */
export interface MarkSheet {
  /** γ (Mathet et al. 2015) over all translations that several judged; `error` is the standard error of its sampling. */
  readonly gamma?: { readonly value: number; readonly error: number; readonly texts: number };
  /** Why there is no γ. */
  readonly without?: 'few' | 'constant' | 'entangled';
  /** Krippendorff's α for unitising of each two. */
  readonly pairs: readonly { readonly firstId: string; readonly secondId: string; readonly texts: number; readonly alpha?: number }[];
}

export interface AnnotatorPair {
  readonly firstId: string;
  readonly secondId: string;
  /** Translations both judged. */
  readonly shared: number;
  /** Krippendorff's α of the two; absent where it cannot be told. */
  readonly alpha?: number;
  readonly severity?: SeverityKappa;
}
