import { describe, expect, it, test } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { ESA_SCALE } from '#core/protocol.ts';
import { GOOGLE_WMT, MQM_CORE } from '#core/typologies.ts';
import { appraise } from '#formats/appraise.ts';
import { bundle } from '#formats/bundle.ts';
import { mqmTsv } from '#formats/mqm-tsv.ts';
import { recognise } from '#formats/table.ts';
import { ESA } from '#metrics/esa.ts';
import { MQM } from '#metrics/mqm.ts';
import { meanRating } from '#metrics/rating.ts';
import { rankSystems } from '#stats/ranking.ts';
import { mean } from '#stats/summary.ts';
import { combinedSignedRank, wilcoxonSignedRank } from '#stats/wilcoxon.ts';
import { SHARED, sharedBytes, sharedText } from '../shared.ts';
import { APPRAISE_BATCHES, APPRAISE_CSV } from './fixtures.ts';
import type { Tables } from './memory.ts';
import { headOf, load, meaning, memoryFile, writeBytes } from './memory.ts';

const batches = memoryFile('batches.json', APPRAISE_BATCHES);

function row(changes: Readonly<Record<number, string>>): string {
  const cells = ['u', 'set.Atlas', '1', 'TGT', 'eng', 'deu', '50', 'doc1#Atlas', 'False', '[]', '1.5', '2.5'];
  return cells.map((cell, i) => changes[i] ?? cell).join(',');
}

function csv(...rows: readonly string[]) {
  return memoryFile('scores.csv', rows.join('\n'));
}

describe('an Appraise campaign', () => {
  it('joins judgements and texts, whichever file comes first', async () => {
    const files = [memoryFile('scores.csv', APPRAISE_CSV), batches];
    const { tables, issues } = await load(appraise, files);
    expect(issues).toEqual([]);
    expect(tables.projects[0]).toMatchObject({ sourceLang: 'en', targetLang: 'de', protocols: ['ESA'], name: 'scores' });
    expect(tables.systems.map(({ name }) => name)).toEqual(['Atlas', 'Borealis']);
    expect(tables.segments.map(({ externalId, source }) => [externalId, source])).toEqual([['7', 'The "café" 👩‍👩‍👧 opens.'], ['8', 'שלום עולם']]); // prettier-ignore
    expect(tables.annotations.map(({ scores }) => scores[ESA_SCALE]).sort()).toEqual([100, 35, 70]);
    const marks = tables.annotations.flatMap(({ errors }) => errors);
    expect(marks.map(({ parts }) => parts)).toEqual([[{ side: 'target', start: 4, end: 10, quote: 'Kaffee' }], []]);
    expect(marks.map(({ category }) => category)).toEqual(['', 'accuracy/omission']);
  });

  it('comes back the same from a package and from an MQM table', async () => {
    const missing = '"[{""start_i"":""missing"",""end_i"":""missing"",""severity"":""minor"",""error_type"":[""Style"",""Register""]}]"';
    const first = await load(appraise, [batches, csv(row({ 9: missing }), row({ 2: '2' })), memoryFile('more.csv', APPRAISE_CSV)]);
    expect(first.issues).toMatchObject([{ code: 'appraise/no-span', line: 1, values: { category: 'Style/Register' } }]);
    for (const format of [bundle, mqmTsv]) {
      const second = await load(format, [memoryFile('again', await writeBytes(format, first.tables))]);
      expect(second.issues).toEqual([]);
      expect(meaning(second.tables)).toEqual(meaning(first.tables));
    }
  });

  it('leaves out controls, tutorials and fillers, and says how many', async () => {
    const { tables, issues } = await load(appraise, [
      batches,
      csv(
        row({}),
        row({ 3: 'BAD', 7: 'doc1#Atlas#bad1' }),
        row({ 1: 'ende-tutorial1', 7: 'ende-tutorial1' }),
        row({ 7: 'doc1#Atlas#dup' }),
      ),
    ]);
    expect(tables.annotations).toHaveLength(1);
    expect(issues.map(({ code, values }) => [code, values])).toEqual([
      ['appraise/control', { rows: 1 }],
      ['appraise/tutorial', { rows: 1 }],
      ['appraise/repeat', { rows: 1 }],
    ]);
  });

  it('reads categories as MQM, and then no score', async () => {
    const marks = '"[{""start_i"":0,""end_i"":2,""severity"":""minor"",""error_type"":[""Style"",""Awkward style""]}]"';
    const { tables } = await load(appraise, [batches, csv(row({ 6: '0', 9: marks }), row({ 2: '2', 6: '0' }))]);
    expect(tables.projects[0]?.protocols).toEqual(['MQM']);
    expect(tables.annotations.map(({ scores }) => scores)).toEqual([{}, {}]);
    expect(tables.annotations[0]?.errors).toMatchObject([{ category: 'style/awkward', severity: 'minor', parts: [{ quote: 'Das' }] }]);
  });

  it('tells what it cannot place', async () => {
    const far = '"[{""start_i"":90,""end_i"":95,""severity"":""grave""}]"';
    const { issues, tables } = await load(appraise, [batches, csv(row({ 9: far }), row({ 2: '77' }), 'u,too,short', row({ 9: '[{]' }))]);
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['appraise/row', 3],
      ['appraise/marks', 4],
      ['appraise/unknown-item', 2],
      ['appraise/severity', 1],
      ['appraise/span', 1],
    ]);
    expect(tables.annotations[0]?.errors).toEqual([]);
  });

  it('keeps both wordings where tasks differ, and each mark on its own', async () => {
    const [task] = JSON.parse(APPRAISE_BATCHES) as [{ items: { targetText: string }[]; task: object }];
    const other = {
      ...task,
      items: task.items.map((item) => ({ ...item, targetText: `${item.targetText}!` })),
      task: { ...task.task, batchNo: 2 },
    };
    const both = memoryFile('batches.json', JSON.stringify([task, other]));
    const columns = (batch: string) => `${row({})},${batch},0`;
    const { tables, issues } = await load(appraise, [both, csv(columns('1'), columns('2').replace('u,', 'v,'))]);
    expect(issues.map(({ code }) => code)).toEqual(['appraise/text-differs', 'appraise/text-differs']);
    expect(tables.segments).toHaveLength(4);
    expect(new Set(tables.annotations.map(({ unitId }) => unitId)).size).toBe(2);
  });

  it('asks for the texts where the rows do not name their segments', async () => {
    await expect(load(appraise, [csv(row({}))])).rejects.toMatchObject({ code: 'appraise/no-texts' });
    const { tables, issues } = await load(appraise, [
      csv(row({ 1: 'Atlas', 2: '12', 7: 'news_1' }), row({ 1: 'Borealis', 2: '12', 7: 'news_1' })),
    ]);
    expect(issues).toEqual([]);
    expect(tables.segments).toMatchObject([{ externalId: '12', source: '' }]);
    expect(tables.annotations).toHaveLength(2);
  });

  it('reads the language pair that was chosen, and names the others', async () => {
    const mixed = csv(row({ 1: 'Atlas', 7: 'news_1' }), row({ 1: 'Atlas', 5: 'jpn', 7: 'news_1' }));
    const { tables, issues } = await load(appraise, [mixed], { targetLang: 'ja-JP' });
    expect(tables.annotations).toHaveLength(1);
    expect(issues).toMatchObject([{ code: 'appraise/other-languages', values: { rows: 1, pairs: 'en-de' } }]);
    await expect(load(appraise, [mixed], { targetLang: 'fr' })).rejects.toMatchObject({ code: 'appraise/languages' });
    await expect(load(appraise, [batches], { targetLang: 'fr' })).rejects.toMatchObject({ code: 'appraise/languages' });
    await expect(load(appraise, [memoryFile('batches.json', '[{"items": [')])).rejects.toMatchObject({ code: 'appraise/batches' });
  });

  it('is not taken for another table', async () => {
    expect(recognise(await headOf(memoryFile('x.csv', 'a,b,c\n1,2,3\n')))?.id).toBe('delimited');
    expect(recognise(await headOf(memoryFile('x.json', '[{"item": 1}]')))?.id).not.toBe('appraise');
  });
});

/** Judgements by system and the segment's number. */
function bySegment(tables: Tables): ReadonlyMap<string, readonly Annotation[]> {
  const systems = new Map(tables.systems.map(({ id, name }) => [id, name]));
  const numbers = new Map(tables.segments.map(({ id, externalId }) => [id, externalId]));
  const found = new Map<string, Annotation[]>();
  for (const one of tables.annotations) {
    const key = `${systems.get(one.systemId) ?? ''} ${numbers.get(one.unitId) ?? ''}`;
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return found;
}

describe.skipIf(SHARED === undefined)('released campaigns', () => {
  const file = (path: string) => memoryFile(path.split('/').at(-1) ?? path, sharedBytes(path));
  const texts = () => file('data/esa/batches_wmt23_en-de_esa.json.gz');

  function oracle(path: string): readonly (readonly [string, number])[] {
    const counts = new Map<string, number>();
    return sharedText(path)
      .trimEnd()
      .split('\n')
      .flatMap((line): (readonly [string, number])[] => {
        const [system = '', score = ''] = line.split('\t');
        const number = counts.get(system) ?? 0;
        counts.set(system, number + 1);
        return score === 'None' ? [] : [[`${system} ${number}`, Number(score)]];
      });
  }

  test('ESA: the 984 scores of en-de.ESA-IAA.seg.score', async () => {
    const { tables, issues } = await load(appraise, [file('data/esa/240521rc6ESA.scores.csv'), texts()]);
    expect(tables.projects[0]).toMatchObject({ sourceLang: 'en', targetLang: 'de', protocols: ['ESA'] });
    const own = bySegment(tables);
    const expected = oracle('data/esa/en-de.ESA-IAA.seg.score.gz');
    expect(expected).toHaveLength(984);
    for (const [key, score] of expected)
      expect(meanRating(ESA, own.get(key) ?? [], MQM_CORE), key).toEqual({ value: score, annotators: 1 });
    expect(own.size).toBe(984);
    expect(tables.annotations).toHaveLength(984);
    expect(issues.filter(({ code }) => code !== 'appraise/severity').map(({ code, values }) => [code, values['rows']])).toEqual([
      ['appraise/control', 145],
      ['appraise/tutorial', 72],
    ]);
  });

  test('MQM: the 984 scores of en-de.MQM-IAA.seg.score', async () => {
    const { tables } = await load(appraise, [texts(), file('data/esa/240521rc6MQM.scores.csv')]);
    expect(tables.projects[0]?.protocols).toEqual(['MQM']);
    const own = bySegment(tables);
    const expected = oracle('data/esa/en-de.MQM-IAA.seg.score.gz');
    expect(expected).toHaveLength(984);
    const differing = expected.filter(([key, score]) => {
      // The campaign's own weights: punctuation counts 0.1, however grave.
      const value = meanRating(MQM, own.get(key) ?? [], {
        ...MQM_CORE,
        weights: { ...GOOGLE_WMT.weights, 'major/fluency/punctuation': 0.1 },
      })?.value;
      return value === undefined || Math.abs(-value - score) > 1e-9;
    });
    expect(differing).toEqual([]);
  });

  test('WMT24, wave 3: scores of one language pair, without texts', async () => {
    const { tables, issues } = await load(appraise, [file('data/esa/wmt24/esa_generalMT2024_wave3.csv.gz')], { targetLang: 'ja' });
    expect(tables.projects[0]).toMatchObject({ sourceLang: 'en', targetLang: 'ja' });
    expect(tables.systems.length).toBeGreaterThan(10);
    expect(tables.annotations.length).toBeGreaterThan(4000);
    expect(tables.annotations.every(({ errors }) => errors.length === 0)).toBe(true);
    expect(new Set(issues.map(({ code }) => code))).toEqual(
      new Set(['appraise/tutorial', 'appraise/control', 'appraise/repeat', 'appraise/other-languages', 'appraise/marks-without-texts']),
    );
  });

  test('scores, ranks and clusters of WMT24’s script', async () => {
    const golden = JSON.parse(sharedText('golden/metrics/esa/esa_synthetic.json.gz')) as Golden;
    const { tables } = await load(appraise, [file('golden/metrics/inputs/esa_synthetic.csv.gz')]);
    const documents = new Map(tables.documents.map(({ id, name }) => [id, name]));
    const domains = new Map(tables.segments.map(({ id, documentId }) => [id, golden.doc_domain[documents.get(documentId) ?? ''] ?? '']));
    const kinds = [...new Set(domains.values())];
    const systems = tables.systems.map(({ id, name }) => {
      const scores = new Map<string, number>();
      for (const [unitId] of domains) {
        const own = tables.annotations.filter((one) => one.systemId === id && one.unitId === unitId);
        const rating = meanRating(ESA, own, MQM_CORE);
        if (rating) scores.set(unitId, rating.value);
      }
      return { name, scores };
    });
    const differences = (a: number, b: number, kind?: string): readonly number[] =>
      [...(systems[a]?.scores ?? [])].flatMap(([unitId, score]) => {
        const other = systems[b]?.scores.get(unitId);
        return other === undefined || (kind !== undefined && domains.get(unitId) !== kind) ? [] : [score - other];
      });
    const inDomain = (scores: ReadonlyMap<string, number>, kind: string) =>
      [...scores].flatMap(([id, score]) => (domains.get(id) === kind ? [score] : []));
    const variants = {
      macro: {
        score: systems.map(({ scores }) => mean(kinds.map((kind) => mean(inDomain(scores, kind))))),
        p: (a: number, b: number) => combinedSignedRank(kinds.map((kind) => differences(a, b, kind))),
      },
      micro: {
        score: systems.map(({ scores }) => mean([...scores.values()])),
        p: (a: number, b: number) => wilcoxonSignedRank(differences(a, b)).p,
      },
    };
    for (const [name, { score, p }] of Object.entries(variants)) {
      const expected = golden.result.variants[name];
      const { systems: ranked, pairs } = rankSystems(score, p, { alpha: 0.05, correction: 'none' });
      expect(ranked.map(({ index }) => systems[index]?.name)).toEqual(expected?.order);
      for (const { index, best, worst, wins, losses, cluster } of ranked) {
        const system = systems[index]?.name ?? '';
        expect(score[index]).toBeCloseTo(expected?.score[system] ?? NaN, 9);
        expect([best, worst]).toEqual(expected?.rank_range[system]);
        expect([wins, losses, cluster]).toEqual([expected?.wins[system], expected?.losses[system], expected?.cluster[system]]);
      }
      for (const { first, second, p: own } of pairs) {
        const key = [systems[first]?.name ?? '', systems[second]?.name ?? ''].sort().join('|');
        expect(own, key).toBeCloseTo(expected?.p_values[key] ?? NaN, 12);
      }
    }
  });
});

interface Golden {
  readonly doc_domain: Readonly<Record<string, string>>;
  readonly result: {
    readonly variants: Readonly<
      Record<
        string,
        {
          readonly order: readonly string[];
          readonly score: Readonly<Record<string, number>>;
          readonly rank_range: Readonly<Record<string, readonly [number, number]>>;
          readonly wins: Readonly<Record<string, number>>;
          readonly losses: Readonly<Record<string, number>>;
          readonly cluster: Readonly<Record<string, number>>;
          readonly p_values: Readonly<Record<string, number>>;
        }
      >
    >;
  };
}
