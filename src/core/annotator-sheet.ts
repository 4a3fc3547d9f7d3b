/** How well annotators agree by one metric, over the part of a project that is looked at. */
export interface AnnotatorSheet {
  readonly metricId: string;
  /** Everyone who judged something there, ordered by id. */
  readonly annotatorIds: readonly string[];
  /** Krippendorff's α of all their values at once, interval level; absent where it cannot be told. */
  readonly alpha?: number;
  /** Share of marked characters in common, F1; absent where nobody shares a translation. */
  readonly characterF1?: number;
  /** Those who share a translation. */
  readonly pairs: readonly AnnotatorPair[];
}

export interface AnnotatorPair {
  readonly firstId: string;
  readonly secondId: string;
  /** Translations both judged. */
  readonly shared: number;
  /** Krippendorff's α of the two; absent where it cannot be told. */
  readonly alpha?: number;
}
