import { describe, expect, it } from 'vitest';
import { WHOLE } from '#core/evaluation-filter.ts';
import { WHOLE_SHEET } from '#core/score-settings.ts';
import { krippendorffAlpha } from '#stats/krippendorff.ts';
import { isUndetermined } from '#stats/undetermined.ts';
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

  it('agree on points by their order, and nothing is said of marks where none are asked for', async () => {
    const texts = storedTexts();
    const given = (place: number, ana: number, ben: number) => [
      judged(place, 0, 'ana', { scores: { SQM: ana } }),
      judged(place, 0, 'ben', { scores: { SQM: ben } }),
    ];
    const pairs = [[0, 1], [4, 4], [5, 6], [6, 6], [5, 5]] as const; // prettier-ignore
    const points = pairs.flatMap(([ana, ben], place) => given(place, ana, ben));
    const scored = project({ ...texts, project: { ...texts.project, protocols: ['SQM'] } }, { annotations: points });
    const view = await scored.view(WHOLE_SHEET, pace());
    expect(view.ratingMetrics.map(({ id }) => id)).toEqual(['SQM']);
    const made = await annotatorSheet(view, 'SQM', new Map(), pace());
    const expected = krippendorffAlpha(pairs, 'ordinal');
    expect(isUndetermined(expected) ? undefined : expected.value).toBe(made.alpha);
    expect(krippendorffAlpha(pairs, 'interval')).not.toMatchObject({ value: made.alpha });
    expect(made).toMatchObject({ isOrdinal: true, people: [{ mean: 4 }, { mean: 4.4 }] });
    expect(made.spans).toBeUndefined();
  });

  it('lead by the human score that the settings name', async () => {
    const lead = async (name?: 'ESA') => {
      const settings = { ...WHOLE_SHEET.settings, ...(name ? { lead: name } : {}) };
      return (await project(storedTexts(), { annotations }).view({ ...WHOLE_SHEET, settings }, pace())).ratingMetrics.map(({ id }) => id);
    };
    expect(await lead()).toEqual(['MQM', 'ESA']);
    expect(await lead('ESA')).toEqual(['ESA', 'MQM']);
  });

  it('have no agreement by a metric that people do not give', async () => {
    expect(await sheet({}, 'BLEU')).toEqual({ metricId: 'BLEU', annotatorIds: [], items: 0, judgements: 0, pairs: [], people: [] });
  });
});
