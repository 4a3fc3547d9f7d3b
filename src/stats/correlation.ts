import { normalQuantile, studentBothSides } from '#stats/distributions.ts';
import { averageRanks } from '#stats/ranks.ts';
import type { Undetermined } from '#stats/undetermined.ts';

export interface Correlation {
  /** -1 to 1. */
  readonly value: number;
  readonly pairs: number;
  /** Two-sided, that there is no correlation; undefined where there are too few pairs for the test. */
  readonly p: number | undefined;
}

export interface PearsonCorrelation extends Correlation {
  /** The 95 % interval by Fisher's transformation. */
  readonly low: number;
  readonly high: number;
}

/** Pearson's r of two lists of the same length, as `scipy.stats.pearsonr`. `few`: under two pairs; `constant`: one list has one value. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): PearsonCorrelation | Undetermined {
  const pairs = x.length;
  if (pairs < 2) return { reason: 'few' };
  if (isConstant(x) || isConstant(y)) return { reason: 'constant' };
  const a = deviations(x);
  const b = deviations(y);
  const value = clamp(a.reduce((sum, deviation, i) => sum + deviation * (b[i] ?? 0), 0));
  const reach = pairs > 3 ? normalQuantile(0.975) / Math.sqrt(pairs - 3) : Infinity;
  const isExact = Math.abs(value) === 1 && pairs > 2;
  return {
    value,
    pairs,
    p: pairs === 2 ? 1 : correlationP(value, pairs),
    low: isExact ? value : Math.tanh(Math.atanh(value) - reach) || -1,
    high: isExact ? value : Math.tanh(Math.atanh(value) + reach) || 1,
  };
}

/** Spearman's ρ: Pearson's r of the ranks, ties sharing theirs; p by Student's distribution, as `scipy.stats.spearmanr`. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): Correlation | Undetermined {
  const result = pearson(averageRanks(x), averageRanks(y));
  if ('reason' in result) return result;
  const { value, pairs, p } = result;
  return { value, pairs, p: pairs === 2 ? undefined : p };
}

function correlationP(value: number, pairs: number): number {
  const rest = (1 - value) * (1 + value);
  return rest === 0 ? 0 : studentBothSides(value * Math.sqrt((pairs - 2) / rest), pairs - 2);
}

/** What is left when the mean is taken away, scaled to length 1. */
function deviations(values: ArrayLike<number>): Float64Array {
  const list = Float64Array.from(values);
  const centre = list.reduce((sum, value) => sum + value, 0) / list.length;
  const away = list.map((value) => value - centre);
  const length = Math.sqrt(away.reduce((sum, value) => sum + value * value, 0));
  return away.map((value) => value / length);
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
