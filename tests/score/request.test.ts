import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { WHOLE } from '#core/evaluation-filter.ts';
import type { ScoreRequest, ScoreSettings } from '#core/score-settings.ts';
import { DEFAULT_SCORE_SETTINGS, WHOLE_SHEET } from '#core/score-settings.ts';
import { documentId, segmentId, systemId } from '#core/segment.ts';
import { decidingSegments } from '#workers/score-deciding.ts';
import { scoreGroups, segmentValues } from '#workers/score-groups.ts';
import type { StoredTexts } from '#workers/score-texts.ts';
import { fixture, judged, pace, project, sheetOf, storedTexts } from './project.ts';

/** See `../metrics/golden/make.py`. */
const golden = JSON.parse(readFileSync(new URL('../metrics/golden/significance.json', import.meta.url), 'utf8')) as {
  systems: Record<string, readonly string[]>;
  tests: readonly {
    test: 'bs' | 'ar';
    samples: number;
    results: Record<string, readonly { score: number; p: number | null; mean: number; ci: number }[]>;
  }[];
};
const FAST = { ...DEFAULT_SCORE_SETTINGS, samples: 100 };

/** The fixture's segments, translated by the systems that sacreBLEU compared. */
function comparedTexts(): StoredTexts {
  const texts = storedTexts();
  const names = Object.keys(golden.systems);
  return {
    ...texts,
    systems: names.map((name, i) => ({ id: systemId('p', i), projectId: 'p', name, origin: 'import' })),
    packs: texts.documents.flatMap((document, d) =>
      names.map((name, i) => ({
        documentId: document.id,
        systemId: systemId('p', i),
        projectId: 'p',
        texts: golden.systems[name]?.slice(d * 10, d * 10 + 10) ?? [],
      })),
    ),
  };
}

function error(category: string, severity: 'minor' | 'major' = 'major') {
  return { id: category, parts: [], category, severity, origin: 'human' } as const;
}

describe('tests of every two systems', () => {
  for (const { test, samples, results } of golden.tests) {
    it(`give sacreBLEU's p-values (${test})`, async () => {
      const settings: ScoreSettings = {
        ...DEFAULT_SCORE_SETTINGS,
        textMetrics: [{ kind: 'BLEU' }, { kind: 'chrF' }, { kind: 'TER' }],
        test: test === 'bs' ? 'bootstrap' : 'randomization',
        trials: samples,
      };
      const scored = project(comparedTexts());
      const request = { ...WHOLE_SHEET, settings };
      const sheet = await scored.sheet(request, pace());
      expect(sheet.pairTests.map(({ metricId }) => metricId)).toEqual(Object.keys(results));
      for (const { metricId, samples: drawn, isTested, pairs: untested } of sheet.pairTests) {
        expect(drawn).toBe(samples);
        // The sheet leaves out what takes long; it is asked for metric by metric.
        expect(isTested).toBe(test === 'bs');
        if (test === 'ar') expect(untested.every(({ p }) => p === undefined)).toBe(true);
        const { pairs } = (await scored.tests(request, metricId, pace())) ?? { pairs: [] };
        expect(pairs.map(({ firstId, secondId }) => `${firstId} ${secondId}`)).toEqual(['p.y0 p.y1', 'p.y0 p.y2', 'p.y1 p.y2']);
        for (const [i, one] of (results[metricId] ?? []).slice(1).entries()) {
          expect(pairs[i]?.p, metricId).toBe(one.p);
          const sign = metricId === 'TER' ? -1 : 1;
          expect(pairs[i]?.difference).toBeCloseTo(sign * ((results[metricId]?.[0]?.score ?? NaN) - one.score), 9);
          expect(pairs[i]?.low).toBeLessThan(pairs[i]?.high ?? NaN);
        }
      }
    });
  }

  it('resample documents as wholes where asked', async () => {
    const sheet = await sheetOf(comparedTexts(), {}, { settings: { ...FAST, unit: 'document', test: 'bootstrap' } });
    const [tests] = sheet.pairTests;
    expect(tests).toMatchObject({ unit: 'document', samples: 100 });
    expect(tests?.pairs[0]).toMatchObject({ segments: fixture.texts.length, units: Math.ceil(fixture.texts.length / 10) });
    const bySegment = await sheetOf(comparedTexts(), {}, { settings: { ...FAST, test: 'bootstrap' } });
    expect(tests?.pairs[0]?.difference).toBeCloseTo(bySegment.pairTests[0]?.pairs[0]?.difference ?? NaN, 12);
    expect(tests?.pairs[0]?.p).not.toBe(bySegment.pairTests[0]?.pairs[0]?.p);
  });

  it('stand on the segments that both have', async () => {
    const annotations = Array.from({ length: 30 }, (_, i) => [
      judged(i, 0, 'a', { scores: { ESA: 80 + (i % 7) } }),
      ...(i < 12 ? [judged(i, 1, 'a', { scores: { ESA: 70 + (i % 5) } })] : []),
    ]).flat();
    const sheet = await sheetOf(storedTexts(), { annotations }, { settings: FAST });
    const esa = sheet.pairTests.find(({ metricId }) => metricId === 'ESA');
    expect(esa?.pairs).toHaveLength(1);
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const shared = Array.from({ length: 12 }, (_, i) => 80 + (i % 7) - (70 + (i % 5)));
    expect(esa?.pairs[0]).toMatchObject({ segments: 12, units: 12 });
    expect(esa?.pairs[0]?.difference).toBeCloseTo(mean(shared), 12);
    expect(esa?.pairs[0]?.low).toBeGreaterThan(0);
  });
});

describe('a filter', () => {
  const look = (request: Partial<ScoreRequest['filter']>, annotations: readonly Annotation[] = []) =>
    sheetOf(storedTexts(), { annotations }, { settings: FAST, filter: { ...WHOLE, ...request } });

  it('leaves systems, documents and segments', async () => {
    const systems = await look({ systemIds: ['p.y1'] });
    expect(systems.systems.map(({ id }) => id)).toEqual(['p.y1']);
    expect(systems.pairTests).toEqual([]);
    const documents = await look({ documentIds: [documentId('p', 1)] });
    expect(documents).toMatchObject({ segments: 10, documents: 1, allSegments: fixture.texts.length, referenced: 10 });
    expect(documents.systems.map(({ translated }) => translated)).toEqual([10, 10, 0]);
    const ids = [0, 3, 12].map((i) => segmentId(documentId('p', Math.floor(i / 10)), i % 10));
    const picked = await sheetOf(storedTexts(), {}, { settings: FAST, segmentIds: ids });
    expect(picked).toMatchObject({ segments: 3, documents: 2 });
  });

  it('finds texts in sources and translations, plainly and by pattern', async () => {
    expect((await look({ text: 'LAMPE' })).segments).toBe(1);
    expect((await look({ text: '^source [0-4]$', isPattern: true })).segments).toBe(5);
    expect((await look({ text: '^source [0-4]$' })).segments).toBe(0);
    await expect(look({ text: '(', isPattern: true })).rejects.toMatchObject({ code: 'score/bad-pattern', values: { pattern: '(' } });
  });

  it('counts the people and the marks that are asked for', async () => {
    const annotations = [
      judged(0, 0, 'a', { errors: [error('accuracy/omission'), error('style')] }),
      judged(0, 0, 'b', { errors: [error('accuracy', 'minor')] }),
      judged(1, 0, 'a', { errors: [error('style')], status: 'open' }),
    ];
    const mqm = async (filter: Partial<ScoreRequest['filter']>) => (await look(filter, annotations)).systems[0]?.values[0];
    expect(await mqm({})).toMatchObject({ value: ((10 + 1) / 2 + 5) / 2, segments: 2 });
    expect(await mqm({ annotatorIds: ['a'] })).toMatchObject({ value: 7.5, segments: 2 });
    expect(await mqm({ categories: ['accuracy'] })).toMatchObject({ value: 1.5, segments: 2 });
    expect(await mqm({ severities: ['minor'] })).toMatchObject({ value: 0.25, segments: 2 });
    const sheet = await look({ categories: ['accuracy'] }, annotations);
    expect(sheet.losses.map(({ category }) => category)).toEqual(['accuracy/omission', 'accuracy']);
  });

  it('may leave nothing, and shows no NaN then', async () => {
    const sheet = await look({ text: 'in no text at all' });
    expect(sheet).toMatchObject({ segments: 0, pairTests: [], comparisons: [] });
    expect(JSON.stringify(sheet.systems.map(({ values }) => values.filter((value) => value !== undefined)))).not.toContain('null');
    expect(sheet.systems.flatMap(({ values }) => values).every((value) => value === undefined)).toBe(true);
  });
});

describe('a changed annotation', () => {
  it.each(['segment', 'document'] as const)('gives the sheet that everything read anew gives, with tests by %s', async (unit) => {
    const start = Array.from({ length: 40 }, (_, i) =>
      judged(i % 30, i % 3, i % 2 ? 'a' : 'b', { scores: { ESA: i }, errors: [error('style')] }),
    );
    const texts = storedTexts();
    const scored = project(texts, { annotations: start });
    const request = { ...WHOLE_SHEET, settings: { ...FAST, unit } };
    await scored.sheet(request, pace());
    const now = new Map(start.map((one) => [one.id, one]));
    let renewed = 0;
    const change = fc.record({ place: fc.nat(34), system: fc.nat(2), who: fc.constantFrom('a', 'b', 'c'), score: fc.option(fc.nat(100)) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const made = changes.map(({ place, system, who, score }) => {
          const one = judged(place, system, who, {
            scores: { ESA: score ?? 0 },
            errors: [error(score === 3 ? 'fluency/punctuation' : 'accuracy', 'minor')],
          });
          if (score === null) now.delete(one.id);
          else now.set(one.id, one);
          return one.id;
        });
        scored.changeAnnotations(made.map((id) => [id, now.get(id)]));
        const sheet = await scored.sheet(request, pace());
        const anew = project(texts, { annotations: [...now.values()] });
        const { pairTests, ...others } = await anew.sheet(request, pace());
        // Tests that were asked for before are in the sheet as long as they can be told at once.
        const known = sheet.pairTests.map(({ metricId, isTested }) => (isTested ? metricId : undefined));
        const tested: unknown[] = [];
        for (const own of pairTests) tested.push(known.includes(own.metricId) ? await anew.tests(request, own.metricId, pace()) : own);
        expect(sheet).toEqual({ ...others, pairTests: tested });
        expect(await scored.tests(request, 'ESA', pace())).toEqual(await anew.tests(request, 'ESA', pace()));
        renewed += known.includes('ESA') ? 1 : 0;
      }),
      { numRuns: 12 },
    );
    expect(renewed).toBeGreaterThan(0);
  });
});

describe('parts of the segments', () => {
  it('have the scores that a sheet of them alone has', async () => {
    const annotations = Array.from({ length: 25 }, (_, i) => judged(i, i % 2, 'a', { scores: { ESA: i } }));
    const texts = storedTexts();
    const view = await project(texts, { annotations }).view({ ...WHOLE_SHEET, settings: FAST }, pace());
    const { groups, total, metrics } = scoreGroups(view, 'document');
    expect(total).toBe(texts.documents.length);
    for (const [i, group] of groups.entries()) {
      const alone = await sheetOf(texts, { annotations }, { settings: FAST, filter: { ...WHOLE, documentIds: [documentId('p', i)] } });
      expect(group.segments).toBe(alone.segments);
      expect(group.values).toEqual(alone.systems.map(({ values }) => metrics.map((_, column) => values[column]?.value ?? null)));
    }
    const lengths = scoreGroups(view, 'length');
    expect(lengths.groups.reduce((sum, { segments }) => sum + segments, 0)).toBe(fixture.texts.length);
    expect(scoreGroups(view, 'domain').groups).toMatchObject([{ id: '', segments: fixture.texts.length }]);
  });

  it('are told segment by segment, and those that decide between two systems first', async () => {
    const annotations = [
      judged(0, 0, 'a', { scores: { ESA: 90 } }),
      judged(0, 1, 'a', { scores: { ESA: 20 } }),
      judged(1, 0, 'a', { scores: { ESA: 40 } }),
      judged(1, 1, 'a', { scores: { ESA: 50 } }),
      judged(2, 0, 'a', { scores: { ESA: 50 } }),
      judged(2, 1, 'a', { scores: { ESA: 50 } }),
      judged(3, 0, 'a', { scores: { ESA: 50 } }),
    ];
    const view = await project(storedTexts(), { annotations }).view(WHOLE_SHEET, pace());
    const values = segmentValues(view);
    expect([...(values.values[0]?.[1]?.subarray(0, 5) ?? [])]).toEqual([90, 40, 50, 50, NaN]);
    expect(values.values.flat().every((column) => column.length === fixture.texts.length)).toBe(true);
    const deciding = decidingSegments(view, { metricId: 'ESA', firstId: 'p.y0', secondId: 'p.y1', limit: 5 });
    expect(deciding).toMatchObject({ wins: 1, losses: 1, ties: 1 });
    expect(deciding.firstBetter).toMatchObject([{ index: 0, difference: 70, first: { value: 90 }, second: { value: 20 } }]);
    expect(deciding.secondBetter).toMatchObject([{ index: 1, difference: -10 }]);
  });
});
