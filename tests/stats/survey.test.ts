import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusteredShare } from '#stats/clustered-share.ts';
import { clopperPearson, leastInPopulation, mostInPopulation } from '#stats/proportion.ts';
import { stratifiedShare } from '#stats/survey.ts';

interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}
interface Golden {
  readonly stratified: readonly (Share & { readonly strata: readonly (readonly [number, number, number])[] })[];
  readonly clustered: readonly {
    readonly clusters: readonly (readonly [number, number])[];
    readonly documents: number;
    readonly units: number;
    readonly expected: Share | null;
  }[];
  readonly bounds: readonly {
    readonly hits: number;
    readonly sampled: number;
    readonly population: number;
    readonly bounds: readonly [number, number];
  }[];
}

// golden/survey.py wrote these with scipy 1.17.1.
const golden = JSON.parse(readFileSync(new URL('golden/survey.json', import.meta.url), 'utf8')) as Golden;
const strataOf = (strata: Golden['stratified'][number]['strata']) =>
  strata.map(([population, sampled, hits]) => ({ population, sampled, hits }));

describe('the share of a stratified sample', () => {
  test.each(golden.stratified)('$strata', ({ strata, share, low, high }) => {
    const found = stratifiedShare(strataOf(strata));
    expect(found.share).toBeCloseTo(share, 12);
    expect(found.low).toBeCloseTo(low, 10);
    expect(found.high).toBeCloseTo(high, 10);
  });

  test('of one endless stratum is the exact interval of a simple sample', () => {
    const found = stratifiedShare([{ population: 1e15, sampled: 40, hits: 3 }]);
    const exact = clopperPearson(3, 40);
    // Cochran's variance divides by one less than the sample, so it is as sure as 39 units.
    expect(found.low).toBeLessThan(exact.low);
    expect(found.high).toBeGreaterThan(exact.high);
    expect(found.high - found.low).toBeCloseTo(exact.high - exact.low, 2);
  });

  const strata = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([population, part, share]) => {
        const sampled = Math.max(1, Math.round(population * part));
        return { population, sampled, hits: Math.round(sampled * share) };
      }),
    { minLength: 1, maxLength: 8 },
  );

  test('lies in its interval, and no interval leaves what was seen', () => {
    fc.assert(
      fc.property(strata, (given) => {
        const { share, low, high } = stratifiedShare(given);
        const population = given.reduce((sum, one) => sum + one.population, 0);
        const hits = given.reduce((sum, one) => sum + one.hits, 0);
        const passes = given.reduce((sum, one) => sum + one.sampled - one.hits, 0);
        expect(low).toBeLessThanOrEqual(share + 1e-12);
        expect(high).toBeGreaterThanOrEqual(share - 1e-12);
        expect(low).toBeGreaterThanOrEqual(hits / population - 1e-12);
        expect(high).toBeLessThanOrEqual(1 - passes / population + 1e-12);
      }),
    );
  });

  test('does not depend on the order of the strata, and mirrors when passes and problems are exchanged', () => {
    fc.assert(
      fc.property(strata, (given) => {
        const found = stratifiedShare(given);
        const turned = stratifiedShare(given.toReversed());
        expect(turned.low).toBeCloseTo(found.low, 9);
        const mirrored = stratifiedShare(given.map((one) => ({ ...one, hits: one.sampled - one.hits })));
        expect(mirrored.low).toBeCloseTo(1 - found.high, 9);
        expect(mirrored.high).toBeCloseTo(1 - found.low, 9);
      }),
    );
  });
});

describe('the share of whole documents', () => {
  const countsOf = (clusters: readonly (readonly [number, number])[]) => clusters.map(([units, hits]) => ({ units, hits }));

  test.each(golden.clustered)('$clusters of $documents', ({ clusters, documents, units, expected }) => {
    const found = clusteredShare(countsOf(clusters), { documents, units });
    if (expected === null) {
      expect(found).toBeUndefined();
      return;
    }
    expect(found?.share).toBeCloseTo(expected.share, 12);
    // Both sides draw at random where the tails have no formula.
    expect(Math.abs((found?.low ?? NaN) - expected.low)).toBeLessThanOrEqual(0.005);
    expect(Math.abs((found?.high ?? NaN) - expected.high)).toBeLessThanOrEqual(0.005);
  });

  const clusters = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([units, part]) => ({ units, hits: Math.round(units * part) })),
    { minLength: 2, maxLength: 12 },
  );

  test('lies in its interval, which leaves nothing that was seen and mirrors when passes and problems are exchanged', () => {
    fc.assert(
      fc.property(clusters, fc.integer({ min: 0, max: 60 }), (given, more) => {
        const sampled = given.reduce((sum, { units }) => sum + units, 0);
        const hits = given.reduce((sum, one) => sum + one.hits, 0);
        const whole = { documents: given.length + more, units: sampled + 20 * more };
        const { share = NaN, low = NaN, high = NaN } = clusteredShare(given, whole) ?? {};
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
        expect(low).toBeGreaterThanOrEqual(hits / whole.units - 1e-12);
        expect(high).toBeLessThanOrEqual(1 - (sampled - hits) / whole.units + 1e-12);
        const mirrored = clusteredShare(given.map(({ units, hits: own }) => ({ units, hits: units - own })), whole); // prettier-ignore
        expect(Math.abs((mirrored?.low ?? NaN) - (1 - high))).toBeLessThanOrEqual(0.02);
      }),
      { numRuns: 30 },
    );
  });

  test('is as unsure as the number of documents where each is all problems or none', () => {
    const found = clusteredShare(countsOf([...Array<[number, number]>(9).fill([30, 0]), [30, 30]]), { documents: 1e9, units: 30e9 });
    const exact = clopperPearson(1, 10);
    expect(Math.abs((found?.low ?? NaN) - exact.low)).toBeLessThanOrEqual(0.005);
    expect(Math.abs((found?.high ?? NaN) - exact.high)).toBeLessThanOrEqual(0.005);
  });
});

describe('one-sided bounds equal a search through scipy’s hypergeometric distribution', () => {
  test.each(golden.bounds)('$hits of $sampled, of $population', ({ hits, sampled, population, bounds }) => {
    expect([leastInPopulation(hits, sampled, population), mostInPopulation(hits, sampled, population)]).toEqual(bounds);
  });
});
