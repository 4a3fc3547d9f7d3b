import { Failure } from '#core/failure.ts';
import type { Model } from '#core/model.ts';
import type { BackendReason, BackendWish } from '#inference/backend.ts';
import { chooseBackend, gpuKind } from '#inference/backend.ts';
import { deviceMemory, requireMemory } from '#inference/model-size.ts';
import type { ReadModelFile } from '#inference/model-source.ts';
import { FATAL_CODES } from '#inference/onnx-trouble.ts';
import type { Scorer } from '#inference/scorer.ts';
import type { GraphForm, Translator } from '#inference/translator.ts';
import type { VocabularyCut } from '#inference/vocabulary-cut.ts';
import type { StetDatabase } from '#storage/db.ts';
import { readModelFile } from '#storage/model-files.ts';
import { openModelFile } from '#storage/model-reading.ts';
import { speedsOf } from '#storage/model-speeds.ts';

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
  /** What opening took, and of it reading and checking the files. */
  readonly milliseconds: number;
  readonly readMilliseconds: number;
}

type Opened =
  | { readonly kind: 'translator'; readonly model: Model; readonly loaded: Loaded; readonly translator: Translator }
  | { readonly kind: 'scorer'; readonly model: Model; readonly loaded: Loaded; readonly scorer: Scorer };

/** The one model of an inference worker. Its runtime stays until the worker is ended, so another backend or model needs another worker. */
export class HeldModel {
  readonly #db: StetDatabase;
  #opened: Promise<Opened> | undefined;
  #modelId = '';
  /** Whether part of the vocabulary stands in place of the whole. */
  #isCut = false;
  /** What broke the worker: it then refuses every call with it. */
  #broken: Failure | undefined;

  constructor(db: StetDatabase) {
    this.#db = db;
  }

  /** Opens the model, with so many threads where they are told; a second call for the same one is answered from the first. */
  async load(modelId: string, wish: BackendWish, threads?: number): Promise<Loaded> {
    const { loaded } = await this.guard(() => {
      if (this.#opened && this.#modelId !== modelId) throw new Failure('model/worker-taken');
      if (!this.#opened) {
        this.#modelId = modelId;
        this.#opened = this.#open(modelId, wish, threads);
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

  /** The whole model, also after it was cut. */
  async translator(modelId: string): Promise<{ readonly model: Model; readonly translator: Translator }> {
    await this.load(modelId, 'auto');
    if (this.#isCut) await this.#reopen();
    const opened = await this.#opened;
    if (opened?.kind !== 'translator') throw new Failure('model/not-a-translator', { model: opened?.model.name ?? modelId });
    return opened;
  }

  /** The model with part of its target vocabulary, which takes the place of the whole until that is asked for again. */
  async cut(cut: VocabularyCut): Promise<Translator> {
    return this.#reopen(cut);
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

  async #reopen(cut?: VocabularyCut): Promise<Translator> {
    const before = await this.#opened;
    if (before?.kind !== 'translator') throw new Failure('model/not-a-translator', { model: before?.model.name ?? this.#modelId });
    const { translator, loaded } = before;
    await translator.close();
    const reopening = this.#open(this.#modelId, translator.backend, loaded.threads, cut);
    this.#opened = reopening.then((opened) => ({ ...opened, loaded }));
    this.#isCut = cut !== undefined;
    this.#opened.catch(() => {
      this.#opened = undefined; // what was closed is opened anew by the next call
      this.#isCut = false;
    });
    const opened = await reopening;
    if (opened.kind !== 'translator') throw new Failure('model/not-a-translator', { model: opened.model.name });
    return opened.translator;
  }

  async #open(modelId: string, wish: BackendWish, threads?: number, cut?: VocabularyCut): Promise<Opened> {
    const started = performance.now();
    const model = await this.#db.models.get(modelId);
    if (!model) throw new Failure('model/gone', { model: modelId });
    const hashes = new Map(model.files.map((file) => [file.path, file.sha256]));
    const hashOf = (path: string): string => {
      const sha256 = hashes.get(path);
      if (sha256 === undefined) throw new Failure('model/missing-file', { file: path });
      return sha256;
    };
    let readMilliseconds = 0;
    const timed = async <T>(reading: Promise<T>): Promise<T> => {
      const asked = performance.now();
      const answer = await reading;
      readMilliseconds += performance.now() - asked;
      return answer;
    };
    const read: ReadModelFile = (path) => timed(readModelFile(hashOf(path), path));
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
          readMilliseconds,
        },
      };
    }
    const choice = chooseBackend(wish, { precision: model.precision, gpu: await gpuKind(), speeds: await speedsOf(this.#db, modelId) });
    requireMemory(model.files, deviceMemory(), choice.backend);
    const { openTranslator } = await import('#inference/onnx.ts');
    const files = { read, open: (path: string) => timed(openModelFile(hashOf(path), path)) };
    const translator = await openTranslator(model, files, choice.backend, {
      ...(threads === undefined ? {} : { threads }),
      ...(cut ? { cut } : {}),
    });
    const milliseconds = performance.now() - started;
    const { sourceCodes, targetCodes, ownBeams, form } = translator;
    const opened = { sourceCodes, targetCodes, ownBeams, form, threads: translator.threads, milliseconds, readMilliseconds };
    return { kind: 'translator', model, translator, loaded: { modelId, ...choice, ...opened } };
  }
}
