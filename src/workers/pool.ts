import type { corpusApi } from '#workers/corpus.api.ts';
import type { inferenceApi } from '#workers/inference.api.ts';
import type { Api, Connection, Remote } from '#workers/rpc.ts';
import { connect } from '#workers/rpc.ts';
import type { scoreApi } from '#workers/score.api.ts';
import type { storeApi } from '#workers/store.api.ts';
import type { WatchOptions } from '#workers/watch.ts';
import { watch } from '#workers/watch.ts';

interface Started {
  readonly worker: Worker;
  readonly connection: Connection<Api>;
}

/** Starts workers on first use, gives one to each model, ends them. Made once by `main.ts`. */
export class Workers {
  readonly #started = new Map<string, Started>();

  /** Journal, sealing, upload, start-up check. */
  get store(): Remote<typeof storeApi> {
    return this.#remote<typeof storeApi>(
      'store',
      () => new Worker(new URL('./store.worker.ts', import.meta.url), { type: 'module', name: 'store' }),
    );
  }

  /** Files in, files out. */
  get corpus(): Remote<typeof corpusApi> {
    return this.#remote<typeof corpusApi>(
      'corpus',
      () => new Worker(new URL('./corpus.worker.ts', import.meta.url), { type: 'module', name: 'corpus' }),
    );
  }

  /** Metrics and the score sheet. */
  get score(): Remote<typeof scoreApi> {
    return this.#remote<typeof scoreApi>(
      'score',
      () => new Worker(new URL('./score.worker.ts', import.meta.url), { type: 'module', name: 'score' }),
    );
  }

  /** One worker a model, and one for each that comes in: memory is given back by ending it. */
  inference(name: string): Remote<typeof inferenceApi> {
    return this.#remote<typeof inferenceApi>(
      `inference ${name}`,
      () => new Worker(new URL('./inference.worker.ts', import.meta.url), { type: 'module', name: `inference ${name}` }),
    );
  }

  /** Models whose worker runs now. */
  get models(): readonly string[] {
    return [...this.#started.keys()].filter((key) => key.startsWith('inference ')).map((key) => key.slice('inference '.length));
  }

  /** Ends a model's worker; calls under way are rejected with the reason. */
  endInference(name: string, reason: Error = new DOMException('the worker was ended', 'AbortError')): void {
    const key = `inference ${name}`;
    const started = this.#started.get(key);
    if (!started) return;
    this.#started.delete(key);
    started.worker.terminate();
    started.connection.close(reason);
  }

  /** Work in a model's worker, which is ended where it hangs or does not answer an abort. The work may end it and start another of that name. */
  watchInference<R>(name: string, options: WatchOptions, work: () => Promise<R>): Promise<R> {
    const alive = async (): Promise<unknown> => this.models.includes(name) && this.inference(name).alive();
    const end = (reason: Error): void => {
      this.endInference(name, reason);
    };
    return watch({ alive, end }, options, work);
  }

  #remote<A extends Api>(key: string, start: () => Worker): Remote<A> {
    let found = this.#started.get(key);
    if (!found) {
      const worker = start();
      const connection = connect<Api>(worker);
      found = { worker, connection };
      this.#started.set(key, found);
      worker.addEventListener('error', (event) => {
        this.#started.delete(key);
        connection.close(new Error(`the ${key} worker failed: ${event.message}`));
      });
    }
    return found.connection.remote as Remote<A>; // the key says which api the worker serves
  }
}
