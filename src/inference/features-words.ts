import { canonicalLanguage } from '#core/text.ts';
import type { FeatureGroup } from '#inference/features-text.ts';

/** Words of each side that a model is shown, from the beginning. */
export const WORD_SLOTS = 48;
/** Numbers that words are given; 0 is for no word. */
export const WORD_CODES = 32_768;
/** Code points of a word that count, so that most of its forms are one. */
const STEM = 5;

/**
 * The words themselves, for models that have learned some: each word's number over `WORD_CODES`, the same for the same language and beginning
 * wherever it stands, so that a model can keep a table over the numbers. Different words may share one. Before them, for means over the words,
 * one over the number of slots that are taken.
 */
export const wordCodes: FeatureGroup = {
  names: ['source', 'target'].flatMap((side) => [
    `words.${side}.each`,
    ...Array.from({ length: WORD_SLOTS }, (_, slot) => `words.${side}.${slot + 1}`),
  ]),
  values: ({ input, source, target }) => [...slots(source.words, input.sourceLang), ...slots(target.words, input.targetLang)],
};

function slots(words: readonly string[], lang: string): readonly number[] {
  const shown = words.slice(0, WORD_SLOTS);
  const language = canonicalLanguage(lang).split('-')[0] ?? '';
  const codes = Array.from({ length: WORD_SLOTS }, (_, slot) => {
    const word = shown[slot];
    return word === undefined ? 0 : wordCode(word, language) / WORD_CODES;
  });
  return [1 / Math.max(1, shown.length), ...codes];
}

/** From 1 to `WORD_CODES` - 1: FNV-1a (Fowler, Noll and Vo) over the language's subtag and the word's first code points. */
function wordCode(word: string, language: string): number {
  const stem = [...word.slice(0, 2 * STEM)].slice(0, STEM).join('');
  let hash = 0x811c9dc5;
  for (const char of `${language} ${stem}`) {
    for (let code = char.codePointAt(0) ?? 0; ; code >>>= 8) {
      hash = Math.imul(hash ^ (code & 0xff), 0x01000193);
      if (code < 256) break;
    }
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return 1 + (((hash ^ (hash >>> 13)) >>> 0) % (WORD_CODES - 1));
}
