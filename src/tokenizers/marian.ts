import { SentencePiece } from '#tokenizers/sentencepiece.ts';
import { SPACE_MARK } from '#tokenizers/spm-normalizer.ts';
import type { SpmFile } from '#tokenizers/spm-file.ts';
import { isOfText } from '#tokenizers/spm-file.ts';
import type { LanguageCodes, TranslationTokenizer } from '#tokenizers/translation-tokenizer.ts';

/** The files of a Marian tokenizer. */
export interface MarianFiles {
  readonly source: SpmFile;
  readonly target: SpmFile;
  /** Piece to id (`vocab.json`), shared by both sides unless `targetVocab` is there (`target_vocab.json`). */
  readonly vocab: ReadonlyMap<string, number>;
  readonly targetVocab?: ReadonlyMap<string, number>;
}

const UNKNOWN = '<unk>';
const END = '</s>';
const PAD = '<pad>';
const SPECIAL: ReadonlySet<string> = new Set([END, UNKNOWN, PAD]);

/** A target-language code before the text, such as `>>deu<<`, of models with several targets. */
const CODE = /^>>[^<>\s]+<</u;

/**
 * The tokenizer of Marian models as `transformers.MarianTokenizer` 4.53 has it: SentencePiece pieces looked up in a vocabulary of its own.
 * One difference is meant: a `</s>` inside a text is text, never the end of a sentence.
 */
export class MarianTokenizer implements TranslationTokenizer {
  readonly sourceCodes = [];
  /** Such as `>>deu<<`; a text may bring one of its own. */
  readonly targetCodes: readonly string[];
  readonly #source: SentencePiece;
  readonly #target: SentencePiece;
  readonly #targetFile: SpmFile;
  readonly #vocab: ReadonlyMap<string, number>;
  readonly #targetVocab: ReadonlyMap<string, number>;
  readonly #unknownId: number;
  readonly #targetPieces: ReadonlyMap<number, string>;

  /** Throws a RangeError where a file is not what it should be. */
  constructor(files: MarianFiles) {
    this.#source = new SentencePiece(files.source);
    this.#target = new SentencePiece(files.target);
    this.#targetFile = files.target;
    this.#vocab = files.vocab;
    this.#targetVocab = files.targetVocab ?? files.vocab;
    this.#unknownId = idOf(files.vocab, UNKNOWN);
    for (const piece of [END, PAD]) idOf(this.#targetVocab, piece);
    this.targetCodes = [...files.vocab.keys()].filter((piece) => CODE.exec(piece)?.[0] === piece);
    this.#targetPieces = new Map([...this.#targetVocab].map(([piece, id]) => [id, piece]));
  }

  /** Source ids with the end token; a code that the model knows stays one token. */
  encode(text: string, { target }: LanguageCodes = {}): readonly number[] {
    const code = this.#vocab.get(target ?? '');
    const isCoded = this.#vocab.has(CODE.exec(text)?.[0] ?? '');
    return [...(code === undefined || isCoded ? [] : [code]), ...this.#ids(this.#source, this.#vocab, text)];
  }

  /** Target ids with the end token. */
  encodeTarget(text: string): readonly number[] {
    return this.#ids(this.#target, this.#targetVocab, text);
  }

  /** Of the target's own SentencePiece model: a vocabulary that is shared has the source's pieces too. */
  targetPieces(): ReadonlyMap<number, string> {
    const pieces = this.#targetFile.pieces.filter(isOfText);
    return new Map(pieces.flatMap(({ text }) => (this.#targetVocab.has(text) ? [[idOf(this.#targetVocab, text), text] as const] : [])));
  }

  /** The code stands before the source. */
  firstId(): undefined {
    return undefined;
  }

  /** The text of target ids; end, unknown and padding are left out. */
  decode(ids: readonly number[]): string {
    const pieces = ids.map((id) => this.#targetPieces.get(id) ?? '').filter((piece) => piece !== '' && !SPECIAL.has(piece));
    return this.#target.decode(pieces).replaceAll(SPACE_MARK, ' ').trim();
  }

  #ids(model: SentencePiece, vocab: ReadonlyMap<string, number>, text: string): readonly number[] {
    const code = CODE.exec(text)?.[0] ?? '';
    const codeId = vocab.get(code);
    const rest = codeId === undefined ? text : text.slice(code.length);
    const ids = model.encode(rest).map((piece) => vocab.get(piece.text) ?? this.#unknownId);
    return [...(codeId === undefined ? [] : [codeId]), ...ids, idOf(vocab, END)];
  }
}

function idOf(vocab: ReadonlyMap<string, number>, piece: string): number {
  const id = vocab.get(piece);
  if (id === undefined) throw new RangeError(`the vocabulary has no ${piece}`);
  return id;
}
