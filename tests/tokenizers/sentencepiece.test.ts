import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SentencePiece } from '#tokenizers/sentencepiece.ts';
import { readSpm } from '#tokenizers/spm-file.ts';
import { decodeUtf8, encodeUtf8 } from '#tokenizers/utf8.ts';
import { SHARED, sharedBytes, sharedText } from '../shared.ts';

interface SpmCase {
  readonly text: string;
  readonly ids: readonly number[];
  readonly pieces: readonly string[];
  readonly decoded: string;
}

interface Golden {
  readonly spm: Readonly<Record<string, readonly SpmCase[]>>;
  /** SHA-256 over the id lists and decoded texts of all lines; without `texts`, of the texts above. */
  readonly shared: readonly { readonly model: string; readonly texts?: string; readonly lines: number; readonly sha256: string }[];
}

const golden = JSON.parse(readFileSync(new URL('golden/tokenizers.json', import.meta.url), 'utf8')) as Golden; // written by make-golden.py
const fixture = (name: string): Buffer => readFileSync(new URL(`../models/marian/${name}.spm`, import.meta.url));

describe.each(Object.entries(golden.spm))('%s.spm', (name, cases) => {
  const model = new SentencePiece(readSpm(fixture(name)));

  test.each(cases)('equals the SentencePiece library on $text', ({ text, ids, pieces, decoded }) => {
    const encoded = model.encode(text);
    expect(encoded.map((piece) => piece.text)).toEqual(pieces);
    expect(encoded.map((piece) => piece.id)).toEqual(ids);
    expect(model.decode(pieces)).toBe(decoded);
  });
});

if (SHARED !== undefined) {
  test.each(golden.shared)(
    '$model gives the ids and texts of the SentencePiece library for every line of $texts',
    ({ model: path, texts, lines, sha256 }) => {
      const model = new SentencePiece(readSpm(sharedBytes(`models-samples/${path}`)));
      const sha = createHash('sha256');
      const all =
        texts === undefined ? (golden.spm.source ?? []).map(({ text }) => text) : sharedText(`data/parallel/${texts}`).split('\n');
      for (const line of all) {
        const pieces = model.encode(line);
        sha.update(`${JSON.stringify([pieces.map((piece) => piece.id), model.decode(pieces.map((piece) => piece.text))])}\n`);
      }
      expect(all.length).toBe(lines);
      expect(sha.digest('hex')).toBe(sha256);
    },
  );
}

test('a file that is no SentencePiece model is refused, not misread', () => {
  const bytes = fixture('target');
  expect(() => readSpm(bytes.subarray(0, bytes.length - 3))).toThrow(RangeError);
  expect(() => readSpm(new Uint8Array(0))).toThrow('no pieces');
  expect(() => readSpm(encodeUtf8('<!doctype html>'))).toThrow(RangeError);
  expect(() => new SentencePiece({ ...readSpm(bytes), kind: 'word' })).toThrow('word');
});

test('UTF-8 is written and read as the platform does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
      expect(decodeUtf8(encodeUtf8(text))).toBe(text);
    }),
  );
  expect(decodeUtf8(encodeUtf8('a\ud800b'))).toBe('a\ufffdb');
  expect(decodeUtf8(Uint8Array.of(0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80, 0x41))).toBe(`${'\ufffd'.repeat(9)}A`);
});

test('texts without unknown characters come back as they were but for spaces', () => {
  const model = new SentencePiece(readSpm(fixture('source')));
  const word = fc.constantFrom('house', 'red', 'über', 'река', 'письмо', '1999', 'x');
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      const pieces = model.encode(words.join('  '));
      fc.pre(pieces.every((piece) => piece.id !== 1));
      expect(model.decode(pieces.map((piece) => piece.text))).toBe(words.join(' '));
    }),
  );
});
