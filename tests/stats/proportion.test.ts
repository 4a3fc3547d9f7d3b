import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clopperPearson, hitsInPopulation, wilson } from '#stats/proportion.ts';

interface Golden {
  readonly shares: readonly {
    readonly hits: number;
    readonly trials: number;
    readonly wilson: readonly [number, number];
    readonly clopperPearson: readonly [number, number];
  }[];
  readonly populations: readonly {
    readonly hits: number;
    readonly sampled: number;
    readonly population: number;
    readonly bounds: readonly [number, number];
  }[];
}

// golden/proportion.py wrote these with statsmodels 0.15.0 and scipy 1.17.1.
const golden = JSON.parse(readFileSync(new URL('golden/proportion.json', import.meta.url), 'utf8')) as Golden;

describe('intervals of a share equal statsmodels', () => {
  test.each(golden.shares)('$hits of $trials', ({ hits, trials, wilson: [low, high], clopperPearson: [exactLow, exactHigh] }) => {
    expect(wilson(hits, trials).low).toBeCloseTo(low, 12);
    expect(wilson(hits, trials).high).toBeCloseTo(high, 12);
    expect(clopperPearson(hits, trials).low).toBeCloseTo(exactLow, 12);
    expect(clopperPearson(hits, trials).high).toBeCloseTo(exactHigh, 12);
  });
});

describe('hits in a finite population equal a search through scipy’s hypergeometric distribution', () => {
  test.each(golden.populations)('$hits of $sampled, of $population', ({ hits, sampled, population, bounds: [low, high] }) => {
    expect(hitsInPopulation(hits, sampled, population)).toEqual({ low, high });
  });
});

const sample = fc
  .integer({ min: 1, max: 400 })
  .chain((population) => fc.tuple(fc.constant(population), fc.integer({ min: 1, max: population })))
  .chain(([population, sampled]) =>
    fc.record({ population: fc.constant(population), sampled: fc.constant(sampled), hits: fc.nat(sampled) }),
  );

test('the bounds always hold what was seen, and never more than the population', () => {
  fc.assert(
    fc.property(sample, ({ population, sampled, hits }) => {
      const { low, high } = hitsInPopulation(hits, sampled, population);
      expect(low).toBeGreaterThanOrEqual(hits);
      expect(high).toBeLessThanOrEqual(population - (sampled - hits));
      expect(low).toBeLessThanOrEqual(high);
      const best = (hits / sampled) * population;
      expect(low).toBeLessThanOrEqual(Math.ceil(best));
      expect(high).toBeGreaterThanOrEqual(Math.floor(best));
    }),
  );
});

test('a population seen whole leaves nothing open', () => {
  expect(hitsInPopulation(3, 12, 12)).toEqual({ low: 3, high: 3 });
});

test('a finite population is known better than one without end', () => {
  const { low, high } = hitsInPopulation(3, 40, 60);
  const endless = clopperPearson(3, 40);
  expect(low / 60).toBeGreaterThan(endless.low);
  expect(high / 60).toBeLessThan(endless.high);
});

test('passing and failing are mirror images', () => {
  fc.assert(
    fc.property(sample, ({ population, sampled, hits }) => {
      const problems = hitsInPopulation(hits, sampled, population);
      const passes = hitsInPopulation(sampled - hits, sampled, population);
      expect([population - passes.high, population - passes.low]).toEqual([problems.low, problems.high]);
    }),
  );
});

test('a tail of exactly 2.5 % is refused on both sides, whatever the rounding of the sums', () => {
  expect(hitsInPopulation(0, 1, 360)).toEqual({ low: 0, high: 350 });
  expect(hitsInPopulation(1, 1, 360)).toEqual({ low: 10, high: 360 });
});
