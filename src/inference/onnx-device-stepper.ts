import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { Failure } from '#core/failure.ts';
import type { ModelConfig } from '#inference/model-config.ts';
import type { Decoder, Encoded } from '#inference/onnx-decoder.ts';
import { cacheNames } from '#inference/onnx-decoder.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import type { Tensors } from '#inference/onnx-tensors.ts';
import { dispose, emptyCache, floats, idTensor, pickRows, take } from '#inference/onnx-tensors.ts';
import type { StepsTaken, StepsWanted, TokenSteps } from '#inference/onnx-stepper.ts';

/** What a greedy step is asked for; it stays on the device. */
const BEST = ['best', 'best_log_probs'] as const;

interface DeviceStepperParts {
  readonly runtime: OnnxRuntime;
  readonly config: ModelConfig;
  /** The three models of `deviceDecoder`. */
  readonly bridge: InferenceSession;
  readonly step: InferenceSession;
  readonly pick: InferenceSession;
  readonly tokens: number;
}

/**
 * A decoder on a graphics processor: keys and values stay there from step to step and are put in another order there; of a greedy step only the ids and
 * their log-probabilities come down. Whatever lies on the device is freed as soon as the next step has what follows it.
 */
export class OnnxDeviceStepper implements Decoder, TokenSteps {
  readonly #parts: DeviceStepperParts;
  readonly #present: readonly string[];
  #mask: Tensor | undefined;
  #cross: Tensors = {};
  #own: Tensors = {};
  #ids: readonly number[] = [];
  #ended: readonly boolean[] = [];
  /** The rows to go on with, where they are not those of the step before. */
  #pending: { readonly rows: readonly number[]; readonly withSource: boolean } | undefined;
  #bans: { readonly values: Float32Array; readonly tensor: Tensor } | undefined;

  constructor(parts: DeviceStepperParts) {
    this.#parts = parts;
    this.#present = cacheNames(parts.config.layers, 'decoder', 'present');
  }

  get tokens(): number {
    return this.#parts.tokens;
  }

  async begin(encoded: Encoded): Promise<void> {
    this.release();
    const { runtime, config, bridge, step } = this.#parts;
    const [rows = 0] = encoded.mask.dims;
    const made = await runtime.guard(bridge.run({ encoder_hidden_states: encoded.states }));
    const names = cacheNames(config.layers, 'encoder', 'past');
    this.#cross = Object.fromEntries(cacheNames(config.layers, 'encoder', 'present').map((name, i) => [names[i] ?? '', take(made, name)]));
    this.#own = emptyCache(runtime, config, step, cacheNames(config.layers, 'decoder', 'past'), rows);
    this.#mask = encoded.mask;
    this.#ids = Array.from({ length: rows }, () => config.startId);
    this.#ended = this.#ids.map(() => false);
  }

  async advance({ count, forced, bans }: StepsWanted): Promise<StepsTaken> {
    const ids: (readonly number[])[] = [];
    const logProbs: (readonly number[])[] = [];
    const waiting: Tensors[] = [];
    const settle = async (must: readonly number[]): Promise<void> => {
      for (const { best, best_log_probs, forced_log_probs } of waiting.splice(0)) {
        const bestIds = (await this.#down(best)) as BigInt64Array; // the graph was written here
        const own = (await this.#down(best_log_probs)) as Float32Array; // likewise
        const given = forced_log_probs && ((await this.#down(forced_log_probs)) as Float32Array);
        const isForced = (row: number): boolean => given !== undefined && (must[row] ?? -1) >= 0;
        this.#ids = Array.from(bestIds, (id, row) => (isForced(row) ? (must[row] ?? 0) : Number(id)));
        ids.push(this.#ids);
        logProbs.push(Array.from(own, (logProb, row) => (isForced(row) ? (given?.[row] ?? NaN) : logProb)));
        this.#ended = this.#ids.map((id, row) => this.#ended[row] === true || this.#parts.config.endIds.includes(id));
      }
    };
    try {
      for (let step = 0; step < count && !this.#ended.every(Boolean); step++) {
        const must = this.#ids.map((_, row) => forced?.(step, row) ?? -1);
        const isFree = must.every((id) => id < 0);
        // The token goes to the next step where it lies; the processor hears of it when all steps are taken.
        const made = await this.#run(waiting.at(-1)?.best, must, bans, isFree ? BEST : [...BEST, 'forced_log_probs']);
        waiting.push(made);
        if (!isFree) await settle(must);
      }
      await settle([]);
    } finally {
      for (const made of waiting) dispose(made);
    }
    return { ids, logProbs, haveAllEnded: this.#ended.every(Boolean) };
  }

  async start(encoded: Encoded, ids: readonly (readonly number[])[]): Promise<Tensor> {
    if (ids.some((row) => row.length > 1)) throw new RangeError('a decoder of steps takes one token a row');
    await this.begin(encoded);
    return this.step(ids.map((row) => row[0] ?? this.#parts.config.startId));
  }

  async step(ids: readonly number[]): Promise<Tensor> {
    this.#ids = ids;
    const made = await this.#run(undefined, [], undefined, ['scores']);
    return new this.#parts.runtime.Tensor('float32', floats(take(made, 'scores')), [ids.length, 1, this.#parts.tokens]);
  }

  keep(rows: readonly number[]): boolean {
    this.#choose(rows, true);
    return true;
  }

  rearrange(rows: readonly number[], isWithinTexts: boolean): Promise<void> {
    this.#choose(rows, !isWithinTexts);
    return Promise.resolve();
  }

  release(): void {
    dispose(this.#cross);
    dispose(this.#own);
    this.#cross = {};
    this.#own = {};
    this.#mask = undefined;
    this.#pending = undefined;
    this.#bans?.tensor.dispose();
    this.#bans = undefined;
  }

  async close(): Promise<void> {
    this.release();
    for (const session of [this.#parts.bridge, this.#parts.step, this.#parts.pick]) await session.release();
  }

  #choose(rows: readonly number[], withSource: boolean): void {
    const before = this.#pending;
    this.#pending = { rows: rows.map((row) => before?.rows[row] ?? row), withSource: withSource || before?.withSource === true };
    this.#ids = rows.map((row) => this.#ids[row] ?? this.#parts.config.padId);
    this.#ended = rows.map((row) => this.#ended[row] === true);
  }

  /** One step: after `last`, where that is still on the device. The answer holds the wanted outputs alone. */
  async #run(
    last: Tensor | undefined,
    forced: readonly number[],
    bans: Float32Array | undefined,
    outputs: readonly string[],
  ): Promise<Tensors> {
    const { runtime, step, config, tokens } = this.#parts;
    await this.#pick();
    const mask = this.#mask;
    if (!mask) throw new Error('a decoder was stepped before it was started');
    const column = (values: readonly number[]): Tensor =>
      idTensor(
        runtime,
        values.map((value) => [value]),
        config.padId,
      );
    const all: Tensors = {
      ...this.#own,
      ...this.#cross,
      input_ids: last ?? column(this.#ids),
      encoder_attention_mask: mask,
      bans: this.#bansOf(bans ?? new Float32Array(tokens)),
      forced: column(this.#ids.map((_, row) => Math.max(0, forced[row] ?? 0))),
    };
    const feeds = Object.fromEntries(
      step.inputNames.map((name) => {
        const tensor = all[name];
        if (!tensor) throw new Failure('model/unknown-input', { name });
        return [name, tensor];
      }),
    );
    const made = await runtime.guard(step.run(feeds, [...outputs, ...this.#present]));
    const before = this.#own;
    const names = cacheNames(config.layers, 'decoder', 'past');
    this.#own = Object.fromEntries(this.#present.map((name, i) => [names[i] ?? '', take(made, name)]));
    dispose(before);
    return Object.fromEntries(outputs.map((name) => [name, take(made, name)]));
  }

  /** A tensor's numbers, which leave the device for it. */
  async #down(tensor: Tensor | undefined): Promise<Tensor['data']> {
    if (!tensor) throw new Failure('model/missing-output', { name: 'best' });
    return this.#parts.runtime.guard(tensor.getData(true));
  }

  async #pick(): Promise<void> {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    const { runtime } = this.#parts;
    this.#own = await this.#picked(this.#own, pending.rows);
    if (!pending.withSource) return;
    this.#cross = await this.#picked(this.#cross, pending.rows);
    this.#mask = this.#mask && pickRows(runtime, this.#mask, pending.rows);
  }

  async #picked(tensors: Tensors, rows: readonly number[]): Promise<Tensors> {
    const { runtime, pick } = this.#parts;
    const wanted = new runtime.Tensor('int64', BigInt64Array.from(rows, BigInt), [rows.length]);
    const feeds = Object.fromEntries(Object.values(tensors).map((tensor, i) => [`all.${i}`, tensor]));
    const made = await runtime.guard(pick.run({ ...feeds, rows: wanted }));
    dispose(tensors);
    return Object.fromEntries(Object.keys(tensors).map((name, i) => [name, take(made, `picked.${i}`)]));
  }

  /** What is banned changes seldom; it is brought to the device when it does. */
  #bansOf(values: Float32Array): Tensor {
    const before = this.#bans;
    if (before?.values.every((value, i) => value === values[i]) === true) return before.tensor;
    before?.tensor.dispose();
    const { runtime } = this.#parts;
    const tensor = runtime.upload?.(values) ?? new runtime.Tensor('float32', values, [values.length]);
    this.#bans = { values, tensor };
    return tensor;
  }
}
