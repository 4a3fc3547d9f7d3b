import type { FailureValues } from '#core/failure.ts';
import type { Model } from '#core/model.ts';
import type { ShippedChoice, ShippedModel } from '#core/shipped-model.ts';
import type { App } from '#state/app.svelte.ts';
import type { Job } from '#state/jobs.svelte.ts';

/** The worker that looks after what is here and what could be. Each loading has its own. */
const KEEPER = 'keep';

interface Shipped {
  readonly models: readonly ShippedModel[];
  readonly faults: readonly { readonly code: string; readonly values: FailureValues }[];
  readonly begun: readonly { readonly modelId: string; readonly bytes: number }[];
}

/** The models that come with this build. A model is on this device whole or not at all: to use one is to keep it. */
export class ShippedModels {
  readonly #app: App;
  readonly #stored: () => readonly Model[];
  #shipped = $state.raw<Shipped>({ models: [], faults: [], begun: [] });
  #error = $state.raw<unknown>();

  /** `stored` gives the models of this device. */
  constructor(app: App, stored: () => readonly Model[]) {
    this.#app = app;
    this.#stored = stored;
    void this.look();
  }

  /** What is wrong with models that were left out of the list. */
  get faults(): Shipped['faults'] {
    return this.#shipped.faults;
  }

  /** Why there is no list. */
  get error(): unknown {
    return this.#error;
  }

  /** Those that this device has in no precision. */
  get absent(): readonly ShippedModel[] {
    return this.#shipped.models.filter(({ choices }) => !choices.some((choice) => this.isHere(choice)));
  }

  /** What the model is among those that come with Stet, whichever way it got here. */
  of(model: Model): ShippedModel | undefined {
    return this.#shipped.models.find(({ choices }) => choices.some(({ modelId }) => modelId === model.id));
  }

  isHere({ modelId }: ShippedChoice): boolean {
    return this.#stored().some(({ id }) => id === modelId);
  }

  /** Bytes of that precision that a load which broke off had left here when the list was read: the next one goes on with them. */
  bytesBegun({ modelId }: ShippedChoice): number {
    return this.#shipped.begun.find((load) => load.modelId === modelId)?.bytes ?? 0;
  }

  /** The latest loading of that precision, under way or ended. */
  loadingOf(choice: ShippedChoice): Job<Model> | undefined {
    return this.#app.jobs.find(keyOf(choice)) as Job<Model> | undefined; // the key is `load`'s alone
  }

  /** Reads the list again, as after a failure. */
  async look(): Promise<void> {
    this.#error = undefined;
    try {
      this.#shipped = await this.#app.workers.inference(KEEPER).shipped(document.baseURI);
    } catch (error) {
      this.#error = error;
    }
  }

  /** Brings one precision to this device; `done` hears of the model when it is here. */
  load({ folder, name }: ShippedModel, choice: ShippedChoice, done: (model: Model) => void): void {
    const { jobs, stamp, workers } = this.#app;
    const key = keyOf(choice);
    const job = jobs.start<Model>({
      key,
      kind: 'load-model',
      subject: name,
      run: async ({ signal, progress }) => {
        const wish = { folder, precision: choice.precision, at: stamp.now() };
        try {
          return await workers.inference(key).addShipped(document.baseURI, wish, { signal, progress });
        } finally {
          workers.endInference(key); // after its answer: one that was stopped clears away first what it had begun
        }
      },
    });
    void job.ended.then(() => {
      if (job.result) done(job.result);
    });
  }
}

function keyOf({ modelId }: ShippedChoice): string {
  return `load ${modelId}`;
}
