import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeParts, fitParts, joinParts, planParts } from '#inference/fit.ts';
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

  test('takes empty lines with the sentence before them', () => {
    expect(fitParts('One.\n\n \nTwo is here.\n', 'en', fits(14))).toEqual(['One.\n\n \n', 'Two is here.\n']);
  });

  test('is joined again with spaces where the language writes them', () => {
    expect(joinParts(['Eins.', 'Zwei.'], 'de')).toBe('Eins. Zwei.');
    expect(joinParts(['一。', '二。'], 'zh-Hant')).toBe('一。二。');
  });
});

describe('a model that drops sentences', () => {
  const reach = { maxSource: 40, sentencesAbove: 20 };
  const tokensOf = (part: string): number => Array.from(part.trim()).length;
  const plan = (text: string, lang: string): readonly string[] => planParts(text, lang, tokensOf, reach);

  test('is given a text whole that is short or one sentence', () => {
    expect(plan('One is. Two is.', 'en')).toEqual(['One is. Two is.']);
    expect(plan('One sentence of thirty letters.', 'en')).toEqual(['One sentence of thirty letters.']);
  });

  test.each([
    ['en', ['One is here. ', 'Two is there? ', 'Three!']],
    ['zh', ['今天的天气非常好。', '明天会下雨吗？', '我不知道！']],
    ['hi', ['आज मौसम अच्छा है। ', 'कल बारिश होगी।']],
    ['ar', ['هل الطقس جميل اليوم؟ ', 'نعم، إنه جميل.']],
    ['th', ['วันนี้อากาศดีมาก\n', 'พรุ่งนี้ฝนจะตก']],
  ] as const)('is given each sentence of a longer one by itself: %s', (lang, sentences) => {
    expect(plan(sentences.join(''), lang)).toEqual(sentences);
  });

  test('is given no part that it can’t read and none that is blank, and all of the text', () => {
    const piece = fc.constantFrom('Ja. ', 'Nein! ', '\n\n', 'これは本です。', 'a long row of words without any end ', '؟ ', '😀');
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const parts = plan(text, 'en');
        expect(parts.join('')).toBe(text);
        if (text.trim() === '') return;
        for (const part of parts) expect([part.trim() === '', tokensOf(part) <= reach.maxSource]).toEqual([false, true]);
      }),
    );
  });

  test('is told from one that is only short of room, in the Run', () => {
    expect(describeParts(reach)).toBe('over 20 tokens by sentence');
    expect(describeParts({ maxSource: 512, sentencesAbove: 512 })).toBe('over 512 tokens in parts');
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
