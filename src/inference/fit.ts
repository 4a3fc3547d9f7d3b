import { canonicalLanguage } from '#core/text.ts';

/** How long a text may be, in source tokens with the end token. */
export interface Reach {
  /** The most that the model reads. */
  readonly maxSource: number;
  /** Above this a text of several sentences is translated sentence by sentence, though the model could read it. */
  readonly sentencesAbove: number;
}

/**
 * What goes to the model for a text: the text, or the sentences of one that is too long to be translated whole, and parts of what is still longer than the
 * model reads. A pure function of the text; the parts joined are the text, and none is blank unless the text is.
 */
export function planParts(
  text: string,
  lang: string,
  tokensOf: (part: string) => number,
  { maxSource, sentencesAbove }: Reach,
): readonly string[] {
  const isShort = sentencesAbove >= maxSource || tokensOf(text) <= sentencesAbove;
  return (isShort ? [text] : sentencesOf(text, lang)).flatMap((part) => fitParts(part, lang, (one) => tokensOf(one) <= maxSource));
}

/** The plan in a word or two, for the Run record. */
export function describeParts({ maxSource, sentencesAbove }: Reach): string {
  return sentencesAbove < maxSource ? `over ${sentencesAbove} tokens by sentence` : `over ${maxSource} tokens in parts`;
}

/**
 * A text cut into parts that fit a model: whole sentences as long as they fit, then words, then halves. The parts joined are the text.
 * `fits` must hold for short enough texts.
 */
export function fitParts(text: string, lang: string, fits: (part: string) => boolean): readonly string[] {
  if (fits(text)) return [text];
  const sentences = sentencesOf(text, lang);
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

/** Sentences in any script; an empty line belongs to the sentence before it. */
function sentencesOf(text: string, lang: string): readonly string[] {
  const found: string[] = [];
  let open = '';
  for (const piece of segments(text, lang, 'sentence')) {
    if (open.trim() !== '' && piece.trim() !== '') {
      found.push(open);
      open = '';
    }
    open += piece;
  }
  return open === '' ? found : [...found, open];
}

function segments(text: string, lang: string, granularity: 'sentence' | 'word'): readonly string[] {
  return Array.from(new Intl.Segmenter(canonicalLanguage(lang), { granularity }).segment(text), (part) => part.segment);
}

const WITHOUT_SPACES: ReadonlySet<string> = new Set(['ja', 'zh', 'th', 'lo', 'km', 'my', 'bo']);

/** Translated parts as one text: with a space between them, but for languages that write none. */
export function joinParts(parts: readonly string[], lang: string): string {
  return parts.join(WITHOUT_SPACES.has(new Intl.Locale(canonicalLanguage(lang)).language) ? '' : ' ');
}
