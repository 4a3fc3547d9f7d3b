import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiffPiece } from '#core/word-diff.ts';
import { diffWords } from '#core/word-diff.ts';

const whole = (pieces: readonly DiffPiece[]): string => pieces.map(({ text }) => text).join('');
const own = (pieces: readonly DiffPiece[]): string[] => pieces.filter(({ isShared }) => !isShared).map(({ text }) => text);
const shared = (pieces: readonly DiffPiece[]): string =>
  pieces
    .filter(({ isShared }) => isShared)
    .map(({ text }) => text)
    .join('')
    .replaceAll(/\s+/g, '');

describe('a word diff', () => {
  it('shows the word that one of them lacks', () => {
    const { first, second } = diffWords('Laden Sie den Akku nicht unter 0 °C auf.', 'Laden Sie den Akku unter 0 °C auf.', 'de');
    expect(own(first).map((text) => text.trim())).toEqual(['nicht']);
    expect(own(second)).toEqual([]);
  });

  it('finds words where no spaces are written', () => {
    const { first, second } = diffWords('今日は天気がいい。', '今日は天気が悪い。', 'ja');
    expect(own(first).join('')).not.toContain('天気');
    expect(own(second).join('')).toContain('悪');
  });

  it('joins what stands between two differing words to them', () => {
    const { first } = diffWords('eins zwei drei vier', 'eins sechs sieben vier', 'de');
    expect(own(first)).toEqual(['zwei drei']);
  });

  it('loses nothing, shares the same words, and marks nothing in equal texts', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ' ', 'é', 'e\u0301', '👩‍👩‍👧', 'שלום', '.', '一'), { maxLength: 30 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const { first, second } = diffWords(a, b, 'und');
        expect(whole(first)).toBe(a);
        expect(whole(second)).toBe(b);
        if (!/\s/.test(a + b)) expect(shared(first)).toBe(shared(second));
        expect(own(diffWords(a, a, 'und').first)).toEqual([]);
      }),
    );
  });

  it('is done with long texts at once', () => {
    const long = Array.from({ length: 5000 }, (_, i) => `w${i}`).join(' ');
    const other = Array.from({ length: 5000 }, (_, i) => `v${i}`).join(' ');
    expect(whole(diffWords(`same ${long}`, `same ${other}`, 'en').first)).toBe(`same ${long}`);
  });
});
