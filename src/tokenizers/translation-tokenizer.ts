/** What a text is translated from and into, in a model's own codes; which of them a model must be told is its tokenizer's affair. */
export interface LanguageCodes {
  readonly source?: string;
  readonly target?: string;
}

/** Text to the ids that a translation model reads and writes, and back. */
export interface TranslationTokenizer {
  /** Codes the model may be told the source language by; empty where it need not be told. */
  readonly sourceCodes: readonly string[];
  /** Codes the target language is chosen by; empty for a model with one target. */
  readonly targetCodes: readonly string[];
  /** Source ids with everything the model expects around them. */
  encode(text: string, languages: LanguageCodes): readonly number[];
  /** Target ids as the model is trained to give them: language first, where there is one, and the end token last. */
  encodeTarget(text: string, languages: LanguageCodes): readonly number[];
  /** What target texts are made of: pieces by their ids. */
  targetPieces(): ReadonlyMap<number, string>;
  /** The id that every translation into the language begins with, where the model has one. */
  firstId(languages: LanguageCodes): number | undefined;
  /** The text of target ids; all special tokens are left out. */
  decode(ids: readonly number[]): string;
}
