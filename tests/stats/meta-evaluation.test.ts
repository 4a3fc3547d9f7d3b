import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pearson } from '#stats/correlation.ts';
import type { RivalScores } from '#stats/correlation-difference.ts';
import { correlationDifference } from '#stats/correlation-difference.ts';
import {
  GROUPINGS,
  averageCorrelation,
  groupScores,
  kendallLike,
  pairwiseAgreement,
  systemAccuracy,
  williamsTest,
} from '#stats/meta-evaluation.ts';
import { pairwisePermutation, softPairwiseAccuracy } from '#stats/soft-pairwise-accuracy.ts';
import { calibrateTies } from '#stats/tie-calibration.ts';

function permute(scores: readonly (readonly number[])[]): readonly number[] {
  const running = pairwisePermutation(scores);
  let step = running.next();
  while (!step.done) step = running.next();
  return step.value;
}

const matrix = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 6, maxLength: 6 }), { minLength: 2, maxLength: 4 });

describe('meta-evaluation by its nature', () => {
  it('finds a metric that equals people perfect', () => {
    fc.assert(
      fc.property(matrix, (scores) => {
        for (const grouping of GROUPINGS) {
          const groups = groupScores(scores, scores, grouping);
          expect(pairwiseAgreement(groups)).toMatchObject({ accuracy: 1, tau: 1 });
          const r = averageCorrelation(groups, pearson);
          if ('value' in r) expect(r.value).toBeCloseTo(1, 12);
          expect(calibrateTies(groups)).toMatchObject({ epsilon: 0, accuracy: 1, plain: 1 });
        }
        const p = permute(scores);
        expect(softPairwiseAccuracy(p, p)).toBe(1);
        expect(p.every((one) => one >= 0 && one <= 1)).toBe(true);
      }),
      { numRuns: 5 },
    );
  });

  it('never loses by calibrating, and tells the accuracy that the epsilon gives', () => {
    fc.assert(
      fc.property(matrix, matrix, (human, metric) => {
        const groups = groupScores(human, metric, 'segment');
        const best = calibrateTies(groups);
        const plain = pairwiseAgreement(groups);
        if ('reason' in best || 'reason' in plain) {
          expect(best).toEqual(plain);
          return;
        }
        expect(best.accuracy).toBeGreaterThanOrEqual(best.plain - 1e-12);
        expect(best.plain).toBeCloseTo(plain.accuracy, 12);
        expect(pairwiseAgreement(groups, best.epsilon)).toMatchObject({ accuracy: expect.closeTo(best.accuracy, 12) });
        expect(best.curve.every(({ accuracy }) => accuracy <= best.accuracy + 1e-12)).toBe(true);
      }),
    );
  });

  it('says why there is no number', () => {
    expect(pairwiseAgreement([])).toEqual({ reason: 'few' });
    expect(calibrateTies([{ human: [1], metric: [1] }])).toEqual({ reason: 'few' });
    expect(systemAccuracy([1], [1])).toEqual({ reason: 'few' });
    expect(kendallLike([{ human: [1, 2], metric: [1, 2] }], 25)).toEqual({ reason: 'few' });
    expect(averageCorrelation([{ human: [1, 1], metric: [1, 2] }], pearson)).toEqual({ reason: 'few' });
    expect(softPairwiseAccuracy([], [])).toBeUndefined();
    expect(williamsTest(0.5, 0.4, 0.3, 3)).toBeUndefined();
    expect(groupScores([[1, undefined]], [[undefined, 2]], 'none')).toEqual([{ human: [], metric: [] }]);
  });
});

describe('the difference of two correlations', () => {
  const run = (rivals: RivalScores, trials = 999) => {
    const running = correlationDifference(rivals, { trials, seed: 7 });
    let step = running.next();
    while (!step.done) step = running.next();
    return step.value;
  };
  const human = Array.from({ length: 60 }, (_, i) => (i * 37) % 60);
  const near = human.map((value, i) => value + ((i * 11) % 7));
  const far = human.map((value, i) => (i % 3 === 0 ? value : (i * 23) % 60));
  const units = human.map((_, i) => i);

  it('is plain where one follows people and the other does not, and mirrors when they change places', () => {
    const own = run({ human, first: near, second: far, units });
    const turned = run({ human, first: far, second: near, units });
    if ('reason' in own || 'reason' in turned) throw new Error('undetermined');
    expect(own.p).toBe(0.001);
    expect(turned.p).toBe(1);
    expect(turned.difference).toBeCloseTo(-own.difference, 12);
    const [r, other] = [pearson(human, near), pearson(human, far)];
    expect(own.difference).toBeCloseTo('value' in r && 'value' in other ? r.value - other.value : NaN, 12);
  });

  it('is nothing between a metric and itself on another scale, and says why there is none', () => {
    expect(run({ human, first: near, second: near.map((value) => 3 * value - 9), units })).toMatchObject({ p: 1 });
    expect(run({ human, first: near, second: human.map(() => 1), units })).toEqual({ reason: 'constant' });
    expect(run({ human: [1, 2], first: [1, 2], second: [2, 1], units: [0, 1] })).toEqual({ reason: 'few' });
  });

  it('is less sure where items stand and fall together', () => {
    const doubled = (list: readonly number[]): number[] => list.flatMap((value) => [value, value]);
    const [a, b] = [human.map((value, i) => value + ((i * 29) % 50)), human.map((value, i) => value + ((i * 13) % 60))];
    const apart = run({ human: doubled(human), first: doubled(a), second: doubled(b), units: doubled(units).map((_, i) => i) });
    const together = run({ human: doubled(human), first: doubled(a), second: doubled(b), units: doubled(units) });
    if ('reason' in apart || 'reason' in together) throw new Error('undetermined');
    expect(together.difference).toBeCloseTo(apart.difference, 12);
    expect(Math.abs(together.p - 0.5)).toBeLessThan(Math.abs(apart.p - 0.5));
  });
});
