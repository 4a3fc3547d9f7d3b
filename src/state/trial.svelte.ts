import type { ModelSetup } from '#core/model-speed.ts';
import { isSameSetup } from '#core/model-speed.ts';
import type { Model } from '#core/model.ts';
import type { InferenceWorker, Loaded, ModelWorkers } from '#state/model-workers.ts';
import { setupOpening } from '#state/model-workers.ts';

/** Beams that can be asked for; 1 is greedy. */
export const BEAMS = [1, 2, 3, 4, 5, 6, 8] as const;

/** Models whose translations stand beside each other. */
export const MOST_BESIDE = 4;

type Translation = Awaited<ReturnType<InferenceWorker['tryOut']>>;

export interface LanguagePair {
  readonly sourceLang: string;
  readonly targetLang: string;
}

interface TriedTranslation extends Translation {
  readonly loaded: Loaded;
  /** From the question to the answer, the way to the worker and back included; opening the model is not. */
  readonly milliseconds: number;
  readonly beams: number;
  readonly targetLang: string;
}

export type AttemptStatus = 'waiting' | 'running' | 'done' | 'stopped' | 'failed';

/** What is measured or translated on a device of several possibilities. */
export interface TrialSettings {
  /** Where the model is at other work, its worker must not be ended for a try. */
  readonly isWorking: (model: Model) => boolean;
  /** What is known to be fastest for one text; undefined where nothing is. */
  readonly fastest: (model: Model) => Promise<ModelSetup | undefined>;
}

/** One model's turn at the sentence. */
export class Attempt {
  readonly model: Model;
  readonly abort = new AbortController();
  #status = $state.raw<AttemptStatus>('waiting');
  #result = $state.raw<TriedTranslation>();
  #error = $state.raw<unknown>();

  constructor(model: Model) {
    this.model = model;
  }

  get status(): AttemptStatus {
    return this.#status;
  }

  get isUnderWay(): boolean {
    return this.#status === 'waiting' || this.#status === 'running';
  }

  get result(): TriedTranslation | undefined {
    return this.#result;
  }

  get error(): unknown {
    return this.#error;
  }

  stop(): void {
    if (!this.isUnderWay) return;
    this.#status = 'stopped';
    this.abort.abort();
  }

  /** Makes the translation, unless it was stopped; never rejects. */
  async run(work: (signal: AbortSignal) => Promise<TriedTranslation>): Promise<void> {
    if (!this.isUnderWay) return;
    this.#status = 'running';
    try {
      const result = await work(this.abort.signal);
      if (!this.abort.signal.aborted) [this.#status, this.#result] = ['done', result];
    } catch (error) {
      if (!this.abort.signal.aborted) [this.#status, this.#error] = ['failed', error];
    }
  }
}

/** A sentence of one's own through one model or several, one after the other: side by side they would take each other's time. */
export class Trial {
  readonly #desk: ModelWorkers;
  readonly #settings: TrialSettings;
  #sentence = $state.raw('');
  #setup = $state.raw<ModelSetup>();
  #beams = $state.raw(1);
  #beside = $state.raw<ReadonlySet<string>>(new Set());
  #attempts = $state.raw<readonly Attempt[]>([]);

  constructor(desk: ModelWorkers, settings: TrialSettings) {
    this.#desk = desk;
    this.#settings = settings;
  }

  get sentence(): string {
    return this.#sentence;
  }

  /** What the person asked models to run on; undefined leaves it to the app. */
  get setup(): ModelSetup | undefined {
    return this.#setup;
  }

  /** Hypotheses kept at each step, for tries and for whole projects; 1 is greedy. */
  get beams(): number {
    return this.#beams;
  }

  get isBusy(): boolean {
    return this.#attempts.some((attempt) => attempt.isUnderWay);
  }

  /** At the present sentence, in the order of their turns. */
  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  write(sentence: string): void {
    this.stop();
    this.#sentence = sentence;
    this.#attempts = [];
  }

  chooseSetup(setup: ModelSetup | undefined): void {
    if (setup && this.#setup && isSameSetup(setup, this.#setup)) return;
    this.#setup = setup;
  }

  chooseBeams(beams: number): void {
    this.#beams = beams;
  }

  isBeside(model: Model): boolean {
    return this.#beside.has(model.id);
  }

  /** Whether one more model may be put beside the chosen one. */
  hasRoomBeside(chosen: Model): boolean {
    return [...this.#beside].filter((id) => id !== chosen.id).length < MOST_BESIDE - 1;
  }

  putBeside(model: Model, isBeside: boolean): void {
    const beside = new Set(this.#beside);
    if (isBeside) beside.add(model.id);
    else beside.delete(model.id);
    this.#beside = beside;
  }

  stop(): void {
    for (const attempt of this.#attempts) attempt.stop();
  }

  /** A model that is no longer here has nothing to say. */
  forget(model: Model): void {
    for (const attempt of this.#attempts) if (attempt.model.id === model.id) attempt.stop();
    this.#attempts = this.#attempts.filter((attempt) => attempt.model.id !== model.id);
    this.putBeside(model, false);
  }

  async translate(turns: readonly { readonly model: Model; readonly languages: LanguagePair }[]): Promise<void> {
    this.stop();
    const made = turns.map(({ model, languages }) => ({ languages, attempt: new Attempt(model) }));
    const ids = new Set(turns.map(({ model }) => model.id));
    this.#attempts = [...made.map(({ attempt }) => attempt), ...this.#attempts.filter(({ model }) => !ids.has(model.id))];
    const [text, setup, beams] = [this.#sentence, this.#setup, this.#beams];
    for (const { attempt, languages } of made) {
      await attempt.run((signal) => this.#try(attempt.model, { text, setup, beams, languages }, signal));
    }
  }

  /** A worker that was ended for other work's sake, such as one that hung, is replaced once. */
  async #try(model: Model, question: Question, signal: AbortSignal): Promise<TriedTranslation> {
    try {
      return await this.#ask(model, question, signal);
    } catch (error) {
      const wasEnded = error instanceof DOMException && error.name === 'AbortError' && !signal.aborted;
      if (!wasEnded) throw error;
      return this.#ask(model, question, signal);
    }
  }

  async #ask(model: Model, { text, setup, beams, languages }: Question, signal: AbortSignal): Promise<TriedTranslation> {
    const fastest = setup ? undefined : await this.#settings.fastest(model);
    return this.#desk.watch(model, signal, async () => {
      const opening = setup
        ? setupOpening(setup)
        : { wish: 'auto' as const, ...(fastest?.backend === 'wasm' ? { threads: fastest.threads } : {}) };
      const loaded = await this.#desk.open(model, opening, !this.#settings.isWorking(model));
      signal.throwIfAborted();
      const started = performance.now();
      const made = await this.#desk.get(this.#desk.nameOf(model)).tryOut(model.id, text, { ...languages, beams }, { signal });
      return { ...made, loaded, beams, targetLang: languages.targetLang, milliseconds: performance.now() - started };
    });
  }
}

interface Question {
  readonly text: string;
  readonly setup: ModelSetup | undefined;
  readonly beams: number;
  readonly languages: LanguagePair;
}
