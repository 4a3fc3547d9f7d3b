import { normalQuantile } from '#stats/distributions.ts';
import type { RatingTable } from '#stats/krippendorff.ts';
import type { Undetermined } from '#stats/undetermined.ts';

/** What a disagreement costs by how many steps of the scale lie between the two labels. */
export const KAPPA_WEIGHTS = ['none', 'linear', 'quadratic'] as const;
export type KappaWeights = (typeof KAPPA_WEIGHTS)[number];

export interface Kappa {
  readonly value: number;
  /** Share of agreement, 0 to 1; partial agreement counted as the weights say. */
  readonly observed: number;
  /** The share that chance alone would give. */
  readonly expected: number;
  readonly items: number;
  /** Large-sample standard error (Fleiss, Cohen & Everitt 1969), and the 95 % interval from it. */
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Cohen's κ of two raters over the items that both judged, plain or weighted (Cohen 1968) by the ranks of the labels, as scikit-learn's
 * `cohen_kappa_score`. Undetermined for no shared item (`few`) and where both always gave the same one label (`constant`).
 */
export function cohenKappa(
  a: readonly (number | undefined)[],
  b: readonly (number | undefined)[],
  weights: KappaWeights,
): Kappa | Undetermined {
  const pairs: [number, number][] = [];
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (left !== undefined && right !== undefined) pairs.push([left, right]);
  }
  if (pairs.length === 0) return { reason: 'few' };
  const labels = [...new Set(pairs.flat())].sort((x, y) => x - y);
  const places = new Map(labels.map((label, i) => [label, i]));
  const cells = labels.map(() => new Float64Array(labels.length));
  for (const [left, right] of pairs) {
    const row = cells[places.get(left) ?? 0];
    const column = places.get(right) ?? 0;
    if (row) row[column] = (row[column] ?? 0) + 1 / pairs.length;
  }
  return kappaOfTable(cells, pairs.length, weights);
}

/** κ of a square table of shares that add up to 1: rows one rater's labels, columns the other's, both in the scale's order. */
function kappaOfTable(cells: readonly Float64Array[], items: number, weights: KappaWeights): Kappa | Undetermined {
  const size = cells.length;
  if (size < 2) return { reason: 'constant' };
  const rows = cells.map((row) => row.reduce((sum, cell) => sum + cell, 0));
  const columns = rows.map((_, j) => cells.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  const agreement = (i: number, j: number): number => {
    if (weights === 'none') return i === j ? 1 : 0;
    const step = Math.abs(i - j) / (size - 1);
    return 1 - (weights === 'linear' ? step : step * step);
  };
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      observed += agreement(i, j) * (cells[i]?.[j] ?? 0);
      expected += agreement(i, j) * (rows[i] ?? 0) * (columns[j] ?? 0);
    }
  }
  const value = (observed - expected) / (1 - expected);
  // What a label agrees with the other rater's labels on average.
  const rowMeans = rows.map((_, i) => columns.reduce((sum, share, j) => sum + share * agreement(i, j), 0));
  const columnMeans = columns.map((_, j) => rows.reduce((sum, share, i) => sum + share * agreement(i, j), 0));
  let spread = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const margin = (rowMeans[i] ?? 0) + (columnMeans[j] ?? 0);
      spread += (cells[i]?.[j] ?? 0) * (agreement(i, j) - margin * (1 - value)) ** 2;
    }
  }
  const variance = (spread - (value - expected * (1 - value)) ** 2) / (items * (1 - expected) ** 2);
  const standardError = Math.sqrt(Math.max(0, variance));
  const reach = normalQuantile(0.975) * standardError;
  return { value, observed, expected, items, standardError, low: value - reach, high: value + reach };
}

/** The 95 % interval of κ by Fisher's transformation, which stays within -1 to 1 and holds with fewer items than the one straight from the standard error. */
export function kappaInterval({ value, standardError }: Pick<Kappa, 'value' | 'standardError'>): {
  readonly low: number;
  readonly high: number;
} {
  if (standardError === 0 || Math.abs(value) >= 1) return { low: value, high: value };
  const reach = (normalQuantile(0.975) * standardError) / (1 - value * value);
  return { low: Math.tanh(Math.atanh(value) - reach), high: Math.tanh(Math.atanh(value) + reach) };
}

export interface FleissKappa {
  readonly value: number;
  readonly observed: number;
  readonly expected: number;
  readonly items: number;
  /** People who judged each item. */
  readonly raters: number;
}

/**
 * Fleiss' κ (Fleiss 1971) of any number of raters on labels without order. Every item must have the same number of judgements (`unequal`
 * otherwise); items without any are left out. For two raters it is Scott's π.
 */
export function fleissKappa(table: RatingTable): FleissKappa | Undetermined {
  const items = table.map((row) => row.filter((label) => label !== undefined)).filter((row) => row.length > 0);
  const raters = items[0]?.length ?? 0;
  if (items.length === 0 || raters < 2) return { reason: 'few' };
  if (items.some((row) => row.length !== raters)) return { reason: 'unequal' };
  const totals = new Map<number, number>();
  let pairs = 0;
  for (const row of items) {
    const counts = new Map<number, number>();
    for (const label of row) {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      totals.set(label, (totals.get(label) ?? 0) + 1);
    }
    for (const count of counts.values()) pairs += count * (count - 1);
  }
  if (totals.size < 2) return { reason: 'constant' };
  const observed = pairs / (items.length * raters * (raters - 1));
  const expected = [...totals.values()].reduce((sum, count) => sum + (count / (items.length * raters)) ** 2, 0);
  return { value: (observed - expected) / (1 - expected), observed, expected, items: items.length, raters };
}
