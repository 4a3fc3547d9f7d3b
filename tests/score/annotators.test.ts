import { describe, expect, it } from 'vitest';
import { WHOLE } from '#core/evaluation-filter.ts';
import { WHOLE_SHEET } from '#core/score-settings.ts';
import { annotatorSheet } from '#workers/score-annotators.ts';
import { judged, pace, project, storedTexts } from './project.ts';

const annotations = Array.from({ length: 20 }, (_, i) => [
  judged(i, 0, 'ana', { scores: { ESA: 5 * i } }),
  judged(i, 0, 'ben', { scores: { ESA: 5 * i } }),
  judged(i, 1, 'ana', { scores: { ESA: 100 } }),
]).flat();

async function sheet(filter: Partial<typeof WHOLE>, metricId = 'ESA') {
  const view = await project(storedTexts(), { annotations }).view({ ...WHOLE_SHEET, filter: { ...WHOLE, ...filter } }, pace());
  return annotatorSheet(view, metricId, new Map(), pace());
}

describe('annotators', () => {
  it('agree wholly where they give the same values, on what both judged', async () => {
    const { annotatorIds, alpha, pairs } = await sheet({});
    expect(annotatorIds).toEqual(['ana', 'ben']);
    expect(alpha).toBe(1);
    expect(pairs).toEqual([{ firstId: 'ana', secondId: 'ben', shared: 20, alpha: 1 }]);
  });

  it('are looked at in the part that is asked for', async () => {
    expect((await sheet({ documentIds: ['p.d0'] })).pairs[0]?.shared).toBe(10);
    expect((await sheet({ annotatorIds: ['ana'] })).annotatorIds).toEqual(['ana']);
    expect((await sheet({ systemIds: ['p.y1'] })).pairs).toEqual([]);
  });

  it('have no agreement by a metric that people do not give', async () => {
    expect(await sheet({}, 'BLEU')).toEqual({ metricId: 'BLEU', annotatorIds: [], items: 0, judgements: 0, pairs: [], people: [] });
  });
});
