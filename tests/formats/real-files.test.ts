import { afterAll, describe, expect, test } from 'vitest';
import { delimited } from '#formats/delimited.ts';
import { mqmTsv } from '#formats/mqm-tsv.ts';
import { plainText } from '#formats/plain-text.ts';
import { recognise } from '#formats/table.ts';
import { SHARED, sharedBytes } from '../shared.ts';
import { headOf, load, meaning, memoryFile, writeBytes } from './memory.ts';

/** Real evaluation files that may stand beside the checkout. */
const covered = new Set<string>();

function sharedFile(path: string) {
  covered.add(path);
  return memoryFile(path.split('/').at(-1) ?? path, sharedBytes(path));
}

describe('real files', () => {
  if (SHARED === undefined) {
    test('do not stand beside this checkout: none covered', () => {
      expect(covered.size).toBe(0);
    });
    return;
  }

  afterAll(() => {
    console.log(`formats: ${covered.size} real files covered`);
  });

  test('TED en-de opens whole: 14 systems, every annotation, one issue with its line', async () => {
    const { tables, issues, rows } = await load(mqmTsv, [sharedFile('data/mqm/mqm_ted_ende.tsv.gz')]);
    expect(rows).toBe(8435);
    expect(tables.systems).toHaveLength(14);
    expect(tables.documents).toHaveLength(5);
    expect(tables.segments).toHaveLength(529);
    expect(tables.annotators).toHaveLength(4);
    expect(tables.annotations).toHaveLength(7406);
    expect(tables.annotations.filter((annotation) => annotation.errors.length === 0)).toHaveLength(4404);
    expect(tables.annotations.reduce((sum, annotation) => sum + annotation.errors.length, 0)).toBe(8435 - 4404);
    expect(issues).toEqual([{ file: 'mqm_ted_ende.tsv.gz', line: 6444, code: 'mqm-tsv/unbalanced-v', values: { side: 'target' } }]);
  });

  test.each(['data/mqm/mqm_ted_ende.tsv.gz', 'data/mqm/sxs_mqm_generalMT2023_ende.head300.tsv', 'data/mqm/mqm_ted_ende.head3000.tsv'])(
    '%s comes back equal from an export',
    async (path) => {
      const first = await load(mqmTsv, [sharedFile(path)]);
      const second = await load(mqmTsv, [memoryFile('again.tsv', await writeBytes(mqmTsv, first.tables))]);
      expect(second.issues).toEqual([]);
      expect(meaning(second.tables)).toEqual(meaning(first.tables));
      const spelled = (tables: typeof first.tables) =>
        tables.annotations.flatMap((annotation) => annotation.errors.map((error) => error.category)).sort();
      expect(spelled(second.tables)).toEqual(spelled(first.tables));
      expect(second.tables.segments.map((segment) => segment.externalId)).toEqual(
        first.tables.segments.map((segment) => segment.externalId),
      );
    },
  );

  test('Marot columns give three raters, and attention checks are left out with an issue each', async () => {
    const { tables, issues, rows } = await load(mqmTsv, [sharedFile('data/mqm/sxs_mqm_generalMT2023_ende.head300.tsv')]);
    expect(rows).toBe(300);
    expect(tables.annotators).toHaveLength(3);
    expect(issues.map((issue) => issue.code)).toEqual(Array.from({ length: 9 }, () => 'mqm-tsv/attention-check'));
    expect(tables.annotations.every((annotation) => annotation.updatedAt > Date.UTC(2024, 0))).toBe(true);
  });

  test('a file whose rows lack columns is refused whole', async () => {
    await expect(load(mqmTsv, [sharedFile('data/mqm/mqm_newstest2020_zhen.source-errors.tsv')])).rejects.toMatchObject({
      code: 'format/no-rows',
    });
  });

  test('parallel text opens as source, references and systems', async () => {
    const wmt22 = ['src.en', 'ref.A.de', 'ref.B.de'].map((part) => sharedFile(`data/parallel/generaltest2022.en-de.${part}.gz`));
    const { tables } = await load(plainText, wmt22);
    expect(tables.segments).toHaveLength(2037);
    expect(Object.keys(tables.segments[0]?.references ?? {})).toEqual(['refA', 'refB']);
    const hebrew = ['src.he', 'ref.refB.en', 'hyp.GPT4-5shot.en', 'hyp.ONLINE-A.en'].map((part) =>
      sharedFile(`data/parallel/generaltest2023.he-en.${part}.gz`),
    );
    const second = await load(plainText, hebrew);
    expect(second.tables.systems.map((system) => system.name)).toEqual(['GPT4-5shot', 'ONLINE-A']);
    expect(second.tables.hypotheses[0]?.texts).toHaveLength(1910);
    expect(second.tables.projects[0]).toMatchObject({ sourceLang: 'he', targetLang: 'en' });
  });

  test('lines and documents of WMT24 en-ja open with their documents', async () => {
    const names = [
      'sources.en-ja.txt',
      'references.en-ja.refA.txt',
      'hyp.en-ja.CycleL.txt',
      'hyp.en-ja.GPT-4.txt',
      'hyp.en-ja.ONLINE-B.txt',
      'documents.en-ja.docs',
    ];
    const { tables } = await load(
      plainText,
      names.map((name) => sharedFile(`data/esa/wmt24/${name}.gz`)),
    );
    expect(tables.segments).toHaveLength(998);
    expect(tables.documents.length).toBeGreaterThan(50);
    expect(tables.documents.every((document) => document.domain !== undefined)).toBe(true);
    expect(tables.systems).toHaveLength(3);
  });

  test('files of unequal length are refused with their counts', async () => {
    const files = [sharedFile('data/parallel/small_parallel_enja/dev.en'), sharedFile('data/qe/wmt23/test.enfa.src')];
    const roles = { 'dev.en': 'source', 'test.enfa.src': 'system:x' };
    await expect(load(plainText, files, { roles })).rejects.toMatchObject({
      code: 'plain-text/line-counts',
      values: { few: 500, many: 1000 },
    });
  });

  test.each([
    [
      'data/mqm/biomqm/Huawei_AGI_run3_abstract_en2fr_fr.tsv',
      { source: 2, 'system:Huawei': 5, 'reference:ref': 4, document: 1, segment: 0 },
      544,
    ],
    ['data/qe/mlqe-pe/da/en-de.dev.df.short.tsv', { source: 1, target: 2, segment: 0 }, 1000],
    ['data/qe/wmt23/2022_en-ru_dev_processed.tsv', { source: 1, target: 2 }, 1005],
    ['data/qe/wmt23/dev.enhi.df.short.tsv', { source: 1, target: 2, segment: 0 }, 1000],
  ] as const)('%s opens as a table', async (path, columns, expected) => {
    const file = sharedFile(path);
    expect(recognise(await headOf(file))?.id).toBe('delimited');
    const { rows, tables } = await load(delimited, [file], { columns, header: true });
    expect(rows).toBe(expected);
    expect(tables.segments.length).toBeGreaterThan(0);
  });
});
