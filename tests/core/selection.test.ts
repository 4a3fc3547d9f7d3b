import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moveGap, omissionError, placeGap } from '#core/edit-omission.ts';
import { gapNear, gaps, graphemeUnits, neighbour, unitAt, wordUnits } from '#core/reach.ts';
import { unitOnLine, visualOrder } from '#core/reach-visual.ts';
import type { Selection } from '#core/selection.ts';
import { dragged, extend, isExtended, markAt, selectedRange, selectUnit, step } from '#core/selection.ts';
import { graphemeBoundaries, spanPart } from '#core/text.ts';
import { span } from './events.ts';

const texts = (text: string, units: readonly { start: number; end: number }[]): readonly string[] =>
  units.map(({ start, end }) => text.slice(start, end));
const chosen = (text: string, selection: Selection | undefined): string => {
  if (!selection) return '';
  const { start, end } = selectedRange(selection);
  return text.slice(start, end);
};

test.each([
  ['en', 'Wait, 12,000 units!', ['Wait', ',', '12,000', 'units', '!']],
  ['th', 'ฉันรักภาษาไทย', ['ฉัน', 'รัก', 'ภาษา', 'ไทย']],
  ['ja', '東京に行く。', ['東京', 'に', '行く', '。']],
  ['en', 'hi 👩‍👩‍👧!', ['hi', '👩‍👩‍👧', '!']],
])('the caret rests on words and signs, never on white space (%s)', (lang, text, expected) => {
  expect(texts(text, wordUnits(text, lang))).toEqual(expected);
});

test('a text of white space alone can be chosen too', () => {
  expect(wordUnits('  ', 'en')).toEqual([
    { start: 0, end: 1 },
    { start: 1, end: 2 },
  ]);
  expect(wordUnits('', 'en')).toEqual([]);
});

test('units rise, do not overlap and begin and end between grapheme clusters', () => {
  const pieces = fc
    .array(fc.constantFrom('a', ' ', '👩‍👩‍👧', 'e\u0301', '\u0301', 'กำ', '東', 'ب', 'क्ष', '\u200d', '.', '🇩🇪', '\r\n'), { maxLength: 20 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(pieces, fc.constantFrom('en', 'th', 'ja', 'ar', 'hi'), (text, lang) => {
      const boundaries = graphemeBoundaries(text, lang);
      let last = 0;
      for (const unit of wordUnits(text, lang)) {
        expect(unit.start).toBeGreaterThanOrEqual(last);
        expect(unit.end).toBeGreaterThan(unit.start);
        expect(boundaries).toContain(unit.start);
        expect(boundaries).toContain(unit.end);
        last = unit.end;
      }
    }),
  );
});

test('steps go from word to word and stay at the ends; extending grows and shrinks', () => {
  const text = 'Wir haben 120.000 Einheiten';
  const units = wordUnits(text, 'de');
  let selection = selectUnit('target', units[0] ?? { start: 0, end: 0 });
  selection = step(selection, units, -1);
  expect(chosen(text, selection)).toBe('Wir');
  selection = step(step(selection, units, 1), units, 1);
  expect(chosen(text, selection)).toBe('120.000');
  selection = extend(selection, units, 1);
  expect(chosen(text, selection)).toBe('120.000 Einheiten');
  expect(isExtended(selection)).toBe(true);
  selection = extend(extend(extend(selection, units, -1), units, -1), units, -1);
  expect(chosen(text, selection)).toBe('Wir haben 120.000');
  expect(chosen(text, step(selection, units, 1))).toBe('haben');
});

test('letters: a step enters the word, extending back trims it by whole grapheme clusters', () => {
  const text = 'cafe\u0301 👩‍👩‍👧';
  const letters = graphemeUnits(text, 'en');
  const word = selectUnit('target', { start: 0, end: 5 });
  expect(chosen(text, step(word, letters, 1))).toBe('c');
  expect(chosen(text, step(word, letters, -1))).toBe('e\u0301');
  expect(chosen(text, extend(word, letters, -1))).toBe('caf');
  expect(chosen(text, extend(extend(word, letters, 1), letters, 1))).toBe('cafe\u0301 👩‍👩‍👧');
});

test('a drag takes whole words whichever way it went, and letters where asked', () => {
  const text = 'one two three';
  expect(chosen(text, dragged('target', text, 'en', 5, 9, 'word'))).toBe('two three');
  const back = dragged('target', text, 'en', 9, 5, 'word');
  expect(chosen(text, back)).toBe('two three');
  expect(back?.focus).toEqual({ start: 4, end: 7 });
  expect(chosen(text, dragged('target', text, 'en', 5, 9, 'grapheme'))).toBe('wo t');
  expect(chosen(text, dragged('target', text, 'en', 5, 5, 'word'))).toBe('two');
  expect(dragged('target', '', 'en', 0, 0, 'word')).toBeUndefined();
});

test('a caret in a mark takes hold of the shortest one, a longer choice only of its exact like', () => {
  const errors = [span('long', 0, 13), span('short', 4, 7)];
  const [one, two, three] = wordUnits('one two three', 'en');
  if (!one || !two || !three) throw new Error('three words');
  expect(markAt(errors, selectUnit('target', two))?.id).toBe('short');
  expect(markAt(errors, selectUnit('target', one))?.id).toBe('long');
  expect(markAt(errors, { side: 'target', anchor: one, focus: two })).toBeUndefined();
  expect(markAt(errors, { side: 'target', anchor: one, focus: three })?.id).toBe('long');
  expect(markAt(errors, selectUnit('source', two))).toBeUndefined();
});

test('units are found by offset and neighbour', () => {
  const units = wordUnits('one two', 'en');
  expect(unitAt(units, 3)).toEqual({ start: 4, end: 7 });
  expect(unitAt(units, 99)).toEqual({ start: 4, end: 7 });
  expect(neighbour(units, { start: 0, end: 3 }, -1)).toBeUndefined();
  expect(gaps(units, 7)).toEqual([0, 4, 7]);
  expect(gaps([], 0)).toEqual([0]);
  expect(gapNear([0, 4, 7], 7, 0.6)).toBe(4);
});

test('a missing passage begins about where its translation would stand and moves by words', () => {
  const given = { source: 'We recalled units as a precaution', target: 'Wir riefen Geräte zurück', targetLang: 'de' };
  const omission = { part: spanPart('source', given.source, { start: 18, end: 33 }) };
  const first = moveGap(omission, 1, given);
  expect(first.caret).toBe(11);
  expect(moveGap(first, 1, given).caret).toBe(18);
  expect(moveGap({ caret: 24 }, 1, given).caret).toBe(24);
  expect(placeGap(omission, 16, given).caret).toBe(18);
  expect(omissionError(first, 'id', 'accuracy/omission', 'major')).toEqual({
    id: 'id',
    parts: [{ side: 'source', start: 18, end: 33, quote: 'as a precaution' }],
    caret: 11,
    category: 'accuracy/omission',
    severity: 'major',
    origin: 'human',
  });
});

const at = (index: number, left: number, top: number): { index: number; left: number; right: number; top: number; bottom: number } => ({
  index,
  left,
  right: left + 9,
  top,
  bottom: top + 10,
});

test('the eye meets an English name inside Hebrew from its last word on', () => {
  // Right to left on screen: 0, then the name 1-2-3 drawn left to right, then 4; the second line holds 5.
  const placed = [at(0, 80, 0), at(1, 40, 1), at(2, 50, 0), at(3, 60, 0), at(4, 20, 0), at(5, 80, 20)];
  expect(visualOrder(placed, 'rtl')).toEqual([0, 3, 2, 1, 4, 5]);
  expect(visualOrder(placed.slice(0, 5), 'ltr')).toEqual([4, 1, 2, 3, 0]);
});

test('a line down finds what stands nearest below', () => {
  const placed = [at(0, 0, 0), at(1, 50, 0), at(2, 0, 20), at(3, 45, 20)];
  expect(unitOnLine(placed, at(1, 50, 0), 1)).toBe(3);
  expect(unitOnLine(placed, at(0, 0, 0), -1)).toBeUndefined();
});
