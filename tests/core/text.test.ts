import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canonicalLanguage,
  directionOf,
  fromCodePoints,
  graphemeBoundaries,
  slices,
  snapToGraphemes,
  snapToWords,
  spanPart,
  toCodePoints,
  words,
} from '#core/text.ts';

const FAMILY = '👩‍👩‍👧';

test.each([
  ['en', `a ${FAMILY} b`, { start: 4, end: 5 }, FAMILY],
  ['en', 'cafe\u0301 bar', { start: 3, end: 4 }, 'e\u0301'],
  ['hi', 'क्षत्रिय', { start: 1, end: 2 }, 'क्ष'],
  ['en', 'a\r\nb', { start: 2, end: 3 }, '\r\n'],
  ['en', 'flag 🇩🇪🇫🇷', { start: 6, end: 7 }, '🇩🇪'],
  ['ko', '\u1112\u1161\u11ab\u1100', { start: 1, end: 2 }, '\u1112\u1161\u11ab'],
])('a range inside a grapheme cluster grows to the whole cluster (%s, %j)', (lang, text, range, expected) => {
  const snapped = snapToGraphemes(text, range, lang);
  expect(text.slice(snapped.start, snapped.end)).toBe(expected);
});

test.each([
  ['en', 'We recalled 12,000 units', 13, 14, '12,000'],
  ['de', 'Der Umsatz wuchs um 4,2 %', 21, 22, '4,2'],
  ['th', 'ฉันรักภาษาไทย', 4, 5, 'รัก'],
  ['ja', '私は東京に住んでいます', 2, 3, '東京'],
  ['ar', 'يفتح المتحف أبوابه', 7, 8, 'المتحف'],
  ['he', 'המוזיאון נפתח בתשע', 10, 11, 'נפתח'],
  ['en', 'one two three', 5, 9, 'two three'],
  ['en', 'one two ', 3, 5, 'two'],
  ['en', 'one, two', 3, 4, ','],
])('a range snaps to the words of its language (%s)', (lang, text, start, end, expected) => {
  const snapped = snapToWords(text, { start, end }, lang);
  expect(text.slice(snapped.start, snapped.end)).toBe(expected);
});

test('an empty range stays empty, on a boundary', () => {
  expect(snapToGraphemes(FAMILY, { start: 3, end: 3 })).toEqual({ start: 0, end: 0 });
  expect(snapToWords('one two', { start: 4, end: 4 }, 'en')).toEqual({ start: 4, end: 4 });
});

test('white space alone is not trimmed away', () => {
  expect(snapToWords('one   two', { start: 4, end: 5 }, 'en')).toEqual({ start: 4, end: 5 });
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom('a', ' ', FAMILY, 'e\u0301', 'ก', 'ำ', '日本', 'مرحبا', 'שלום', '\u200d', '\u0301', '🇩🇪', '\r\n', '\u200f', 'क्ष'),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('')),
);
const textAndRange = anyText.chain((text) =>
  fc
    .tuple(fc.constant(text), fc.nat({ max: text.length }), fc.nat({ max: text.length }))
    .map(([t, a, b]) => ({ text: t, range: { start: Math.min(a, b), end: Math.max(a, b) } })),
);
const anyLang = fc.constantFrom('en', 'th', 'ja', 'ar', 'he', 'hi', 'und', 'not a language');

test('snapping covers the range, ends on grapheme boundaries, and does not move again', () => {
  fc.assert(
    fc.property(textAndRange, anyLang, ({ text, range }, lang) => {
      const boundaries = graphemeBoundaries(text, lang);
      const graphemes = snapToGraphemes(text, range, lang);
      if (range.end > range.start) {
        expect(graphemes.start).toBeLessThanOrEqual(range.start);
        expect(graphemes.end).toBeGreaterThanOrEqual(range.end);
      }
      const wordsRange = snapToWords(text, range, lang);
      for (const snapped of [graphemes, wordsRange]) {
        expect(boundaries).toContain(snapped.start);
        expect(boundaries).toContain(snapped.end);
        expect(snapped.end).toBeGreaterThanOrEqual(snapped.start);
      }
      expect(snapToGraphemes(text, graphemes, lang)).toEqual(graphemes);
    }),
  );
});

test('words stand end to end and are the whole text', () => {
  fc.assert(
    fc.property(anyText, anyLang, (text, lang) => {
      const found = words(text, lang);
      expect(found.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    }),
  );
});

test('slices put together are the text, and each range is covered by exactly its slices', () => {
  const ranges = anyText.chain((text) =>
    fc.tuple(
      fc.constant(text),
      fc.array(
        fc
          .tuple(fc.nat({ max: text.length }), fc.nat({ max: text.length }))
          .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) })),
        { maxLength: 6 },
      ),
    ),
  );
  fc.assert(
    fc.property(ranges, ([text, all]) => {
      const cut = slices(text, all);
      expect(cut.map((slice) => slice.text).join('')).toBe(text);
      for (const range of all) {
        const covered = cut.filter((slice) => slice.covers.includes(range));
        expect(covered.map((slice) => slice.text).join('')).toBe(text.slice(range.start, range.end));
      }
    }),
  );
});

test('overlapping spans share a slice', () => {
  const [first, second] = [
    { start: 0, end: 3 },
    { start: 2, end: 5 },
  ] as const;
  expect(slices('abcdef', [first, second]).map(({ text, covers }) => [text, covers.length])).toEqual([
    ['ab', 1],
    ['c', 2],
    ['de', 1],
    ['f', 0],
  ]);
});

test('code points and UTF-16 offsets lead to each other at every boundary', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      let offset = 0;
      for (const [count, character] of Array.from(text).entries()) {
        expect(toCodePoints(text, offset)).toBe(count);
        expect(fromCodePoints(text, count)).toBe(offset);
        offset += character.length;
      }
      expect(fromCodePoints(text, 1_000)).toBe(text.length);
    }),
  );
});

test('a part quotes what it covers', () => {
  expect(spanPart('target', 'Wir haben 120.000', { start: 10, end: 17 })).toEqual({ side: 'target', start: 10, end: 17, quote: '120.000' });
});

test.each([
  ['ar', 'rtl'],
  ['he-IL', 'rtl'],
  ['ur', 'rtl'],
  ['az-Arab', 'rtl'],
  ['en', 'ltr'],
  ['ja', 'ltr'],
  ['pa', 'ltr'],
  ['x!', 'ltr'],
])('%s is written %s', (lang, direction) => {
  expect(directionOf(lang)).toBe(direction);
});

test('a tag that is not well formed becomes und', () => {
  expect(canonicalLanguage('english please')).toBe('und');
  expect(canonicalLanguage('EN-gb')).toBe('en-GB');
});
