import { Failure } from '#core/failure.ts';
import type { ModelSetup } from '#core/model-speed.ts';
import type { Model } from '#core/model.ts';
import type { Workers } from '#workers/pool.ts';

/** What the person may ask for; `auto` leaves it to the app, which says why it chose. */
export type Wish = 'auto' | 'wasm' | 'webgpu';

/** How a model is to be opened: a backend, and threads where they are told. */
export interface Opening {
  readonly wish: Wish;
  readonly threads?: number;
}

export type InferenceWorker = ReturnType<Workers['inference']>;
/** What a model was opened on. */
export type Loaded = Awaited<ReturnType<InferenceWorker['load']>>;

/** After one of these a fresh worker may do what the old one could not. */
const FRESH_HELPS: ReadonlySet<string> = new Set([
  'model/device-lost',
  'model/hung',
  'model/needs-new-worker',
  'model/out-of-memory',
  'model/runtime',
]);

/** Milliseconds that a worker may be silent before its pace is known: a minute, and a second for each megabyte that is read and taken apart. */
function patienceFor(model: Model): number {
  return 60_000 + model.bytes / 1000;
}

/** The code of a failure that a fresh worker may mend; undefined for every other. */
export function mendableCode(error: unknown): string | undefined {
  return error instanceof Failure && FRESH_HELPS.has(error.code) ? error.code : undefined;
}

/**
 * Models in workers of their own. A worker that hangs, that does not answer an abort or whose runtime broke is ended; the next work gets a fresh one.
 */
export class ModelWorkers {
  readonly #workers: Workers;

  constructor(workers: Workers) {
    this.#workers = workers;
  }

  /** The name of the model's `index`-th worker. The first one serves tries too. */
  nameOf(model: Model, index = 0): string {
    return index === 0 ? model.id : `${model.id} ${index + 1}`;
  }

  /** Work in a worker, watched. Where it fails for a reason that lies in the worker, the worker is ended. */
  async watch<R>(model: Model, signal: AbortSignal, work: () => Promise<R>, name = this.nameOf(model)): Promise<R> {
    try {
      return await this.#workers.watchInference(name, { signal, patience: patienceFor(model) }, work);
    } catch (error) {
      if (mendableCode(error) !== undefined) this.#workers.endInference(name, asError(error));
      throw error;
    }
  }

  /**
   * Opens the model as wished. Another backend or number of threads needs another worker, since a runtime stays until its worker ends: only where
   * `mayEnd` says that nothing else is at work in it.
   */
  async open(model: Model, opening: Opening, mayEnd: boolean, name = this.nameOf(model)): Promise<Loaded> {
    const { wish, threads } = model.runtime === 'tfjs' ? ({ wish: 'auto' } as Opening) : opening; // which has one way to run
    if (mayEnd && this.#workers.models.includes(name)) {
      const loaded = await this.#workers.inference(name).load(model.id, 'auto');
      const isBackend = wish === 'auto' ? loaded.reason !== 'asked' : loaded.backend === wish;
      const isThreads = threads === undefined || loaded.backend !== 'wasm' || !crossOriginIsolated || loaded.threads === threads;
      if (!isBackend || !isThreads) this.#workers.endInference(name);
    }
    const worker = this.#workers.inference(name);
    return threads === undefined ? worker.load(model.id, wish) : worker.loadWithThreads(model.id, wish, threads);
  }

  get(name: string): InferenceWorker {
    return this.#workers.inference(name);
  }

  end(name: string): void {
    this.#workers.endInference(name);
  }

  /** Ends all workers of the model: its memory is given back. */
  endAll(model: Model): void {
    for (const name of this.#workers.models) if (name === model.id || name.startsWith(`${model.id} `)) this.#workers.endInference(name);
  }

  /** Ends those beside the first. */
  endOthers(model: Model): void {
    for (const name of this.#workers.models) if (name.startsWith(`${model.id} `)) this.#workers.endInference(name);
  }
}

export function setupOpening({ backend, threads }: ModelSetup): Opening {
  return backend === 'wasm' ? { wish: backend, threads } : { wish: backend };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
