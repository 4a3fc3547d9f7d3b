import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { Failure } from '#core/failure.ts';
import { widened } from '#inference/half-floats.ts';
import type { ModelConfig } from '#inference/model-config.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';

export type Tensors = Record<string, Tensor>;

/** Ids as one int64 tensor, short rows filled up with `padId`. */
export function idTensor(runtime: OnnxRuntime, rows: readonly (readonly number[])[], padId: number): Tensor {
  const width = Math.max(...rows.map((row) => row.length));
  const data = new BigInt64Array(rows.length * width).fill(BigInt(padId));
  for (const [i, row] of rows.entries()) for (const [j, id] of row.entries()) data[i * width + j] = BigInt(id);
  return new runtime.Tensor('int64', data, [rows.length, width]);
}

/** Keys and values of no token yet, in the precision that the session takes them in. */
export function emptyCache(
  runtime: OnnxRuntime,
  { heads, headSize }: ModelConfig,
  session: InferenceSession,
  names: readonly string[],
  rows: number,
): Tensors {
  return Object.fromEntries(
    names.map((name) => {
      const taken = session.inputMetadata.find((input) => input.name === name || input.name === `own.${name}`);
      const isHalf = taken?.isTensor === true && taken.type === 'float16';
      const dims = [rows, heads, 0, headSize];
      const { Tensor } = runtime;
      return [name, isHalf ? new Tensor('float16', new Uint16Array(0), dims) : new Tensor('float32', new Float32Array(0), dims)];
    }),
  );
}

/** A tensor of these rows of one that lies in memory. */
export function pickRows(runtime: OnnxRuntime, tensor: Tensor, rows: readonly number[]): Tensor {
  const [count = 1, ...rest] = tensor.dims;
  const data = tensor.data as Float32Array | Uint16Array | BigInt64Array; // caches and states are floats, whole or half; the mask is int64
  const size = data.length / count;
  const Kind = data.constructor as new (length: number) => typeof data; // the same kind again
  const picked = new Kind(size * rows.length);
  for (const [i, row] of rows.entries()) {
    picked.set(data.subarray(row * size, (row + 1) * size) as never, i * size); // same kind on both sides, which the type cannot say
  }
  return new runtime.Tensor(tensor.type, picked, [rows.length, ...rest]);
}

/** The scores, which may be looked at until the next step. */
export function floats(tensor: Tensor): Float32Array {
  const { data, type } = tensor;
  if (data instanceof Float32Array) return data;
  if (type === 'float16') return widened(data as ArrayLike<number>); // a Float16Array, or the bits of one
  throw new Failure('model/unsupported-type', { name: 'logits', type });
}

export function take(results: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = results[name];
  if (!tensor) throw new Failure('model/missing-output', { name });
  return tensor;
}

/** Frees what lies on a device; memory frees itself. */
export function dispose(tensors: Tensors): void {
  for (const tensor of Object.values(tensors)) if (tensor.location !== 'cpu') tensor.dispose();
}
