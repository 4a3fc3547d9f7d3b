import { describe, expect, test } from 'vitest';
import { sourceCode, tagsOf, targetCode } from '#inference/target-code.ts';

describe('a project’s language finds a model’s own code', () => {
  test.each([
    ['de', ['>>fra<<', '>>deu<<'], '>>deu<<'],
    ['zh-CN', ['>>zho_Hant<<', '>>zho_Hans<<'], '>>zho_Hans<<'],
    ['zh-TW', ['zho_Hans', 'zho_Hant'], 'zho_Hant'],
    ['ar', ['acm_Arab', 'arb_Arab'], 'arb_Arab'],
    ['sw', ['swh_Latn'], 'swh_Latn'],
    ['fa', ['prs_Arab', 'pes_Arab'], 'pes_Arab'],
    ['nb-NO', ['da', 'no'], 'no'],
    ['pt-BR', ['pt_XX', 'de_DE'], 'pt_XX'],
    ['en-GB', ['af', 'en'], 'en'],
  ])('%s', (lang, codes, wanted) => {
    expect(targetCode(codes, lang)).toBe(wanted);
    expect(sourceCode(codes, lang)).toBe(wanted);
  });

  test('or is refused by name, and needs none where the model has none', () => {
    expect(() => targetCode(['>>fra<<'], 'ja')).toThrow('model/no-such-target');
    expect(() => sourceCode(['fra_Latn'], 'ja')).toThrow('model/no-such-source');
    expect(targetCode([], 'ja')).toBeUndefined();
  });
});

test('codes are shown as the languages they stand for', () => {
  expect(tagsOf(['>>deu<<', 'zho_Hans', 'zho_Hant', 'en_XX', 'de_DE', 'pt_BR', 'fr'])).toEqual(['de', 'zh', 'zh-Hant', 'en', 'pt', 'fr']);
});
