import type { Call } from '#workers/rpc.ts';

export interface ScoreProgress {
  readonly done: number;
  readonly total: number;
}

/** Milliseconds of work between two looks at the messages that wait: an abort is heard that soon. */
const TURN = 40;

/** Keeps long work interruptible: `step` counts it, lets messages in, and throws once the call is aborted. */
export class Pace {
  readonly #call: Call<ScoreProgress>;
  readonly #total: number;
  #done = 0;
  #last = performance.now();

  constructor(call: Call<ScoreProgress>, total: number) {
    this.#call = call;
    this.#total = total;
  }

  async step(done = 1): Promise<void> {
    this.#done += done;
    if (performance.now() - this.#last < TURN) return;
    this.#call.progress({ done: Math.min(this.#done, this.#total), total: this.#total });
    await new Promise((resolve) => setTimeout(resolve));
    this.#call.signal.throwIfAborted();
    this.#last = performance.now();
  }
}
