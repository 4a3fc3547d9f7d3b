import type { Model } from '#core/model.ts';
import type { InferenceWorker, Loaded, ModelWorkers } from '#state/model-workers.ts';
import type { LanguagePair } from '#state/trial.svelte.ts';

type ScoredPair = Awaited<ReturnType<InferenceWorker['scoreTexts']>>[number];

interface TriedScore extends ScoredPair {
  readonly model: Model;
  readonly loaded: Loaded;
  readonly milliseconds: number;
}

/** A source and a translation of one's own through a scorer. */
export class ScoreTrial {
  readonly #desk: ModelWorkers;
  #sentence = $state.raw('');
  #hypothesis = $state.raw('');
  #isBusy = $state.raw(false);
  #error = $state.raw<unknown>();
  #score = $state.raw<TriedScore>();

  constructor(desk: ModelWorkers) {
    this.#desk = desk;
  }

  get sentence(): string {
    return this.#sentence;
  }

  get hypothesis(): string {
    return this.#hypothesis;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get error(): unknown {
    return this.#error;
  }

  get scored(): TriedScore | undefined {
    return this.#score;
  }

  write(sentence: string): void {
    this.#sentence = sentence;
    this.#forget();
  }

  writeTranslation(hypothesis: string): void {
    this.#hypothesis = hypothesis;
    this.#forget();
  }

  /** What went wrong stood beside another model. */
  forgetError(): void {
    this.#error = undefined;
  }

  async score(model: Model, languages: LanguagePair): Promise<void> {
    if (this.#isBusy) return;
    const pair = { source: this.#sentence, hypothesis: this.#hypothesis };
    const { signal } = new AbortController(); // a pair takes no time worth stopping
    this.#isBusy = true;
    this.#error = undefined;
    try {
      await this.#desk.watch(model, signal, async () => {
        const loaded = await this.#desk.open(model, { wish: 'auto' }, false);
        const started = performance.now();
        const [scored] = await this.#desk.get(this.#desk.nameOf(model)).scoreTexts(model.id, [pair], languages);
        const isSame = pair.source === this.#sentence && pair.hypothesis === this.#hypothesis;
        if (scored && isSame) this.#score = { ...scored, model, loaded, milliseconds: performance.now() - started };
      });
    } catch (error) {
      this.#error = error;
    } finally {
      this.#isBusy = false;
    }
  }

  #forget(): void {
    this.#score = undefined;
    this.#error = undefined;
  }
}
