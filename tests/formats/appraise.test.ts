import { describe, expect, it, test } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { ESA_SCALE } from '#core/protocol.ts';
import { GOOGLE_WMT, MQM_CORE } from '#core/typologies.ts';
import { appraise } from '#formats/appraise.ts';
import { bundle } from '#formats/bundle.ts';
import { mqmTsv } from '#formats/mqm-tsv.ts';
import { recognise } from '#formats/table.ts';
import { ESA } from '#metrics/scores.ts';
import { MQM } from '#metrics/mqm.ts';
import { meanRating } from '#metrics/rating.ts';
import { rankSystems } from '#stats/ranking.ts';
import { mean } from '#stats/summary.ts';
import { combinedSignedRank, wilcoxonSignedRank } from '#stats/wilcoxon.ts';
import { SHARED, sharedBytes, sharedText } from '../shared.ts';
import { APPRAISE_BATCHES, APPRAISE_CSV } from './fixtures.ts';
import type { Tables } from './memory.ts';
import { headOf, load, meaning, memoryFile, writeBytes } from './memory.ts';

/** Batches alone leave the languages to the person. */
const PAIR = { sourceLang: 'en', targetLang: 'de' };
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
    expect(tables.annotations.map(({ scores }) => scores[ESA_SCALE.id]).sort()).toEqual([100, 35, 70]);
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

  it('leaves out what no slider gives', async () => {
    const { tables, issues } = await load(appraise, [batches, csv(row({ 6: '101' }), row({ 2: '2', 6: '-1' }))]);
    expect(tables.annotations).toEqual([]);
    expect(issues.map(({ code, line, values }) => [code, line, values])).toEqual([
      ['appraise/score', 1, { score: 101, most: 100 }],
      ['appraise/score', 2, { score: -1, most: 100 }],
    ]);
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

  const DOCUMENT = ['u', 'Atlas', '1', 'TGT', 'eng', 'ces', '97', 'shop_29#3-13', 'False', '1666385145.257', '1666385152.061'];
  const SEGMENT = ['u', 'Atlas', '12', 'TGT', 'eng', 'deu', '50'];
  const scores = (...rows: readonly (readonly string[])[]) => csv(...rows.map((cells) => cells.join(',')));

  it('reads scores without spans as direct assessment: the columns of documents, with and without times and batch', async () => {
    const other = DOCUMENT.with(2, '2').with(6, '40');
    for (const tail of [0, 9, 11, 13]) {
      const cut = (cells: readonly string[]) => (tail === 0 ? cells.slice(0, 9) : [...cells, '7', '8812'].slice(0, tail));
      const { tables, issues } = await load(appraise, [scores(cut(DOCUMENT), cut(other), cut(DOCUMENT.with(8, 'True')))]);
      expect(issues.map(({ code, values }) => [code, values])).toEqual([['appraise/document', { rows: 1 }]]);
      expect(tables.projects[0]).toMatchObject({ sourceLang: 'en', targetLang: 'cs', protocols: ['DA'] });
      expect(tables.documents.map(({ name }) => name)).toEqual(['shop_29#3-13']);
      expect(tables.annotations.map(({ scores: given }) => given)).toEqual([{ DA: 97 }, { DA: 40 }]);
      expect(tables.annotations[0]?.updatedAt).toBe(tail < 11 ? 0 : 1_666_385_152_061);
    }
  });

  it('reads scores of single segments: seven columns, times, batch; of one translation the last counts', async () => {
    const again = SEGMENT.with(6, '60');
    const late = [...SEGMENT, '1666385145.257', '1666385152.061'];
    for (const rows of [
      [SEGMENT, again],
      [late.with(6, '60'), late.with(8, '1666385150')],
      [
        [...SEGMENT, '3', '77'],
        [...again, '3', '77'],
      ],
    ]) {
      const { tables, issues } = await load(appraise, [scores(...rows)]);
      expect(issues).toEqual([]);
      expect(tables.projects[0]?.protocols).toEqual(['DA']);
      expect(tables.documents.map(({ name }) => name)).toEqual(['scores']);
      expect(tables.segments.map(({ externalId }) => externalId)).toEqual(['12']);
      expect(tables.annotations.map(({ scores: given }) => given)).toEqual([{ DA: 60 }]);
    }
    expect(recognise(await headOf(scores(SEGMENT)))?.id).toBe('appraise');
  });

  it('gives a translation that several systems share to each, by the system that the row names', async () => {
    const item = {
      itemID: 12,
      itemType: 'TGT',
      sourceID: 'test.src',
      sourceText: 'One.',
      targetID: 'Atlas+Borealis',
      targetText: 'Eins.',
      _item: 3,
    };
    const task = [
      {
        items: [item, { ...item, targetID: 'Cirrus', targetText: 'Ein.' }],
        task: { batchNo: 1, sourceLanguage: 'eng', targetLanguage: 'deu' },
      },
    ];
    const texts = memoryFile('batches.json', JSON.stringify(task));
    const { tables, issues } = await load(
      appraise,
      [texts, scores(SEGMENT, SEGMENT.with(1, 'Borealis'), SEGMENT.with(1, 'Cirrus').with(6, '9'))],
      PAIR,
    );
    expect(issues).toEqual([]);
    expect(tables.projects[0]?.protocols).toEqual(['DA']);
    expect(tables.systems.map(({ name }) => name)).toEqual(['Atlas', 'Borealis', 'Cirrus']);
    expect(tables.segments).toMatchObject([{ externalId: '12', source: 'One.' }]);
    expect(tables.annotations.map(({ scores: given }) => given)).toEqual([{ DA: 50 }, { DA: 50 }, { DA: 9 }]);
    expect((await load(appraise, [texts], PAIR)).tables.projects[0]?.protocols).toEqual(['DA']);
  });

  it('comes back the same with DA from a package and from an MQM table', async () => {
    const plain = memoryFile('batches.json', APPRAISE_BATCHES.replaceAll('"mqm":[],', ''));
    const first = await load(appraise, [plain, csv(row({}).replace(',[],1.5,2.5', ''))]);
    expect(first.tables.annotations.map(({ scores: given }) => given)).toEqual([{ DA: 50 }]);
    for (const format of [bundle, mqmTsv]) {
      const second = await load(format, [memoryFile('again', await writeBytes(format, first.tables))]);
      expect(second.issues).toEqual([]);
      expect(meaning(second.tables)).toEqual(meaning(first.tables));
    }
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

  test('WMT22, DA with SQM’s anchors: every segment score of one language pair, the later one where one was given twice', async () => {
    const path = 'annotation/appraise/wmt22/WMT22.Appraise.calibrationHITs.20221103.csv.gz';
    const rows = sharedText(path)
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','))
      .filter((cells) => cells[4] === 'eng' && cells[5] === 'ces')
      .toSorted((a, b) => Number(a[10]) - Number(b[10]));
    const expected = new Map<string, number>();
    for (const [user = '', system = '', item = '', , , , score = '', document = '', isDocument = ''] of rows) {
      if (isDocument === 'False') expected.set([user, system, item, document].join(' '), Number(score));
    }
    const { tables, issues } = await load(appraise, [file(path)], { targetLang: 'cs' });
    expect(tables.projects[0]).toMatchObject({ protocols: ['DA'] });
    const names = new Map([...tables.documents, ...tables.systems, ...tables.annotators].map(({ id, name }) => [id, name]));
    const segments = new Map(tables.segments.map((segment) => [segment.id, segment]));
    const found = tables.annotations.map(({ annotatorId, systemId, unitId, scores: given }) => {
      const segment = segments.get(unitId);
      const key = [names.get(annotatorId), names.get(systemId), segment?.externalId, names.get(segment?.documentId ?? '')].join(' ');
      return [key, given['DA']] as const;
    });
    expect(found.length).toBe(expected.size);
    expect(found.length).toBeGreaterThan(2400);
    expect(new Map(found)).toEqual(expected);
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['appraise/document', 'appraise/other-languages']));
  });

  test('an example of Appraise for single segments: its texts, ready to be judged', async () => {
    const { tables } = await load(appraise, [file('annotation/appraise/Examples/Direct/batches.json')], PAIR);
    expect(tables.projects[0]).toMatchObject({ sourceLang: 'en', targetLang: 'de', protocols: ['DA'] });
    expect(tables.segments.length).toBeGreaterThan(0);
    expect(tables.segments.every(({ source }) => source !== '')).toBe(true);
    expect(tables.systems.length).toBeGreaterThan(1);
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
