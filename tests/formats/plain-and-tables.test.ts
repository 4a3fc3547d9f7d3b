import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowReader, separatorOf } from '#formats/delimited-rows.ts';
import { delimited } from '#formats/delimited.ts';
import { languagesOf, rolesOf } from '#formats/file-name.ts';
import { plainText } from '#formats/plain-text.ts';
import { load, memoryFile } from './memory.ts';

describe('plain text', () => {
  test('keeps every line as it is, empty ones too, in any script', async () => {
    const line = fc
      .string({ unit: 'grapheme' })
      .map((text) => text.replace(/[\r\n]/g, ' '))
      .filter((text) => !/\p{Surrogate}|^\ufeff/u.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 9 }), async (lines, chunk) => {
        const content = `${lines.join('\n')}\n`;
        const { tables } = await load(plainText, [memoryFile('a.src', content, chunk), memoryFile('a.hyp.X', content, chunk)]);
        expect(tables.segments.map((segment) => segment.source)).toEqual(lines);
        expect(tables.hypotheses[0]?.texts).toEqual(lines);
      }),
    );
  });

  test('is refused without a source, with two files of one role, and with nothing in it', async () => {
    const files = [memoryFile('a', 'x\n'), memoryFile('b', 'y\n')];
    await expect(load(plainText, files, { roles: { a: 'system:A', b: 'system:B' } })).rejects.toMatchObject({
      code: 'plain-text/no-source',
    });
    await expect(load(plainText, files, { roles: { a: 'source', b: 'source' } })).rejects.toMatchObject({ code: 'plain-text/role-twice' });
    await expect(load(plainText, [memoryFile('a', '')], { roles: { a: 'source' } })).rejects.toMatchObject({ code: 'format/no-rows' });
  });

  test('a file without a role is left out', async () => {
    const { tables } = await load(plainText, [memoryFile('a', 'x\n'), memoryFile('b', 'y\nz\n')], { roles: { a: 'source', b: '' } });
    expect(tables.segments).toHaveLength(1);
  });
});

describe('names of files', () => {
  test('tell their languages where they hold them', () => {
    expect(languagesOf('mqm_ted_ende.tsv.gz')).toEqual({ sourceLang: 'en', targetLang: 'de' });
    expect(languagesOf('generaltest2023.he-en.src.he.gz')).toEqual({ sourceLang: 'he', targetLang: 'en' });
    expect(languagesOf('Yandex.en-ru_RU.jsonl')).toEqual({ sourceLang: 'en', targetLang: 'ru-RU' });
    expect(languagesOf('abstract_en2fr_fr.tsv')).toEqual({ sourceLang: 'en', targetLang: 'fr' });
    for (const name of ['test.tsv', 'data.txt', 'open-source.txt']) expect(languagesOf(name)).toBeUndefined();
  });

  test('tell what plain-text files hold', () => {
    expect(rolesOf(['x.src.en', 'x.ref.A.de', 'x.hyp.Atlas.de', 'en-de.docs'])).toEqual({
      'x.src.en': 'source',
      'x.ref.A.de': 'reference:refA',
      'x.hyp.Atlas.de': 'system:Atlas',
      'en-de.docs': 'documents',
    });
    expect(rolesOf(['source.txt', 'Atlas.txt', 'Borealis.txt'])).toEqual({
      'source.txt': 'source',
      'Atlas.txt': 'system:Atlas',
      'Borealis.txt': 'system:Borealis',
    });
    expect(rolesOf(['dev.en', 'dev.ja'])).toEqual({ 'dev.en': 'source', 'dev.ja': 'system:dev' });
  });
});

describe('tables', () => {
  test('cells come back from any quoted row', () => {
    const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\r/g, ''));
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, chunk) => {
          const text = rows.map((cells) => cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\r\n');
          const reader = new RowReader(',', 'x');
          const read = [];
          for (let at = 0; at < text.length; at += chunk) read.push(...reader.push(text.slice(at, at + chunk)));
          read.push(...reader.end());
          expect(read.map((row) => row.cells)).toEqual(rows);
        },
      ),
    );
  });

  test('rows know the line of the file on which they begin', () => {
    const reader = new RowReader(',', 'x');
    const rows = [...reader.push('a,"1\n2\n3"\nb,c\n'), ...reader.end()];
    expect(rows.map((row) => row.line)).toEqual([1, 4]);
  });

  test('tabs separate without quoting', () => {
    const reader = new RowReader('\t', 'x');
    expect(reader.push('"Hi," he said.\t"x\n')[0]?.cells).toEqual(['"Hi," he said.', '"x']);
    expect(separatorOf('a;b\n"c;d";e\n')).toBe(';');
    expect(separatorOf('just a sentence, really\nand another\n')).toBeUndefined();
  });

  test('a quotation mark that never closes is refused with its line', async () => {
    await expect(load(delimited, [memoryFile('x.csv', 'source,mt\na,b\n"c,d\ne,f\n')], { header: true })).rejects.toMatchObject({
      code: 'delimited/open-quote',
      values: { line: 3 },
    });
  });

  test('one row a translation gives one segment for all systems, and tells a second one', async () => {
    const content = 'id\tsource\tsystem\tmt\n1\tHello\tA\tHallo\n1\tHello\tB\tServus\n1\tHello\tB\tGrüezi\n2\tBye\tA\t\n';
    const { tables, issues } = await load(delimited, [memoryFile('x.tsv', content)]);
    expect(tables.segments.map(({ source, externalId }) => [source, externalId])).toEqual([
      ['Hello', '1'],
      ['Bye', '2'],
    ]);
    expect(tables.hypotheses.map((pack) => pack.texts)).toEqual([
      ['Hallo', null],
      ['Servus', null],
    ]);
    expect(issues).toEqual([{ file: 'x.tsv', line: 4, code: 'delimited/twice', values: { system: 'B', document: 'x', segment: 1 } }]);
  });

  test('a row that is too short is told', async () => {
    const { issues, rows } = await load(delimited, [memoryFile('x.csv', 'source,mt\na,b\nc\n')], {
      header: true,
      columns: { source: 0, 'system:mt': 1 },
    });
    expect(rows).toBe(2);
    expect(issues).toEqual([{ file: 'x.csv', line: 3, code: 'delimited/columns', values: { found: 1, expected: 2 } }]);
  });
});
