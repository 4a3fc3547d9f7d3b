/** How a metric or a scorer orders translations beside what people gave, everything turned so that higher is better. */
export interface MetaSheet {
  readonly humanId: string;
  /** Resamples of segments behind the intervals. */
  readonly samples: number;
  readonly level: number;
  readonly rows: readonly MetaRow[];
}

export interface MetaRow {
  readonly metricId: string;
  /** Translations that have both. */
  readonly translations: number;
  readonly pearson?: MetaValue;
  readonly spearman?: MetaValue;
  readonly kendall?: MetaValue;
  /**
   * One-sided p that the metric with the highest Pearson correlation has a higher one, on the translations that both have (permutation of segments, Deutsch et al. 2021); absent for that metric itself, and where it cannot be told.
   */
  readonly behindBest?: number;
  /** Pairwise accuracy with calibrated ties among the translations of a segment (Deutsch et al. 2023). */
  readonly tieCalibrated?: number;
  /** Systems in the order in which people put them: pairs that the metric puts alike. */
  readonly systems?: { readonly agreeing: number; readonly pairs: number };
  /** Soft pairwise accuracy (Thompson et al. 2024); over segments that have both of every system. */
  readonly soft?: number;
}

export interface MetaValue {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}
