/** Whether each system's translation is good enough, by MQM's scoring models (themqm.org). */
export interface QualitySheet {
  readonly rows: readonly QualityRow[];
}

/** pass, fail: the interval of points lies wholly on that side. open: too little text to tell. critical: failed for a critical error. */
export type QualityVerdict = 'pass' | 'fail' | 'open' | 'critical';

export interface QualityRow {
  readonly systemId: string;
  readonly segments: number;
  /** Of the judged sources. */
  readonly words: number;
  readonly perSegment: number;
  readonly per100Characters?: number;
  readonly per1000Words: number;
  /** Segments in which anyone found a critical error. */
  readonly criticalSegments: number;
  /** Under 500 words a sample gets no score, only a verdict. */
  readonly range: 'small' | 'medium' | 'large';
  /** Scores of at most 100 by the linear raw, the calibrated and, where a longer text's tolerance is set, the non-linear model. */
  readonly raw: number;
  readonly linear: number;
  readonly nonLinear?: number;
  /** Points per 1,000 words that the text the sample stands for would get, at the settings' level. */
  readonly low: number;
  readonly high: number;
  readonly verdict: QualityVerdict;
  /** About so many more words are likely to bring a verdict; absent where there is one, and where no practical number would. */
  readonly moreWords?: number;
}
