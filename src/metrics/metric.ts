import type { Annotation } from '#core/annotation.ts';
import type { Typology } from '#core/typology.ts';
import type { MeasurementLevel } from '#stats/krippendorff.ts';

/**
 * A metric that compares translations with references. It is a sum first: what it counts in each segment adds up, and a score is computed
 * from sums alone, so any set of segments (a system, a document, a resample) is scored without reading a text again.
 */
export interface TextMetric {
  /** As sacreBLEU prints it, such as `BLEU` or `chrF2`. */
  readonly id: string;
  readonly higherIsBetter: boolean;
  /** Whether what is counted is always a whole number. */
  readonly isWhole: boolean;
  /** How many numbers are counted for a segment. */
  readonly width: number;
  /** What is counted in one segment, for each hypothesis. A missing reference is left out; one at least must be there, and may be empty. */
  stats(references: readonly string[], hypotheses: readonly string[]): readonly Float64Array[];
  /** Of one segment's statistics, or of the sum of many: 0 to 100, but error rates may be above. */
  score(sums: Float64Array): number;
  /** What sacreBLEU prints after a corpus score, where it prints any more. */
  readonly detail?: (sums: Float64Array) => string;
  /** How a score was computed, as sacreBLEU prints it. `references` is how many each segment has, `var` where that differs. */
  signature(references: number | 'var'): string;
}

/** A metric of judgements by people. A segment's value is the mean over its annotators, a system's the mean over its segments. */
export interface RatingMetric {
  readonly id: string;
  readonly higherIsBetter: boolean;
  /** What a difference between two values means: how agreement on them is measured. */
  readonly level: MeasurementLevel;
  /** The value of one annotation; undefined where it holds no judgement of this kind. */
  value(annotation: Annotation, typology: Typology): number | undefined;
  signature(typology: Typology): string;
}

/** The version of sacreBLEU that the text metrics equal, and that their signatures name. */
export const SACREBLEU_VERSION = '2.6.0';
