import type { FailureValues } from '#core/failure.ts';
import type { LanguageCodes } from '#tokenizers/translation-tokenizer.ts';
import type { Backend } from '#inference/backend.ts';
import type { BatchLimits } from '#inference/batch-plan.ts';
import type { VocabularyCut } from '#inference/vocabulary-cut.ts';

export interface GenerateOptions {
  readonly signal: AbortSignal;
  /** Hypotheses kept at each step; 1 or none is greedy. */
  readonly beams?: number;
  /** The languages in the model's codes, where it has any. */
  readonly languages?: LanguageCodes;
  /** How many texts are translated at once, where it is not what is usual for so many beams. */
  readonly limits?: BatchLimits;
  /** Most target tokens a row may have, its end token included; the model's own limit holds as well. */
  readonly maxTokens?: number;
}

/** One translation. `index` is the place of its source in the batch; rows come as they are finished, not in order. */
export interface Row {
  readonly index: number;
  readonly text: string;
  /** Target ids after the start token, up to and with the end token. */
  readonly ids: readonly number[];
  /** Natural log of the probability of each id, given the source and the ids before it; same length as `ids`. */
  readonly logProbs: readonly number[];
  /**
   * Log-probability of the whole under the model's rules, over its length to the power of the model's length penalty: what beams are ranked by.
   * Comparable between translations of the same text only.
   */
  readonly score: number;
  /** False where the length limit cut it. */
  readonly ended: boolean;
  /** Why there is no translation: a `Failure`'s code and values. The text is then empty, never a guess. */
  readonly problem?: { readonly code: string; readonly values: FailureValues };
}

/** How a model's graph is run: taken apart for speed, or as its files are, and why (words for a person who knows ONNX). */
export type GraphForm = { readonly isSplit: true } | { readonly isSplit: false; readonly reason: string };

export interface ForcedOptions {
  readonly signal: AbortSignal;
  readonly languages?: LanguageCodes;
}

export interface ForcedPair {
  readonly source: string;
  readonly target: string;
}

/** How probable the model finds a given target: forced decoding. */
export interface ForcedRow {
  readonly index: number;
  readonly ids: readonly number[];
  readonly logProbs: readonly number[];
}

/**
 * A translation model at work in an inference worker. Whole loops belong to the runtime, so that it may keep its state where it computes.
 * Calls run one after another; a second call waits for the first.
 */
export interface Translator {
  readonly backend: Backend;
  /** Threads in use; 1 without cross-origin isolation. */
  readonly threads: number;
  readonly form: GraphForm;
  /** Beams that the model's own settings ask for; 1 is greedy. */
  readonly ownBeams: number;
  /** The most source tokens a text may have, its end token included. */
  readonly maxSource: number;
  /** Source tokens above which a text of several sentences is better translated sentence by sentence. */
  readonly sentencesAbove: number;
  /** Codes the model may be told the source language by, such as `eng_Latn`; empty where it need not be told. */
  readonly sourceCodes: readonly string[];
  /** Codes that the target language is chosen by, such as `deu_Latn` or `>>deu<<`; empty where the model has one target. */
  readonly targetCodes: readonly string[];
  /** Source tokens of each text: what batches are planned by. */
  lengths(texts: readonly string[], languages?: LanguageCodes): readonly number[];
  /** The text of target tokens. */
  decode(ids: readonly number[]): string;
  /** How texts are decoded, in words for the Run record, such as `greedy; at most 512 tokens`. */
  describe(beams: number): string;
  /** The part of its target vocabulary that translations of such texts into a language (BCP 47) are likely to need; a Failure where it can't be cut. */
  cutFor(texts: readonly string[], targetLang: string, languages?: LanguageCodes): VocabularyCut;
  /** Translations of the texts. Rejects with a Failure, or AbortError between two steps. */
  generate(texts: readonly string[], options: GenerateOptions): AsyncIterable<Row>;
  /** Log-probabilities of given targets. */
  score(pairs: readonly ForcedPair[], options: ForcedOptions): AsyncIterable<ForcedRow>;
  /** Ends the sessions. The memory goes back to the system only with the worker. */
  close(): Promise<void>;
}
