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
import type { FamilyName } from '../models/families.ts';
import { familyFixture } from '../models/families.ts';

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

function filesOf(fixture: FamilyName, options: Json): NamedFiles {
  const { files } = familyFixture(fixture);
  const text = (name: string): string => new TextDecoder().decode(files.get(name));
  return {
    bytes: (name) => Promise.resolve(files.get(name) ?? new Uint8Array(0)),
    json: (name) => {
      if (!files.has(name)) return Promise.resolve(undefined);
      const read = parseJsonObject(name, text(name));
      return Promise.resolve(name === 'tokenizer_config.json' ? { ...read, ...options } : read);
    },
  };
}

/** Without the task's words: the reference is given the text alone. */
async function open(fixture: FamilyName, options: Json): Promise<TranslationTokenizer> {
  const files = filesOf(fixture, options);
  const config = (await files.json('config.json')) ?? {};
  const family = familyOf(config, (await files.json('tokenizer_config.json')) ?? {}, new Set(familyFixture(fixture).files.keys()));
  return openTokenizer(family, { ...config, task_specific_params: null }, files);
}

describe.each(Object.entries(golden.families))('the tokenizer of %s', (_, { fixture, options, from, to, rows }) => {
  test.each(rows)('gives the ids and text of transformers for $text', async ({ text, source, target, decoded }) => {
    const tokenizer = await open(fixture, options);
    const languages = { source: from, target: to };
    expect(tokenizer.encode(text, languages)).toEqual(source);
    expect(tokenizer.encodeTarget(text, languages)).toEqual(target);
    expect(tokenizer.decode(target)).toBe(decoded);
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
