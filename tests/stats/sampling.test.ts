import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '#stats/random.ts';
import { drawSample, orderByValue } from '#stats/sampling.ts';

const units = Array.from({ length: 950 }, (_, i) => `unit ${i}`);

describe('a random sample', () => {
  test('is the same for the same seed, another for another', () => {
    expect(drawSample(units, 40, randomFrom(2026))).toEqual(drawSample(units, 40, randomFrom(2026)));
    expect(drawSample(units, 40, randomFrom(2026))).not.toEqual(drawSample(units, 40, randomFrom(2027)));
  });

  test('holds distinct items of the list, as many as asked for or all', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), fc.nat(60), fc.nat(), (items, size, seed) => {
        const drawn = drawSample(items, size, randomFrom(seed));
        expect(drawn).toHaveLength(Math.min(size, items.length));
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn.every((item) => items.includes(item))).toBe(true);
      }),
    );
  });

  test('begins with the smaller sample of the same seed', () => {
    fc.assert(
      fc.property(fc.nat(950), fc.nat(950), fc.nat(), (a, b, seed) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        expect(drawSample(units, large, randomFrom(seed)).slice(0, small)).toEqual(drawSample(units, small, randomFrom(seed)));
      }),
    );
  });

  test('draws every item equally often', () => {
    const counts = new Map<number, number>();
    const random = randomFrom(7);
    for (let round = 0; round < 6000; round++) {
      for (const item of drawSample([0, 1, 2, 3, 4, 5], 2, random)) counts.set(item, (counts.get(item) ?? 0) + 1);
    }
    // 2000 expected each, standard deviation 36.5: chi squared with 5 degrees of freedom stays below 20.5 with p = 0.999.
    const chiSquared = [0, 1, 2, 3, 4, 5].reduce((sum, item) => sum + ((counts.get(item) ?? 0) - 2000) ** 2 / 2000, 0);
    expect(chiSquared).toBeLessThan(20.5);
  });

  test('leaves the list as it was', () => {
    const items = [1, 2, 3];
    drawSample(items, 3, randomFrom(1));
    expect(items).toEqual([1, 2, 3]);
  });
});

describe('an order by value', () => {
  test('rises, keeps ties as given and puts what has no value last', () => {
    const rows = [
      { id: 'a', value: 2 },
      { id: 'b', value: undefined },
      { id: 'c', value: 1 },
      { id: 'd', value: 2 },
      { id: 'e', value: NaN },
      { id: 'f', value: -3 },
    ];
    expect(orderByValue(rows, (row) => row.value).map((row) => row.id)).toEqual(['f', 'c', 'a', 'd', 'b', 'e']);
  });

  test('is a stable permutation', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined })), (values) => {
        const rows = values.map((value, index) => ({ value, index }));
        const ordered = orderByValue(rows, (row) => row.value);
        expect([...ordered].sort((a, b) => a.index - b.index)).toEqual(rows);
        for (const [i, row] of ordered.entries()) {
          const next = ordered[i + 1];
          if (next) expect((row.value ?? 9) < (next.value ?? 9) || (row.value === next.value && row.index < next.index)).toBe(true);
        }
      }),
    );
  });
});
