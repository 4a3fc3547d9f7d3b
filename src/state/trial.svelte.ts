import type { Model } from '#core/model.ts';
import type { Workers } from '#workers/pool.ts';

/** What the person may ask for; `auto` leaves it to the app, which says why it chose. */
export const BACKEND_WISHES = ['auto', 'wasm', 'webgpu'] as const;
export type BackendWish = (typeof BACKEND_WISHES)[number];

/** Beams that can be asked for; 1 is greedy. */
export const BEAMS = [1, 2, 3, 4, 5, 6, 8] as const;

type InferenceWorker = ReturnType<Workers['inference']>;
/** What a model was opened on. */
export type Loaded = Awaited<ReturnType<InferenceWorker['load']>>;
type Translation = Awaited<ReturnType<InferenceWorker['translate']>>[number];
type ScoredPair = Awaited<ReturnType<InferenceWorker['scoreTexts']>>[number];

export interface TriedTranslation extends Translation {
  readonly model: Model;
  readonly loaded: Loaded;
  /** From the question to the answer, the way to the worker and back included. */
  readonly milliseconds: number;
  readonly beams: number;
}

export interface TriedScore extends ScoredPair {
  readonly model: Model;
  readonly loaded: Loaded;
  readonly milliseconds: number;
}

export interface LanguagePair {
  readonly sourceLang: string;
  readonly targetLang: string;
}

/** Trying models on a sentence of one's own. The answers of several models to the same sentence stand side by side. */
export class Trial {
  readonly #workers: Workers;
  readonly #isWorking: (model: Model) => boolean;
  #sentence = $state.raw('');
  #hypothesis = $state.raw('');
  #wish = $state.raw<BackendWish>('auto');
  #beams = $state.raw(1);
  #isBusy = $state.raw(false);
  #error = $state.raw<unknown>();
  #translations = $state.raw<readonly TriedTranslation[]>([]);
  #score = $state.raw<TriedScore>();

  /** `isWorking` tells whether the model's worker has other work, so that it must not be ended for a try. */
  constructor(workers: Workers, isWorking: (model: Model) => boolean) {
    this.#workers = workers;
    this.#isWorking = isWorking;
  }

  get sentence(): string {
    return this.#sentence;
  }

  get hypothesis(): string {
    return this.#hypothesis;
  }

  get wish(): BackendWish {
    return this.#wish;
  }

  /** Hypotheses kept at each step, for tries and for whole projects; 1 is greedy. */
  get beams(): number {
    return this.#beams;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get error(): unknown {
    return this.#error;
  }

  /** Of the present sentence, the latest first. */
  get translations(): readonly TriedTranslation[] {
    return this.#translations;
  }

  get scored(): TriedScore | undefined {
    return this.#score;
  }

  write(sentence: string): void {
    this.#sentence = sentence;
    this.#translations = [];
    this.#score = undefined;
    this.#error = undefined;
  }

  writeTranslation(hypothesis: string): void {
    this.#hypothesis = hypothesis;
    this.#score = undefined;
    this.#error = undefined;
  }

  chooseBackend(wish: BackendWish): void {
    this.#wish = wish;
    this.#error = undefined;
  }

  chooseBeams(beams: number): void {
    this.#beams = beams;
    this.#error = undefined;
  }

  /** What went wrong stood beside another model. */
  forgetError(): void {
    this.#error = undefined;
  }

  async translate(model: Model, languages: LanguagePair): Promise<void> {
    const sentence = this.#sentence;
    const beams = this.#beams;
    await this.#ask(model, async (worker, loaded) => {
      const started = performance.now();
      const [translation] = await worker.translate(model.id, [sentence], { ...languages, beams });
      const milliseconds = performance.now() - started;
      if (!translation || sentence !== this.#sentence) return; // another sentence stands there by now
      const others = this.#translations.filter((other) => other.model.id !== model.id);
      this.#translations = [{ ...translation, model, loaded, milliseconds, beams }, ...others];
    });
  }

  async score(model: Model, languages: LanguagePair): Promise<void> {
    const pair = { source: this.#sentence, hypothesis: this.#hypothesis };
    await this.#ask(model, async (worker, loaded) => {
      const started = performance.now();
      const [scored] = await worker.scoreTexts(model.id, [pair], languages);
      const milliseconds = performance.now() - started;
      const isSame = pair.source === this.#sentence && pair.hypothesis === this.#hypothesis;
      if (scored && isSame) this.#score = { ...scored, model, loaded, milliseconds };
    });
  }

  async #ask(model: Model, work: (worker: InferenceWorker, loaded: Loaded) => Promise<void>): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#error = undefined;
    try {
      const loaded = await this.open(model, this.#wish, !this.#isWorking(model));
      await work(this.#workers.inference(model.id), loaded);
    } catch (error) {
      this.#error = error;
      // A worker whose runtime failed takes no more work; the next try gets a fresh one.
      if (!this.#isWorking(model)) this.#workers.endInference(model.id);
    } finally {
      this.#isBusy = false;
    }
  }

  /**
   * Opens the model as wished. Another backend needs another worker, since a runtime stays until its worker ends: only where `mayEnd` says that
   * nothing else is at work in it.
   */
  async open(model: Model, asked: BackendWish, mayEnd: boolean): Promise<Loaded> {
    const wish = model.runtime === 'tfjs' ? 'auto' : asked;
    if (mayEnd && this.#workers.models.includes(model.id)) {
      const { backend, reason } = await this.#workers.inference(model.id).load(model.id, 'auto');
      const isWished = wish === 'auto' ? reason !== 'asked' : backend === wish;
      if (!isWished) this.#workers.endInference(model.id);
    }
    return this.#workers.inference(model.id).load(model.id, wish);
  }
}
