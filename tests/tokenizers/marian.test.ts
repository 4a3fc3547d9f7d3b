import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MarianTokenizer } from '#tokenizers/marian.ts';
import { readSpm } from '#tokenizers/spm-file.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';

interface MarianCase {
  readonly text: string;
  readonly source: readonly number[];
  readonly target: readonly number[];
  readonly decoded: string;
}

const golden = JSON.parse(readFileSync(new URL('golden/tokenizers.json', import.meta.url), 'utf8')) as {
  readonly marian: readonly MarianCase[];
}; // written by make-golden.py
const files = marianFiles();
const file = (name: string): Uint8Array => files.get(name) ?? new Uint8Array(0);
const vocab = new Map(Object.entries(JSON.parse(new TextDecoder().decode(file('vocab.json'))) as Record<string, number>));
const tokenizer = new MarianTokenizer({ source: readSpm(file('source.spm')), target: readSpm(file('target.spm')), vocab });

describe('a Marian tokenizer gives the ids of transformers', () => {
  test.each(golden.marian)('$text', ({ text, source, target, decoded }) => {
    expect(tokenizer.encode(text)).toEqual(source);
    expect(tokenizer.encodeTarget(text)).toEqual(target);
    expect(tokenizer.decode(target)).toBe(decoded);
  });

  test('for every sentence of the fixture', () => {
    for (const row of marianExpected().rows) {
      expect(tokenizer.encode(row.source)).toEqual(row.sourceIds);
      expect(tokenizer.decode(row.ids)).toBe(row.text);
    }
  });
});

test('an end token inside a text is text', () => {
  expect(tokenizer.encode('red </s> house').filter((id) => id === 0)).toHaveLength(1);
});

test('only codes that the model knows are codes', () => {
  expect(tokenizer.targetCodes).toEqual(['>>fra<<', '>>deu<<']);
  expect(tokenizer.encode('>>deu<< red')).toHaveLength(3);
  expect(tokenizer.encode('>>xyz<< red').length).toBeGreaterThan(5);
});

test('a vocabulary without its special pieces is refused', () => {
  expect(
    () => new MarianTokenizer({ source: readSpm(file('source.spm')), target: readSpm(file('target.spm')), vocab: new Map([['</s>', 0]]) }),
  ).toThrow('<unk>');
});
