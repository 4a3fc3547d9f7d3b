import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExactSum } from '#stats/exact-sum.ts';
import { columnInUnits, fromUnits, unitsOf } from '#stats/fixed-point.ts';
import { Resamples, resampledSums } from '#stats/resampling.ts';
import type { Series } from '#stats/series.ts';
import { grouped, isSameSeries, meanSeries } from '#stats/series.ts';
import type { SeriesSums } from '#stats/series-sums.ts';
import { packSeries, renewedSums, sumsOfSeries, valuesOfSums } from '#stats/series-sums.ts';

/** As people and models give them: points, tenths, means of three, a model's single-precision numbers, none. */
const number = fc.oneof(
  fc.constantFrom(0, 1, 5, 25, 0.1, 1 / 3, 61 / 3, NaN),
  fc.nat(100),
  fc.double({ min: -1, max: 1, noNaN: true }).map(Math.fround),
);

function summed(series: Series, resamples: Resamples): SeriesSums {
  const columns = packSeries([series], resamples.units);
  const running = resampledSums(columns.packed, resamples, { from: 0, to: resamples.samples });
  let step = running.next();
  while (step.done !== true) step = running.next();
  const [made] = sumsOfSeries([series], columns, step.value);
  if (!made) throw new Error('one series has no sums');
  return made;
}

/** Whole numbers of 2^-1100 and so exact for every double. */
function exactly(values: readonly number[]): bigint {
  const one = (value: number): bigint => {
    const [bits = 0n] = new BigUint64Array(Float64Array.of(value).buffer);
    const exponent = Number((bits >> 52n) & 0x7ffn);
    const mantissa = (bits & 0xfffffffffffffn) | (exponent > 0 ? 1n << 52n : 0n);
    const size = mantissa << BigInt(Math.max(exponent, 1) - 1075 + 1100);
    return value < 0 ? -size : size;
  };
  return values.reduce((sum, value) => sum + one(value), 0n);
}

it('resamples of a series that changed here and there equal those of the series as it is now, to the last bit', () => {
  const edit = fc.record({ unit: fc.nat(), value: number });
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 2, maxLength: 120 }),
      fc.array(fc.array(edit, { minLength: 1, maxLength: 6 }), { maxLength: 5 }),
      fc.boolean(),
      fc.nat(),
      (start, edits, isByDocument, seed) => {
        const documents = Math.ceil(start.length / 3);
        const stateOf = (values: Float64Array): Series =>
          isByDocument
            ? grouped(
                meanSeries(values),
                Uint32Array.from(values, (_, i) => Math.floor(i / 3)),
                documents,
              )
            : meanSeries(values);
        let values = Float64Array.from(start);
        const resamples = new Resamples({ units: isByDocument ? documents : start.length, samples: 7, seed });
        let sums = summed(stateOf(values), resamples);
        for (const made of edits) {
          values = values.slice();
          for (const { unit, value } of made) values[unit % values.length] = value;
          const series = stateOf(values);
          const anew = summed(series, resamples);
          const renewed = renewedSums(sums, series, resamples);
          if (renewed) expect(renewed.columns).toEqual(anew.columns);
          sums = renewed ?? anew;
          expect([...valuesOfSums(sums, resamples.units)]).toEqual([...valuesOfSums(anew, resamples.units)]);
        }
      },
    ),
  );
});

it('an edited judgement is renewed, not added up anew', () => {
  const values = Float64Array.from({ length: 500 }, (_, i) => (i % 9 === 0 ? NaN : (i % 7) * 5));
  const resamples = new Resamples({ units: 500, samples: 9, seed: 1 });
  const before = summed(meanSeries(values), resamples);
  for (const [unit, value] of [
    [0, 5],
    [1, 0.1], // the first that is not whole
    [2, NaN],
  ] as const) {
    const now = meanSeries(values.with(unit, value));
    expect(renewedSums(before, now, resamples)?.columns).toEqual(summed(now, resamples).columns);
  }
  expect(renewedSums(before, meanSeries(values.map((value) => value + 1)), resamples)).toBeUndefined();
  expect(isSameSeries(meanSeries(values), meanSeries(values.slice()))).toBe(true);
  expect(isSameSeries(meanSeries(values), meanSeries(values.with(0, 5)))).toBe(false);
});

it('sums in units are the exact ones, rounded once', () => {
  const size = fc.oneof(
    fc.constantFrom(0.1, 1 / 3, 25, 99.9, -0.7),
    fc.integer({ min: -1000, max: 1000 }).map((value) => value / 10),
  );
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 60 }), (list) => {
      const column = Float64Array.from(list);
      const units = unitsOf(column, list.length);
      const [first = 0, second = 0] = columnInUnits(column, units).map((own) => own.reduce((sum, value) => sum + value, 0));
      const sum = fromUnits(first, second, units);
      // No other double is nearer to the exact sum.
      const off = (value: number): bigint => {
        const far = exactly([value]) - exactly(list);
        return far < 0n ? -far : far;
      };
      const step = Math.max(Math.abs(sum) * 2 ** -52, 2 ** -1000);
      expect(off(sum) <= off(sum + step) && off(sum) <= off(sum - step)).toBe(true);
    }),
  );
});

it('a column whose numbers are too far apart or not finite stays as it is', () => {
  expect(unitsOf(Float64Array.of(Infinity, 1), 2)).toEqual([]);
  expect(unitsOf(Float64Array.of(1e-308, 2e-308), 2)).toEqual([]);
  expect(columnInUnits(Float64Array.of(Infinity, 1), [])).toEqual([Float64Array.of(Infinity, 1)]);
});

it('what was added to an exact sum and taken away again leaves no trace', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 50 }), fc.infiniteStream(fc.nat()), (list, order) => {
      const sum = new ExactSum();
      for (const value of list) sum.add(value);
      const shuffled = list.map((value) => ({ value, key: order.next().value ?? 0 })).sort((a, b) => a.key - b.key);
      const kept = shuffled.slice(0, 5).map(({ value }) => value);
      for (const { value } of shuffled.slice(5)) sum.subtract(value);
      const alone = new ExactSum();
      for (const value of kept.toReversed()) alone.add(value);
      expect(sum.value).toBe(alone.value);
      expect(sum.value).toBeCloseTo(
        kept.reduce((total, value) => total + value, 0),
        6,
      );
    }),
  );
  const tenths = new ExactSum();
  for (let i = 0; i < 10; i++) tenths.add(0.1);
  expect(tenths.value).toBe(1);
});
