import { Failure } from '#core/failure.ts';
import type { Model } from '#core/model.ts';
import type { Backend, BackendReason, BackendWish } from '#inference/backend.ts';
import { chooseBackend, gpuKind } from '#inference/backend.ts';
import type { ReadModelFile } from '#inference/model-source.ts';
import { FATAL_CODES } from '#inference/onnx-trouble.ts';
import type { Scorer } from '#inference/scorer.ts';
import type { GraphForm, Translator } from '#inference/translator.ts';
import type { StetDatabase } from '#storage/db.ts';
import { readModelFile } from '#storage/model-files.ts';
import { openModelFile } from '#storage/model-reading.ts';

/** What a worker says of the model it has opened. */
export interface Loaded {
  readonly modelId: string;
  /** `cpu` for TensorFlow.js. */
  readonly backend: string;
  readonly reason: BackendReason | 'only-processor';
  readonly threads: number;
  /** The model's codes of the languages it reads and writes; empty where it has one. */
  readonly sourceCodes: readonly string[];
  readonly targetCodes: readonly string[];
  /** Beams that the model's own settings ask for; 1 is greedy, and for scorers. */
  readonly ownBeams: number;
  /** How a translator's graph is run; scorers have one way. */
  readonly form?: GraphForm;
  /** What opening took. */
  readonly milliseconds: number;
}

type Opened =
  | { readonly kind: 'translator'; readonly model: Model; readonly loaded: Loaded; readonly translator: Translator }
  | { readonly kind: 'scorer'; readonly model: Model; readonly loaded: Loaded; readonly scorer: Scorer };

/** The one model of an inference worker. Its runtime stays until the worker is ended, so another backend or model needs another worker. */
export class HeldModel {
  readonly #db: StetDatabase;
  #opened: Promise<Opened> | undefined;
  #modelId = '';
  /** What broke the worker: it then refuses every call with it. */
  #broken: Failure | undefined;

  constructor(db: StetDatabase) {
    this.#db = db;
  }

  /** Opens the model; a second call for the same one is answered from the first. */
  async load(modelId: string, wish: BackendWish): Promise<Loaded> {
    const { loaded } = await this.guard(() => {
      if (this.#opened && this.#modelId !== modelId) throw new Failure('model/worker-taken');
      if (!this.#opened) {
        this.#modelId = modelId;
        this.#opened = this.#open(modelId, wish);
        this.#opened.catch((cause: unknown) => {
          // A wish that was refused left nothing behind; what failed later may have.
          if (!(cause instanceof Failure && FATAL_CODES.has(cause.code))) this.#opened = undefined;
        });
      }
      return this.#opened;
    });
    if (wish !== 'auto' && loaded.backend !== wish && loaded.backend !== 'cpu')
      throw new Failure('model/other-backend', { backend: loaded.backend, wish });
    return loaded;
  }

  async translator(modelId: string): Promise<{ readonly model: Model; readonly translator: Translator }> {
    await this.load(modelId, 'auto');
    const opened = await this.#opened;
    if (opened?.kind !== 'translator') throw new Failure('model/not-a-translator', { model: opened?.model.name ?? modelId });
    return opened;
  }

  async scorer(modelId: string): Promise<{ readonly model: Model; readonly scorer: Scorer }> {
    await this.load(modelId, 'auto');
    const opened = await this.#opened;
    if (opened?.kind !== 'scorer') throw new Failure('model/not-a-scorer', { model: opened?.model.name ?? modelId });
    return opened;
  }

  /** Runs work with the model; after a failure that leaves the runtime in an unknown state no more work is taken. */
  async guard<T>(work: () => Promise<T> | T): Promise<T> {
    if (this.#broken) throw new Failure('model/needs-new-worker', { code: this.#broken.code }, { cause: this.#broken });
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof Failure && FATAL_CODES.has(cause.code)) this.#broken = cause;
      throw cause;
    }
  }

  async #open(modelId: string, wish: BackendWish): Promise<Opened> {
    const started = performance.now();
    const model = await this.#db.models.get(modelId);
    if (!model) throw new Failure('model/gone', { model: modelId });
    const hashes = new Map(model.files.map((file) => [file.path, file.sha256]));
    const hashOf = (path: string): string => {
      const sha256 = hashes.get(path);
      if (sha256 === undefined) throw new Failure('model/missing-file', { file: path });
      return sha256;
    };
    const read: ReadModelFile = (path) => readModelFile(hashOf(path), path);
    if (model.runtime === 'tfjs') {
      const { openTfjs } = await import('#inference/tfjs.ts');
      const scorer = await openTfjs(model, read);
      const milliseconds = performance.now() - started;
      return {
        kind: 'scorer',
        model,
        scorer,
        loaded: {
          modelId,
          backend: scorer.backend,
          reason: 'only-processor',
          threads: 1,
          sourceCodes: [],
          targetCodes: [],
          ownBeams: 1,
          milliseconds,
        },
      };
    }
    const choice = chooseBackend(wish, { precision: model.precision, gpu: await gpuKind(), speeds: await speedsOf(this.#db, modelId) });
    const { openTranslator } = await import('#inference/onnx.ts');
    const translator = await openTranslator(model, { read, open: (path) => openModelFile(hashOf(path), path) }, choice.backend);
    const milliseconds = performance.now() - started;
    const { threads, sourceCodes, targetCodes, ownBeams } = translator;
    return {
      kind: 'translator',
      model,
      translator,
      loaded: { modelId, ...choice, threads, sourceCodes, targetCodes, ownBeams, form: translator.form, milliseconds },
    };
  }
}

function speedKey(modelId: string, backend: Backend): string {
  return `speed ${modelId} ${backend}`;
}

/** Target tokens per second that this device reached with the model. */
async function speedsOf(db: StetDatabase, modelId: string): Promise<Partial<Record<Backend, number>>> {
  const [wasm, webgpu] = await db.meta.bulkGet([speedKey(modelId, 'wasm'), speedKey(modelId, 'webgpu')]);
  return {
    ...(typeof wasm?.value === 'number' ? { wasm: wasm.value } : {}),
    ...(typeof webgpu?.value === 'number' ? { webgpu: webgpu.value } : {}),
  };
}

export async function keepSpeed(db: StetDatabase, modelId: string, backend: Backend, tokensPerSecond: number): Promise<void> {
  await db.meta.put({ key: speedKey(modelId, backend), value: tokensPerSecond });
}

export async function forgetSpeeds(db: StetDatabase, modelId: string): Promise<void> {
  await db.meta.bulkDelete([speedKey(modelId, 'wasm'), speedKey(modelId, 'webgpu')]);
}
