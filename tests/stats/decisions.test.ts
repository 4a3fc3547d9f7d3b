import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { bradleyTerry, countPairwise } from '#stats/bradley-terry.ts';
import { confidenceSequence, effectSize, pairedDifferences, powerOf, sequentialVerdict, unitsForPower } from '#stats/power.ts';
import { randomFrom } from '#stats/random.ts';
import { standardiseByRater } from '#stats/standardise.ts';
import { allocate, drawDocuments, drawStratified, quantileClasses } from '#stats/strata.ts';
import { isUndetermined } from '#stats/undetermined.ts';

// golden/decisions.py wrote these with statsmodels 0.14.4.
const golden = JSON.parse(readFileSync(new URL('golden/decisions.json', import.meta.url), 'utf8')) as {
  readonly powers: readonly { readonly effect: number; readonly units: number; readonly alpha: number; readonly power: number }[];
  readonly sizes: readonly { readonly effect: number; readonly alpha: number; readonly power: number; readonly units: number }[];
  readonly wins: readonly (readonly number[])[];
  readonly strengths: readonly { readonly value: number; readonly standardError: number }[];
};

describe('power equals statsmodels', () => {
  test('chance to find an effect, and units it takes', () => {
    for (const { effect, units, alpha, power } of golden.powers) expect(powerOf(effect, units, alpha)).toBeCloseTo(power, 9);
    for (const { effect, units, alpha, power } of golden.sizes) expect(unitsForPower(effect, alpha, power)).toBe(units);
    expect(unitsForPower(0, 0.05, 0.8)).toBeUndefined();
  });

  it('sums differences up', () => {
    expect(pairedDifferences([1, 3, 5])).toEqual({ mean: 3, deviation: 2, units: 3 });
    expect(effectSize({ mean: 3, deviation: 2, units: 3 })).toBe(1.5);
    expect(pairedDifferences([1])).toEqual({ reason: 'few' });
    expect(pairedDifferences([2, 2])).toEqual({ reason: 'constant' });
  });
});

describe('sequential stopping', () => {
  const plan = { alpha: 0.05, planned: 200 };

  it('does not look too early, then narrows around the mean', () => {
    expect(confidenceSequence({ mean: 9, deviation: 1, units: 29 }, plan)).toBeUndefined();
    const widths = [30, 60, 200, 1000].map((units) => {
      const interval = confidenceSequence({ mean: 1, deviation: 2, units }, plan);
      return (interval?.high ?? NaN) - (interval?.low ?? NaN);
    });
    for (let i = 1; i < widths.length; i++) expect(widths[i]).toBeLessThan(widths[i - 1] ?? 0);
    // Wider than the interval of a single look.
    expect(widths[2]).toBeGreaterThan((2 * 1.96 * 2) / Math.sqrt(200));
  });

  it('stops, or says how many more units would settle it', () => {
    expect(sequentialVerdict({ mean: 3, deviation: 1, units: 50 }, plan)).toEqual({ state: 'better' });
    expect(sequentialVerdict({ mean: -3, deviation: 1, units: 50 }, plan)).toEqual({ state: 'worse' });
    expect(sequentialVerdict({ mean: 0, deviation: 1, units: 50 }, plan)).toEqual({ state: 'open', more: undefined });
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 3, noNaN: true }), fc.integer({ min: 2, max: 500 }), (mean, units) => {
        const verdict = sequentialVerdict({ mean, deviation: 1, units }, plan);
        if (verdict.state !== 'open') return;
        const more = verdict.more ?? NaN;
        expect(more).toBeGreaterThan(0);
        expect(sequentialVerdict({ mean, deviation: 1, units: units + more }, plan).state).toBe('better');
        if (units + more - 1 >= 30 && more > 1)
          expect(sequentialVerdict({ mean, deviation: 1, units: units + more - 1 }, plan).state).toBe('open');
      }),
    );
  });

  it('keeps the error rate under peeking at every unit', () => {
    const random = randomFrom(11);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let wrong = 0;
    for (let run = 0; run < 400; run++) {
      let [sum, squares] = [0, 0];
      for (let units = 1; units <= 300; units++) {
        const value = normal();
        sum += value;
        squares += value * value;
        const mean = sum / units;
        const deviation = Math.sqrt(Math.max(0, squares - units * mean * mean) / (units - 1));
        if (units >= 30 && sequentialVerdict({ mean, deviation, units }, { ...plan, alpha: 0.1 }).state !== 'open') {
          wrong++;
          break;
        }
      }
    }
    // At most 40 expected, standard deviation 6.
    expect(wrong).toBeLessThanOrEqual(58);
  });
});

describe('standardised scores', () => {
  it('have mean 0 and deviation 1 for each rater', () => {
    const scores = [10, 30, 50]
      .map((value) => ({ raterId: 'strict', value }))
      .concat([80, 90].map((value) => ({ raterId: 'mild', value })));
    const [a, b, c, d, e] = standardiseByRater(scores);
    expect([a, b, c]).toEqual([-1, 0, 1]);
    expect(d).toBeCloseTo(-Math.SQRT1_2, 12);
    expect(e).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it('are undefined where a rater gave one value only', () => {
    expect(standardiseByRater([{ raterId: 'a', value: 5 }])).toEqual([undefined]);
    expect(standardiseByRater([5, 5].map((value) => ({ raterId: 'a', value })))).toEqual([undefined, undefined]);
  });
});

describe('Bradley–Terry', () => {
  const none = golden.wins.map((row) => row.map(() => 0));

  it('equals a binomial regression', () => {
    const own = bradleyTerry({ wins: golden.wins, ties: none });
    if (isUndetermined(own)) throw new Error(own.reason);
    for (const [i, { value, standardError }] of golden.strengths.entries()) {
      expect(own[i]?.value).toBeCloseTo(value, 9);
      expect(own[i]?.standardError).toBeCloseTo(standardError, 8);
    }
    expect(own.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(0, 12);
  });

  it('counts wins and ties of rankings', () => {
    const { wins, ties } = countPairwise([[3, 1, 1], [2, undefined, 2]], 3); // prettier-ignore
    expect(wins).toEqual([[0, 1, 1], [0, 0, 0], [0, 0, 0]]); // prettier-ignore
    expect(ties).toEqual([[0, 0, 1], [0, 0, 1], [1, 1, 0]]); // prettier-ignore
  });

  it('takes a tie for half a win each way, and gives no strength that would be infinite', () => {
    expect(bradleyTerry({ wins: [[0, 0], [0, 0]], ties: [[0, 4], [4, 0]] })).toMatchObject([{ value: 0, winRate: 0.5 }, { value: 0 }]); // prettier-ignore
    expect(bradleyTerry({ wins: [[0, 3], [0, 0]], ties: [[0, 0], [0, 0]] })).toEqual({ reason: 'separate' }); // prettier-ignore
    expect(bradleyTerry({ wins: [[0]], ties: [[0]] })).toEqual({ reason: 'few' });
  });
});

describe('strata', () => {
  it('are shared out to the last unit, none beyond its size', () => {
    expect(allocate([50, 30, 20], 10, 'proportional')).toEqual([5, 3, 2]);
    expect(allocate([50, 30, 20], 10, 'equal')).toEqual([4, 3, 3]);
    expect(allocate([1, 100], 50, 'equal')).toEqual([1, 49]);
    const sizes = fc.array(fc.nat(40), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, fc.nat(200), fc.constantFrom('proportional', 'equal'), (list, total, allocation) => {
        const given = allocate(list, total, allocation);
        expect(given.reduce((sum, count) => sum + count, 0)).toBe(
          Math.min(
            total,
            list.reduce((sum, size) => sum + size, 0),
          ),
        );
        for (const [i, count] of given.entries()) expect(count >= 0 && count <= (list[i] ?? 0)).toBe(true);
      }),
    );
  });

  const units = Array.from({ length: 100 }, (_, i) => ({ id: i, document: `d${Math.floor(i / 7)}`, kind: i % 4 === 0 ? 'news' : 'talk' }));

  it('are drawn from at random, the same for the same seed', () => {
    const draw = (seed: number) => drawStratified(units, ({ kind }) => kind, { size: 20, allocation: 'proportional' }, randomFrom(seed));
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
    expect(draw(3).filter(({ kind }) => kind === 'news')).toHaveLength(5);
    expect(new Set(draw(3)).size).toBe(20);
  });

  it('keep documents whole where asked', () => {
    const drawn = drawDocuments(units, ({ document }) => document, 20, randomFrom(5));
    expect(drawn.length).toBeGreaterThanOrEqual(20);
    expect(drawn.length).toBeLessThan(27);
    for (const document of new Set(drawn.map((unit) => unit.document))) {
      expect(drawn.filter((unit) => unit.document === document)).toEqual(units.filter((unit) => unit.document === document));
    }
    expect(drawDocuments(units, ({ document }) => document, 1000, randomFrom(5))).toHaveLength(100);
  });

  it('can be classes of equal size by a value', () => {
    expect(quantileClasses([5, 1, 4, 2, 3, 6], 3)).toEqual([2, 0, 1, 0, 1, 2]);
    expect(quantileClasses([1, 1, 1, 9], 2)).toEqual([0, 0, 0, 1]);
    expect(quantileClasses([], 3)).toEqual([]);
  });
});
