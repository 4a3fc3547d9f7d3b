import { describe, expect, it } from 'vitest';
import { fixture, judged, project, rowsOf, storedTexts } from './project.ts';

const SENTENCE_BLEU = fixture.results.find(({ signature }) => signature.includes('eff:yes|tok:13a|smooth:exp'))?.sentence ?? [];
const SENTENCE_CHRF = fixture.results.find(({ signature }) => signature.includes('eff:yes|nc:6|nw:0'))?.sentence ?? [];
const count = fixture.texts.length;

describe('segment values', () => {
  it("are sacreBLEU's sentence scores, in the order of the project", async () => {
    const { total, rows } = await rowsOf(project(storedTexts()), { systemIds: ['p.y0'], limit: 1000 });
    expect(total).toBe(count);
    expect(rows.map(({ target }) => target)).toEqual(fixture.texts.map(({ hypothesis }) => hypothesis));
    for (const [i, { values, source, index, documentName }] of rows.entries()) {
      expect(Math.abs((values[2] ?? NaN) - (SENTENCE_BLEU[i] ?? NaN))).toBeLessThanOrEqual(1e-9);
      expect(Math.abs((values[3] ?? NaN) - (SENTENCE_CHRF[i] ?? NaN))).toBeLessThanOrEqual(1e-9);
      expect([source, index, documentName]).toEqual([`source ${i}`, i % 10, `document ${Math.floor(i / 10)}`]);
    }
  });

  it('are sorted by any metric, those without a value last', async () => {
    const annotations = [
      judged(3, 0, 'a', { scores: { ESA: 20 } }),
      judged(7, 0, 'a', { scores: { ESA: 90 } }),
      judged(5, 1, 'a', { scores: { ESA: 50 } }),
    ];
    const scored = project(storedTexts(), { annotations });
    const order = async (isDescending: boolean): Promise<readonly (number | null)[]> =>
      (await rowsOf(scored, { sort: 'ESA', isDescending, limit: 5 })).rows.map(({ values }) => values[1] ?? null);
    expect(await order(false)).toEqual([20, 50, 90, null, null]);
    expect(await order(true)).toEqual([90, 50, 20, null, null]);
    const last = await rowsOf(scored, { isDescending: true, limit: 1 });
    expect(last.rows[0]?.source).toBe(`source ${count - 1}`);
  });

  it('are found by system and by words, and come in pages', async () => {
    const scored = project(storedTexts());
    expect((await rowsOf(scored, {})).total).toBe(count * 2 + 5);
    expect((await rowsOf(scored, { systemIds: ['p.y2'] })).rows).toHaveLength(5);
    const found = await rowsOf(scored, { text: 'LAMPE' });
    expect(found.rows.map(({ target }) => target)).toEqual([fixture.texts[0]?.hypothesis, fixture.texts[0]?.hypothesis]);
    const page = await rowsOf(scored, { offset: 3, limit: 2, systemIds: ['p.y0'] });
    expect(page).toMatchObject({ total: count, rows: [{ source: 'source 3' }, { source: 'source 4' }] });
  });
});
