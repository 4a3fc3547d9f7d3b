/** A text that is one token wherever it stands, whatever the model would make of it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Such as an end token or a language: no part of a text. */
  readonly special: boolean;
  /** Only between characters that belong to no word. */
  readonly singleWord: boolean;
  /** Takes the white space before it, or behind it, along. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Looked for in the normalized text rather than in the text as it came. */
  readonly normalized: boolean;
}

/** A stretch of text between added tokens, or one of them. */
export type Stretch = { readonly text: string; readonly start: number } | { readonly id: number };

/** What the library's regular expressions take for a letter of a word and for white space. */
const WORD_BEFORE = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const WORD_BEHIND = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const SPACE_BEFORE = /\p{White_Space}*$/u;
const SPACE_BEHIND = /^\p{White_Space}*/u;

/**
 * Cuts a text at its added tokens: of those that begin first the longest, as added_vocabulary.rs of `tokenizers` 0.21 does it. A token found that does not
 * stand alone, though it should, is text.
 */
export function cutAtTokens(text: string, tokens: ReadonlyMap<string, AddedToken>): readonly Stretch[] {
  const found: Stretch[] = [];
  const contents = [...tokens.keys()].filter(Boolean).toSorted((a, b) => b.length - a.length);
  let from = 0;
  for (let at = 0; contents.length > 0 && at < text.length;) {
    const token = tokens.get(contents.find((content) => text.startsWith(content, at)) ?? '');
    if (!token) {
      at++;
      continue;
    }
    let start = at;
    let end = at + token.content.length;
    at = end;
    const [before, behind] = [text.slice(0, start), text.slice(end)];
    if (token.singleWord && (WORD_BEFORE.test(before) || WORD_BEHIND.test(behind))) continue;
    if (token.lstrip) start = Math.max(SPACE_BEFORE.exec(before)?.index ?? start, from);
    if (token.rstrip) end += SPACE_BEHIND.exec(behind)?.[0].length ?? 0;
    if (from < start) found.push({ text: text.slice(from, start), start: from });
    found.push({ id: token.id });
    from = end;
  }
  if (from < text.length) found.push({ text: text.slice(from), start: from });
  return found;
}
