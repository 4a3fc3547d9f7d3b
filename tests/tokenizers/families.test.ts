import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { NamedFiles } from '#inference/family-tokenizer.ts';
import { openTokenizer } from '#inference/family-tokenizer.ts';
import { familyOf } from '#inference/family.ts';
import type { Json } from '#inference/model-json.ts';
import { parseJsonObject } from '#inference/model-json.ts';
import { SentencePiece } from '#tokenizers/sentencepiece.ts';
import { readSpm } from '#tokenizers/spm-file.ts';
import type { TranslationTokenizer } from '#tokenizers/translation-tokenizer.ts';
import type { FamilyFixture, FamilyName } from '../models/families.ts';
import { FAMILY_NAMES, familyFixture, familyWithJson } from '../models/families.ts';

interface Golden {
  readonly families: Readonly<
    Record<
      string,
      {
        readonly fixture: FamilyName;
        /** What the reference was told beside its files. */
        readonly options: Json;
        readonly from: string;
        readonly to: string;
        readonly rows: readonly {
          readonly text: string;
          readonly source: readonly number[];
          readonly target: readonly number[];
          readonly decoded: string;
        }[];
      }
    >
  >;
  readonly bpe: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly pieces: readonly string[];
    readonly decoded: string;
  }[];
}

const golden = JSON.parse(readFileSync(new URL('golden/families.json', import.meta.url), 'utf8')) as Golden; // written by make-family-golden.py

type Files = FamilyFixture['files'];

function filesOf(files: Files, options: Json): NamedFiles {
  const text = (name: string): string => new TextDecoder().decode(files.get(name));
  return {
    has: (name) => files.has(name),
    bytes: (name) => Promise.resolve(files.get(name) ?? new Uint8Array(0)),
    json: (name) => {
      if (!files.has(name)) return Promise.resolve(undefined);
      const read = parseJsonObject(name, text(name));
      return Promise.resolve(name === 'tokenizer_config.json' ? { ...read, ...options } : read);
    },
  };
}

/** Without the task's words: the reference is given the text alone. */
async function open(folder: Files, options: Json): Promise<TranslationTokenizer> {
  const files = filesOf(folder, options);
  const config = (await files.json('config.json')) ?? {};
  const family = familyOf(config, (await files.json('tokenizer_config.json')) ?? {}, new Set(folder.keys()));
  return openTokenizer(family, { ...config, task_specific_params: null }, files);
}

describe.each([
  ['its own files', familyFixture],
  ['a tokenizer.json alone', familyWithJson],
] as const)('read from %s', (_, filesFor) => {
  describe.each(Object.entries(golden.families))('the tokenizer of %s', (__, { fixture, options, from, to, rows }) => {
    const opening = open(filesFor(fixture).files, options);

    test.each(rows)('gives the ids and text of transformers for $text', async ({ text, source, target, decoded }) => {
      const tokenizer = await opening;
      const languages = { source: from, target: to };
      expect(tokenizer.encode(text, languages)).toEqual(source);
      expect(tokenizer.encodeTarget(text, languages)).toEqual(target);
      expect(tokenizer.decode(target)).toBe(decoded);
    });
  });
});

describe('a folder whose tokenizer is a tokenizer.json alone', () => {
  test.each(FAMILY_NAMES)('gives the ids of transformers for every sentence of %s, and its languages', async (name) => {
    const { expected } = familyFixture(name);
    const [own, alone] = [await open(familyFixture(name).files, {}), await open(familyWithJson(name).files, {})];
    const languages = new Map(expected.rows.map(({ from, to }) => [`${from} ${to}`, { source: from, target: to }]));
    expect([alone.sourceCodes, alone.targetCodes]).toEqual([own.sourceCodes, own.targetCodes]);
    expect([...alone.targetPieces()]).toEqual(expect.arrayContaining([...own.targetPieces()]));
    const written = new Set(expected.rows.flatMap((row) => own.encodeTarget(row.text, { source: row.from, target: row.to })));
    expect([...written].filter((id) => !own.targetPieces().has(id)).length).toBeLessThanOrEqual(2 + own.targetCodes.length); // end, unknown, languages
    for (const given of languages.values()) expect(alone.firstId(given)).toBe(own.firstId(given));
    for (const { source, from, to } of expected.rows) {
      const given = { source: from, target: to };
      expect(alone.encode(source, given)).toEqual(own.encode(source, given));
    }
  });

  test('is refused where it mixes the two tokenizers of a Marian model', async () => {
    await expect(open(familyWithJson('marian', 'marian-merged').files, {})).rejects.toMatchObject({ code: 'model/merged-tokenizer' });
    await expect(open(familyWithJson('marian').files, { separate_vocabs: true })).rejects.toMatchObject({ code: 'model/merged-tokenizer' });
  });
});

describe('a SentencePiece model of the kind BPE', () => {
  const model = new SentencePiece(readSpm(familyFixture('nllb').files.get('sentencepiece.bpe.model') ?? new Uint8Array(0)));

  test.each(golden.bpe)('equals the SentencePiece library on $text', ({ text, ids, pieces, decoded }) => {
    const encoded = model.encode(text);
    expect(encoded.map((piece) => piece.text)).toEqual(pieces);
    expect(encoded.map((piece) => piece.id)).toEqual(ids);
    expect(model.decode(pieces)).toBe(decoded);
  });
});
