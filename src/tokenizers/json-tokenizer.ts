import type { AddedToken, Stretch } from '#tokenizers/added-tokens.ts';
import { cutAtTokens } from '#tokenizers/added-tokens.ts';
import { SentencePiece } from '#tokenizers/sentencepiece.ts';
import { SPACE_MARK } from '#tokenizers/spm-normalizer.ts';
import type { TokenizerJson } from '#tokenizers/tokenizer-json.ts';
import { decodeUtf8 } from '#tokenizers/utf8.ts';

const BYTE = /^<0x([0-9A-F]{2})>$/u;

/**
 * A tokenizer.json as the library `tokenizers` 0.21 runs it, added tokens and all; nothing is put around the text. Translation models have tokenizers of
 * their own, to which such a token inside a text is text.
 */
export class JsonTokenizer {
  readonly added: readonly AddedToken[];
  readonly #json: TokenizerJson;
  readonly #model: SentencePiece;
  readonly #asCame: ReadonlyMap<string, AddedToken>;
  readonly #normalized: ReadonlyMap<string, AddedToken>;
  readonly #texts: ReadonlyMap<number, string>;

  /** Throws a RangeError for a model that can't be run. */
  constructor(json: TokenizerJson) {
    this.#json = json;
    this.added = json.added;
    const normalizer = { charsmap: new Uint8Array(0), addDummyPrefix: false, removeExtraWhitespaces: false, escapeWhitespaces: false };
    const pieces = json.saysBytes
      ? json.file.pieces
      : json.file.pieces.map((piece) => (piece.type === 'byte' ? { ...piece, type: 'normal' as const } : piece));
    this.#model = new SentencePiece({ ...json.file, pieces, byteFallback: json.saysBytes, normalizer });
    const keyed = (normalized: boolean, key: (token: AddedToken) => string): ReadonlyMap<string, AddedToken> =>
      new Map(
        json.added.filter((token) => token.normalized === normalized).map((token) => [key(token), { ...token, content: key(token) }]),
      );
    this.#asCame = keyed(false, ({ content }) => content);
    this.#normalized = keyed(true, ({ content }) => this.#normalize(content));
    this.#texts = new Map([...json.ids].map(([text, id]) => [id, text]));
  }

  encode(text: string): readonly number[] {
    return cutAtTokens(text, this.#asCame).flatMap((stretch) => ('id' in stretch ? [stretch.id] : this.#encodeStretch(stretch)));
  }

  /** The text of ids; special tokens stand in it as they are written. */
  decode(ids: readonly number[]): string {
    const { prefix, spec } = this.#json.normalizer;
    const parts: string[] = [];
    let bytes: number[] = [];
    const flush = (): void => {
      if (bytes.length > 0) parts.push(decodeUtf8(Uint8Array.from(bytes)));
      bytes = [];
    };
    for (const [at, id] of ids.entries()) {
      const text = this.#texts.get(id) ?? '';
      const byte = this.#json.saysBytes ? BYTE.exec(text)?.[1] : undefined;
      if (byte !== undefined) {
        bytes.push(Number.parseInt(byte, 16));
        continue;
      }
      flush();
      const isFirst = at === 0 && prefix !== 'never';
      parts.push(text.replaceAll(SPACE_MARK, isFirst ? '' : ' '));
    }
    flush();
    const joined = parts.join('');
    return prefix === 'never' && spec.addDummyPrefix && joined.startsWith(' ') ? joined.slice(1) : joined;
  }

  #normalize(text: string): string {
    return this.#json.normalizer.steps.reduce((made, step) => step(made), text);
  }

  #encodeStretch({ text, start }: Extract<Stretch, { text: string }>): readonly number[] {
    return cutAtTokens(this.#normalize(text), this.#normalized).flatMap((stretch) => {
      if ('id' in stretch) return [stretch.id];
      return this.#words(stretch.text, start + stretch.start === 0).flatMap((word) => this.#idsOf(word));
    });
  }

  /** What the pre-tokenizer makes of normalized text. */
  #words(text: string, isAtStart: boolean): readonly string[] {
    const { prefix, dropsWhitespace, cutsAtMarks } = this.#json.normalizer;
    const words = dropsWhitespace ? text.split(/\p{White_Space}+/u).filter(Boolean) : [text];
    if (prefix === 'never' && !cutsAtMarks) return words;
    return words.flatMap((word, i) => {
      const marked = word.replaceAll(' ', SPACE_MARK);
      const isPrefixed = prefix === 'always' || (prefix === 'first' && isAtStart && i === 0);
      const whole = isPrefixed && !marked.startsWith(SPACE_MARK) ? SPACE_MARK + marked : marked;
      return cutsAtMarks ? whole.split(new RegExp(`(?=${SPACE_MARK})`, 'u')) : [whole];
    });
  }

  #idsOf(word: string): readonly number[] {
    const { file, ids } = this.#json;
    return this.#model.encode(word).flatMap(({ id }) => ids.get(file.pieces[id]?.text ?? '') ?? []);
  }
}
