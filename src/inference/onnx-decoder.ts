import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { Failure } from '#core/failure.ts';
import type { ModelConfig } from '#inference/model-config.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import type { Tensors } from '#inference/onnx-tensors.ts';
import { dispose, emptyCache, idTensor, pickRows, take } from '#inference/onnx-tensors.ts';

/** The encoder's answer for a batch, as every decoder step is given it. */
export interface Encoded {
  readonly states: Tensor;
  readonly mask: Tensor;
}

/** A decoder at work on one batch: what a search needs of it. */
export interface Decoder {
  /** The first step of a batch: logits for the token after each row's given ones (all positions, where more than one is given). */
  start(encoded: Encoded, ids: readonly (readonly number[])[]): Promise<Tensor>;
  /** One more token for each row. */
  step(ids: readonly number[]): Promise<Tensor>;
  keep(rows: readonly number[]): boolean;
  rearrange(rows: readonly number[], isWithinTexts: boolean): Promise<void>;
  /** Frees the state of the batch; the encoder's answer belongs to the caller. */
  release(): void;
  close(): Promise<void>;
}

const PAST = 'past_key_values.';
const PRESENT = 'present.';

/** Names of the key and value tensors, as Optimum gives them: `present.0.decoder.key` comes back in as `past_key_values.0.decoder.key`. */
export function cacheNames(layers: number, side: 'decoder' | 'encoder', prefix: 'past' | 'present'): readonly string[] {
  const head = prefix === 'past' ? PAST : PRESENT;
  return Array.from({ length: layers }, (_, layer) => ['key', 'value'].map((part) => `${head}${layer}.${side}.${part}`)).flat();
}

/**
 * The decoder's sessions and the state between two steps. Optimum exports either one merged graph (`use_cache_branch` picks the half) or one
 * for the first step and one for those after; what the sessions say they take decides, not the files' names.
 */
export class OnnxDecoder implements Decoder {
  readonly #runtime: OnnxRuntime;
  readonly #config: ModelConfig;
  readonly #first: InferenceSession;
  readonly #next: InferenceSession;
  readonly #isMerged: boolean;
  #own: Tensors = {};
  #cross: Tensors = {};
  #encoded: Encoded | undefined;

  constructor(runtime: OnnxRuntime, config: ModelConfig, first: InferenceSession, next: InferenceSession | undefined) {
    this.#runtime = runtime;
    this.#config = config;
    this.#first = first;
    this.#isMerged = first.inputNames.includes('use_cache_branch');
    if (!this.#isMerged && next === undefined) throw new Failure('model/missing-file', { file: 'decoder_with_past_model.onnx' });
    this.#next = next ?? first;
    const missing = cacheNames(config.layers, 'decoder', 'past').find((name) => !this.#next.inputNames.includes(name));
    if (missing !== undefined) throw new Failure('model/missing-input', { name: missing, inputs: this.#next.inputNames.join(', ') });
  }

  async start(encoded: Encoded, ids: readonly (readonly number[])[]): Promise<Tensor> {
    this.release();
    this.#encoded = encoded;
    const feeds: Tensors = {
      input_ids: this.#ids(ids),
      encoder_hidden_states: encoded.states,
      encoder_attention_mask: encoded.mask,
    };
    if (this.#isMerged) {
      const { layers } = this.#config;
      const names = [...cacheNames(layers, 'decoder', 'past'), ...cacheNames(layers, 'encoder', 'past')];
      Object.assign(feeds, emptyCache(this.#runtime, this.#config, this.#first, names, ids.length));
    }
    const results = await this.#run(this.#first, feeds, false, [...this.#present('decoder'), ...this.#present('encoder')]);
    this.#own = this.#asPast(results, 'decoder');
    this.#cross = this.#asPast(results, 'encoder');
    return take(results, 'logits');
  }

  async step(ids: readonly number[]): Promise<Tensor> {
    const encoded = this.#encoded;
    if (!encoded) throw new Error('a decoder was stepped before it was started');
    const feeds: Tensors = {
      ...this.#own,
      ...this.#cross,
      input_ids: this.#ids(ids.map((id) => [id])),
      encoder_hidden_states: encoded.states,
      encoder_attention_mask: encoded.mask,
    };
    const before = this.#own;
    const results = await this.#run(this.#next, feeds, true, this.#present('decoder'));
    this.#own = this.#asPast(results, 'decoder');
    dispose(before);
    return take(results, 'logits');
  }

  /** Keeps only these rows, so that finished ones cost nothing; where the state lies on the device, all stay and false is returned. */
  keep(rows: readonly number[]): boolean {
    const encoded = this.#encoded;
    const all = [...Object.values(this.#own), ...Object.values(this.#cross)];
    if (!encoded || all.some((tensor) => tensor.location !== 'cpu')) return false;
    const pick = (tensors: Tensors): Tensors =>
      Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, this.#rows(tensor, rows)]));
    this.#own = pick(this.#own);
    this.#cross = pick(this.#cross);
    this.#encoded = { states: this.#rows(encoded.states, rows), mask: this.#rows(encoded.mask, rows) };
    return true;
  }

  /**
   * Makes a new batch of rows of the present one, each as often as it is named: beams part from one row, or follow another. `isWithinTexts` says that
   * each row stays with its text, so that what was made of the text may stay where it is.
   */
  async rearrange(rows: readonly number[], isWithinTexts: boolean): Promise<void> {
    const encoded = this.#encoded;
    if (!encoded) throw new Error('a decoder was rearranged before it was started');
    const before = { own: this.#own, cross: this.#cross };
    this.#own = await this.#gather(this.#own, rows);
    dispose(before.own);
    if (isWithinTexts) return;
    this.#cross = await this.#gather(this.#cross, rows);
    dispose(before.cross);
    const { states, mask } = await this.#gather({ states: encoded.states, mask: encoded.mask }, rows);
    if (states && mask) this.#encoded = { states, mask };
  }

  release(): void {
    dispose(this.#own);
    dispose(this.#cross);
    this.#own = {};
    this.#cross = {};
    this.#encoded = undefined;
  }

  async close(): Promise<void> {
    this.release();
    await this.#first.release();
    if (this.#next !== this.#first) await this.#next.release();
  }

  async #run(session: InferenceSession, feeds: Tensors, isCached: boolean, wanted: readonly string[]): Promise<Tensors> {
    const all: Tensors = { ...feeds, use_cache_branch: new this.#runtime.Tensor('bool', [isCached], [1]) };
    const taken = Object.fromEntries(
      session.inputNames.map((name) => {
        const tensor = all[name];
        if (!tensor) throw new Failure('model/unknown-input', { name });
        return [name, tensor];
      }),
    );
    return await this.#runtime.guard(session.run(taken, ['logits', ...wanted]));
  }

  #present(side: 'decoder' | 'encoder'): readonly string[] {
    return cacheNames(this.#config.layers, side, 'present');
  }

  #asPast(results: Tensors, side: 'decoder' | 'encoder'): Tensors {
    return Object.fromEntries(this.#present(side).map((name) => [PAST + name.slice(PRESENT.length), take(results, name)]));
  }

  #ids(rows: readonly (readonly number[])[]): Tensor {
    return idTensor(this.#runtime, rows, this.#config.padId);
  }

  /** The same rows of each tensor; what lies on the device comes down for it and goes up with the next step. */
  async #gather(tensors: Tensors, rows: readonly number[]): Promise<Tensors> {
    const picked: Tensors = {};
    for (const [name, tensor] of Object.entries(tensors)) {
      if (tensor.location !== 'cpu') await this.#runtime.guard(tensor.getData(true));
      picked[name] = this.#rows(tensor, rows);
    }
    return picked;
  }

  #rows(tensor: Tensor, rows: readonly number[]): Tensor {
    return pickRows(this.#runtime, tensor, rows);
  }
}
