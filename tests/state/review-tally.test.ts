import { describe, expect, test } from 'vitest';
import type { Verdict } from '#core/annotation.ts';
import type { Sample, SamplePlan } from '#core/sample.ts';
import { tallyOf } from '#state/review-tally.ts';
import { hitsInPopulation, mostInPopulation } from '#stats/proportion.ts';

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

  describe('of an acceptance plan', () => {
    const lot = (accept: number, reject: number) => sampleOf(8, { kind: 'acceptance', population: 25, acceptance: { accept, reject } });

    test('is open while what is left can change it', () => {
      expect(tallyOf(lot(1, 2), verdicts('ppxp----')).acceptance).toEqual({ state: 'open' });
    });

    test('falls as soon as it is certain, with the bound that speaks for it', () => {
      // tests/stats/golden/survey.json: 2 of 4 of 25: at least 3.
      expect(tallyOf(lot(1, 2), verdicts('pxpx----')).acceptance).toEqual({ state: 'refused', bound: 3 });
      const accepted = tallyOf(lot(1, 2), verdicts('ppppppp-')).acceptance;
      expect(accepted?.state).toBe('accepted');
      expect(accepted?.bound).toBe(mostInPopulation(0, 7, 25));
      expect(tallyOf(lot(1, 2), verdicts('xppppppp')).acceptance?.state).toBe('accepted');
    });

    test('between the two numbers of reduced inspection is accepted with a note', () => {
      expect(tallyOf(lot(1, 4), verdicts('xxpppppp')).acceptance?.state).toBe('noted');
      expect(tallyOf(lot(1, 4), verdicts('xxxxpppp')).acceptance?.state).toBe('refused');
    });
  });

  describe('of strata', () => {
    const groups = [
      { id: 'd0', population: 500, drawn: 4 },
      { id: 'd1', population: 450, drawn: 2 },
      { id: 'd2', population: 30, drawn: 0 },
    ];
    const sample = sampleOf(6, { kind: 'stratified', by: 'document', population: 980, groups });

    test('says nothing of the whole until each has a verdict', () => {
      const { strata } = tallyOf(sample, verdicts('xppp--'));
      expect(strata).toMatchObject({ waiting: 1, unseen: 30 });
      expect(strata?.whole).toBeUndefined();
      expect(strata?.groups[0]).toMatchObject({ reviewed: 4, problems: 1, affected: hitsInPopulation(1, 4, 500) });
    });

    test('weighs each by its size', () => {
      const { strata } = tallyOf(sample, verdicts('xpppxx'));
      expect(strata?.whole?.share).toBeCloseTo((500 * 0.25 + 450) / 950);
    });
  });

  test('of whole documents counts those reviewed whole', () => {
    const groups = [
      { id: 'd4', population: 3, drawn: 3 },
      { id: 'd1', population: 2, drawn: 2 },
      { id: 'd9', population: 2, drawn: 2 },
    ];
    const sample = sampleOf(7, { kind: 'documents', documents: 20, population: 50, groups });
    const one = tallyOf(sample, verdicts('ppp-x--')).documents;
    expect(one).toMatchObject({ reviewed: 1, drawn: 3, all: 20, affected: 0, affectedOfAll: hitsInPopulation(0, 1, 20) });
    expect(one?.whole).toBeUndefined();
    const two = tallyOf(sample, verdicts('pppxp--')).documents;
    expect(two).toMatchObject({ reviewed: 2, affected: 1 });
    expect(two?.whole?.share).toBeCloseTo(0.2);
  });
});
