import '@tensorflow/tfjs-backend-cpu';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { io, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { Failure } from '#core/failure.ts';
import type { TfjsJson } from '#inference/tfjs-json.ts';
import { isObject } from '#inference/tfjs-json.ts';

/** -1 stands for any length. */
export interface TensorShape {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** A model in memory. It computes on the CPU: vectors this small are done before another device would have begun. */
export interface LoadedTfjs {
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  /** For models that take one rank-2 input: the shape and the values of their one output for these rows. */
  predict(rows: readonly (readonly number[])[]): {
    readonly shape: readonly number[];
    readonly values: Float32Array | Int32Array | Uint8Array;
  };
  dispose(): void;
}

/** Builds a checked model out of memory; nothing is ever fetched. Rejects with a Failure where the runtime cannot. */
export async function loadTfjs(json: TfjsJson, weightData: ArrayBuffer): Promise<LoadedTfjs> {
  const handler = io.fromMemory({
    format: json.format,
    modelTopology: { ...json.topology },
    weightSpecs: json.weights.map(({ name, shape, dtype, quantization }) => ({
      name,
      shape: [...shape],
      dtype,
      ...(quantization === undefined ? {} : { quantization: { ...quantization } }), // checked in tfjs-json.ts
    })),
    weightData,
    ...(json.signature === undefined ? {} : { signature: { ...json.signature } }), // the runtime reads names and shapes only
  });
  try {
    const model = await (json.format === 'graph-model' ? loadGraphModel(handler) : loadLayersModel(handler, { strict: true }));
    return wrap(model, signatureShapes(json));
  } catch (cause) {
    throw unreadable(cause);
  }
}

function wrap(model: GraphModel | LayersModel, declared: ReadonlyMap<string, readonly number[]>): LoadedTfjs {
  return {
    inputs: model.inputs.map((input) => shapeOf(input, declared)),
    outputs: model.outputs.map((output) => shapeOf(output, declared)),
    predict: (rows) => {
      try {
        return tidy(() => {
          const width = rows[0]?.length ?? 0;
          const output = single(model.predict(tensor2d(rows.flat(), [rows.length, width], 'float32')));
          return { shape: output.shape, values: output.dataSync() };
        });
      } catch (cause) {
        throw unreadable(cause);
      }
    },
    dispose: () => {
      model.dispose();
    },
  };
}

function single(output: Tensor | Tensor[] | NamedTensorMap): Tensor {
  const all = 'dataSync' in output ? [output as Tensor] : Object.values(output);
  const [first] = all;
  if (!first || all.length > 1) throw new Failure('tfjs/no-role-outputs', { count: all.length });
  return first;
}

function shapeOf(
  tensor: { name: string; dtype?: string; shape?: readonly (number | null)[] | undefined },
  declared: ReadonlyMap<string, readonly number[]>,
): TensorShape {
  const shape = tensor.shape?.map((length) => length ?? -1) ?? declared.get(tensor.name) ?? [];
  return { name: tensor.name, dtype: tensor.dtype ?? 'float32', shape };
}

/** A graph knows its outputs by name; their shapes stand in the signature, under names such as `MatMul:0`. */
function signatureShapes(json: TfjsJson): ReadonlyMap<string, readonly number[]> {
  const outputs = isObject(json.signature?.outputs) ? json.signature.outputs : {};
  const found = new Map<string, readonly number[]>();
  for (const [key, output] of Object.entries(outputs)) {
    const { name, tensorShape } = isObject(output) ? output : {};
    const shape = isObject(tensorShape) ? tensorShape.dim : undefined;
    if (!Array.isArray(shape)) continue;
    const lengths = (shape as readonly unknown[]).map((dim) => Number(isObject(dim) ? dim.size : NaN));
    if (lengths.every(Number.isInteger)) found.set((typeof name === 'string' ? name : key).replace(/:\d+$/u, ''), lengths);
  }
  return found;
}

function unreadable(cause: unknown): unknown {
  if (cause instanceof Failure || !(cause instanceof Error)) return cause;
  return new Failure('tfjs/unreadable', { message: cause.message.slice(0, 200) }, { cause });
}
