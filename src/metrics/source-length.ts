import { words } from '#core/text.ts';
import type { JudgedSegment } from '#metrics/mqm-quality.ts';

/** A source text's length for scores by length: characters as code points, words by the language's own rules, also where none are spaced. */
export function sourceLength(source: string, language: string): Pick<JudgedSegment, 'sourceCharacters' | 'sourceWords'> {
  return {
    sourceCharacters: Array.from(source).length,
    sourceWords: words(source, language).filter(({ isWordLike }) => isWordLike).length,
  };
}
