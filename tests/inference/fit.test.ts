import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitParts, joinParts } from '#inference/fit.ts';
import { targetCode } from '#inference/target-code.ts';

describe('a text that is too long for a model', () => {
  const fits = (limit: number) => (part: string) => part.length <= limit;

  test('is cut between sentences, as few as will do', () => {
    expect(fitParts('One is here. Two is there. Three.', 'en', fits(27))).toEqual(['One is here. Two is there. ', 'Three.']);
  });

  test('is cut between words where a sentence is too long, and inside one where a word is', () => {
    expect(fitParts('alpha beta gamma', 'en', fits(11))).toEqual(['alpha beta ', 'gamma']);
    expect(fitParts('abcdefgh', 'en', fits(3)).join('|')).toBe('ab|cd|ef|gh');
    expect(fitParts('今日は良い天気です。明日は雨です。', 'ja', fits(10))).toEqual(['今日は良い天気です。', '明日は雨です。']);
  });

  test('loses nothing, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 4, max: 40 }), (text, limit) => {
        const parts = fitParts(text, 'en', fits(limit));
        expect(parts.join('')).toBe(text);
        for (const part of parts) expect(part.length <= limit || Array.from(part).length === 1).toBe(true);
      }),
    );
  });

  test('is joined again with spaces where the language writes them', () => {
    expect(joinParts(['Eins.', 'Zwei.'], 'de')).toBe('Eins. Zwei.');
    expect(joinParts(['一。', '二。'], 'zh-Hant')).toBe('一。二。');
  });
});

describe('the code of a target language', () => {
  const codes = ['>>deu<<', '>>zho_Hans<<', '>>zho_Hant<<', '>>srp_Latn<<', '>>heb<<'];

  test.each([
    ['de', '>>deu<<'],
    ['de-AT', '>>deu<<'],
    ['zh', '>>zho_Hans<<'],
    ['zh-TW', '>>zho_Hant<<'],
    ['sr', '>>srp_Latn<<'],
    ['he', '>>heb<<'],
  ])('%s is %s', (language, code) => {
    expect(targetCode(codes, language)).toBe(code);
  });

  test('is undefined for a model with one target, and a Failure for a language that it lacks', () => {
    expect(targetCode([], 'de')).toBeUndefined();
    expect(() => targetCode(codes, 'fr')).toThrow('model/no-such-target');
  });
});
