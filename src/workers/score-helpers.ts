import type { Api, Connection, Remote } from '#workers/rpc.ts';
import { connect } from '#workers/rpc.ts';
import type { scoreHelperApi } from '#workers/score-helper.api.ts';

export type ScoreHelper = Remote<typeof scoreHelperApi>;

/** Milliseconds without work after which helpers end: each holds memory. */
const IDLE = 10_000;
/** More would wait for the score worker, which gives them their texts. */
const MOST = 4;

interface Started {
  readonly worker: Worker;
  readonly connection: Connection<Api>;
}

/** Further workers that the score worker shares long work with: as many as leave a core for it, none on a single core. */
export class ScoreHelpers {
  readonly #start: () => Worker;
  readonly #most: number;
  #started: Started[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(cores: number, start: () => Worker) {
    this.#start = start;
    this.#most = Math.max(0, Math.min(cores - 1, MOST));
  }

  /** Does work with the helpers; they end some time after it. */
  async use<T>(work: (helpers: readonly ScoreHelper[]) => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    while (this.#started.length < this.#most) this.#add();
    try {
      return await work(this.#started.map(({ connection }) => connection.remote as ScoreHelper)); // `#start` says which api they serve
    } finally {
      this.#timer = setTimeout(() => {
        this.end();
      }, IDLE);
    }
  }

  /** Ends them all: what they hold, such as a tokenizer's model, may have changed. */
  end(): void {
    clearTimeout(this.#timer);
    for (const { worker, connection } of this.#started.splice(0)) {
      worker.terminate();
      connection.close(new DOMException('the worker was ended', 'AbortError'));
    }
  }

  #add(): void {
    const worker = this.#start();
    const connection = connect<Api>(worker);
    const started = { worker, connection };
    this.#started.push(started);
    worker.addEventListener('error', (event) => {
      this.#started = this.#started.filter((one) => one !== started);
      worker.terminate();
      connection.close(new Error(`a score helper failed: ${event.message}`));
    });
  }
}
