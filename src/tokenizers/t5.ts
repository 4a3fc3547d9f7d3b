import { SentencePiece } from '#tokenizers/sentencepiece.ts';
import type { SpmFile } from '#tokenizers/spm-file.ts';
import { isOfText } from '#tokenizers/spm-file.ts';
import { SPACE_MARK } from '#tokenizers/spm-normalizer.ts';
import type { LanguageCodes, TranslationTokenizer } from '#tokenizers/translation-tokenizer.ts';

export interface T5Files {
  readonly file: SpmFile;
  /** False for tokenizers that say `"legacy": false`: they segment the text without the space that SentencePiece puts before it. */
  readonly isLegacy: boolean;
  readonly sourceCodes: readonly string[];
  readonly targetCodes: readonly string[];
  /** The words that tell the model its task, such as `translate English to German: `. */
  readonly prefix: (languages: LanguageCodes) => string;
}

const UNKNOWN = '<unk>';

/** The tokenizer of T5 and mT5 as `transformers.T5Tokenizer` 4.53 has it. A special token inside a text is text. */
export class T5Tokenizer implements TranslationTokenizer {
  readonly sourceCodes: readonly string[];
  readonly targetCodes: readonly string[];
  readonly #files: T5Files;
  readonly #file: SpmFile;
  readonly #model: SentencePiece;
  readonly #endId: number;

  /** Throws a RangeError where the file is not what it should be. */
  constructor(files: T5Files) {
    const { file } = files;
    this.#files = files;
    this.#file = files.isLegacy ? file : { ...file, normalizer: { ...file.normalizer, addDummyPrefix: false } };
    this.#model = new SentencePiece(this.#file);
    this.#endId = file.pieces.findIndex((piece) => piece.text === '</s>');
    if (this.#endId < 0) throw new RangeError('the file has no </s>');
    this.sourceCodes = files.sourceCodes;
    this.targetCodes = files.targetCodes;
  }

  encode(text: string, languages: LanguageCodes): readonly number[] {
    return this.#ids(this.#files.prefix(languages) + text);
  }

  encodeTarget(text: string): readonly number[] {
    return this.#ids(text);
  }

  targetPieces(): ReadonlyMap<number, string> {
    return new Map([...this.#file.pieces.entries()].flatMap(([id, piece]) => (isOfText(piece) ? [[id, piece.text]] : [])));
  }

  /** The task is in the words before the text. */
  firstId(): undefined {
    return undefined;
  }

  decode(ids: readonly number[]): string {
    const pieces = ids.flatMap((id) => {
      const piece = this.#file.pieces[id];
      return piece === undefined || piece.type === 'control' || piece.type === 'unknown' ? [] : [piece.text];
    });
    // What the tokenizer put before a text it takes away again, since its SentencePiece does not.
    if (!this.#files.isLegacy && pieces[0]?.startsWith(SPACE_MARK) === true) pieces[0] = pieces[0].slice(SPACE_MARK.length);
    return this.#model.decode(pieces).trim();
  }

  #ids(text: string): readonly number[] {
    return [...this.#segment(text), this.#endId];
  }

  /** Without legacy the text follows an unknown token, so that its first word is segmented as one inside a sentence; then that token goes. */
  #segment(text: string): readonly number[] {
    const idsOf = (whole: string): readonly number[] => this.#model.encode(whole).map((piece) => piece.id);
    if (this.#files.isLegacy || text === '') return idsOf(text);
    const marked = `${SPACE_MARK}${text.replaceAll(SPACE_MARK, ' ')}`;
    return idsOf(UNKNOWN + marked).slice(idsOf(UNKNOWN).length);
  }
}
