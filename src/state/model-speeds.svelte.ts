import { Failure } from '#core/failure.ts';
import type { BatchSpeed, ColdStart, DeviceFacts, ModelSetup, SetupSpeed, SpeedReport } from '#core/model-speed.ts';
import { chooseSetups, speedAt, standsFor } from '#core/model-speed.ts';
import type { Model } from '#core/model.ts';
import { keepReport, speedReport } from '#storage/model-speeds.ts';
import type { App } from '#state/app.svelte.ts';
import type { Job } from '#state/jobs.svelte.ts';
import { Live } from '#state/live.svelte.ts';
import type { InferenceWorker, ModelWorkers } from '#state/model-workers.ts';
import { setupOpening } from '#state/model-workers.ts';

type Measured = Awaited<ReturnType<InferenceWorker['measure']>>;

/** The worker that looks after what is here. */
const KEEPER = 'keep';

/** Numbers of texts at once that setups are compared by, and that the chosen one is measured at. */
const COMPARED = [1, 16] as const;
const MEASURED = [1, 4, 16, 64] as const;
/** What whole projects are translated by. */
const MANY = 16;

/** How fast models are on this device: measured when asked for, kept with the date. */
export class ModelSpeeds {
  readonly #app: App;
  readonly #desk: ModelWorkers;
  /** Each measurement has workers of its own: one that was stopped may still be on its way out. */
  #measurements = 0;
  readonly #reports = new Map<string, Live<SpeedReport | undefined>>();

  constructor(app: App, desk: ModelWorkers) {
    this.#app = app;
    this.#desk = desk;
  }

  /** What is known of the model; undefined where it was not measured, or on a device that differs. */
  of(model: Model): SpeedReport | undefined {
    let live = this.#reports.get(model.id);
    if (!live) {
      live = new Live(() => this.find(model), undefined);
      this.#reports.set(model.id, live);
    }
    return live.current;
  }

  async find(model: Model): Promise<SpeedReport | undefined> {
    const report = await speedReport(this.#app.db, model.id);
    return report && standsFor(report, thisDevice()) ? report : undefined;
  }

  /** The latest measuring of the model, under way or ended. */
  jobOf(model: Model): Job<SpeedReport> | undefined {
    return this.#app.jobs.find(`measure ${model.id}`) as Job<SpeedReport> | undefined; // the key is `measure`'s alone
  }

  /** Compares the ways to run the model, then measures the one for single texts whole. */
  measure(model: Model): void {
    this.#app.jobs.start<SpeedReport>({
      key: `measure ${model.id}`,
      kind: 'measure',
      subject: model.name,
      run: async ({ signal, progress }) => {
        const setups = await this.#app.workers.inference(KEEPER).setups(model.id);
        const total = setups.length + 1;
        progress({ done: 0, total });
        const compared = await this.#compare(model, setups, signal, (done) => {
          progress({ done, total });
        });
        const whole = await this.#one(model, compared.one, MEASURED, signal);
        progress({ done: total, total });
        const report: SpeedReport = { ...compared, start: whole.start, batches: whole.batches, heapBytes: whole.heapBytes };
        await this.#keep(report);
        return report;
      },
    });
  }

  /** Compares the ways to run the model: the short part of measuring. */
  async compare(model: Model, signal: AbortSignal): Promise<SpeedReport> {
    const setups = await this.#app.workers.inference(KEEPER).setups(model.id);
    const report = await this.#compare(model, setups, signal, () => undefined);
    await this.#keep(report);
    return report;
  }

  async #compare(model: Model, setups: readonly ModelSetup[], signal: AbortSignal, told: (done: number) => void): Promise<SpeedReport> {
    this.#desk.endAll(model); // what else is open would take memory and time
    const found: SetupSpeed[] = [];
    for (const setup of setups) {
      found.push(await this.#tried(model, setup, signal));
      told(found.length);
    }
    const chosen = chooseSetups(found, MANY);
    return { modelId: model.id, at: this.#app.stamp.now(), device: thisDevice(), setups: found, ...chosen };
  }

  /** A setup that does not run here is no reason to stop: it is listed with its reason. */
  async #tried(model: Model, setup: ModelSetup, signal: AbortSignal): Promise<SetupSpeed> {
    try {
      if (setup.workers === 1) return { ...setup, batches: (await this.#one(model, setup, COMPARED, signal)).batches };
      return { ...setup, batches: [{ rows: MANY, tokensPerSecond: await this.#together(model, setup, signal) }] };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { ...setup, batches: [], problem: { code: error.code, values: error.values } };
    }
  }

  /** One fresh worker, from its start. */
  async #one(
    model: Model,
    setup: ModelSetup,
    rows: readonly number[],
    signal: AbortSignal,
  ): Promise<Measured & { readonly start: ColdStart }> {
    const name = `measure ${++this.#measurements} ${model.id}`;
    const started = performance.now();
    let firstWord = 0;
    try {
      return await this.#desk.watch(
        model,
        signal,
        async () => {
          const loaded = await this.#desk.open(model, setupOpening(setup), false, name);
          signal.throwIfAborted();
          const measured = await this.#desk.get(name).measure(
            model.id,
            { rows },
            {
              signal,
              progress: (value) => {
                if (value.kind === 'first-word') firstWord = performance.now() - started;
              },
            },
          );
          const { milliseconds, readMilliseconds: read } = loaded;
          return { ...measured, start: { firstWord, read, create: milliseconds - read } };
        },
        name,
      );
    } finally {
      this.#desk.end(name);
    }
  }

  /** Several workers at once, opened one after the other; what they make a second together. */
  async #together(model: Model, setup: ModelSetup, signal: AbortSignal): Promise<number> {
    const names = Array.from({ length: setup.workers }, () => `measure ${++this.#measurements} ${model.id}`);
    try {
      for (const name of names) {
        await this.#desk.watch(model, signal, () => this.#desk.open(model, setupOpening(setup), false, name), name);
      }
      const measured = await Promise.all(
        names.map((name) =>
          this.#desk.watch(model, signal, () => this.#desk.get(name).measure(model.id, { rows: [MANY] }, { signal }), name),
        ),
      );
      const speeds: readonly (BatchSpeed | undefined)[] = measured.map(({ batches }) => batches[0]);
      return speeds.reduce((sum, speed) => sum + (speed?.tokensPerSecond ?? 0), 0);
    } finally {
      for (const name of names) this.#desk.end(name);
    }
  }

  /** Keeps the report, and the best of each backend, which backends are chosen by. */
  async #keep(report: SpeedReport): Promise<void> {
    const best = (backend: ModelSetup['backend']): number =>
      Math.max(0, ...report.setups.filter((setup) => setup.backend === backend).map((setup) => speedAt(setup, MANY)));
    const [wasm, webgpu] = [best('wasm'), best('webgpu')];
    await keepReport(this.#app.db, report, { ...(wasm > 0 ? { wasm } : {}), ...(webgpu > 0 ? { webgpu } : {}) });
  }
}

/** What a person may ask for here: every number of threads that a worker may have, several workers, the graphics processor. */
export function askableSetups(): readonly ModelSetup[] {
  const { cores, isIsolated } = thisDevice();
  const threads = isIsolated ? [1, 2, 4, 8].filter((count) => count <= cores) : [1];
  return [
    ...threads.map((count): ModelSetup => ({ backend: 'wasm', threads: count, workers: 1 })),
    ...[2, 4].filter((count) => count <= cores).map((count): ModelSetup => ({ backend: 'wasm', threads: 1, workers: count })),
    { backend: 'webgpu', threads: 1, workers: 1 },
  ];
}

function thisDevice(): DeviceFacts {
  return { cores: navigator.hardwareConcurrency, isIsolated: crossOriginIsolated };
}
