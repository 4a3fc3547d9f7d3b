import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Unpacker, packColumns } from '#stats/packed-columns.ts';
import { Random } from '#stats/random.ts';
import { MOST_KEPT, Resamples, resample, resampledSums, stretches } from '#stats/resampling.ts';
import { columnsOf } from '#stats/series.ts';
import type { Series } from '#stats/series.ts';

/** Columns as metrics have them: numbers of their own, the same again, a constant away, a little less than another, fractions, below zero. */
function columnsFrom(random: Random, units: number): Float64Array[] {
  const own = Float64Array.from({ length: units }, () => random.below(400));
  const matches = own.map((value) => Math.max(0, value - random.below(20)));
  return [
    own,
    own.map((value) => Math.max(0, value - 1)),
    matches,
    matches.map((value) => Math.max(0, value - random.below(6))),
    own.slice(),
    own.map((value) => value / 8),
    own.map((value) => random.below(30) - value),
    Float64Array.from({ length: units }, () => 2 ** 44 + random.below(1000)),
    new Float64Array(units).fill(7),
  ];
}

it('sums of columns that share a double equal the sums of each alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), fc.nat(), (units, seed) => {
      const random = new Random(seed);
      const columns = columnsFrom(random, units);
      const times = new Float64Array(units);
      for (let i = 0; i < units; i++) {
        const drawn = random.below(units);
        times[drawn] = (times[drawn] ?? 0) + 1;
      }
      const sumOf = (column: Float64Array): number => column.reduce((sum, value, i) => sum + value * (times[i] ?? 0), 0);
      const packed = packColumns(columns, units);
      const into = new Float64Array(columns.length);
      const drawnInAll = times.reduce((sum, count) => sum + count, 0);
      new Unpacker(packed).unpack(
        packed.packs.map(({ values }) => sumOf(values)),
        (unit) => times[unit] ?? 0,
        drawnInAll,
        into,
      );
      expect([...into]).toEqual(columns.map(sumOf));
    }),
  );
});

it('sums matches of longer and longer n-grams in little room', () => {
  const random = new Random(1);
  const units = 2000;
  let column = Float64Array.from({ length: units }, () => 100 + random.below(280));
  const columns = Array.from({ length: 6 }, () => (column = column.map((value) => value - random.below(30))));
  expect(packColumns(columns, units).packs.length).toBe(2);
});

it('draws as NumPy does and takes every number as often as it was drawn', () => {
  const units = 57;
  const samples = 11;
  const columns = columnsFrom(new Random(3), units);
  const rows = new Float64Array(units * columns.length);
  for (const [w, column] of columns.entries()) for (const [i, value] of column.entries()) rows[i * columns.length + w] = value;
  const own: number[][] = [];
  const series: Series = { rows, width: columns.length, value: (sums) => own.push([...sums]) };
  const running = resample([series], new Resamples({ units, samples, seed: 12345 }));
  while (running.next().done !== true);
  const random = new Random(12345);
  const expected = Array.from({ length: samples }, () => {
    const drawn = Array.from({ length: units }, () => random.below(units));
    return columns.map((column) => drawn.reduce((sum, unit) => sum + (column[unit] ?? 0), 0));
  });
  expect(own).toEqual(expected);
});

it('cuts resamples into stretches that others can sum, with the same draws', () => {
  const units = 4096;
  const samples = MOST_KEPT / units + 5; // too many to be kept
  const rows = Float64Array.from({ length: units }, (_, i) => i % 91);
  const columns = packColumns(columnsOf({ rows, width: 1, value: () => 0 }), units);
  const all = stretches(samples, 3);
  expect([all[0]?.from, all.at(-1)?.to]).toEqual([0, samples]);
  expect(all.slice(1).map(({ from }) => from)).toEqual(all.slice(0, -1).map(({ to }) => to));
  const last = { from: samples - 9, to: samples };
  const running = resampledSums(columns, new Resamples({ units, samples, seed: 7 }), last);
  let step = running.next();
  while (step.done !== true) step = running.next();
  const random = new Random(7);
  random.pass(units, units * last.from);
  const expected = Array.from({ length: 9 }, () =>
    Array.from({ length: units }, () => random.below(units) % 91).reduce((a, b) => a + b, 0),
  );
  expect([...step.value]).toEqual(expected);
});
