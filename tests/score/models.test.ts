import { expect, test } from 'vitest';
import type { MetricValue } from '#core/metric-value.ts';
import { modelColumns } from '#workers/score-models.ts';
import { arrangeTexts } from '#workers/score-texts.ts';
import { storedTexts } from './project.ts';

test('a model that was removed keeps its name and the direction of its values', () => {
  const value = (unit: number, signature: string): MetricValue => ({
    projectId: 'p',
    metricId: 'model:0123456789abcdef',
    signature,
    level: 'segment',
    systemId: 'p.y0',
    unitId: `p.d0.s${unit}`,
    value: unit / 10,
    inputSha256: '',
  });
  const texts = arrangeTexts(storedTexts());
  const lower = 'model:Error risk, small|sha256:0123456789abcdef|features:stet-features-1|better:lower';
  const [column] = modelColumns(texts, [value(1, lower), value(2, lower)], []);
  expect(column).toMatchObject({ name: 'Error risk, small', higherIsBetter: false, signature: lower });
  expect(column?.values.get('p.y0')?.slice(0, 3)).toEqual(new Float64Array([NaN, 0.1, 0.2]));
  expect(modelColumns(texts, [value(1, lower.replace('lower', 'higher'))], [])[0]?.higherIsBetter).toBe(true);
});
