import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { JsonTokenizer } from '#tokenizers/json-tokenizer.ts';
import { SentencePiece } from '#tokenizers/sentencepiece.ts';
import { readSpm } from '#tokenizers/spm-file.ts';
import { readTokenizerJson } from '#tokenizers/tokenizer-json.ts';
import { SHARED, sharedBytes, sharedText } from '../shared.ts';

type Json = Readonly<Record<string, unknown>>;

interface Row {
  readonly text: string;
  readonly ids: readonly number[];
  readonly decoded: string;
}

const golden = JSON.parse(readFileSync(new URL('golden/tokenizer-json.json', import.meta.url), 'utf8')) as {
  readonly own: Readonly<Record<string, { readonly json: Json; readonly rows: readonly Row[] }>>;
  readonly shared: Readonly<Record<string, readonly Row[]>>;
}; // written by make-json-golden.py

function expectRows(json: Json, rows: readonly Row[]): JsonTokenizer {
  const tokenizer = new JsonTokenizer(readTokenizerJson(json));
  const made = rows.map(({ text }) => ({ text, ids: tokenizer.encode(text) }));
  expect(made).toEqual(rows.map(({ text, ids }) => ({ text, ids })));
  expect(rows.map(({ ids }) => tokenizer.decode(ids))).toEqual(rows.map(({ decoded }) => decoded));
  return tokenizer;
}

describe('a tokenizer.json gives the ids and texts of the library tokenizers', () => {
  test.each(Object.entries(golden.own))('%s of our own', (_, { json, rows }) => {
    expectRows(json, rows);
  });

  test.for(Object.entries(golden.shared))('%s of the samples', ([name, rows], { skip }) => {
    skip(SHARED === undefined, 'shared/models-samples does not stand beside this checkout');
    const json = JSON.parse(sharedText(`models-samples/tokenizers/${name}/tokenizer.json`)) as Json; // read field by field
    const { added } = expectRows(json, rows);
    const tokenizer = new JsonTokenizer(readTokenizerJson(json));
    for (const { id, content } of added) {
      expect(tokenizer.encode(content)).toEqual([id]);
      expect(tokenizer.decode([id])).toBe(content);
    }
  });
});

/** That model keeps white space as it comes; its tokenizer.json, like all that `transformers` converts, drops what is doubled or at the end. */
test('a tokenizer.json read back as a SentencePiece model cuts every line with single spaces as the model it was made from', ({ skip }) => {
  skip(SHARED === undefined, 'shared/models-samples does not stand beside this checkout');
  const folder = 'models-samples/tokenizers/marian-nmt';
  const { file } = readTokenizerJson(JSON.parse(sharedText(`${folder}/tokenizer.json`)) as Json); // read field by field
  const [own, made] = [new SentencePiece(readSpm(sharedBytes(`${folder}/vocab.joint.spm`))), new SentencePiece(file)];
  const lines = ['generaltest2022.en-de.src.en.gz', 'generaltest2023.he-en.src.he.gz', 'sap.dev.enth.th.gz'].flatMap((name) =>
    sharedText(`data/parallel/${name}`)
      .split('\n')
      .map((line) => line.replaceAll(/\s+/gu, ' ').trim()),
  );
  expect(lines.length).toBeGreaterThan(5900);
  for (const line of lines) expect(made.encode(line)).toEqual(own.encode(line));
});

describe('a tokenizer.json that Stet can’t run says why', () => {
  const json = golden.own.bpe?.json ?? {};
  const model = json.model as Json; // written by make-json-golden.py
  test.each<readonly [string, Json]>([
    ['no model', {}],
    ['WordPiece', { ...json, model: { ...model, type: 'WordPiece' } }],
    ['no unknown piece', { ...json, model: { ...model, unk_token: null } }],
    ['ByteLevel', { ...json, pre_tokenizer: { type: 'ByteLevel' } }],
    ['Lowercase', { ...json, normalizer: { type: 'Lowercase' } }],
    ['merges are no list', { ...json, model: { ...model, merges: { a: 'b' } } }],
    ['entry 0 of its merges', { ...json, model: { ...model, merges: ['abc'] } }],
    ['is no letter of Base64', { ...json, normalizer: { type: 'Precompiled', precompiled_charsmap: '§' } }],
    ['an added token', { ...json, added_tokens: [{ content: 'x' }] }],
  ])('%s', (reason, given) => {
    expect(() => readTokenizerJson(given)).toThrow(reason);
  });
});
