import type { Call } from '#workers/rpc.ts';

export interface ScoreProgress {
  readonly done: number;
  readonly total: number;
}

/** Milliseconds of work between two looks at the messages that wait: an abort is heard that soon. */
const TURN = 8;

/** Keeps long work interruptible: `step` counts it, lets messages in, and throws once the call is aborted. */
export class Pace {
  readonly #call: Call<ScoreProgress>;
  #total = 0;
  #done = 0;
  #last = performance.now();

  constructor(call: Call<ScoreProgress>) {
    this.#call = call;
  }

  /** The work begins now: time spent waiting for other calls is not counted. */
  begin(): void {
    this.#call.signal.throwIfAborted();
    this.#last = performance.now();
  }

  /** For work that others do as part of this. */
  get signal(): AbortSignal {
    return this.#call.signal;
  }

  /** So much more is to be done. */
  expect(steps: number): void {
    this.#total += steps;
  }

  /** Others have done so much. */
  count(done: number): void {
    this.#done += done;
  }

  async step(done = 1): Promise<void> {
    this.#done += done;
    if (performance.now() - this.#last < TURN) return;
    this.#call.progress({ done: Math.min(this.#done, this.#total), total: this.#total });
    await nextTask();
    this.#call.signal.throwIfAborted();
    this.#last = performance.now();
  }
}

/** Lets whatever waits run: a timer would take four milliseconds each time. */
async function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(undefined);
  });
  port1.close();
}

/** Runs a generator to its end, a step of it after another, and gives what it returns. Each of its steps counts as `weight`. */
export async function paced<T>(running: Generator<void, T>, pace: Pace, weight = 0): Promise<T> {
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
    await pace.step(weight);
  }
}
