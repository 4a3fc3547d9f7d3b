import { describe, expect, it } from 'vitest';
import type { Aql, Inspection, InspectionLevel } from '#stats/acceptance.ts';
import { AQLS, INSPECTIONS, acceptanceChance, acceptanceChanceInLot, acceptanceChanceOfFaults, samplingPlan } from '#stats/acceptance.ts';
import { SHARED } from '../shared.ts';
import { GoldenFile } from './golden-file.ts';

type Plans = Readonly<Record<string, Readonly<Record<string, readonly [number, number, number]>>>>;
interface Golden {
  readonly single: Readonly<Record<Inspection, Plans>>;
  readonly code_letters: Readonly<Record<string, Readonly<Record<InspectionLevel, string>>>>;
  readonly lot_ranges: readonly (readonly [number, number | null])[];
  readonly queries: readonly {
    readonly lot: number;
    readonly level: InspectionLevel;
    readonly aql: string;
    readonly inspection: Inspection;
    readonly oc: readonly (readonly [number, number, number, number | null])[];
  }[];
}

function aqlOf(text: string): Aql {
  const found = AQLS.find((aql) => aql === Number(text));
  if (found === undefined) throw new Error(text);
  return found;
}

/** As Python rounds. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

describe.skipIf(SHARED === undefined)('golden plans of ANSI/ASQ Z1.4', () => {
  it('every code letter, plan and lot, with operating characteristics', () => {
    const golden = new GoldenFile<Golden>('sampling/ansi-z14.json.gz');
    const { single, code_letters, lot_ranges, queries } = golden.data;
    // A lot of which level and size give each code letter.
    const ways = new Map<string, { lot: number; level: InspectionLevel }>();
    for (const [row, [range, letters]] of Object.entries(code_letters).entries()) {
      const [least, most] = lot_ranges[row] ?? [NaN, NaN];
      expect(range).toBe(`${least}-${most ?? ''}`);
      for (const [key, letter] of Object.entries(letters)) {
        const level = key as InspectionLevel; // the golden's own keys
        for (const lot of [least, most ?? 10 * least])
          golden.meets(['code_letters', range, level], samplingPlan(lot, 1000, level, 'normal').letter);
        ways.set(letter, { lot: least, level });
      }
    }
    for (const inspection of INSPECTIONS) {
      for (const [letter, plans] of Object.entries(single[inspection])) {
        const way = ways.get(letter);
        if (!way) throw new Error(`no lot has ${letter}`);
        for (const aql of Object.keys(plans)) {
          const { size, accept, reject } = samplingPlan(way.lot, aqlOf(aql), way.level, inspection);
          golden.meets(['single', inspection, letter, aql], [size, accept, reject]);
        }
      }
    }
    for (const [at, { lot, level, aql, inspection, oc }] of queries.entries()) {
      const plan = samplingPlan(lot, aqlOf(aql), level, inspection);
      const { letter, size, accept, reject, isWholeLot } = plan;
      golden.meets(['queries', at], { code_letter: letter, n: size, ac: accept, re: reject, inspect_all: isWholeLot });
      for (const [row, [share]] of oc.entries()) {
        golden.meets(['queries', at, 'oc', row, 1], acceptanceChance(plan, share));
        golden.meets(['queries', at, 'oc', row, 2], acceptanceChanceOfFaults(plan, share));
        const hypergeometric = isWholeLot ? undefined : acceptanceChanceInLot(plan, lot, roundHalfEven(lot * share));
        golden.meets(['queries', at, 'oc', row, 3], hypergeometric);
      }
    }
    golden.settle({
      tool: 'versions',
      oc: 'note',
      warning: 'note',
      aql: 'input',
      levels: 'input',
      lot_ranges: 'input',
      'queries > * > lot': 'input',
      'queries > * > level': 'input',
      'queries > * > aql': 'input',
      'queries > * > inspection': 'input',
      'queries > * > oc > * > 0': 'input',
    });
  });
});
