import { describe, expect, test } from 'vitest';
import { forecastOf } from '#state/review-forecast.ts';
import type { SampleWish } from '#state/review-plan.ts';
import { drawPlan, requestedPlan } from '#state/review-plan.ts';
import type { SampleFrame } from '#workers/review-sample.ts';

const wish: SampleWish = {
  kind: 'random',
  systemId: 'y',
  size: 40,
  seed: 1,
  by: 'document',
  allocation: 'proportional',
  metricId: '',
  rule: 'table',
  aql: 1,
  level: 'II',
  inspection: 'normal',
  accept: 2,
  rate: 5,
};
const frame: SampleFrame = { population: 950, documents: 40, groups: [], groupCount: 0 };
const parts = (...sizes: readonly number[]): SampleFrame => ({
  population: sizes.reduce((sum, size) => sum + size, 0),
  documents: sizes.length,
  groups: sizes.map((population, i) => ({ id: `d${i}`, population })),
  groupCount: sizes.length,
});

describe('a plan', () => {
  test('takes size and numbers from the table', () => {
    // ANSI/ASQ Z1.4: lot 950, level II is letter J; AQL 1.0, normal: 80, 2 and 3.
    const plan = drawPlan({ ...wish, kind: 'acceptance' }, frame, false);
    expect(plan).toEqual({
      size: 80,
      groups: [],
      rule: { accept: 2, reject: 3, table: { aql: 1, level: 'II', inspection: 'normal', letter: 'J' } },
    });
    expect(requestedPlan({ ...wish, kind: 'acceptance' }, plan, undefined)).toEqual({
      kind: 'acceptance',
      systemId: 'y',
      size: 80,
      acceptance: plan.rule,
    });
  });

  test('says how many each part gives, and draws what there is', () => {
    const stratified = { ...wish, kind: 'stratified' } as const;
    expect(drawPlan(stratified, parts(500, 300, 150), false).groups.map(({ drawn }) => drawn)).toEqual([21, 13, 6]);
    expect(drawPlan({ ...stratified, allocation: 'equal' }, parts(500, 300, 5), false).groups.map(({ drawn }) => drawn)).toEqual([
      18, 17, 5,
    ]);
    expect(drawPlan(wish, parts(12), false).size).toBe(12);
  });

  test.each([
    ['size', { size: 0 }, frame, { field: 'size', value: 0 }],
    ['size', { size: 1001 }, frame, { field: 'size', value: 1001 }],
    ['size', { size: NaN }, frame, { field: 'size', value: NaN }],
    ['seed', { seed: 1.5 }, frame, { field: 'seed', value: 1.5 }],
    ['rate', { rate: 0 }, frame, { field: 'rate', value: 0 }],
    ['number', { kind: 'acceptance', rule: 'own', accept: 40 }, frame, { field: 'accept', value: 40, most: 39 }],
    ['number in a small lot', { kind: 'acceptance', rule: 'own', accept: 12 }, parts(12), { field: 'accept', value: 12, most: 11 }],
    ['table', { kind: 'acceptance', aql: 0.01 }, { ...frame, population: 90_000 }, { field: 'rule', reason: 'too-many', size: 1250 }],
    ['lot', { kind: 'acceptance' }, parts(1), { field: 'rule', reason: 'one-segment' }],
    ['parts', { kind: 'stratified' }, parts(9), { field: 'by', reason: 'one-group', by: 'document' }],
    ['scores', { kind: 'stratified', by: 'score' }, parts(9), { field: 'by', reason: 'no-score', by: 'score' }],
    [
      'parts',
      { kind: 'stratified' },
      { ...parts(9, 9), groupCount: 3000 },
      { field: 'by', reason: 'too-many', by: 'document', groups: 3000 },
    ],
    [
      'domains',
      { kind: 'stratified', by: 'domain' },
      { ...frame, groups: [{ id: '', population: 950 }], groupCount: 1 },
      { field: 'by', reason: 'no-domain', by: 'domain' },
    ],
    ['system', {}, parts(), { field: 'system' }],
  ] as const)('with a wrong %s names field, value and limit', (_, change, given, problem) => {
    const plan = drawPlan({ ...wish, ...change }, given, false);
    expect(plan.problem).toEqual(problem);
    expect(forecastOf({ ...wish, ...change }, plan, given)).toBeUndefined();
  });
});

describe('a forecast', () => {
  const of = (change: Partial<SampleWish>, given = frame) =>
    forecastOf({ ...wish, ...change }, drawPlan({ ...wish, ...change }, given, false), given);

  test('tells what a simple sample finds and how sure it will be', () => {
    // scipy.stats.hypergeom: 1 - pmf(0, 950, 48, 40); of 2 hits in 40 of 950 what 2.5 % on either side leaves.
    const found = of({});
    expect(found?.find.faulty).toBe(48);
    expect(found?.find.chance).toBeCloseTo(0.8798333229744623, 10);
    expect((found?.expected?.low ?? 0) * 950).toBeCloseTo(7);
    expect((found?.expected?.high ?? 0) * 950).toBeCloseTo(158);
    expect(found?.curve[0]).toEqual({ share: 0, chance: 0 });
    expect(found?.curve.at(-1)?.chance).toBeGreaterThan(0.98);
  });

  test('tells what an acceptance plan lets through', () => {
    // scipy.stats.hypergeom.cdf(2, 950, k, 80): of k = 10, and the first k with at most 0.1.
    const found = of({ kind: 'acceptance' });
    expect(found?.atLevel?.faulty).toBe(10);
    expect(found?.atLevel?.chance).toBeCloseTo(0.9552222716652559, 10);
    expect(found?.limit?.faulty).toBe(61);
    expect(found?.curve[0]).toEqual({ share: 0, chance: 1 });
    for (const [i, point] of (found?.curve ?? []).entries()) expect(point.chance).toBeLessThanOrEqual(found?.curve[i - 1]?.chance ?? 1);
  });

  test('says of whole documents how many, and what they are worth', () => {
    const found = of({ kind: 'documents' });
    // Two documents: 4 segments of a simple sample give an interval as wide, and 3 a wider one.
    expect(found?.documents).toEqual({ drawn: 2, worth: 4 });
    expect(found?.expected?.high).toBeGreaterThan(of({})?.expected?.high ?? 1);
  });

  test('is of no use where everything is looked at, and where the worst are chosen', () => {
    expect(of({ size: 1000 })).toBeUndefined();
    expect(of({ kind: 'risk' })).toBeUndefined();
  });

  test('finds as much in strata as chance in each allows', () => {
    const given = parts(500, 300, 150);
    // scipy.stats.hypergeom: 1 - pmf(0, 500, 25, 21) * pmf(0, 300, 15, 13) * pmf(0, 150, 8, 6).
    expect(of({ kind: 'stratified' }, given)?.find.chance).toBeCloseTo(0.8794190305528965, 10);
  });
});
