import { describe, expect, test } from 'vitest';
import type { Verdict } from '#core/annotation.ts';
import type { Sample, SamplePlan } from '#core/sample.ts';
import { tallyOf } from '#state/review-tally.ts';

const sampleOf = (size: number, plan: Partial<SamplePlan> = {}): Sample => ({
  id: 'sample',
  projectId: 'p',
  seed: 2026,
  plan: { kind: 'random', systemId: 'y', size, population: 950, ...plan },
  unitIds: Array.from({ length: size }, (_, i) => `s${i}`),
  createdAt: 1,
});

/** p = pass, x = problem, - = none yet. */
const verdicts = (signs: string): readonly (Verdict | undefined)[] =>
  Array.from(signs, (sign) => (sign === 'p' ? 'pass' : sign === 'x' ? 'problem' : undefined));

describe('a tally', () => {
  test('of a random sample bounds what the rest holds', () => {
    // scipy.stats.hypergeom: see tests/stats/golden/proportion.py.
    const tally = tallyOf(sampleOf(40), verdicts(`xxx${'p'.repeat(37)}`));
    expect(tally).toMatchObject({ total: 40, reviewed: 40, problems: 3, skipped: 0, population: 950 });
    expect(tally.inference?.affected).toEqual({ low: 16, high: 191 });
  });

  test('counts only what was reviewed, and what was passed over', () => {
    expect(tallyOf(sampleOf(8), verdicts('p-x-p---'))).toMatchObject({ total: 8, reviewed: 3, problems: 1, skipped: 2 });
  });

  test('says nothing of the rest before the first verdict', () => {
    expect(tallyOf(sampleOf(3), verdicts('---'))).toEqual({ total: 3, reviewed: 0, problems: 0, skipped: 0, population: 950 });
  });

  test('says nothing of the rest where the worst were chosen', () => {
    expect(tallyOf(sampleOf(3, { kind: 'risk', metricId: 'model:a' }), verdicts('xxp')).inference).toBeUndefined();
  });

  test('of everything leaves nothing open', () => {
    expect(tallyOf(sampleOf(3, { population: 3 }), verdicts('xpp')).inference?.affected).toEqual({ low: 1, high: 1 });
  });
});
