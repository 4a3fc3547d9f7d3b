import type { InferenceSession } from 'onnxruntime-web/wasm';
import { Tensor } from 'onnxruntime-web/wasm';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';

/** The fixture's decoder: one layer, four heads of eight, its last token the padding. */
export const FIXTURE_SHAPE = { layers: 1, heads: 4, headSize: 8, endIds: [0] } as const;

const PARTS = ['key', 'value'] as const;

export function integers(values: readonly number[], dims: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}

export function emptyCache(rows = 1): Tensor {
  return new Tensor('float32', new Float32Array(0), [rows, FIXTURE_SHAPE.heads, 0, FIXTURE_SHAPE.headSize]);
}

/** The fixture's unmodified files in stock ONNX Runtime Web, one text at a time, one step a run: what rewritten graphs are compared with. */
export class StockMarian {
  readonly #encoder: InferenceSession;
  readonly #first: InferenceSession;
  readonly #next: InferenceSession;

  private constructor(encoder: InferenceSession, first: InferenceSession, next: InferenceSession) {
    this.#encoder = encoder;
    this.#first = first;
    this.#next = next;
  }

  static async open(runtime: OnnxRuntime, files: ReadonlyMap<string, Uint8Array>): Promise<StockMarian> {
    const file = (start: string): Uint8Array | undefined => [...files].find(([path]) => path.startsWith(start))?.[1];
    const open = (bytes: Uint8Array | undefined): Promise<InferenceSession> =>
      runtime.open(bytes ?? new Uint8Array(0), { keptOutputs: [] });
    const first = await open(file('decoder_model'));
    const next = file('decoder_with_past_model');
    return new StockMarian(await open(file('encoder_model')), first, next ? await open(next) : first);
  }

  async encode(ids: readonly number[]): Promise<{ readonly states: Tensor; readonly mask: Tensor }> {
    const mask = integers(
      ids.map(() => 1),
      [1, ids.length],
    );
    const { last_hidden_state: states } = await this.#encoder.run({ input_ids: integers(ids, [1, ids.length]), attention_mask: mask });
    if (!states) throw new Error('the encoder gave nothing');
    return { states, mask };
  }

  /** The scores that each step gives, when these tokens are put in one after another. */
  async *logits(states: Tensor, mask: Tensor, inputs: AsyncIterable<number> | Iterable<number>): AsyncIterable<Float32Array> {
    let cache: Record<string, Tensor> = {};
    for await (const id of inputs) {
      const isFirst = Object.keys(cache).length === 0;
      const session = isFirst ? this.#first : this.#next;
      if (isFirst) for (const name of pastNames(['decoder', 'encoder'])) cache[name] = emptyCache();
      const all: Record<string, Tensor> = {
        ...cache,
        input_ids: integers([id], [1, 1]),
        encoder_hidden_states: states,
        encoder_attention_mask: mask,
        use_cache_branch: new Tensor('bool', [!isFirst], [1]),
      };
      const feeds = Object.fromEntries(Object.entries(all).filter(([name]) => session.inputNames.includes(name)));
      const made = await session.run(feeds);
      const kept = pastNames(isFirst ? ['decoder', 'encoder'] : ['decoder']);
      cache = { ...cache, ...Object.fromEntries(kept.map((name) => [name, present(made, name)])) };
      yield (made.logits?.data ?? new Float32Array(0)) as Float32Array; // the fixture's scores are float32
    }
  }

  /** Greedy search: the likeliest token but the padding, up to the first end. */
  async translate(ids: readonly number[], startId: number, most: number): Promise<readonly number[]> {
    const { states, mask } = await this.encode(ids);
    const found: number[] = [];
    const inputs = (function* (): Iterable<number> {
      for (let last = startId; last !== 0 && found.length < most; last = found.at(-1) ?? 0) yield last;
    })();
    for await (const scores of this.logits(states, mask, inputs)) {
      let best = 0;
      for (let i = 1; i < scores.length; i++) if (i !== startId && (scores[i] ?? 0) > (scores[best] ?? 0)) best = i;
      found.push(best);
    }
    return found;
  }
}

function pastNames(sides: readonly string[]): readonly string[] {
  return sides.flatMap((side) => PARTS.map((part) => `past_key_values.0.${side}.${part}`));
}

export function present(made: Readonly<Record<string, Tensor>>, past: string): Tensor {
  const tensor = made[past.replace('past_key_values', 'present')];
  if (!tensor) throw new Error(`the decoder gave no ${past}`);
  return tensor;
}
