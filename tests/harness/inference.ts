import type { Page } from 'playwright-core';

/** How a call to a worker ended, as plain data. */
export type Answer = { readonly value: unknown } | { readonly code: string; readonly values: unknown } | { readonly error: string };

/** What a worker with `probe.js` before it holds: bytes of WebAssembly memory, and buffers of a graphics processor. */
export interface Probed {
  readonly heap: number;
  readonly buffers: number;
}

interface PageSide {
  stetTest: {
    start(url: string): void;
    end(): void;
    call(name: string, args: readonly unknown[], abortAfter?: number): Promise<Answer & { progress: unknown[] }>;
    probe(): Promise<Probed>;
    sources(files: readonly (readonly [path: string, base64: string])[]): readonly unknown[];
  };
}

/**
 * The app's own inference worker, talked to from the app's page: what the screens do not show, such as token ids, can be compared. One worker at
 * a time; `restart` ends it as the app does to unload a model.
 */
export class InferenceWorker {
  readonly #page: Page;
  readonly #url: string;

  private constructor(page: Page, url: string) {
    this.#page = page;
    this.#url = url;
  }

  /** The worker's script has a hashed name; the list of the offline shell, which is part of every build, tells it. */
  static async start(page: Page): Promise<InferenceWorker> {
    const shell = await page.evaluate(async () => (await fetch('./service-worker.js')).text());
    const path = /assets\/inference\.worker-[\w-]+\.js/u.exec(shell)?.[0];
    if (path === undefined) throw new Error('the build has no inference worker');
    await page.evaluate(installPageSide);
    const worker = new InferenceWorker(page, `./${path}`);
    await worker.restart();
    return worker;
  }

  async restart(): Promise<void> {
    await this.#page.evaluate((url) => {
      const { stetTest } = globalThis as unknown as PageSide;
      stetTest.end();
      stetTest.start(url);
    }, this.#url);
  }

  /** The worker's script, below the app's address. */
  get path(): string {
    return this.#url.slice(2);
  }

  /** Starts anew from another script: one that loads `probe.js` and then the worker's own. */
  async restartFrom(path: string): Promise<void> {
    await this.#page.evaluate((url) => {
      const { stetTest } = globalThis as unknown as PageSide;
      stetTest.end();
      stetTest.start(url);
    }, `./${path}`);
  }

  async probe(): Promise<Probed> {
    return this.#page.evaluate(() => (globalThis as unknown as PageSide).stetTest.probe());
  }

  async end(): Promise<void> {
    await this.#page.evaluate(() => {
      (globalThis as unknown as PageSide).stetTest.end();
    });
  }

  /** The call's value; throws what the worker threw, a Failure as `code {values}`. */
  async call(name: string, ...args: readonly unknown[]): Promise<unknown> {
    const answer = await this.answer(name, args);
    if ('value' in answer) return answer.value;
    throw new Error('code' in answer ? `${answer.code} ${JSON.stringify(answer.values)}` : answer.error);
  }

  /** The call's end and all progress it sent; it is aborted after so many messages of progress. */
  async answer(name: string, args: readonly unknown[], abortAfter?: number): Promise<Answer & { readonly progress: readonly unknown[] }> {
    return this.#page.evaluate((given) => (globalThis as unknown as PageSide).stetTest.call(given.name, given.args, given.abortAfter), {
      name,
      args,
      abortAfter,
    });
  }

  /** The call's value and what it took, by the page's own clock. */
  async timed(name: string, ...args: readonly unknown[]): Promise<{ readonly milliseconds: number; readonly value: unknown }> {
    const { milliseconds, answer } = await this.#page.evaluate(
      async (given) => {
        const started = performance.now();
        const made = await (globalThis as unknown as PageSide).stetTest.call(given.name, given.args);
        return { milliseconds: performance.now() - started, answer: made };
      },
      { name, args },
    );
    if ('value' in answer) return { milliseconds, value: answer.value };
    throw new Error('code' in answer ? `${answer.code} ${JSON.stringify(answer.values)}` : answer.error);
  }

  /** Milliseconds from the start of a fresh worker to the first token of the stored model, and how many of them the model's opening took. */
  async firstWord(id: string, backend = 'wasm'): Promise<{ readonly milliseconds: number; readonly opening: number }> {
    return this.#page.evaluate(
      async (given) => {
        const { stetTest } = globalThis as unknown as PageSide;
        stetTest.end();
        const started = performance.now();
        stetTest.start(given.url);
        const loaded = await stetTest.call('load', [given.id, given.backend]);
        await stetTest.call('measure', [given.id, { rows: [] }]);
        const milliseconds = performance.now() - started;
        if (!('value' in loaded)) throw new Error(JSON.stringify(loaded));
        return { milliseconds, opening: (loaded.value as { milliseconds: number }).milliseconds };
      },
      { url: this.#url, id, backend },
    );
  }

  /** Adds a model from files that the page's server has: such as are too large to be handed over. */
  async addFrom(folder: string, paths: readonly string[]): Promise<{ readonly id: string; readonly [field: string]: unknown }> {
    const answer = await this.#page.evaluate(
      async (given) => {
        const sources = [];
        for (const path of given.paths) {
          const response = await fetch(`./${given.folder}/${path}`);
          if (!response.ok) throw new Error(`${path}: ${response.status}`);
          sources.push({ path: `bench/${path}`, file: await response.blob() });
        }
        return (globalThis as unknown as PageSide).stetTest.call('add', [sources, { at: 1 }]);
      },
      { folder, paths },
    );
    if ('value' in answer) return answer.value as { readonly id: string };
    throw new Error('code' in answer ? `${answer.code} ${JSON.stringify(answer.values)}` : answer.error);
  }

  /** Adds a model from files in memory, as a drop does. */
  async add(
    files: ReadonlyMap<string, Uint8Array>,
    folder = 'opus-tiny',
  ): Promise<{ readonly id: string; readonly [field: string]: unknown }> {
    const encoded = [...files].map(([path, bytes]) => [`${folder}/${path}`, Buffer.from(bytes).toString('base64')] as const);
    const answer = await this.#page.evaluate((given) => {
      const { stetTest } = globalThis as unknown as PageSide;
      return stetTest.call('add', [stetTest.sources(given), { at: 1 }]);
    }, encoded);
    if ('value' in answer) return answer.value as { readonly id: string };
    throw new Error('code' in answer ? `${answer.code} ${JSON.stringify(answer.values)}` : answer.error);
  }
}

/** Runs in the page: the other end of `workers/rpc.ts`. */
function installPageSide(): void {
  let worker: Worker | undefined;
  let next = 1;
  (globalThis as unknown as PageSide).stetTest = {
    start(url) {
      worker = new Worker(new URL(url, location.href), { type: 'module' });
    },
    end() {
      worker?.terminate();
      worker = undefined;
    },
    call(name, args, abortAfter) {
      const started = worker;
      if (!started) throw new Error('no worker was started');
      const id = next++;
      const progress: unknown[] = [];
      return new Promise((resolve) => {
        started.addEventListener('error', (event) => {
          resolve({ error: `the worker failed: ${event.message}`, progress });
        });
        started.addEventListener('message', ({ data }: MessageEvent) => {
          if (data.id !== id) return;
          if (data.type === 'progress') {
            progress.push(data.value);
            if (progress.length === abortAfter) started.postMessage({ type: 'abort', id });
          }
          if (data.type === 'value') resolve({ value: data.value, progress });
          if (data.type === 'error') {
            const { code, values, name: kind, message } = data.error;
            resolve(code === undefined ? { error: `${kind}: ${message}`, progress } : { code, values, progress });
          }
        });
        started.postMessage({ type: 'call', id, name, args });
      });
    },
    probe() {
      return new Promise((resolve) => {
        worker?.addEventListener('message', ({ data }: MessageEvent) => {
          if (data.type === 'probe') resolve(data);
        });
        worker?.postMessage({ type: 'probe' });
      });
    },
    sources(files) {
      return files.map(([path, base64]) => ({ path, file: new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))]) }));
    },
  };
}
