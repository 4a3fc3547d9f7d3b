import type { InferenceSession } from 'onnxruntime-web/wasm';
import { Tensor } from 'onnxruntime-web/wasm';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';

/** The Marian fixture's decoder: one layer, four heads of eight, its last token the padding. */
export const FIXTURE_SHAPE = { layers: 1, heads: 4, headSize: 8, endIds: [0] } as const;

interface Shape {
  readonly heads: number;
  readonly headSize: number;
}

/** What a greedy search must know; all fixtures have one layer. */
interface Search {
  readonly startId: number;
  readonly endId: number;
  /** Never chosen. */
  readonly banned: readonly number[];
  readonly firstId?: number;
  /** Ids at most. */
  readonly most: number;
}

const PARTS = ['key', 'value'] as const;

export function integers(values: readonly number[], dims: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}

export function emptyCache(rows = 1, { heads, headSize }: Shape = FIXTURE_SHAPE, type: 'float32' | 'float16' = 'float32'): Tensor {
  const dims = [rows, heads, 0, headSize];
  return type === 'float16' ? new Tensor(type, new Uint16Array(0), dims) : new Tensor(type, new Float32Array(0), dims);
}

/** A fixture's unmodified files in stock ONNX Runtime Web, one text at a time, one step a run: what rewritten graphs are compared with. */
export class StockModel {
  readonly #encoder: InferenceSession;
  readonly #first: InferenceSession;
  readonly #next: InferenceSession;
  readonly #shape: Shape;

  private constructor(encoder: InferenceSession, first: InferenceSession, next: InferenceSession, shape: Shape) {
    this.#encoder = encoder;
    this.#first = first;
    this.#next = next;
    this.#shape = shape;
  }

  static async open(runtime: OnnxRuntime, files: ReadonlyMap<string, Uint8Array>, shape: Shape = FIXTURE_SHAPE): Promise<StockModel> {
    const file = (start: string): Uint8Array | undefined => [...files].find(([path]) => path.replace('onnx/', '').startsWith(start))?.[1];
    const open = (bytes: Uint8Array | undefined): Promise<InferenceSession> =>
      runtime.open(bytes ?? new Uint8Array(0), { keptOutputs: [] });
    const first = await open(file('decoder_model'));
    const next = file('decoder_with_past_model');
    return new StockModel(await open(file('encoder_model')), first, next ? await open(next) : first, shape);
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
  async *logits(states: Tensor, mask: Tensor, inputs: AsyncIterable<number> | Iterable<number>): AsyncIterable<ArrayLike<number>> {
    let cache: Record<string, Tensor> = {};
    for await (const id of inputs) {
      const isFirst = Object.keys(cache).length === 0;
      const session = isFirst ? this.#first : this.#next;
      if (isFirst) for (const name of pastNames(['decoder', 'encoder'])) cache[name] = this.#empty(session, name);
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
      yield scoresOf(made.logits);
    }
  }

  /** Greedy search: the likeliest token but the banned, up to the first end. */
  async translate(ids: readonly number[], { startId, endId, banned, firstId, most }: Search): Promise<readonly number[]> {
    const { states, mask } = await this.encode(ids);
    const found: number[] = [];
    const inputs = (function* (): Iterable<number> {
      for (let last = startId; found.length === 0 || (last !== endId && found.length < most); last = found.at(-1) ?? endId) yield last;
    })();
    for await (const scores of this.logits(states, mask, inputs)) {
      let best = -1;
      for (let i = 0; i < scores.length; i++) {
        if (!banned.includes(i) && (scores[i] ?? 0) > (scores[best] ?? -Infinity)) best = i;
      }
      found.push(found.length === 0 ? (firstId ?? best) : best);
    }
    return found;
  }

  #empty(session: InferenceSession, name: string): Tensor {
    const taken = session.inputMetadata.find((input) => input.name === name);
    return emptyCache(1, this.#shape, taken?.isTensor === true && taken.type === 'float16' ? 'float16' : 'float32');
  }
}

/** As numbers, whatever the model's precision: a runtime without Float16Array gives bits. */
function scoresOf(logits: Tensor | undefined): ArrayLike<number> {
  const data = logits?.data;
  if (data instanceof Uint16Array) return Array.from(data, halfOf);
  return (data ?? []) as ArrayLike<number>; // floats, whole or half
}

function halfOf(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  const exponent = (bits >> 10) & 31;
  if (exponent === 0) return ((bits & 0x8000) === 0 ? 1 : -1) * (bits & 1023) * 2 ** -24;
  view.setUint32(0, ((bits & 0x8000) << 16) | ((exponent === 31 ? 255 : exponent + 112) << 23) | ((bits & 1023) << 13));
  return view.getFloat32(0);
}

function pastNames(sides: readonly string[]): readonly string[] {
  return sides.flatMap((side) => PARTS.map((part) => `past_key_values.0.${side}.${part}`));
}

export function present(made: Readonly<Record<string, Tensor>>, past: string): Tensor {
  const tensor = made[past.replace('past_key_values', 'present')];
  if (!tensor) throw new Error(`the decoder gave no ${past}`);
  return tensor;
}
