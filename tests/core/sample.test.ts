import { expect, test } from 'vitest';
import type { SamplePlan } from '#core/sample.ts';
import { sampleUnits } from '#core/sample.ts';

const plan: SamplePlan = { kind: 'stratified', systemId: 'y0', size: 4, population: 20 };

test('units of a sample stand by group, each with its system', () => {
  const groups = [
    { id: 'y0', population: 5, drawn: 1 },
    { id: 'y1', population: 5, drawn: 0 },
    { id: 'y2', population: 10, drawn: 3 },
  ];
  expect(sampleUnits({ plan: { ...plan, by: 'system', groups }, unitIds: ['a', 'a', 'b', 'c'] })).toEqual([
    { unitId: 'a', systemId: 'y0', group: 0 },
    { unitId: 'a', systemId: 'y2', group: 2 },
    { unitId: 'b', systemId: 'y2', group: 2 },
    { unitId: 'c', systemId: 'y2', group: 2 },
  ]);
});

test('a sample without groups is of one system', () => {
  expect(sampleUnits({ plan: { ...plan, kind: 'random' }, unitIds: ['a', 'b'] })).toEqual([
    { unitId: 'a', systemId: 'y0', group: 0 },
    { unitId: 'b', systemId: 'y0', group: 0 },
  ]);
});

test('groups that promise more than was drawn, as a damaged file may, end with the sample', () => {
  const groups = [{ id: 'd', population: 1, drawn: Number.MAX_SAFE_INTEGER }];
  expect(sampleUnits({ plan: { ...plan, by: 'document', groups }, unitIds: ['a'] })).toHaveLength(1);
});
