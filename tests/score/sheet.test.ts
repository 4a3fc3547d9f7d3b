import { describe, expect, it, vi } from 'vitest';
import type { ErrorSpan } from '#core/annotation.ts';
import { WHOLE_SHEET } from '#core/score-settings.ts';
import { Bleu } from '#metrics/bleu.ts';
import { LEAST_SHARED } from '#workers/score-comparison.ts';
import { fixture, judged, pace, project, sheetOf, storedTexts } from './project.ts';

const GOLDEN_BLEU = fixture.results.find(({ signature }) => signature.includes('eff:no|tok:13a|smooth:exp'));
const GOLDEN_CHRF = fixture.results.find(({ signature }) => signature.includes('eff:yes|nc:6|nw:0'));

function error(severity: ErrorSpan['severity'], category: string): ErrorSpan {
  return { id: `${severity} ${category}`, parts: [], category, severity, origin: 'human' };
}

describe('score sheet', () => {
  it("gives sacreBLEU's numbers under its signatures", async () => {
    const sheet = await sheetOf(storedTexts());
    expect(sheet.metrics.map(({ id }) => id)).toEqual(['MQM', 'ESA', 'BLEU', 'chrF2']);
    const [own, reference, part] = sheet.systems;
    expect(Math.abs((own?.values[2]?.value ?? NaN) - (GOLDEN_BLEU?.corpus ?? NaN))).toBeLessThanOrEqual(1e-9);
    expect(Math.abs((own?.values[3]?.value ?? NaN) - (GOLDEN_CHRF?.corpus ?? NaN))).toBeLessThanOrEqual(1e-9);
    expect(sheet.metrics[2]?.signature).toBe(GOLDEN_BLEU?.signature);
    expect(sheet.metrics[2]?.segmentSignature).toBe(GOLDEN_BLEU?.signature.replace('eff:no', 'eff:yes'));
    expect(sheet.metrics[3]?.signature).toBe(GOLDEN_CHRF?.signature);
    expect(reference?.values[3]?.value).toBe(100);
    expect(part).toMatchObject({ translated: 5, rated: 0, annotators: 0 });
    expect(part?.values[2]?.segments).toBe(5);
    expect(own?.values[0]).toBeUndefined();
    for (const value of [own?.values[2], own?.values[3]]) {
      expect(value?.low).toBeLessThan(value?.value ?? NaN);
      expect(value?.high).toBeGreaterThan(value?.value ?? NaN);
    }
  });

  it('is the same each time', async () => {
    expect(await sheetOf(storedTexts())).toEqual(await sheetOf(storedTexts()));
  });

  it('has no text metric without references, and says how many segments have one', async () => {
    const texts = storedTexts();
    const sheet = await sheetOf({ ...texts, segments: texts.segments.map((segment) => ({ ...segment, references: {} })) });
    expect(sheet.referenced).toBe(0);
    expect(sheet.systems.flatMap(({ values }) => values.slice(2))).toEqual(Array(6).fill(undefined));
  });

  describe('of what models made and nobody has rated', () => {
    const texts = storedTexts();
    const made: typeof texts = { ...texts, systems: texts.systems.map((system) => ({ ...system, origin: 'model' as const })) };

    it('says by the references which is better, with an interval', async () => {
      const { comparisons } = await sheetOf(made);
      expect(comparisons.map(({ metricId }) => metricId)).toEqual(['BLEU', 'chrF2']);
      for (const { leaderId, level, others } of comparisons) {
        expect(leaderId).toBe(made.systems[1]?.id); // it is the reference itself
        expect(level).toBe(0.975); // two differences together hold at 0.95
        const [own, part] = [0, 2].map((i) => others.find(({ systemId }) => systemId === made.systems[i]?.id));
        expect(own?.standing).toBe('better');
        expect(own?.low).toBeGreaterThan(0);
        expect(own?.high).toBeGreaterThan(own?.value ?? NaN);
        expect(part).toMatchObject({ segments: 5, standing: 'few' });
        expect(part?.low).toBeUndefined();
      }
    });

    it('takes the difference of the corpus scores over the shared segments', async () => {
      const [, second] = made.systems;
      const has = new Map(made.packs.filter(({ systemId }) => systemId === second?.id).map((pack) => [pack.documentId, pack.texts]));
      const packs = made.packs.map((pack) => ({
        ...pack,
        texts: pack.texts.map((text, i) => ((has.get(pack.documentId)?.[i] ?? null) === null ? null : text)),
      }));
      const { comparisons, systems } = await sheetOf({ ...made, packs, systems: made.systems.slice(0, 2) });
      const expected = (systems[1]?.values[2]?.value ?? NaN) - (systems[0]?.values[2]?.value ?? NaN);
      expect(comparisons[0]?.others[0]?.value).toBeCloseTo(expected, 9);
    });

    it('leaves it to people where one of the two was rated, and says nothing of imported systems', async () => {
      expect((await sheetOf(texts)).comparisons).toEqual([]);
      const rated = await sheetOf(made, { annotations: [judged(0, 1, 'a', { scores: { ESA: 90 } })] });
      const references = rated.comparisons.filter(({ metricId }) => metricId === 'BLEU');
      expect(references.flatMap(({ leaderId, others }) => [leaderId, ...others.map(({ systemId }) => systemId)])).not.toContain(
        made.systems[1]?.id,
      );
    });
  });

  it('averages judgements, and its losses add up to MQM', async () => {
    const annotations = [
      judged(0, 0, 'a', { errors: [error('major', 'accuracy/omission'), error('minor', 'fluency/punctuation')], scores: { ESA: 60 } }),
      judged(0, 0, 'b', { errors: [error('minor', 'fluency/grammar')], scores: { ESA: 70 } }),
      judged(1, 0, 'a', { scores: { ESA: 100 } }),
      judged(2, 0, 'a', { status: 'open' }),
      judged(3, 0, 'a', { answers: { verdict: 'problem' } }),
      judged(0, 1, 'a', { errors: [error('major', 'non-translation!')] }),
    ];
    const sheet = await sheetOf(storedTexts(), { annotations });
    const [own, other] = sheet.systems;
    expect(own).toMatchObject({ rated: 2, annotators: 2 });
    expect(own?.values[0]).toMatchObject({ value: ((5.1 + 1) / 2 + 0) / 2, segments: 2 });
    expect(own?.values[1]).toMatchObject({ value: (65 + 100) / 2, segments: 2 });
    expect(other?.values[0]).toEqual({ value: 25, segments: 1 });
    expect(sheet.annotators).toBe(2);
    for (const system of sheet.systems.slice(0, 2)) {
      const lost = sheet.losses.filter(({ systemId }) => systemId === system.id).reduce((sum, { points }) => sum + points, 0);
      expect(lost).toBeCloseTo(system.values[0]?.value ?? NaN, 12);
    }
    expect(sheet.comparisons[0]).toMatchObject({ metricId: 'MQM', leaderId: own?.id, others: [{ segments: 1, standing: 'few' }] });
  });

  it('tells systems apart only where the paired difference says so', async () => {
    const made = (count: number, of: (i: number) => readonly [number, number]): ReturnType<typeof judged>[] =>
      Array.from({ length: count }, (_, i) => [
        judged(i, 0, 'a', { scores: { ESA: of(i)[0] } }),
        judged(i, 1, 'a', { scores: { ESA: of(i)[1] } }),
      ]).flat();
    const compare = async (annotations: ReturnType<typeof judged>[]) =>
      (await sheetOf(storedTexts(), { annotations })).comparisons.find(({ metricId }) => metricId === 'ESA');
    const clear = await compare(made(40, (i) => [80 + (i % 5), 70 + (i % 7)]));
    expect(clear).toMatchObject({ metricId: 'ESA', level: 0.95, others: [{ standing: 'better', segments: 40 }] });
    const unclear = await compare(made(40, (i) => [80 + (i % 5), 80 + ((i * 3) % 5)]));
    expect(unclear?.others[0]?.standing).toBe('unclear');
    const few = await compare(made(LEAST_SHARED - 1, () => [90, 10]));
    expect(few?.others[0]).toMatchObject({ standing: 'few', value: 80 });
  });

  it('counts only what a change touches', async () => {
    const texts = storedTexts();
    const scored = project(texts);
    await scored.sheet(WHOLE_SHEET, pace());
    const changed = {
      ...texts,
      packs: texts.packs.map((pack, i) => (i === 3 ? { ...pack, texts: pack.texts.with(4, 'Etwas ganz anderes.') } : pack)),
    };
    const stats = vi.spyOn(Bleu.prototype, 'stats');
    scored.setTexts(changed);
    scored.setRatings({ annotations: [judged(0, 0, 'a', {})], values: [], models: [] });
    const sheet = await scored.sheet(WHOLE_SHEET, pace());
    expect(stats).toHaveBeenCalledTimes(10);
    stats.mockRestore();
    expect(sheet).toEqual(await sheetOf(changed, { annotations: [judged(0, 0, 'a', {})] }));
  });

  it("shows a model's scores as a column", async () => {
    const [segment] = storedTexts().segments;
    const value = {
      projectId: 'p',
      metricId: 'model:abc',
      signature: 'tfjs|abc',
      level: 'segment',
      systemId: 'p.y0',
      inputSha256: '',
    } as const;
    const values = [
      { ...value, unitId: segment?.id ?? '', value: 0.5 },
      { ...value, unitId: 'gone', value: 9 },
    ];
    const sheet = await sheetOf(storedTexts(), { values });
    expect(sheet.metrics[4]).toMatchObject({
      id: 'model:abc',
      kind: 'model',
      name: 'model:abc',
      signature: 'tfjs|abc',
      higherIsBetter: true,
    });
    expect(sheet.systems.map(({ values: own }) => own[4])).toEqual([{ value: 0.5, segments: 1 }, undefined, undefined]);
  });

  it('gives up when it is told to', async () => {
    const controller = new AbortController();
    controller.abort();
    const slow = pace(controller.signal);
    vi.spyOn(performance, 'now').mockReturnValue(1e9);
    const refused = expect(project(storedTexts()).sheet(WHOLE_SHEET, slow)).rejects.toThrow(/abort/i);
    await refused;
    vi.restoreAllMocks();
  });
});
