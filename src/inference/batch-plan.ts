/** How many texts are translated at once. */
export interface BatchLimits {
  readonly maxRows: number;
  /** Rows times the longest row's source tokens: what padding makes of a batch. */
  readonly maxTokens: number;
}

/**
 * Measured best for opus-mt shapes in 8 bits: 16 rows give about 5 times the tokens of one row; more rows only make finished ones wait.
 */
export const BATCH_LIMITS: BatchLimits = { maxRows: 16, maxTokens: 1024 };

/** The limits where each text is searched with several beams, which are rows too once they part. */
export function limitsFor(beams: number): BatchLimits {
  const share = (most: number): number => Math.max(1, Math.floor(most / beams));
  return { maxRows: share(BATCH_LIMITS.maxRows), maxTokens: share(BATCH_LIMITS.maxTokens) };
}

/**
 * Places of the texts, put into batches of similar length, shortest first. A pure function of the lengths: the same texts always meet in the
 * same batch, so 8-bit models, whose scales depend on the whole batch, give the same translations when a run is resumed.
 */
export function planBatches(lengths: readonly number[], limits: BatchLimits = BATCH_LIMITS): readonly (readonly number[])[] {
  const sorted = lengths.map((length, index) => ({ length, index })).sort((a, b) => a.length - b.length || a.index - b.index);
  const batches: number[][] = [];
  let open: number[] = [];
  for (const { length, index } of sorted) {
    const isFull = open.length >= limits.maxRows || (open.length + 1) * length > limits.maxTokens;
    if (open.length > 0 && isFull) {
      batches.push(open);
      open = [];
    }
    open.push(index);
  }
  if (open.length > 0) batches.push(open);
  return batches;
}

/** The plan in a word or two, for the Run record. */
export function describePlan(limits: BatchLimits = BATCH_LIMITS): string {
  return `by length; at most ${limits.maxRows} texts and ${limits.maxTokens} tokens`;
}

/** The plan of a run whose batches were too large for the device: from here on they are half as large. */
export function describeSmaller(description: string): string {
  const { maxRows, maxTokens } = limitsOf(description);
  const half = (most: number): number => Math.max(1, Math.floor(most / 2));
  return `${description}; after memory ran out, at most ${half(maxRows)} texts and ${half(maxTokens)} tokens`;
}

/** The limits that a described plan has come to. */
export function limitsOf(description: string): BatchLimits {
  const last = [...description.matchAll(/at most (\d+) texts and (\d+) tokens/gu)].at(-1);
  return last ? { maxRows: Number(last[1]), maxTokens: Number(last[2]) } : BATCH_LIMITS;
}
