import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random, randomFrom } from '#stats/random.ts';

/** Values of NumPy 1.24.2 for seed 12345, as `default_rng(12345)` gives them. */
const NUMPY = {
  uint64: [4193609425186963869n, 5843160025838961886n, 14708796524633321433n, 12474696839993944336n],
  below529: [369, 120, 417, 167, 108, 421, 339, 357, 522, 206, 444, 176],
  below1000003: [699217, 227336, 788649, 316759, 204177, 797367],
};

interface Golden {
  readonly vectors: readonly (Record<string, unknown> & { readonly seed: number; readonly uint64_first_12: readonly string[] })[];
}

const goldenPath = new URL('../../../shared/golden/metrics/rng/numpy-pcg64.json', import.meta.url);

function uint64(random: Random): bigint {
  const low = BigInt(random.uint32());
  return (BigInt(random.uint32()) << 32n) | low;
}

describe('Random', () => {
  it('draws what NumPy draws', () => {
    const random = new Random(12345);
    expect(NUMPY.uint64.map(() => uint64(random))).toEqual(NUMPY.uint64);
    const small = new Random(12345);
    expect(NUMPY.below529.map(() => small.below(529))).toEqual(NUMPY.below529);
    const large = new Random(12345);
    expect(NUMPY.below1000003.map(() => large.below(1000003))).toEqual(NUMPY.below1000003);
  });

  it('is the same for the same seed, and in [0, 1)', () => {
    const [a, b, other] = [randomFrom(7), randomFrom(7), randomFrom(8)];
    const drawn = Array.from({ length: 1000 }, a);
    expect(Array.from({ length: 1000 }, b)).toEqual(drawn);
    expect(Array.from({ length: 1000 }, other)).not.toEqual(drawn);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(randomFrom(12345)()).toBe(Number(4193609425186963869n >> 11n) / 2 ** 53);
  });

  it.skipIf(!existsSync(goldenPath))('equals every golden vector', () => {
    const golden = JSON.parse(readFileSync(goldenPath, 'utf8')) as Golden;
    let checked = 0;
    for (const vector of golden.vectors) {
      const random = new Random(vector.seed);
      expect(vector.uint64_first_12.map(() => String(uint64(random)))).toEqual(vector.uint64_first_12);
      for (const [key, value] of Object.entries(vector)) {
        const bound = /^choice_(\d+)_100$/.exec(key)?.[1];
        if (bound === undefined) continue;
        const drawing = new Random(vector.seed);
        expect((value as readonly number[]).map(() => drawing.below(Number(bound)))).toEqual(value);
        checked += 100;
      }
    }
    expect(checked).toBeGreaterThan(1000);
  });
});
