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

/** NumPy's `integers(2, size=size, dtype=bool)` as zeros and ones. */
function bits(seed: number, size: number): string {
  const words = new Uint32Array(Math.ceil(size / 32));
  new Random(seed).fillBits(words);
  return Array.from({ length: size }, (_, i) => ((words[i >>> 5] ?? 0) >>> (i & 31)) & 1).join('');
}

function tallied(values: readonly number[], bound: number): number[] {
  const counts = Array<number>(bound).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
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

  it('counts as it draws, from wherever it stands', () => {
    for (const [bound, draws, before] of [
      [529, 1001, 0],
      [529, 1001, 3],
      [1, 5, 1],
      [2 ** 31 + 5, 0, 0],
      [3_000_000, 11, 1],
    ] as const) {
      const [one, other] = [new Random(5), new Random(5)];
      for (let i = 0; i < before; i++) expect(one.uint32()).toBe(other.uint32());
      const counts = new Uint16Array(Math.min(bound, 3_000_000));
      one.count(bound, draws, counts);
      const passing = new Random(5);
      for (let i = 0; i < before; i++) passing.uint32();
      passing.pass(bound, draws);
      const drawn = Array.from({ length: draws }, () => other.below(bound));
      expect(drawn.every((value) => (counts[value] ?? 0) > 0)).toBe(true);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(draws);
      const next = other.uint32();
      expect([one.uint32(), passing.uint32()]).toEqual([next, next]);
    }
  });

  it.skipIf(!existsSync(goldenPath))('equals every golden vector', () => {
    const golden = JSON.parse(readFileSync(goldenPath, 'utf8')) as Golden;
    let checked = 0;
    for (const vector of golden.vectors) {
      const random = new Random(vector.seed);
      expect(vector.uint64_first_12.map(() => String(uint64(random)))).toEqual(vector.uint64_first_12);
      for (const [key, value] of Object.entries(vector)) {
        const bound = /^choice_(\d+)_100$/.exec(key)?.[1];
        if (key === 'bool_120') expect(bits(vector.seed, 120)).toBe(value);
        if (bound === undefined) continue;
        const drawing = new Random(vector.seed);
        expect((value as readonly number[]).map(() => drawing.below(Number(bound)))).toEqual(value);
        checked += 100;
        if (Number(bound) > 70_000) continue;
        const counts = new Uint16Array(Number(bound));
        new Random(vector.seed).count(Number(bound), 100, counts);
        expect([...counts]).toEqual(tallied(value as readonly number[], Number(bound)));
      }
    }
    expect(checked).toBeGreaterThan(1000);
  });
});
