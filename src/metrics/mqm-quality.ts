import type { QualityPolicy, TolerancePoint } from '#core/quality-policy.ts';
import type { Interval } from '#stats/bootstrap.ts';
import { weightedCount, weightedCountInterval } from '#stats/weighted-counts.ts';

/** One judged segment, for scores by length. */
export interface JudgedSegment {
  /** Penalty points of each error, divided by the annotators who judged the segment; errors that cost nothing left out. */
  readonly errors: readonly number[];
  /** Whether any annotator found a critical error. */
  readonly isCritical: boolean;
  readonly sourceCharacters: number;
  readonly sourceWords: number;
}

/** Everything that MQM's scores are computed from. */
export interface MqmTotals {
  /** Absolute penalty total (APT). */
  readonly points: number;
  readonly segments: number;
  /** Code points of the judged segments' sources. */
  readonly sourceCharacters: number;
  /** Evaluation word count (EWC): words of the judged segments' sources. */
  readonly sourceWords: number;
  readonly criticalSegments: number;
  readonly errors: readonly number[];
}

export function totalMqm(segments: readonly JudgedSegment[]): MqmTotals {
  const errors = segments.flatMap((segment) => segment.errors);
  const add = (value: (segment: JudgedSegment) => number): number => segments.reduce((sum, segment) => sum + value(segment), 0);
  return {
    points: errors.reduce((sum, points) => sum + points, 0),
    segments: segments.length,
    sourceCharacters: add(({ sourceCharacters }) => sourceCharacters),
    sourceWords: add(({ sourceWords }) => sourceWords),
    criticalSegments: segments.filter(({ isCritical }) => isCritical).length,
    errors,
  };
}

/** Penalty points by length; undefined where there is none of that length. Lower is better. */
export interface MqmRates {
  readonly perSegment: number | undefined;
  readonly per100Characters: number | undefined;
  /** Normed penalty total (NPT). */
  readonly per1000Words: number | undefined;
}

export function mqmRates({ points, segments, sourceCharacters, sourceWords }: MqmTotals): MqmRates {
  const rate = (per: number, length: number): number | undefined => (length > 0 ? (points / length) * per : undefined);
  return { perSegment: rate(1, segments), per100Characters: rate(100, sourceCharacters), per1000Words: rate(1000, sourceWords) };
}

/**
 * By the length of the sample (multi-range theory, arXiv 2405.16969): a small one gets a verdict by statistical quality control and no score; larger ones a score on the
 * linear scale; long ones on the non-linear one where the policy knows it.
 */
export type SampleRange = 'small' | 'medium' | 'large';
/** Fewer words are a small sample; themqm.org names 500 to 20,000 words as usual for evaluations. */
const SMALL = 500;
const LARGE = 20_000;
const REFERENCE_WORDS = 1000;
const BEST = 100;

/** pass, fail: the whole interval lies on that side of what is acceptable. open: the sample is too small to tell. critical: failed for a critical error. */
export type Verdict = 'pass' | 'fail' | 'open' | 'critical';

export interface Quality {
  readonly range: SampleRange;
  /** 100 · (1 − points per word): the linear raw model. */
  readonly raw: number;
  /** The calibrated score, at most 100 and without a floor: at the pass mark exactly where the points are what is acceptable. */
  readonly linear: number;
  /** With a tolerance that grows as a logarithm of length; undefined where the policy has no second point, or none that bends that way. */
  readonly nonLinear: number | undefined;
  /** Penalty points per 1,000 words that the text the sample stands for would get. */
  readonly interval: Interval;
  readonly verdict: Verdict;
  /** Whether the score reaches the pass mark by the model of its range, whatever chance had to do with it; undefined for a small sample. */
  readonly passes: boolean | undefined;
}

/**
 * MQM's scoring models (themqm.org): raw linear, calibrated linear, non-linear (arXiv 2511.13467), each with the verdict that chance allows
 * at this length. Undefined without words. `nextWeight` is what the gravest error weighs that may still
 * come and would not fail the text by itself: a sample that happens to hold only light ones must not look surer than it is.
 */
export function assessQuality(totals: MqmTotals, policy: QualityPolicy, nextWeight: number, level = 0.95): Quality | undefined {
  const { points, sourceWords: words, errors, criticalSegments } = totals;
  if (words === 0) return undefined;
  const linearTolerance = (policy.acceptablePoints * words) / REFERENCE_WORDS;
  const curve = policy.longText && logarithmicTolerance({ words: REFERENCE_WORDS, points: policy.acceptablePoints }, policy.longText);
  const range = words < SMALL ? 'small' : words < LARGE ? 'medium' : 'large';
  const linear = scoreFor(points, linearTolerance, policy.passMark);
  const nonLinear = curve && scoreFor(points, curve(words), policy.passMark);
  const tolerance = range === 'large' && curve ? curve(words) : linearTolerance;
  const seen = weightedCountInterval(weightedCount(errors), heaviest(errors, nextWeight), level);
  const isCritical = policy.failsOnCritical && criticalSegments > 0;
  const score = range === 'large' && nonLinear !== undefined ? nonLinear : linear;
  return {
    range,
    raw: BEST * (1 - points / words),
    linear,
    nonLinear,
    interval: { low: (seen.low / words) * REFERENCE_WORDS, high: (seen.high / words) * REFERENCE_WORDS },
    verdict: isCritical ? 'critical' : seen.high <= tolerance ? 'pass' : seen.low > tolerance ? 'fail' : 'open',
    passes: range === 'small' ? undefined : !isCritical && score >= policy.passMark,
  };
}

/** 100 without a point, the pass mark at what is acceptable, and on along that line. */
function scoreFor(points: number, acceptable: number, passMark: number): number {
  return BEST - ((BEST - passMark) * points) / acceptable;
}

/**
 * a · ln(1 + b · words) through both points: what is acceptable grows ever more slowly with length. Undefined where the points do not bend that way: the longer text must
 * allow more points, but fewer a word.
 */
export function logarithmicTolerance(one: TolerancePoint, other: TolerancePoint): ((words: number) => number) | undefined {
  const [short, long] = one.words <= other.words ? [one, other] : [other, one];
  const growth = long.points / short.points;
  if (!(short.words > 0 && short.points > 0 && growth > 1 && growth < long.words / short.words)) return undefined;
  // ln(1 + b·long) / ln(1 + b·short) falls from long/short to 1 as b grows.
  const ratio = (exponent: number): number => Math.log1p(Math.exp(exponent) * long.words) / Math.log1p(Math.exp(exponent) * short.words);
  let low = -60;
  let high = 700;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (ratio(middle) > growth) low = middle;
    else high = middle;
  }
  const b = Math.exp(low);
  const a = short.points / Math.log1p(b * short.words);
  return (words) => a * Math.log1p(b * words);
}

function heaviest(errors: readonly number[], nextWeight: number): number {
  return errors.reduce((most, points) => Math.max(most, points), nextWeight);
}

/** Farther ahead than this no forecast is given. */
const FARTHEST = 1_000_000;

/**
 * How many more words are likely to bring a verdict, if they turn out as the ones so far: then the interval lies on one side of what is acceptable. Undefined where there is a
 * verdict already, and where a million words would not bring one. By the linear tolerance.
 */
export function wordsToVerdict(totals: MqmTotals, policy: QualityPolicy, nextWeight: number, level = 0.95): number | undefined {
  const { sourceWords: words, errors } = totals;
  if (assessQuality(totals, policy, nextWeight, level)?.verdict !== 'open') return undefined;
  const { sum, squares } = weightedCount(errors);
  const largest = heaviest(errors, nextWeight);
  for (let more = 10; words + more <= FARTHEST; more = Math.ceil(more * 1.02)) {
    const grown = (words + more) / words;
    const { low, high } = weightedCountInterval({ sum: sum * grown, squares: squares * grown }, largest, level);
    const tolerance = (policy.acceptablePoints * (words + more)) / REFERENCE_WORDS;
    if (high <= tolerance || low > tolerance) return more;
  }
  return undefined;
}
