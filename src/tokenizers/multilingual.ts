import { SentencePiece } from '#tokenizers/sentencepiece.ts';
import type { Piece, SpmFile } from '#tokenizers/spm-file.ts';
import { isOfText } from '#tokenizers/spm-file.ts';
import { SPACE_MARK } from '#tokenizers/spm-normalizer.ts';
import type { LanguageCodes, TranslationTokenizer } from '#tokenizers/translation-tokenizer.ts';

/** Where the ids of pieces come from. */
export type PieceIds =
  /** The SentencePiece file's own order, moved by the one token that fairseq has and it lacks (NLLB, mBART-50). */
  | 'aligned'
  /** A vocabulary beside it (`vocab.json`) or of a `tokenizer.json`, without special tokens and languages. */
  | ReadonlyMap<string, number>;

export interface MultilingualFiles {
  readonly file: SpmFile;
  readonly pieceIds: PieceIds;
  /** Whether SentencePiece makes text of pieces (M2M100), or they are joined and their marks become spaces (NLLB, mBART-50). */
  readonly decodesBySpm: boolean;
  /** Language code to id, in the order they are listed to the person. */
  readonly languages: ReadonlyMap<string, number>;
  /** Whether the language stands behind the text, after the end token, instead of before it (NLLB before 2023, `legacy_behaviour`). */
  readonly isLanguageLast: boolean;
}

/** Ids that fairseq's dictionaries begin with. */
const END_ID = 2;
const UNKNOWN_ID = 3;
const FIRST_PIECE_ID = 4;

/** Pieces of a SentencePiece file before the first one that fairseq knows too: `<unk>`, `<s>`, `</s>`. */
const SPM_SPECIALS = 3;

/**
 * The tokenizer of models that fairseq made for many languages, as `transformers` 4.53 has it: SentencePiece pieces between a token of the language and
 * the end token. One difference is meant: a special token or language code inside a text is text.
 */
export class MultilingualTokenizer implements TranslationTokenizer {
  readonly sourceCodes: readonly string[];
  readonly targetCodes: readonly string[];
  readonly #model: SentencePiece;
  readonly #pieces: readonly Piece[];
  readonly #ids: PieceIds;
  readonly #pieceOf: ReadonlyMap<number, string>;
  readonly #languages: ReadonlyMap<string, number>;
  readonly #isLanguageLast: boolean;
  readonly #decodesBySpm: boolean;

  /** Throws a RangeError where a file is not what it should be. */
  constructor(files: MultilingualFiles) {
    this.#model = new SentencePiece(files.file);
    this.#decodesBySpm = files.decodesBySpm;
    this.#pieces = files.file.pieces;
    this.#ids = files.pieceIds;
    this.#pieceOf = new Map(this.#ids === 'aligned' ? [] : [...this.#ids].map(([piece, id]) => [id, piece]));
    if (files.languages.size === 0) throw new RangeError('its files name no language codes');
    this.#languages = files.languages;
    this.#isLanguageLast = files.isLanguageLast;
    this.sourceCodes = [...files.languages.keys()];
    this.targetCodes = this.sourceCodes;
  }

  encode(text: string, { source }: LanguageCodes): readonly number[] {
    return this.#framed(text, source);
  }

  encodeTarget(text: string, { target }: LanguageCodes): readonly number[] {
    return this.#framed(text, target);
  }

  targetPieces(): ReadonlyMap<number, string> {
    return new Map(
      [...this.#pieces.entries()].flatMap(([id, piece]) => (isOfText(piece) ? [[this.#id({ id, text: piece.text }), piece.text]] : [])),
    );
  }

  firstId({ target }: LanguageCodes): number | undefined {
    return this.#languages.get(target ?? '');
  }

  decode(ids: readonly number[]): string {
    const pieces = ids.flatMap((id) => this.#piece(id) ?? []);
    return (this.#decodesBySpm ? this.#model.decode(pieces) : pieces.join('').replaceAll(SPACE_MARK, ' ')).trim();
  }

  #framed(text: string, code: string | undefined): readonly number[] {
    const ids = this.#model.encode(text).map((piece) => this.#id(piece));
    const language = this.#languages.get(code ?? '');
    const own = language === undefined ? [] : [language];
    return this.#isLanguageLast ? [...ids, END_ID, ...own] : [...own, ...ids, END_ID];
  }

  #id(piece: { readonly id: number; readonly text: string }): number {
    if (this.#ids !== 'aligned') return this.#ids.get(piece.text) ?? UNKNOWN_ID;
    return piece.id < SPM_SPECIALS ? UNKNOWN_ID : piece.id + 1;
  }

  /** Undefined for special tokens and languages. */
  #piece(id: number): string | undefined {
    if (id < FIRST_PIECE_ID) return undefined;
    return this.#ids === 'aligned' ? this.#pieces[id - 1]?.text : this.#pieceOf.get(id);
  }
}
