import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromCodePoints } from '#core/text.ts';
import { typologyOf } from '#core/typologies.ts';
import { readCategory, writeCategory } from '#formats/mqm-category.ts';
import { mqmTsv } from '#formats/mqm-tsv.ts';
import { readMarks, writeMarks } from '#formats/v-marks.ts';
import type { Tables } from './memory.ts';
import { load, meaning, memoryFile, sha256, writeBytes } from './memory.ts';

const HEADER = 'system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\tcomment';

function read(...rows: readonly string[]) {
  return load(mqmTsv, [memoryFile('test.tsv', [HEADER, ...rows, ''].join('\n'))]);
}

/** Text of every kind a file may hold: astral, combining, right-to-left, joined emoji, no-break and zero-width characters. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('👩‍👩‍👧', 'e\u0301', 'שלום', 'عربي', '\u200b', '\u00a0', '日本', '<v', 'v>', '"'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join('').replace(/[\t\n\r]/g, ' '))
  .filter((text) => !/<\/?v>/.test(text) && !/\p{Surrogate}/u.test(text));

describe('marks in the text', () => {
  test('come back at the very offsets, in any text', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat(40), { maxLength: 6 }), (text, cuts) => {
        const sorted = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b);
        const ranges = sorted.flatMap((start, i) => (i % 2 === 0 ? [{ start, end: sorted[i + 1] ?? start }] : []));
        const marked = writeMarks(text, ranges);
        expect(marked).toBeDefined();
        expect(readMarks(marked ?? '')).toEqual({ text, ranges, isBalanced: true });
      }),
    );
  });

  test('are refused where reading would give something else', () => {
    expect(writeMarks('a <v> b', [{ start: 0, end: 1 }])).toBeUndefined();
    expect(
      writeMarks('abc', [
        { start: 0, end: 2 },
        { start: 1, end: 3 },
      ]),
    ).toBeUndefined();
    expect(writeMarks('abc', [{ start: 2, end: 9 }])).toBeUndefined();
    expect(writeMarks('<>v>', [{ start: 1, end: 1 }])).toBe('<<v></v>>v>');
    expect(writeMarks('<v>x', [])).toBeUndefined();
  });

  test('that never close reach to the end of the text and are told', async () => {
    const { tables, issues } = await read('A\td\t1\t1\tr1\tsource\tgood <v>bad\tFluency/Grammar\tMinor\t');
    expect(issues).toEqual([{ file: 'test.tsv', line: 2, code: 'mqm-tsv/unbalanced-v', values: { side: 'target' } }]);
    expect(tables.annotations[0]?.errors[0]?.parts).toEqual([{ side: 'target', start: 5, end: 8, quote: 'bad' }]);
  });
});

describe('rows', () => {
  test('without an error make a finished annotation without marks', async () => {
    const { tables } = await read('A\td\t1\t1\tr1\ts\tt\tNo-error\tNo-error\t');
    expect(tables.annotations[0]).toMatchObject({ errors: [], status: 'done', updatedAt: 0 });
  });

  test('with different texts for one segment are kept apart and told', async () => {
    const { tables, issues } = await read(
      'A\td\t1\t1\tr1\tsource\tone <v>two</v>\tFluency/Grammar\tMinor\t',
      'A\td\t1\t1\tr2\tsource\tone, <v>two</v>\tFluency/Grammar\tMinor\t',
      'B\td\t1\t1\tr1\tSource\tone\tNo-error\tNo-error\t',
      'A\td\t2\t2\tr1\tnext\tthree\tNo-error\tNo-error\t',
    );
    expect(issues.map(({ line, code, values }) => [line, code, values['side']])).toEqual([
      [3, 'mqm-tsv/text-differs', 'target'],
      [4, 'mqm-tsv/text-differs', 'source'],
    ]);
    expect(tables.segments.map(({ source, index, externalId }) => [source, index, externalId])).toEqual([
      ['source', 0, '1'],
      ['source', 1, '1'],
      ['Source', 2, '1'],
      ['next', 3, '2'],
    ]);
    expect(tables.annotations.map((annotation) => annotation.errors[0]?.parts[0]?.start)).toEqual([4, 5, undefined, undefined]);
  });

  test('of attention checks, with too few columns or of an unknown severity are told with their line', async () => {
    const { issues, tables } = await read(
      'A\td\t1\t1\tr1\ts\tt\tFound\tHOTW-test\t',
      'A\td\t1\ts\tt\tOther\tMinor',
      '',
      'A\td\t1\t1\tr1\ts\t<v>t</v>\tOther\tTrivial\t',
      'A\td\t2\t2\tr1\ts\tt\tNon-translation!\tMajor\t',
    );
    expect(issues.map(({ line, code }) => [line, code])).toEqual([
      [2, 'mqm-tsv/attention-check'],
      [3, 'mqm-tsv/columns'],
      [5, 'mqm-tsv/severity'],
      [6, 'mqm-tsv/no-span'],
    ]);
    expect(tables.annotations.map((annotation) => annotation.errors.map(({ category, severity }) => [category, severity]))).toEqual([
      [['other', 'neutral']],
      [['non-translation!', 'major']],
    ]);
  });

  test('that name their document and segments in any order come in the order of their numbers', async () => {
    const { tables } = await read(
      'A\td\t10\t30\tr1\tten\tt\tNo-error\tNo-error\t',
      'A\td\t2\t20\tr1\ttwo\tt\tNo-error\tNo-error\t',
      'A\tc\t1\t10\tr1\tone\tt\tNo-error\tNo-error\t',
    );
    expect(tables.documents.map((document) => document.name)).toEqual(['d', 'c']);
    expect(tables.segments.map(({ source, index, externalIndex }) => [source, index, externalIndex])).toEqual([
      ['two', 0, '2'],
      ['ten', 1, '10'],
      ['one', 0, undefined],
    ]);
  });

  test('are read without a header where they are in the order of Marot', async () => {
    const row = 'A\td\t1\t1\tr1\ts\t<v>t</v>\tOther\tMinor\t{"timestamp":5}';
    const { tables } = await load(mqmTsv, [memoryFile('test.tsv', row)]);
    expect(tables.annotations[0]).toMatchObject({ updatedAt: 5, errors: [{ category: 'other' }] });
  });

  test('that hold nothing usable are refused', async () => {
    await expect(read('A\td')).rejects.toMatchObject({ code: 'format/no-rows' });
    await expect(load(mqmTsv, [memoryFile('test.tsv', 'a\tb\n')])).rejects.toMatchObject({ code: 'mqm-tsv/header' });
  });

  test('named after parts of an object are only names', async () => {
    const { tables } = await read('__proto__\tconstructor\t1\t1\ttoString\ts\tt\tNo-error\tNo-error\t');
    expect([tables.systems[0]?.name, tables.documents[0]?.name, tables.annotators[0]?.name]).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ]);
  });
});

describe('categories', () => {
  const wmt = typologyOf('google-wmt');

  test('come back letter by letter, known to the typology or not', () => {
    for (const spelled of [
      'Accuracy/Mistranslation',
      'Style/Awkward',
      'Non-translation!',
      'Fluency/Text-Breaking',
      'Accuracy/Omission (Translation 2)',
      'Source error',
      'x/__proto__',
    ]) {
      expect(writeCategory(wmt, readCategory(wmt, spelled))).toBe(spelled);
    }
    expect(readCategory(wmt, 'Accuracy/Mistranslation')).toBe('accuracy/mistranslation');
    expect(readCategory(wmt, 'Style/Awkward')).toBe('Style/Awkward');
  });
});

describe('writing', () => {
  test('gives back any text, mark, note and score', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, fc.nat(), fc.nat(), async (source, target, note, a, b) => {
        const { tables } = await read('A\td\t1\t1\tr1\ts\tt\tNo-error\tNo-error\t');
        const points = [...target].length;
        const [start, end] = [a % (points + 1), b % (points + 1)].sort((x, y) => x - y).map((point) => fromCodePoints(target, point));
        const part = { side: 'target' as const, start: start ?? 0, end: end ?? 0, quote: target.slice(start, end) };
        const changed = withTexts(tables, source, target, {
          parts: part.quote === '' ? [] : [part],
          ...(part.quote === '' ? { caret: part.start } : {}),
          note,
        });
        const again = await load(mqmTsv, [memoryFile('test.tsv', await writeBytes(mqmTsv, changed))]);
        expect(meaning(again.tables)).toEqual(meaning(changed));
      }),
      { numRuns: 200 },
    );
  });

  test('refuses a mark that would cut a character in two', async () => {
    const { tables } = await read('A\td\t1\t1\tr1\ts\tt\tNo-error\tNo-error\t');
    const cut = withTexts(tables, 's', '👋', { parts: [{ side: 'target', start: 0, end: 1, quote: '\ud83d' }] });
    await expect(writeBytes(mqmTsv, cut)).rejects.toMatchObject({ code: 'mqm-tsv/control' });
  });

  test('refuses what a line cannot hold, naming the place', async () => {
    const { tables } = await read('A\td\t1\t1\tr1\ts\tt\tNo-error\tNo-error\t');
    for (const target of ['a\tb', 'a\nb', 'a\r']) {
      const changed = withTexts(tables, 's', target, { parts: [] });
      await expect(writeBytes(mqmTsv, changed)).rejects.toMatchObject({
        code: 'mqm-tsv/control',
        values: { document: 'd', segment: 1, system: 'A' },
      });
    }
    const literal = withTexts(tables, 's', 'a <v> b', { parts: [] });
    await expect(writeBytes(mqmTsv, literal)).rejects.toMatchObject({ code: 'mqm-tsv/slice' });
    const shifted = withTexts(tables, 's', 'abc', { parts: [{ side: 'target', start: 0, end: 1, quote: 'b' }] });
    await expect(writeBytes(mqmTsv, shifted)).rejects.toMatchObject({ code: 'mqm-tsv/slice' });
  });
});

/** The one segment of the tables with other texts and one error. */
function withTexts(tables: Tables, source: string, target: string, error: object): Tables {
  const { note, ...rest } = error as { note?: string };
  const span = {
    id: 'x',
    parts: [],
    category: 'Other/é',
    severity: 'major' as const,
    origin: 'import' as const,
    ...rest,
    ...(note ? { note } : {}),
  };
  return {
    ...tables,
    segments: tables.segments.map((segment) => ({ ...segment, source })),
    hypotheses: tables.hypotheses.map((pack) => ({ ...pack, texts: [target] })),
    annotations: tables.annotations.map((annotation) => ({
      ...annotation,
      errors: [span],
      scores: { ESA: 33.5 },
      textSha256: hash(source, target),
    })),
  };
}

function hash(source: string, target: string): string {
  return sha256(`${source}\0${target}`);
}
