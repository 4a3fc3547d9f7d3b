import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Aql, Inspection, InspectionLevel } from '#stats/acceptance.ts';
import {
  AQLS,
  INSPECTIONS,
  acceptanceChance,
  acceptanceChanceInLot,
  acceptanceChanceOfFaults,
  detectionChance,
  sampleToDetect,
  samplingPlan,
} from '#stats/acceptance.ts';
import { SHARED, sharedText } from '../shared.ts';

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

type Plans = Readonly<Record<string, Readonly<Record<string, readonly [number, number, number]>>>>;
interface Golden {
  readonly single: Readonly<Record<Inspection, Plans>>;
  readonly code_letters: Readonly<Record<string, Readonly<Record<InspectionLevel, string>>>>;
  readonly queries: readonly {
    readonly lot: number;
    readonly level: InspectionLevel;
    readonly aql: string;
    readonly inspection: Inspection;
    readonly code_letter: string;
    readonly n: number;
    readonly ac: number;
    readonly re: number;
    readonly inspect_all: boolean;
    readonly oc: readonly (readonly [number, number, number, number | null])[];
  }[];
}

function aqlOf(text: string): Aql {
  const found = AQLS.find((aql) => aql === Number(text));
  if (found === undefined) throw new Error(text);
  return found;
}

describe.skipIf(SHARED === undefined)('golden plans of ANSI/ASQ Z1.4', () => {
  const golden = SHARED === undefined ? undefined : (JSON.parse(sharedText('golden/metrics/sampling/ansi-z14.json.gz')) as Golden);

  test('every code letter and AQL', () => {
    // A lot of which level and size give each code letter.
    const ways = new Map<string, { lot: number; level: InspectionLevel }>();
    for (const [range, letters] of Object.entries(golden?.code_letters ?? {})) {
      for (const [level, letter] of Object.entries(letters))
        ways.set(letter, { lot: Number(range.split('-')[0]), level: level as InspectionLevel }); // the golden's own keys
    }
    let compared = 0;
    for (const inspection of INSPECTIONS) {
      for (const [letter, plans] of Object.entries(golden?.single[inspection] ?? {})) {
        const way = ways.get(letter);
        if (!way) continue;
        for (const [aql, [n, accept, reject]] of Object.entries(plans)) {
          const own = samplingPlan(way.lot, aqlOf(aql), way.level, inspection);
          expect([own.letter, own.size, own.accept, own.reject], `${inspection} ${letter} ${aql}`).toEqual([letter, n, accept, reject]);
          compared++;
        }
      }
    }
    expect(compared).toBe(3 * 16 * 26);
  });

  test('lots, with their operating characteristics', () => {
    for (const { lot, level, aql, inspection, code_letter, n, ac, re, inspect_all, oc } of golden?.queries ?? []) {
      const plan = samplingPlan(lot, aqlOf(aql), level, inspection);
      expect(plan, `${lot} ${level} ${aql} ${inspection}`).toEqual({
        letter: code_letter,
        size: n,
        accept: ac,
        reject: re,
        isWholeLot: inspect_all,
      });
      for (const [share, binomial, poisson, hypergeometric] of oc) {
        expect(acceptanceChance(plan, share)).toBeCloseTo(binomial, 9);
        expect(acceptanceChanceOfFaults(plan, share)).toBeCloseTo(poisson, 9);
        if (hypergeometric !== null) expect(acceptanceChanceInLot(plan, lot, roundHalfEven(lot * share))).toBeCloseTo(hypergeometric, 9);
      }
    }
  });
});

/** As Python rounds. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}
