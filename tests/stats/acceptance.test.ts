import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import {
  acceptanceChance,
  acceptanceChanceInLot,
  acceptanceChanceOfFaults,
  detectionChance,
  sampleToDetect,
  samplingPlan,
} from '#stats/acceptance.ts';

// golden/decisions.py wrote these with scipy 1.13.1.
const { detect } = JSON.parse(readFileSync(new URL('golden/decisions.json', import.meta.url), 'utf8')) as {
  readonly detect: readonly { readonly population: number; readonly faulty: number; readonly sampled: number; readonly chance: number }[];
};

describe('acceptance sampling', () => {
  it('gives the plans that everyone knows', () => {
    expect(samplingPlan(1000, 1, 'II', 'normal')).toEqual({ letter: 'J', size: 80, accept: 2, reject: 3, isWholeLot: false });
    expect(samplingPlan(1000, 1, 'II', 'tightened')).toEqual({ letter: 'J', size: 80, accept: 1, reject: 2, isWholeLot: false });
    expect(samplingPlan(5, 1, 'II', 'normal')).toEqual({ letter: 'A', size: 13, accept: 0, reject: 1, isWholeLot: true });
  });

  it('accepts a good lot more often than a bad one', () => {
    const plan = samplingPlan(1000, 1, 'II', 'normal');
    const shares = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 1];
    for (const chance of [
      (share: number) => acceptanceChance(plan, share),
      (share: number) => acceptanceChanceOfFaults(plan, share),
      (share: number) => acceptanceChanceInLot(plan, 1000, Math.round(1000 * share)),
    ]) {
      const curve = shares.map(chance);
      expect(curve[0]).toBe(1);
      for (let i = 1; i < curve.length; i++) expect(curve[i]).toBeLessThanOrEqual(curve[i - 1] ?? 0);
    }
  });

  test.each(detect)('sees one of $faulty in $population with $sampled', ({ population, faulty, sampled, chance }) => {
    expect(detectionChance(population, faulty, sampled)).toBeCloseTo(chance, 10);
    const least = sampleToDetect(population, faulty, 0.95) ?? NaN;
    expect(detectionChance(population, faulty, least)).toBeGreaterThanOrEqual(0.95 - 1e-12);
    if (least > 1) expect(detectionChance(population, faulty, least - 1)).toBeLessThan(0.95);
    expect(sampleToDetect(population, 0, 0.95)).toBeUndefined();
  });
});
