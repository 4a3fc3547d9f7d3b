import type { Units } from '#stats/fixed-point.ts';
import { columnInUnits, fits, fromUnits, inUnits, unitsOf } from '#stats/fixed-point.ts';
import type { PackedColumns } from '#stats/packed-columns.ts';
import { packColumns } from '#stats/packed-columns.ts';
import type { Resamples } from '#stats/resampling.ts';
import type { Series } from '#stats/series.ts';
import { columnsOf } from '#stats/series.ts';

/** Up to so many units, or one in so many, may differ for sums to be made from those of before: more are sooner summed anew. */
const FEW = 8;
const SHARE = 64;

/** The columns of several series as whole numbers, ready for being summed. */
export interface SeriesColumns {
  readonly packed: PackedColumns;
  /** By series, by column: how many packed columns are one column is how many units it has, or one. */
  readonly units: readonly (readonly Units[])[];
}

/** What one series' columns add up to in each resample: exactly, so that it does not matter in which order they were added. */
export interface SeriesSums {
  readonly series: Series;
  /** Of each column: its units, and how many there are of each, by resample. */
  readonly columns: readonly { readonly units: Units; readonly sums: readonly Float64Array[] }[];
}

export function packSeries(series: readonly Series[], draws: number): SeriesColumns {
  const columns = series.map((one) => columnsOf(one).map((column) => ({ column, units: unitsOf(column, draws) })));
  return {
    packed: packColumns(
      columns.flatMap((own) => own.flatMap(({ column, units }) => columnInUnits(column, units))),
      draws,
    ),
    units: columns.map((own) => own.map(({ units }) => units)),
  };
}

/** Takes apart what `resampledSums` gives for packed series. */
export function sumsOfSeries(series: readonly Series[], { units }: SeriesColumns, all: Float64Array): readonly SeriesSums[] {
  const width = units.flat().reduce((sum, own) => sum + (own.length || 1), 0);
  const samples = width === 0 ? 0 : all.length / width;
  let start = 0;
  const next = (): Float64Array => {
    const at = start++;
    const sums = new Float64Array(samples);
    for (let sample = 0; sample < samples; sample++) sums[sample] = all[sample * width + at] ?? 0;
    return sums;
  };
  return series.map((one, i) => ({
    series: one,
    columns: (units[i] ?? []).map((own) => ({ units: own, sums: Array.from({ length: own.length || 1 }, next) })),
  }));
}

/** The value of the series in each resample of so many draws. */
export function valuesOfSums({ series, columns }: SeriesSums, draws: number): Float64Array {
  const { width, members, value } = series;
  const samples = columns[0]?.sums[0]?.length ?? 0;
  const values = new Float64Array(samples);
  const own = new Float64Array(width);
  const counts = columns[width]?.sums[0];
  for (let sample = 0; sample < samples; sample++) {
    for (let w = 0; w < width; w++) {
      const column = columns[w];
      own[w] = column ? fromUnits(column.sums[0]?.[sample] ?? 0, column.sums[1]?.[sample] ?? 0, column.units) : 0;
    }
    values[sample] = value(own, members ? (counts?.[sample] ?? 0) : draws);
  }
  return values;
}

/** The sums of a series that differs from another in a few units, from the sums of that one: the very same that adding up all of it gives. Undefined where that is not so, or would take as long. */
export function renewedSums(before: SeriesSums, series: Series, resamples: Resamples): SeriesSums | undefined {
  const old = before.series;
  const { units: draws } = resamples;
  if (old.width !== series.width || old.rows.length !== series.rows.length) return undefined;
  if ((old.members === undefined) !== (series.members === undefined)) return undefined;
  const changed = unlikeUnits(old, series, draws);
  const samples = before.columns[0]?.sums[0]?.length ?? 0;
  const times = changed?.map((unit) => resamples.timesOf(unit, samples));
  if (!changed || !times) return undefined;
  const [olds, news] = [columnsOf(old), columnsOf(series)];
  const columns: { readonly units: Units; readonly sums: readonly Float64Array[] }[] = [];
  for (const [c, column] of news.entries()) {
    const units = unitsOf(column, draws);
    const known = before.columns[c];
    const sums = known && inOtherUnits(known, units);
    if (!sums || changed.some((unit) => !fits(olds[c]?.[unit] ?? 0, units, draws))) return undefined;
    for (const [i, unit] of changed.entries()) {
      const counts = times[i];
      const was = inUnits(olds[c]?.[unit] ?? 0, units);
      for (const [part, now] of inUnits(column[unit] ?? 0, units).entries()) {
        const own = sums[part];
        const more = now - (was[part] ?? 0);
        if (!counts || !own) return undefined;
        if (more !== 0) for (let sample = 0; sample < own.length; sample++) own[sample] = (own[sample] ?? 0) + more * (counts[sample] ?? 0);
      }
    }
    columns.push({ units, sums });
  }
  return { series, columns };
}

/** A copy of a column's sums, told in the units that a column with a few other numbers has. */
function inOtherUnits({ units, sums }: SeriesSums['columns'][number], wanted: Units): Float64Array[] | undefined {
  const [first] = sums;
  const [one, other] = wanted;
  if (!first || one === undefined || units[0] === undefined) return undefined;
  const rests = (): Float64Array[] => (other === undefined ? [] : [sums[1]?.slice() ?? new Float64Array(first.length)]);
  if (units[0] === one) return units.length > wanted.length ? undefined : [first.slice(), ...rests()];
  // Whole numbers until now.
  return units[0] === 1 && one < 1 ? [first.map((sum) => sum / one), ...rests()] : undefined;
}

/** The units in which the two have other numbers or members; undefined if they are more than a few. */
export function unlikeUnits(a: Series, b: Series, units: number): readonly number[] | undefined {
  const { width } = a;
  const most = Math.max(FEW, units / SHARE);
  const found: number[] = [];
  for (let unit = 0; unit < units; unit++) {
    let isUnlike = a.members !== undefined && a.members[unit] !== b.members?.[unit];
    for (let w = 0; w < width && !isUnlike; w++) isUnlike = a.rows[unit * width + w] !== b.rows[unit * width + w];
    if (!isUnlike) continue;
    found.push(unit);
    if (found.length > most) return undefined;
  }
  return found;
}
