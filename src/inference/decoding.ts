import type { ModelConfig } from '#inference/model-config.ts';

/** One translation under way. */
export interface DecodedRow {
  /** Place of its text in the call. */
  readonly index: number;
  readonly ids: number[];
  readonly logProbs: number[];
}

/** A chosen token and the natural log of its probability before any rule was applied. */
export interface Choice {
  readonly id: number;
  readonly logProb: number;
}

/**
 * The greedy choice for one row: the likeliest token that the rules allow (`transformers`' logits processors, in their order: bad words,
 * suppressed tokens, forced first, forced end). Ties go to the lower id. `logits` holds the row's scores for every token.
 */
export function choose(logits: Float32Array, ids: readonly number[], config: ModelConfig, maxLength: number): Choice {
  const forced = forcedId(ids.length + 1, config, maxLength);
  const id = forced ?? likeliest(logits, bannedIds(ids, config));
  return { id, logProb: logProbability(logits, id) };
}

/** Natural log of the softmax, summed in double precision. */
export function logProbability(logits: Float32Array, id: number): number {
  let most = -Infinity;
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i] ?? 0;
    if (value > most) most = value;
  }
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] ?? 0) - most);
  return (logits[id] ?? -Infinity) - most - Math.log(sum);
}

/** `length` counts the start token, as `max_length` does. */
function forcedId(length: number, config: ModelConfig, maxLength: number): number | undefined {
  if (length === maxLength - 1 && config.forcedEndId !== undefined) return config.forcedEndId;
  return length === 1 ? config.forcedFirstId : undefined;
}

function bannedIds(ids: readonly number[], config: ModelConfig): ReadonlySet<number> {
  const banned = new Set(config.suppressed);
  if (ids.length === 0) for (const id of config.suppressedFirst) banned.add(id);
  const before = [config.startId, ...ids];
  for (const sequence of config.badSequences) {
    const last = sequence.at(-1);
    const head = sequence.slice(0, -1);
    if (last === undefined || (head.length === 0 && config.endIds.includes(last))) continue;
    if (head.length <= before.length && head.every((id, i) => before[before.length - head.length + i] === id)) banned.add(last);
  }
  return banned;
}

function likeliest(logits: Float32Array, banned: ReadonlySet<number>): number {
  let best = -1;
  let most = -Infinity;
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i] ?? 0;
    if (value > most && !banned.has(i)) {
      most = value;
      best = i;
    }
  }
  return Math.max(best, 0);
}
