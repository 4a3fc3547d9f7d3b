/** So many penalty points are still acceptable in so many words. */
export interface TolerancePoint {
  readonly words: number;
  readonly points: number;
}

/** When a translation is good enough, by MQM's scoring models (themqm.org). */
export interface QualityPolicy {
  /** Quality score at which a text just passes (PT), on the scale of 0 to 100. */
  readonly passMark: number;
  /** Acceptable penalty points in 1,000 words (APP): they give exactly the pass mark. */
  readonly acceptablePoints: number;
  /** A second, longer text with what is acceptable there: what is acceptable then grows as a logarithm. */
  readonly longText?: TolerancePoint;
  /** Whether one critical error fails the text. */
  readonly failsOnCritical: boolean;
}

/** themqm.org's own example. */
export const DEFAULT_POLICY: QualityPolicy = { passMark: 95, acceptablePoints: 10, failsOnCritical: true };
