import { lengthScore, logSumExp } from '#inference/decoding.ts';
import type { GenerationRules } from '#inference/generation-rules.ts';
import { applyRules } from '#inference/logits-rules.ts';

/** What a search has found for one text. */
export interface Hypothesis {
  readonly ids: readonly number[];
  /** Natural log of each id's probability before any rule was applied. */
  readonly logProbs: readonly number[];
  /** Log-probability under the rules over length to the power of the length penalty: what hypotheses are ranked by. */
  readonly score: number;
  /** False where the length limit cut it. */
  readonly ended: boolean;
}

interface Path {
  readonly ids: readonly number[];
  readonly logProbs: readonly number[];
  /** Sum of the scores, in single precision as the reference adds them. */
  readonly sum: number;
}

interface Candidate {
  readonly beam: number;
  readonly id: number;
  readonly logProb: number;
  readonly sum: number;
}

/** What stands for "never" where the reference keeps scores of a fixed shape. */
const NEVER = Math.fround(-1e9);

/**
 * Beam search for one text as `transformers` 4.53 does it (`_beam_search`, one text at a time): each step keeps the best continuations of all beams,
 * those that end are hypotheses, and it stops when no running beam can become better than the worst of them. Ties go to the better beam, then
 * to the lower id.
 */
export class BeamSearch {
  readonly #rules: GenerationRules;
  readonly #beams: number;
  readonly #maxLength: number;
  readonly #sourceIds: readonly number[];
  #running: readonly Path[];
  /** Best first; what is not filled yet has the score NEVER. */
  #finished: readonly (Hypothesis & { readonly isReal: boolean })[];
  #parents: readonly number[] = [];
  #isDone = false;

  constructor(rules: GenerationRules, beams: number, maxLength: number, sourceIds: readonly number[]) {
    this.#rules = rules;
    this.#beams = beams;
    this.#maxLength = maxLength;
    this.#sourceIds = sourceIds;
    // All beams begin alike; but for the first they are out of the question, so that they part at the first step.
    this.#running = Array.from({ length: beams }, (_, beam) => ({ ids: [], logProbs: [], sum: beam === 0 ? 0 : NEVER }));
    this.#finished = Array.from({ length: beams }, () => ({ ids: [], logProbs: [], score: NEVER, ended: false, isReal: false }));
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Of each running beam, which beam of the step before it goes on from: the decoder's state has to follow. */
  get parents(): readonly number[] {
    return this.#parents;
  }

  /** Of each running beam, the token that the decoder is given next. */
  get lastIds(): readonly number[] {
    return this.#running.map((path) => path.ids.at(-1) ?? this.#rules.startId);
  }

  get best(): Hypothesis {
    const [first] = this.#finished;
    if (!first) throw new RangeError('a beam search needs at least one beam');
    const { ids, logProbs, score, ended } = first;
    return { ids, logProbs, score, ended };
  }

  /** Takes the step; `logitsOf` gives a running beam's scores for every token, which are kept as they are. */
  advance(logitsOf: (beam: number) => Float32Array): void {
    const { endIds, lengthPenalty, earlyStopping } = this.#rules;
    const beams = this.#beams;
    const candidates = this.#candidates(logitsOf, Math.max(2, 1 + endIds.length) * beams);
    const length = this.#length() + 1; // generated tokens, this one counted
    const isLast = length + 1 >= this.#maxLength;
    const ends = candidates.map(({ id }) => isLast || endIds.includes(id));

    const isFull = this.#finished.every((one) => one.isReal) && earlyStopping === true;
    const found = candidates.map((candidate, place) => {
      const isReal = place < beams && ends[place] === true;
      let score = lengthScore(candidate.sum, length, lengthPenalty);
      if (isFull) score = Math.fround(score + NEVER);
      if (!isReal) score = Math.fround(score + NEVER);
      return { candidate, score, isReal };
    });
    const running = candidates.map((candidate, place) => ({
      candidate,
      sum: ends[place] ? Math.fround(candidate.sum + NEVER) : candidate.sum,
    }));
    const before = this.#running;
    const merged = [
      ...this.#finished.map((one) => ({ score: one.score, make: () => one })),
      ...found.map(({ candidate, score, isReal }) => ({
        score,
        make: () => ({ ...extended(before, candidate), score, ended: endIds.includes(candidate.id), isReal }),
      })),
    ];
    this.#finished = stableTop(merged, beams, (one) => one.score).map((one) => one.make());
    const kept = stableTop(running, beams, (one) => one.sum);
    this.#running = kept.map(({ candidate, sum }) => ({ ...extended(before, candidate), sum }));
    this.#parents = kept.map(({ candidate }) => candidate.beam);
    this.#isDone =
      ends.every(Boolean) || !this.#canImprove(length) || (earlyStopping === true && this.#finished.every((one) => one.isReal));
  }

  #length(): number {
    return this.#running[0]?.ids.length ?? 0;
  }

  /** Whether a running beam may still become better than the worst hypothesis; without `never` it is judged by its present length. */
  #canImprove(length: number): boolean {
    const { lengthPenalty, earlyStopping } = this.#rules;
    const hoped = earlyStopping === 'never' && lengthPenalty > 0 ? this.#maxLength - 1 : length;
    const best = lengthScore(this.#running[0]?.sum ?? NEVER, hoped, lengthPenalty);
    const worst = Math.min(...this.#finished.map((one) => one.score));
    return this.#finished.some((one) => best > (one.isReal ? worst : NEVER));
  }

  /** The best continuations of all beams, best first. */
  #candidates(logitsOf: (beam: number) => Float32Array, count: number): readonly Candidate[] {
    const found: Candidate[] = [];
    for (const [beam, path] of this.#running.entries()) {
      const logits = logitsOf(beam);
      const total = logSumExp(logits);
      const scores = logits.map((logit) => logit - total);
      const context = { ids: path.ids, sourceIds: this.#sourceIds, maxLength: this.#maxLength };
      applyRules(scores, this.#rules, context);
      const again = this.#rules.renormalizes ? logSumExp(scores) : 0;
      for (const id of topIds(scores, count)) {
        const score = Math.fround((scores[id] ?? 0) - again);
        found.push({ beam, id, logProb: (logits[id] ?? 0) - total, sum: Math.fround(score + path.sum) });
      }
    }
    return stableTop(found, count, (one) => one.sum);
  }
}

function extended(paths: readonly Path[], { beam, id, logProb }: Candidate): { ids: readonly number[]; logProbs: readonly number[] } {
  const path = paths[beam];
  return { ids: [...(path?.ids ?? []), id], logProbs: [...(path?.logProbs ?? []), logProb] };
}

/** The first `count` by score; equals keep their order. */
function stableTop<T>(items: readonly T[], count: number, scoreOf: (item: T) => number): readonly T[] {
  return [...items].sort((a, b) => compare(scoreOf(b), scoreOf(a))).slice(0, count);
}

/** A difference would make NaN of two infinities. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Places of the `count` largest values, largest first, the lower of equals before the other. */
function topIds(scores: Float32Array, count: number): readonly number[] {
  const top: number[] = [];
  let least = -Infinity;
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id] ?? 0;
    if (top.length >= count && score <= least) continue;
    let at = top.length;
    while (at > 0 && (scores[top[at - 1] ?? 0] ?? 0) < score) at--;
    top.splice(at, 0, id);
    if (top.length > count) top.pop();
    least = scores[top.at(-1) ?? 0] ?? 0;
  }
  return top;
}
