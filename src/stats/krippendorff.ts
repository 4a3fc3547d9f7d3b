import type { Series } from '#stats/series.ts';
import type { Undetermined } from '#stats/undetermined.ts';

/** What a difference between two values means (Krippendorff 2011, section C). */
export const LEVELS = ['nominal', 'ordinal', 'interval', 'ratio'] as const;
export type MeasurementLevel = (typeof LEVELS)[number];

/** Judgements: one row an item, one column a rater, undefined where that rater did not judge the item. */
export type RatingTable = readonly (readonly (number | undefined)[])[];

export interface Alpha {
  /** 1: all agree. 0: as chance would have it. Below 0: they disagree in a system. */
  readonly value: number;
  /** Items that at least two people judged; the others say nothing about agreement. */
  readonly items: number;
  /** Judgements of those items. */
  readonly judgements: number;
}

/**
 * Krippendorff's α (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"): any number of raters, missing values, four levels of measurement.
 * Undetermined with fewer than two pairable items' worth of judgements (`few`) and where all values are the same (`constant`).
 */
export function krippendorffAlpha(table: RatingTable, level: MeasurementLevel): Alpha | Undetermined {
  const units = pairableUnits(table);
  const values = units.flat();
  if (values.length < 2) return { reason: 'few' };
  if (level === 'ratio' && values.some((value) => value < 0)) return { reason: 'negative' };
  const scale = countValues(values);
  if (scale.values.length < 2) return { reason: 'constant' };
  const distance = distanceOf(level, scale);
  const observed = units.reduce((sum, unit) => sum + disagreement(unit, distance), 0) / values.length;
  return { value: 1 - observed / expectedDisagreement(scale, distance), items: units.length, judgements: values.length };
}

/**
 * α as a sum over items, for a bootstrap interval by items. What a difference weighs is taken from all items, as in Hayes & Krippendorff (2007), so that
 * ordinal distances stay put; the expected disagreement is that of each resample. A resample in which all values are the same counts as full agreement.
 */
export function alphaSeries(table: RatingTable, level: MeasurementLevel): Series {
  const units = pairableUnits(table);
  const scale = countValues(units.flat());
  const distance = distanceOf(level, scale);
  return level === 'interval' || level === 'ordinal'
    ? squaredSeries(units, distance, placesOf(level, scale))
    : countedSeries(units, distance, scale);
}

/** Where distances are squares of differences between places, their sum over all pairs follows from how many there are, their sum and the sum of their squares: as many numbers an item however many values. */
function squaredSeries(units: readonly (readonly number[])[], distance: Distance, places: ReadonlyMap<number, number>): Series {
  const width = 4;
  const all = units.flat().map((value) => places.get(value) ?? 0);
  // From the middle, so that no digits are lost to large places.
  const middle = all.reduce((sum, place) => sum + place, 0) / Math.max(1, all.length);
  const rows = new Float64Array(units.length * width);
  for (const [i, unit] of units.entries()) {
    const own = unit.map((value) => (places.get(value) ?? 0) - middle);
    const [sum, squares] = [own.reduce((total, at) => total + at, 0), own.reduce((total, at) => total + at * at, 0)];
    rows.set([disagreement(unit, distance), unit.length, sum, squares], i * width);
  }
  const value = ([apart = 0, judgements = 0, sum = 0, squares = 0]: Float64Array): number =>
    apart === 0 ? 1 : 1 - (apart * (judgements - 1)) / (2 * (judgements * squares - sum * sum));
  return { rows, width, value };
}

/** For any distance: how often each value was given, whose pairs are gone through. */
function countedSeries(units: readonly (readonly number[])[], distance: Distance, scale: Scale): Series {
  const places = new Map(scale.values.map((value, i) => [value, i]));
  const width = 1 + scale.values.length;
  const rows = new Float64Array(units.length * width);
  for (const [i, unit] of units.entries()) {
    rows[i * width] = disagreement(unit, distance);
    for (const value of unit) {
      const at = i * width + 1 + (places.get(value) ?? 0);
      rows[at] = (rows[at] ?? 0) + 1;
    }
  }
  const distances = scale.values.map((one) => Float64Array.from(scale.values, (other) => distance(one, other)));
  const value = (sums: Float64Array): number => {
    let judgements = 0;
    for (let i = 1; i < width; i++) judgements += sums[i] ?? 0;
    let chance = 0;
    for (let i = 1; i < width; i++) {
      const count = sums[i] ?? 0;
      if (count === 0) continue;
      const row = distances[i - 1];
      for (let j = 1; j < i; j++) chance += 2 * count * (sums[j] ?? 0) * (row?.[j - 1] ?? 0);
    }
    if (chance === 0) return 1;
    return 1 - ((sums[0] ?? 0) * (judgements - 1)) / chance;
  };
  return { rows, width, value };
}

/** The judgements of each item that has two or more. */
function pairableUnits(table: RatingTable): readonly (readonly number[])[] {
  return table.map((row) => row.filter((value) => value !== undefined)).filter((unit) => unit.length > 1);
}

interface Scale {
  /** Each value that was given, rising. */
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

function countValues(values: readonly number[]): Scale {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return { values: sorted.map(([value]) => value), counts: sorted.map(([, count]) => count) };
}

/** The squared difference of two values, ≥ 0. */
type Distance = (a: number, b: number) => number;

function distanceOf(level: MeasurementLevel, scale: Scale): Distance {
  if (level === 'nominal') return (a, b) => (a === b ? 0 : 1);
  if (level === 'ratio') return (a, b) => (a + b === 0 ? 0 : ((a - b) / (a + b)) ** 2);
  const places = placesOf(level, scale);
  return (a, b) => ((places.get(a) ?? 0) - (places.get(b) ?? 0)) ** 2;
}

/** Where each value lies on the scale: at itself, or of ordinal ones at as many as lie below, half of its own counted. */
function placesOf(level: 'interval' | 'ordinal', scale: Scale): ReadonlyMap<number, number> {
  if (level === 'interval') return new Map(scale.values.map((value) => [value, value]));
  let below = 0;
  return new Map(
    scale.values.map((value, i) => {
      const count = scale.counts[i] ?? 0;
      below += count;
      return [value, below - count / 2];
    }),
  );
}

/** An item's squared differences over all ordered pairs of its judgements, shared out by how many there are. */
function disagreement(unit: readonly number[], distance: Distance): number {
  let sum = 0;
  for (const [i, value] of unit.entries()) {
    for (let j = 0; j < i; j++) sum += 2 * distance(value, unit[j] ?? value);
  }
  return sum / (unit.length - 1);
}

function expectedDisagreement({ values, counts }: Scale, distance: Distance): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  for (const [i, value] of values.entries()) {
    for (let j = 0; j < i; j++) sum += 2 * (counts[i] ?? 0) * (counts[j] ?? 0) * distance(value, values[j] ?? value);
  }
  return sum / (total * (total - 1));
}
