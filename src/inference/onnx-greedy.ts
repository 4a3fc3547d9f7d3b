import type { GenerationRules } from '#inference/generation-rules.ts';
import { lengthScore } from '#inference/decoding.ts';
import { isForced } from '#inference/logits-rules.ts';
import type { Encoded } from '#inference/onnx-decoder.ts';
import type { TokenSteps } from '#inference/onnx-stepper.ts';
import { Turns } from '#inference/turn.ts';

/** Rows that have ended leave the batch after so many steps: a place that does not hang on the machine's speed, so that a run can be repeated. */
const ROUND = 8;

/** A run of steps should take about so many milliseconds: an abort is heard between two. */
const RUN_TIME = 80;

export interface GreedyPlan {
  readonly rules: GenerationRules;
  /** Target tokens at most, the start token counted. */
  readonly maxLength: number;
  readonly signal: AbortSignal;
}

interface GreedyRow {
  /** Of its text in the batch. */
  readonly place: number;
  readonly ids: number[];
  readonly logProbs: number[];
  sum: number;
  ended: boolean;
}

/** Whether a model's rules can be kept where the choice is made: bans and forced tokens, nothing that looks back at what was chosen. */
export function isDecidedAhead(rules: GenerationRules): boolean {
  return (
    rules.biases.length === 0 &&
    rules.repetitionPenalty === 1 &&
    rules.sourceRepetitionPenalty === 1 &&
    rules.noRepeat === 0 &&
    rules.sourceNoRepeat === 0 &&
    rules.decay === undefined &&
    rules.badSequences.every((sequence) => sequence.length === 1)
  );
}

/** Greedy search with several steps a run. What comes out is what one step after another gives. */
export class GreedySteps {
  readonly #stepper: TokenSteps;
  #stepTime = RUN_TIME; // the first run is one step

  constructor(stepper: TokenSteps) {
    this.#stepper = stepper;
  }

  /** Translates a batch of encoded texts; rows come as they end. */
  async *translate(encoded: Encoded, { rules, maxLength, signal }: GreedyPlan): AsyncIterable<GreedyRow & { readonly score: number }> {
    const stepper = this.#stepper;
    const turns = new Turns();
    await stepper.begin(encoded);
    const [count = 0] = encoded.mask.dims;
    let rows: GreedyRow[] = Array.from({ length: count }, (_, place) => ({ place, ids: [], logProbs: [], sum: 0, ended: false }));
    const forced = [rules.forcedFirstId, rules.forcedEndIds[0]] as const;
    for (let taken = 0; taken < maxLength - 1;) {
      const from = taken;
      const [first, end] = forced;
      const started = performance.now();
      const steps = await stepper.advance({
        count: this.#count(taken, rules, maxLength),
        bans: this.#bans(taken, rules),
        forced: (step) => (from + step === 0 && first !== undefined ? first : from + step === maxLength - 2 ? end : undefined),
      });
      this.#stepTime = (performance.now() - started) / steps.ids.length;
      for (const [step, ids] of steps.ids.entries()) {
        for (const [i, row] of rows.entries()) {
          if (row.ended) continue;
          const id = ids[i] ?? rules.padId;
          const logProb = steps.logProbs[step]?.[i] ?? NaN;
          row.sum += isForced(rules, row.ids.length, maxLength) ? 0 : logProb;
          row.ids.push(id);
          row.logProbs.push(logProb);
          row.ended = rules.endIds.includes(id);
          if (row.ended) yield scored(row, rules);
        }
      }
      taken += steps.ids.length;
      const live = rows.flatMap((row, i) => (row.ended ? [] : [i]));
      if (live.length === 0) return;
      if (taken % ROUND === 0 && live.length < rows.length) {
        stepper.keep(live);
        rows = rows.filter((row) => !row.ended);
      }
      await turns.take(signal);
    }
    for (const row of rows) if (!row.ended) yield scored(row, rules);
  }

  /** The natural log of the probability of each given target's tokens. */
  async score(encoded: Encoded, targets: readonly (readonly number[])[], signal: AbortSignal): Promise<readonly (readonly number[])[]> {
    const turns = new Turns();
    await this.#stepper.begin(encoded);
    const found: number[][] = targets.map(() => []);
    const longest = Math.max(...targets.map((ids) => ids.length));
    for (let from = 0; from < longest;) {
      const steps = await this.#stepper.advance({
        count: Math.min(ROUND, longest - from),
        forced: (step, row) => targets[row]?.[from + step],
      });
      for (const logProbs of steps.logProbs) for (const [row, own] of found.entries()) own.push(logProbs[row] ?? NaN);
      if (steps.haveAllEnded) break;
      from += steps.ids.length;
      await turns.take(signal);
    }
    return found.map((logProbs, row) => logProbs.slice(0, targets[row]?.length ?? 0));
  }

  /** Steps of the next run: within the round, the limit, and the stretch where the same tokens are banned. */
  #count(taken: number, rules: GenerationRules, maxLength: number): number {
    const wanted = 2 ** Math.floor(Math.log2(Math.max(1, RUN_TIME / this.#stepTime)));
    const firstFree = rules.forcedFirstId === undefined ? 0 : 1;
    const borders = [...(rules.suppressedFirst.length > 0 ? [firstFree, firstFree + 1] : []), rules.minLength - 1, maxLength - 1];
    const toBorder = Math.min(...borders.filter((border) => border > taken).map((border) => border - taken));
    return Math.min(wanted, ROUND - (taken % ROUND), toBorder);
  }

  #bans(taken: number, rules: GenerationRules): Float32Array {
    const bans = new Float32Array(this.#stepper.tokens);
    const ban = (ids: readonly number[]): void => {
      for (const id of ids) if (id < bans.length) bans[id] = -Infinity;
    };
    ban(rules.badSequences.flat().filter((id) => !rules.endIds.includes(id)));
    ban(rules.suppressed);
    if (taken + 1 < rules.minLength) ban(rules.endIds);
    if (taken === (rules.forcedFirstId === undefined ? 0 : 1)) ban(rules.suppressedFirst);
    return bans;
  }
}

function scored(row: GreedyRow, rules: GenerationRules): GreedyRow & { readonly score: number } {
  return { ...row, score: lengthScore(row.sum, row.ids.length, rules.lengthPenalty) };
}
