/** One translation to judge, with what it translates. */
export interface ScoredText {
  readonly source: string;
  readonly hypothesis: string;
  /** Only where the scorer is one that compares with a reference. */
  readonly reference?: string;
}

export interface ScoreOptions {
  readonly signal: AbortSignal;
  /** BCP 47 tags of the project, for features that count words. */
  readonly sourceLang: string;
  readonly targetLang: string;
}

/**
 * A quality-estimation model at work in an inference worker. `Model.higherIsBetter` says which way its values point;
 * their range is the model's own.
 */
export interface Scorer {
  /** What computes, such as `cpu`, `wasm`, `webgl`; goes into the Run and onto the screen. */
  readonly backend: string;
  /** One finite value a pair, in the order given, as they come; batches are the runtime's affair. Rejects with a Failure, or AbortError. */
  score(pairs: readonly ScoredText[], options: ScoreOptions): AsyncIterable<number>;
  /** Frees the model's memory; the scorer is of no use afterwards. */
  close(): void;
}
