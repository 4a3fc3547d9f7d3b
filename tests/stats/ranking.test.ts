import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CORRECTIONS } from '#stats/multiplicity.ts';
import { rankSystems } from '#stats/ranking.ts';

const plain = { alpha: 0.05, correction: 'none' } as const;

describe('rankSystems', () => {
  it('puts apart what is significantly apart', () => {
    const apart = new Set(['0 1', '0 2', '0 3', '1 3', '2 3']);
    const { systems } = rankSystems([90, 80, 79, 50], (a, b) => (apart.has(`${a} ${b}`) ? 0.001 : 0.4), plain);
    expect(systems.map(({ index, cluster, best, worst }) => [index, cluster, best, worst])).toEqual([
      [0, 1, 1, 1],
      [1, 2, 2, 3],
      [2, 2, 2, 3],
      [3, 3, 4, 4],
    ]);
  });

  it('keeps one cluster where the first and the last of it tie through others', () => {
    const { systems } = rankSystems([3, 2, 1], (a, b) => (b - a > 1 ? 0.001 : 0.4), plain);
    expect(systems.map(({ cluster }) => cluster)).toEqual([1, 1, 1]);
    expect(systems.map(({ wins, losses }) => [wins, losses])).toEqual([[1, 0], [0, 0], [0, 1]]); // prettier-ignore
  });

  it('counts a pair that cannot be tested as tied', () => {
    const { systems, pairs } = rankSystems([1, 2], () => undefined, plain);
    expect(systems.map(({ index, cluster }) => [index, cluster])).toEqual([[1, 1], [0, 1]]); // prettier-ignore
    expect(pairs).toEqual([{ first: 0, second: 1, p: undefined }]);
    expect(rankSystems([], () => 0, plain).systems).toEqual([]);
  });

  it('finds no more with a correction, and never a worse system in an earlier cluster', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(scores, fc.array(fc.double({ min: 0, max: 0.2, noNaN: true }), { minLength: 49, maxLength: 49 }), (list, p) => {
        const clusters = CORRECTIONS.map((correction) => {
          const { systems } = rankSystems(list, (a, b) => p[a * 7 + b], { alpha: 0.05, correction });
          for (const [i, one] of systems.entries()) {
            const next = systems[i + 1];
            expect(one.best).toBeLessThanOrEqual(one.worst);
            if (!next) continue;
            expect(next.cluster - one.cluster).toBeLessThanOrEqual(1);
            expect(list[one.index]).toBeGreaterThanOrEqual(list[next.index] ?? Infinity);
          }
          return systems.at(-1)?.cluster ?? 0;
        });
        expect(clusters[1]).toBeLessThanOrEqual(clusters[0] ?? 0);
        expect(clusters[2]).toBeGreaterThanOrEqual(clusters[1] ?? 0);
      }),
    );
  });
});
