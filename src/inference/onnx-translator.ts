import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { Failure } from '#core/failure.ts';
import type { MarianTokenizer } from '#tokenizers/marian.ts';
import type { Backend } from '#inference/backend.ts';
import { planBatches } from '#inference/batch-plan.ts';
import type { DecodedRow } from '#inference/decoding.ts';
import { choose, logProbability } from '#inference/decoding.ts';
import type { ModelConfig } from '#inference/model-config.ts';
import type { Encoded, OnnxDecoder } from '#inference/onnx-decoder.ts';
import { idTensor } from '#inference/onnx-decoder.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import type { ForcedPair, ForcedRow, GenerateOptions, Row, Translator } from '#inference/translator.ts';
import { Turns } from '#inference/turn.ts';

export interface TranslatorParts {
  readonly runtime: OnnxRuntime;
  readonly config: ModelConfig;
  readonly tokenizer: MarianTokenizer;
  readonly encoder: InferenceSession;
  readonly decoder: OnnxDecoder;
}

/** A Marian model in ONNX: greedy search with a key-value cache. */
export class OnnxTranslator implements Translator {
  readonly backend: Backend;
  readonly threads: number;
  readonly decoding: string;
  readonly maxSource: number;
  readonly #parts: TranslatorParts;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: TranslatorParts) {
    this.#parts = parts;
    this.backend = parts.runtime.backend;
    this.threads = parts.runtime.threads;
    this.maxSource = parts.config.maxSource;
    this.decoding = `greedy; at most ${parts.config.maxLength} tokens`;
  }

  get codes(): readonly string[] {
    return this.#parts.tokenizer.codes;
  }

  lengths(texts: readonly string[]): readonly number[] {
    return texts.map((text) => this.#parts.tokenizer.encode(text).length);
  }

  async *generate(texts: readonly string[], options: GenerateOptions): AsyncIterable<Row> {
    const free = await this.#queue();
    try {
      const { config, tokenizer } = this.#parts;
      const sources = texts.map((text) => tokenizer.encode(text));
      const fitting = sources.map((ids, index) => ({ ids, index })).filter(({ ids }) => ids.length <= config.maxSource);
      for (const [index, ids] of sources.entries()) if (ids.length > config.maxSource) yield tooLong(index, ids.length, config.maxSource);
      for (const batch of planBatches(fitting.map(({ ids }) => ids.length))) {
        const rows = batch.flatMap((place) => fitting[place] ?? []);
        yield* this.#translate(rows, options);
      }
    } finally {
      free();
    }
  }

  async *score(pairs: readonly ForcedPair[], options: { readonly signal: AbortSignal }): AsyncIterable<ForcedRow> {
    const free = await this.#queue();
    try {
      const { config, tokenizer, decoder } = this.#parts;
      const turns = new Turns();
      const ready = pairs.map((pair, index) => ({
        index,
        source: tokenizer.encode(pair.source),
        target: tokenizer.encodeTarget(pair.target),
      }));
      for (const { source, target } of ready) {
        const tokens = Math.max(source.length, target.length);
        if (tokens > config.maxSource) throw new Failure('model/text-too-long', { tokens, limit: config.maxSource });
      }
      for (const batch of planBatches(ready.map(({ source, target }) => source.length + target.length))) {
        await turns.take(options.signal);
        const rows = batch.flatMap((place) => ready[place] ?? []);
        const encoded = await this.#encode(rows.map((row) => row.source));
        const logits = await decoder.start(
          encoded,
          rows.map((row) => [config.startId, ...row.target.slice(0, -1)]),
        );
        const [, width = 0, size = 0] = logits.dims;
        const data = floats(logits);
        for (const [i, { index, target }] of rows.entries()) {
          const at = (j: number): Float32Array => data.subarray((i * width + j) * size, (i * width + j + 1) * size);
          yield { index, ids: target, logProbs: target.map((id, j) => logProbability(at(j), id)) };
        }
        this.#free(encoded);
      }
    } finally {
      free();
    }
  }

  async close(): Promise<void> {
    const free = await this.#queue();
    await this.#parts.encoder.release();
    await this.#parts.decoder.close();
    free();
  }

  async *#translate(
    batch: readonly { readonly ids: readonly number[]; readonly index: number }[],
    options: GenerateOptions,
  ): AsyncIterable<Row> {
    const { config, decoder } = this.#parts;
    const maxLength = Math.min(config.maxLength, (options.maxTokens ?? Infinity) + 1);
    const turns = new Turns();
    await turns.take(options.signal);
    const encoded = await this.#encode(batch.map((row) => row.ids));
    let rows: (DecodedRow | undefined)[] = batch.map(({ index }) => ({ index, ids: [], logProbs: [] }));
    let logits = await decoder.start(
      encoded,
      rows.map(() => [config.startId]),
    );
    try {
      for (;;) {
        const [, , size = 0] = logits.dims;
        const data = floats(logits);
        for (const [i, row] of rows.entries()) {
          if (!row) continue;
          const { id, logProb } = choose(data.subarray(i * size, (i + 1) * size), row.ids, config, maxLength);
          row.ids.push(id);
          row.logProbs.push(logProb);
          const ended = config.endIds.includes(id);
          if (!ended && row.ids.length + 1 < maxLength) continue;
          rows[i] = undefined;
          yield { ...row, text: this.#parts.tokenizer.decode(row.ids), ended };
        }
        const live = rows.flatMap((row, i) => (row ? [i] : []));
        if (live.length === 0) return;
        if (live.length <= rows.length / 2 && decoder.keep(live)) rows = live.map((i) => rows[i]);
        await turns.take(options.signal);
        logits = await decoder.step(rows.map((row) => row?.ids.at(-1) ?? config.padId));
      }
    } finally {
      decoder.release();
      this.#free(encoded);
    }
  }

  async #encode(sources: readonly (readonly number[])[]): Promise<Encoded> {
    const { runtime, encoder, config } = this.#parts;
    const ids = idTensor(runtime, sources, config.padId);
    const mask = idTensor(
      runtime,
      sources.map((source) => source.map(() => 1)),
      0,
    );
    const { last_hidden_state: states } = await runtime.guard(encoder.run({ input_ids: ids, attention_mask: mask }, ['last_hidden_state']));
    if (!states) throw new Failure('model/missing-output', { name: 'last_hidden_state' });
    return { states, mask };
  }

  #free(encoded: Encoded): void {
    if (encoded.states.location !== 'cpu') encoded.states.dispose();
  }

  /** Waits for the calls before; the answer lets the next one in. */
  async #queue(): Promise<() => void> {
    const before = this.#last;
    let free = (): void => undefined;
    this.#last = new Promise((resolve) => {
      free = resolve;
    });
    await before;
    return free;
  }
}

function floats(tensor: Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array)) throw new Failure('model/unsupported-type', { name: 'logits', type: tensor.type });
  return tensor.data;
}

function tooLong(index: number, tokens: number, limit: number): Row {
  return { index, text: '', ids: [], logProbs: [], ended: false, problem: { code: 'model/text-too-long', values: { tokens, limit } } };
}
