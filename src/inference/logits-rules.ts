import type { GenerationRules } from '#inference/generation-rules.ts';

/** What a rule may look at beside the scores. */
export interface RuleContext {
  /** Target ids so far, without the start token. */
  readonly ids: readonly number[];
  readonly sourceIds: readonly number[];
  /** The length limit in force, the start token counted. */
  readonly maxLength: number;
}

/**
 * Applies a model's rules to the scores of every token, in place: `transformers`' logits processors (4.53) in their order. Greedy search gives it
 * logits, beam search log-probabilities, as there.
 */
export function applyRules(scores: Float32Array, rules: GenerationRules, { ids, sourceIds, maxLength }: RuleContext): void {
  const before = [rules.startId, ...ids];
  for (const [sequence, bias] of rules.biases) addBias(scores, before, sequence, bias);
  if (rules.sourceRepetitionPenalty !== 1) penalize(scores, sourceIds, 1 / rules.sourceRepetitionPenalty);
  if (rules.repetitionPenalty !== 1) penalize(scores, before, rules.repetitionPenalty);
  if (rules.noRepeat > 0) banRepeats(scores, before, before, rules.noRepeat);
  if (rules.sourceNoRepeat > 0) banRepeats(scores, before, sourceIds, rules.sourceNoRepeat);
  for (const sequence of rules.badSequences) {
    const isEnd = sequence.length === 1 && rules.endIds.includes(sequence[0] ?? -1);
    if (!isEnd) addBias(scores, before, sequence, -Infinity);
  }
  if (before.length < rules.minLength) ban(scores, rules.endIds);
  if (before.length === 1 && rules.forcedFirstId !== undefined) force(scores, [rules.forcedFirstId]);
  if (before.length === maxLength - 1 && rules.forcedEndIds.length > 0) force(scores, rules.forcedEndIds);
  if (rules.decay) decayTowardsEnd(scores, rules.decay, ids.length, rules.endIds);
  ban(scores, rules.suppressed);
  if (ids.length === (rules.forcedFirstId === undefined ? 0 : 1)) ban(scores, rules.suppressedFirst);
}

/** Whether the choice is made by a rule alone, so that the model's scores are not looked at. */
export function isForced(rules: GenerationRules, count: number, maxLength: number): boolean {
  return (count === 0 && rules.forcedFirstId !== undefined) || (count + 2 === maxLength && rules.forcedEndIds.length > 0);
}

function ban(scores: Float32Array, ids: readonly number[]): void {
  for (const id of ids) if (id < scores.length) scores[id] = -Infinity;
}

/** All tokens are ruled out but these, which are certain. */
function force(scores: Float32Array, ids: readonly number[]): void {
  scores.fill(-Infinity);
  for (const id of ids) scores[id] = 0;
}

function addBias(scores: Float32Array, before: readonly number[], sequence: readonly number[], bias: number): void {
  const last = sequence.at(-1);
  const head = sequence.length - 1;
  // `transformers` ignores a sequence that is longer than what is there, though its head may be complete.
  if (last === undefined || last >= scores.length || (head > 0 && sequence.length > before.length)) return;
  for (let i = 0; i < head; i++) if (before[before.length - head + i] !== sequence[i]) return;
  scores[last] = (scores[last] ?? 0) + bias;
}

function penalize(scores: Float32Array, ids: readonly number[], penalty: number): void {
  for (const id of new Set(ids)) {
    const score = scores[id] ?? 0;
    if (id < scores.length) scores[id] = score < 0 ? score * penalty : score / penalty;
  }
}

/** Bans each token that would complete a sequence of `size` tokens that stands in `seen`. */
function banRepeats(scores: Float32Array, before: readonly number[], seen: readonly number[], size: number): void {
  if (before.length + 1 < size) return;
  const head = before.slice(before.length + 1 - size);
  for (let start = 0; start + size <= seen.length; start++) {
    if (head.every((id, i) => seen[start + i] === id)) ban(scores, [seen[start + size - 1] ?? -1]);
  }
}

function decayTowardsEnd(
  scores: Float32Array,
  { start, factor }: { readonly start: number; readonly factor: number },
  count: number,
  endIds: readonly number[],
): void {
  if (count <= start) return;
  for (const id of endIds) {
    const score = scores[id] ?? 0;
    if (score !== -Infinity) scores[id] = score + Math.abs(score) * (factor ** (count - start) - 1); // what is banned stays so
  }
}
