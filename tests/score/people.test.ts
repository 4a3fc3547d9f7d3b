import { describe, expect, it } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { IDLE_SECONDS } from '#core/annotator-sheet.ts';
import { clockAt } from '#core/clock.ts';
import { DEFAULT_POLICY } from '#core/quality-policy.ts';
import { DEFAULT_SCORE_SETTINGS, WHOLE_SHEET } from '#core/score-settings.ts';
import { annotatorSheet } from '#workers/score-annotators.ts';
import { markSheet } from '#workers/score-marks.ts';
import { metaSheet } from '#workers/score-meta.ts';
import { qualitySheet } from '#workers/score-quality.ts';
import { secondsOf } from '#workers/score-seconds.ts';
import { judged, pace, project, rowsOf, storedTexts } from './project.ts';

const REQUEST = { ...WHOLE_SHEET, settings: { ...DEFAULT_SCORE_SETTINGS, samples: 100 } };
const viewOf = (annotations: readonly Annotation[], values: Parameters<typeof project>[1] = {}) =>
  project(storedTexts(), { annotations, ...values }).view(REQUEST, pace());
const mark = (severity: 'minor' | 'major' | 'critical', start = 0, end = 4, category = 'accuracy/omission') =>
  ({ id: `${start}`, parts: [{ side: 'target', start, end, quote: '' }], category, severity, origin: 'human' }) as const;

describe('people', () => {
  // Ben is 20 points milder than Ana and says the same.
  const annotations = Array.from({ length: 10 }, (_, i) =>
    [0, 1].flatMap((system) => [
      judged(i, system, 'ana', { scores: { ESA: 40 + i + 10 * system } }),
      judged(i, system, 'ben', { scores: { ESA: 60 + i + 10 * system } }),
    ]),
  ).flat();

  it('have their own mean and spread taken away, so that a mild and a strict one count alike', async () => {
    const { people } = await annotatorSheet(await viewOf(annotations), 'ESA', new Map(), pace());
    const [ana, ben] = people;
    expect(ana).toMatchObject({ annotatorId: 'ana', judged: 20, mean: 49.5 });
    expect(ben?.mean).toBe(69.5);
    expect(ben?.deviation).toBeCloseTo(ana?.deviation ?? NaN, 12);
    for (const [i, { z }] of (ana?.systems ?? []).entries()) expect(z).toBeCloseTo(ben?.systems[i]?.z ?? NaN, 12);
    expect((ana?.systems[0]?.z ?? NaN) + (ana?.systems[1]?.z ?? NaN)).toBeCloseTo(0, 12);
  });

  it('rank systems by z-scores together, also where nobody has judged two of them', async () => {
    // Ana is strict and has judged the first system only, Ben is mild and has judged the other.
    const apart = Array.from({ length: 10 }, (_, i) => [
      judged(i, 0, 'ana', { scores: { ESA: 30 + i } }),
      judged(i + 10, 1, 'ben', { scores: { ESA: 80 + i } }),
    ]).flat();
    const sheet = await annotatorSheet(await viewOf(apart), 'ESA', new Map(), pace());
    expect(sheet.standings).toBeUndefined();
    expect(sheet.together?.map(({ judged: count, mean }) => [count, mean])).toEqual([[10, 34.5], [10, 84.5]]); // prettier-ignore
    for (const { z } of sheet.together ?? []) expect(z).toBeCloseTo(0, 12);
    const both = await annotatorSheet(await viewOf(annotations), 'ESA', new Map(), pace());
    expect(both.together?.map(({ z }) => z)).toEqual(both.standings?.map(({ z }) => z));
    expect(both.together).toMatchObject([{ judged: 10, mean: 54.5 }, { judged: 10, mean: 64.5 }]); // prettier-ignore
  });

  it('put systems side by side; a system that always wins has no finite strength', async () => {
    const always = await annotatorSheet(await viewOf(annotations), 'ESA', new Map(), pace());
    expect(always.standings).toMatchObject([
      { systemId: 'p.y0', wins: 0, ties: 0, losses: 20 },
      { systemId: 'p.y1', wins: 20, ties: 0, losses: 0 },
    ]);
    expect(always.standings?.[0]?.winRate).toBeUndefined();
    const mixed = [...annotations, judged(11, 0, 'ana', { scores: { ESA: 90 } }), judged(11, 1, 'ana', { scores: { ESA: 10 } })];
    const { standings } = await annotatorSheet(await viewOf(mixed), 'ESA', new Map(), pace());
    expect(standings?.[1]?.winRate).toBeGreaterThan(0.5);
    expect(standings?.[1]?.winLow).toBeLessThan(standings?.[1]?.winRate ?? NaN);
    expect((standings?.[0]?.winRate ?? NaN) + (standings?.[1]?.winRate ?? NaN)).toBeCloseTo(1, 12);
  });

  it('agree with themselves as far as their second round is the first', async () => {
    const twice = [
      ...annotations,
      ...[0, 1].map((i) => ({ ...judged(i, 0, 'ana', { scores: { ESA: 40 + 7 * i }, round: 2 }), id: `again ${i}` })),
    ];
    const { people } = await annotatorSheet(await viewOf(twice), 'ESA', new Map(), pace());
    expect(people[0]?.repeats).toMatchObject({ count: 2, same: 0.5, distance: 3 });
    expect(people[1]?.repeats).toBeUndefined();
  });

  it('have an interval for their agreement', async () => {
    const sheet = await annotatorSheet(await viewOf(annotations), 'ESA', new Map(), pace());
    expect(sheet).toMatchObject({ items: 20, judgements: 40 });
    expect(sheet.alphaLow).toBeLessThan(sheet.alpha ?? NaN);
    expect(sheet.alphaHigh).toBeGreaterThan(sheet.alpha ?? NaN);
  });

  it('have it also where hardly a value comes twice, and agree on severities where they marked the same words', async () => {
    const many = annotations.map((one, i) => ({
      ...one,
      scores: { ESA: (one.scores['ESA'] ?? 0) + ((i * 37) % 101) / 103 },
      errors: i % 2 === 0 ? [mark('minor'), mark('major', 5, 9)] : [mark('minor', 1, 4), mark('critical', 5, 8)],
    }));
    const sheet = await annotatorSheet(await viewOf(many), 'ESA', new Map(), pace());
    expect(sheet.alphaHigh).toBeGreaterThan(sheet.alphaLow ?? NaN);
    expect(sheet.severity?.matched).toBeGreaterThan(0);
    expect(sheet.pairs[0]?.severity).toEqual(sheet.severity);
  });
});

describe('seconds', () => {
  const moment = (annotationId: string, seconds: number, annotatorId = 'ana') => ({
    annotatorId,
    deviceId: 'd',
    annotationId,
    at: clockAt(seconds * 1000 + 1),
  });

  it('run between gestures, count to the later one, and stop at a pause', () => {
    const moments = [
      moment('a', 0),
      moment('a', 10),
      moment('b', 30),
      moment('b', 35),
      moment('c', 35 + IDLE_SECONDS + 1),
      moment('c', 200),
    ];
    const own = secondsOf(moments, () => true).get('ana');
    // a: 10; b: 20 + 5; c: nothing for the pause, then 200 - 156 = 44.
    expect(own).toEqual({ count: 3, low: 17.5, median: 25, high: 34.5 });
  });

  it('are told of nobody whose rows all have the same time, and only of what is in view', () => {
    const same = ['a', 'b', 'c', 'd'].map((id) => moment(id, 5));
    expect(secondsOf(same, () => true).size).toBe(0);
    const spread = ['a', 'b', 'c', 'd'].map((id, i) => moment(id, 20 * i, 'ben'));
    expect(secondsOf(spread, () => true).get('ben')?.median).toBe(20);
    expect(secondsOf(spread, (id) => id !== 'd').size).toBe(0);
  });
});

describe('metrics beside people', () => {
  it('order fully alike where they say the same, and the other way round where they say the opposite', async () => {
    const annotations = Array.from({ length: 12 }, (_, i) =>
      [0, 1].map((system) => judged(i, system, 'ana', { scores: { ESA: (i * 31 + system * 17) % 97 } })),
    ).flat();
    const same = (metricId: string, better: string) => (one: Annotation) => ({
      projectId: 'p',
      metricId,
      signature: `model:${metricId}|better:${better}`,
      level: 'segment' as const,
      systemId: one.systemId,
      unitId: one.unitId,
      value: one.scores['ESA'] ?? 0,
      inputSha256: '',
    });
    const values = [...annotations.map(same('model:same', 'higher')), ...annotations.map(same('model:turned', 'lower'))];
    const { rows, samples } = await metaSheet(await viewOf(annotations, { values }), 'ESA', pace());
    expect(samples).toBe(100);
    const [alike, turned] = ['model:same', 'model:turned'].map((id) => rows.find(({ metricId }) => metricId === id));
    expect(alike).toMatchObject({ translations: 24, systems: { agreeing: 1, pairs: 1 }, soft: 1, tieCalibrated: 1 });
    // As far ahead as in none of the 100 permutations.
    expect([alike?.behindBest, turned?.behindBest]).toEqual([undefined, 1 / 101]);
    for (const name of ['pearson', 'spearman', 'kendall'] as const) {
      expect(alike?.[name]?.value).toBeCloseTo(1, 12);
      expect(turned?.[name]?.value).toBeCloseTo(-1, 12);
    }
    expect(turned).toMatchObject({ systems: { agreeing: 0, pairs: 1 } });
    expect((await metaSheet(await viewOf(annotations), 'BLEU', pace())).rows).toEqual([]);
  });
});

describe('quality', () => {
  it('is told by length, and refuses a score for a small sample', async () => {
    const annotations = [
      judged(0, 0, 'ana', { errors: [mark('minor'), mark('major', 5, 6)] }),
      judged(1, 0, 'ana', {}),
      judged(0, 1, 'ana', { errors: [mark('critical')] }),
    ];
    const { rows } = await qualitySheet(await viewOf(annotations), DEFAULT_POLICY, pace());
    // Sources are `source 0` and so on: two words, eight characters.
    expect(rows).toMatchObject([
      {
        systemId: 'p.y0',
        segments: 2,
        words: 4,
        perSegment: 3,
        per1000Words: 1500,
        per100Characters: 37.5,
        range: 'small',
        verdict: 'fail',
      },
      { systemId: 'p.y1', criticalSegments: 1, verdict: 'critical' },
    ]);
    const lenient = await qualitySheet(await viewOf(annotations), { ...DEFAULT_POLICY, failsOnCritical: false }, pace());
    expect(lenient.rows[1]?.verdict).not.toBe('critical');
  });
});

describe('marks', () => {
  it('agree wholly where they are the same', async () => {
    const annotations = Array.from({ length: 6 }, (_, i) =>
      ['ana', 'ben'].map((who) => judged(i, 0, who, { errors: [mark('minor', i, i + 3)] })),
    ).flat();
    const sheet = await markSheet(await viewOf(annotations), pace());
    expect(sheet.gamma?.value).toBeCloseTo(1, 12);
    expect(sheet.pairs).toMatchObject([{ firstId: 'ana', secondId: 'ben', texts: 5, alpha: 1 }]); // one of the six is empty
    expect(await markSheet(await viewOf([]), pace())).toEqual({ without: 'few', pairs: [] });
  });

  it('lead to the segments that have them', async () => {
    const annotations = [
      judged(2, 0, 'ana', { errors: [mark('minor')] }),
      judged(3, 0, 'ana', { errors: [mark('major')] }),
      judged(3, 1, 'ana', { errors: [mark('major', 0, 4, 'accuracy')] }),
    ];
    const from = project(storedTexts(), { annotations });
    const found = async (query: Parameters<typeof rowsOf>[1]) =>
      (await rowsOf(from, query)).rows.map(({ index, systemId }) => `${index} ${systemId}`);
    expect(await found({ mark: { category: 'accuracy/omission' } })).toEqual(['2 p.y0', '3 p.y0']);
    expect(await found({ mark: { category: 'accuracy/omission', severity: 'major' } })).toEqual(['3 p.y0']);
    expect(await found({ mark: { category: 'accuracy' } })).toEqual(['3 p.y1']);
    expect(await found({ mark: { category: 'accuracy/omission' }, systemIds: ['p.y1'] })).toEqual([]);
  });
});
