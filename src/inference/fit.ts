import { canonicalLanguage } from '#core/text.ts';

/**
 * A text cut into parts that fit a model: whole sentences as long as they fit, then words, then halves. The parts joined are the text.
 * `fits` must hold for short enough texts.
 */
export function fitParts(text: string, lang: string, fits: (part: string) => boolean): readonly string[] {
  if (fits(text)) return [text];
  const sentences = segments(text, lang, 'sentence');
  if (sentences.length > 1) return packed(sentences, fits).flatMap((part) => fitParts(part, lang, fits));
  const words = segments(text, lang, 'word');
  if (words.length > 1) return packed(words, fits).flatMap((part) => fitParts(part, lang, fits));
  const characters = Array.from(text);
  if (characters.length < 2) return [text];
  const half = Math.ceil(characters.length / 2);
  return [characters.slice(0, half).join(''), characters.slice(half).join('')].flatMap((part) => fitParts(part, lang, fits));
}

/** Neighbours joined as long as they fit together. */
function packed(pieces: readonly string[], fits: (part: string) => boolean): readonly string[] {
  const parts: string[] = [];
  let open = '';
  for (const piece of pieces) {
    if (open !== '' && !fits(open + piece)) {
      parts.push(open);
      open = '';
    }
    open += piece;
  }
  if (open !== '') parts.push(open);
  return parts;
}

function segments(text: string, lang: string, granularity: 'sentence' | 'word'): readonly string[] {
  return Array.from(new Intl.Segmenter(canonicalLanguage(lang), { granularity }).segment(text), (part) => part.segment);
}

const WITHOUT_SPACES: ReadonlySet<string> = new Set(['ja', 'zh', 'th', 'lo', 'km', 'my', 'bo']);

/** Translated parts as one text: with a space between them, but for languages that write none. */
export function joinParts(parts: readonly string[], lang: string): string {
  return parts.join(WITHOUT_SPACES.has(new Intl.Locale(canonicalLanguage(lang)).language) ? '' : ' ');
}
