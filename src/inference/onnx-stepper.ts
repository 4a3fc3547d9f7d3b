import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { ModelConfig } from '#inference/model-config.ts';
import type { Decoder, Encoded } from '#inference/onnx-decoder.ts';
import { cacheNames } from '#inference/onnx-decoder.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import type { Tensors } from '#inference/onnx-tensors.ts';
import { emptyCache, floats, idTensor, pickRows, take } from '#inference/onnx-tensors.ts';

interface StepperParts {
  readonly runtime: OnnxRuntime;
  readonly config: ModelConfig;
  /** The two models of `splitDecoder`. */
  readonly bridge: InferenceSession;
  readonly steps: InferenceSession;
  readonly tokens: number;
}

/** What a run of steps is asked for. */
export interface StepsWanted {
  /** At most; fewer are taken when all rows have ended. */
  readonly count: number;
  /** A token that each row must take at a step; otherwise the likeliest that `bans` allows. */
  readonly forced?: (step: number, row: number) => number | undefined;
  /** Added to every token's score: 0, or minus infinity. */
  readonly bans?: Float32Array;
}

/** The tokens taken, step by step, and the natural log of the probability that the model gave each, whatever the rules. */
export interface StepsTaken {
  readonly ids: readonly (readonly number[])[];
  readonly logProbs: readonly (readonly number[])[];
  readonly haveAllEnded: boolean;
}

/** Steps with the choice of the token where the scores are made. */
export interface TokenSteps {
  /** Tokens that have a score. */
  readonly tokens: number;
  /** Begins a batch: each row stands before its first token. */
  begin(encoded: Encoded): Promise<void>;
  advance(wanted: StepsWanted): Promise<StepsTaken>;
  /** Goes on with these rows only. */
  keep(rows: readonly number[]): void;
}

/** A decoder that was taken apart at load: several steps a run, with the choice of the token, so that scores and caches stay in the runtime's memory. */
export class OnnxStepper implements Decoder, TokenSteps {
  readonly #parts: StepperParts;
  readonly #noBans: Float32Array;
  readonly #outputs: readonly string[];
  #encoded: Encoded | undefined;
  #cross: Tensors = {};
  #own: Tensors = {};
  #ids: readonly number[] = [];
  #ended: Uint8Array = new Uint8Array(0);

  constructor(parts: StepperParts) {
    this.#parts = parts;
    this.#noBans = new Float32Array(parts.tokens);
    this.#outputs = parts.steps.outputNames.filter((name) => name !== 'logits');
  }

  get tokens(): number {
    return this.#parts.tokens;
  }

  async begin(encoded: Encoded): Promise<void> {
    this.release();
    const { runtime, config, bridge, steps } = this.#parts;
    const { layers, startId } = config;
    const [rows = 0] = encoded.mask.dims;
    const made = await runtime.guard(bridge.run({ encoder_hidden_states: encoded.states }));
    const names = cacheNames(layers, 'encoder', 'past');
    this.#cross = Object.fromEntries(cacheNames(layers, 'encoder', 'present').map((name, i) => [names[i] ?? '', take(made, name)]));
    this.#own = emptyCache(runtime, config, steps, cacheNames(layers, 'decoder', 'past'), rows);
    this.#encoded = encoded;
    this.#ids = Array.from({ length: rows }, () => startId);
    this.#ended = new Uint8Array(rows);
  }

  async advance(wanted: StepsWanted): Promise<StepsTaken> {
    const results = await this.#run(wanted, this.#outputs);
    const chosen = take(results, 'chosen');
    const [steps = 0, rows = 0] = chosen.dims;
    const ids = chosen.data as BigInt64Array; // the graph was written here
    const logProbs = floats(take(results, 'log_probs'));
    const byStep = <T>(at: (i: number) => T): T[][] =>
      Array.from({ length: steps }, (_, step) => Array.from({ length: rows }, (__, row) => at(step * rows + row)));
    return {
      ids: byStep((i) => Number(ids[i])),
      logProbs: byStep((i) => logProbs[i] ?? NaN),
      haveAllEnded: this.#ended.every((one) => one !== 0),
    };
  }

  async start(encoded: Encoded, ids: readonly (readonly number[])[]): Promise<Tensor> {
    if (ids.some((row) => row.length > 1)) throw new RangeError('a decoder of steps takes one token a row');
    await this.begin(encoded);
    return this.step(ids.map((row) => row[0] ?? this.#parts.config.startId));
  }

  async step(ids: readonly number[]): Promise<Tensor> {
    this.#ids = ids;
    this.#ended = new Uint8Array(ids.length);
    const results = await this.#run({ count: 1 }, [...this.#outputs, 'logits']);
    return new this.#parts.runtime.Tensor('float32', floats(take(results, 'logits')), [ids.length, 1, this.#parts.tokens]);
  }

  keep(rows: readonly number[]): boolean {
    this.#pick(rows, true);
    return true;
  }

  rearrange(rows: readonly number[], isWithinTexts: boolean): Promise<void> {
    this.#pick(rows, !isWithinTexts);
    return Promise.resolve();
  }

  release(): void {
    this.#cross = {};
    this.#own = {};
    this.#encoded = undefined;
  }

  async close(): Promise<void> {
    this.release();
    await this.#parts.bridge.release();
    await this.#parts.steps.release();
  }

  #pick(rows: readonly number[], withSource: boolean): void {
    const { runtime } = this.#parts;
    const picked = (tensors: Tensors): Tensors =>
      Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, pickRows(runtime, tensor, rows)]));
    this.#own = picked(this.#own);
    this.#ids = rows.map((row) => this.#ids[row] ?? this.#parts.config.padId);
    this.#ended = Uint8Array.from(rows, (row) => this.#ended[row] ?? 0);
    const encoded = this.#encoded;
    if (!withSource || !encoded) return;
    this.#cross = picked(this.#cross);
    this.#encoded = { states: pickRows(runtime, encoded.states, rows), mask: pickRows(runtime, encoded.mask, rows) };
  }

  async #run({ count, forced, bans }: StepsWanted, outputs: readonly string[]): Promise<Tensors> {
    const { runtime, steps, config, tokens } = this.#parts;
    const encoded = this.#encoded;
    if (!encoded) throw new Error('a decoder was stepped before it was started');
    const rows = this.#ids.length;
    const must = new BigInt64Array(count * rows).fill(-1n);
    if (forced) for (let i = 0; i < must.length; i++) must[i] = BigInt(forced(Math.floor(i / rows), i % rows) ?? -1);
    const feeds: Tensors = {
      count: new runtime.Tensor('int64', BigInt64Array.of(BigInt(count)), []),
      ids: idTensor(
        runtime,
        this.#ids.map((id) => [id]),
        config.padId,
      ),
      ended: new runtime.Tensor('bool', this.#ended, [rows, 1]),
      bans: new runtime.Tensor('float32', bans ?? this.#noBans, [tokens]),
      forced: new runtime.Tensor('int64', must, [count, rows, 1]),
      encoder_attention_mask: encoded.mask,
      ...this.#cross,
      ...Object.fromEntries(Object.entries(this.#own).map(([name, tensor]) => [`own.${name}`, tensor])),
    };
    if (steps.inputNames.includes('encoder_hidden_states')) feeds.encoder_hidden_states = encoded.states;
    if (!steps.inputNames.includes('encoder_attention_mask')) delete feeds.encoder_attention_mask;
    const results = await runtime.guard(steps.run(feeds, [...outputs]));
    const names = cacheNames(config.layers, 'decoder', 'past');
    this.#own = Object.fromEntries(cacheNames(config.layers, 'decoder', 'present').map((name, i) => [names[i] ?? '', take(results, name)]));
    this.#ids = Array.from(take(results, 'last_ids').data as BigInt64Array, Number); // the graph was written here
    this.#ended = take(results, 'ended_now').data as Uint8Array; // likewise
    return results;
  }
}
