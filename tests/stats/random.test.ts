import { describe, expect, it } from 'vitest';
import { Random, randomFrom } from '#stats/random.ts';

/** Values of NumPy 1.24.2 for seed 12345, as `default_rng(12345)` gives them. */
const NUMPY = {
  uint64: [4193609425186963869n, 5843160025838961886n, 14708796524633321433n, 12474696839993944336n],
  below529: [369, 120, 417, 167, 108, 421, 339, 357, 522, 206, 444, 176],
  below1000003: [699217, 227336, 788649, 316759, 204177, 797367],
};

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
});
