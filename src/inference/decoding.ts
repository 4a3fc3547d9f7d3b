import type { GenerationRules } from '#inference/generation-rules.ts';
import type { RuleContext } from '#inference/logits-rules.ts';
import { applyRules, isForced } from '#inference/logits-rules.ts';

/** A chosen token and the natural log of its probability before any rule was applied. */
export interface Choice {
  readonly id: number;
  readonly logProb: number;
  /** What it adds to the hypothesis' log-probability: nothing, where a rule left no other choice. */
  readonly gain: number;
}

/** The greedy choice for one row: the likeliest token that the rules allow. Ties go to the lower id. `logits` holds every token's and is kept. */
export function choose(logits: Float32Array, rules: GenerationRules, context: RuleContext): Choice {
  const scores = logits.slice();
  applyRules(scores, rules, context);
  const id = likeliest(scores);
  const logProb = logProbability(logits, id);
  return { id, logProb, gain: isForced(rules, context.ids.length, context.maxLength) ? 0 : logProb };
}

/** Natural log of the softmax, summed in double precision. */
export function logProbability(logits: Float32Array, id: number): number {
  return (logits[id] ?? -Infinity) - logSumExp(logits);
}

/** What a logit is lessened by to become a log-probability. */
export function logSumExp(logits: Float32Array): number {
  let most = -Infinity;
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i] ?? 0;
    if (value > most) most = value;
  }
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] ?? 0) - most);
  return most + Math.log(sum);
}

/** What hypotheses are ranked by: the log-probability over a power of the length. */
export function lengthScore(logProbability: number, length: number, penalty: number): number {
  return Math.fround(logProbability / Math.fround(length ** penalty));
}

/** The search in words, for the Run record. */
export function describeDecoding(rules: GenerationRules, beams: number): string {
  const limit = `at most ${rules.maxLength} tokens`;
  if (beams === 1) return `greedy; ${limit}`;
  return `beam ${beams}; length penalty ${rules.lengthPenalty}; early stopping ${rules.earlyStopping}; ${limit}`;
}

/** The beams of a search that `describeDecoding` put in words. */
export function beamsOf(description: string): number {
  return Number(/^beam (\d+);/u.exec(description)?.[1] ?? 1);
}

function likeliest(scores: Float32Array): number {
  let best = 0;
  let most = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    const value = scores[i] ?? 0;
    if (value > most) {
      most = value;
      best = i;
    }
  }
  return best;
}
