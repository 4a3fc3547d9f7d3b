import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Backend } from '#inference/backend.ts';

interface OpenOptions {
  /** Outputs that stay where they were computed, to be fed back; on WASM everything is in the same memory anyway. */
  readonly keptOutputs: readonly string[];
  /** Files beside the model that weights are read from. */
  readonly externalData?: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/** ONNX Runtime Web, set up for one backend. A worker has one, or none. */
export interface OnnxRuntime {
  readonly backend: Backend;
  readonly threads: number;
  readonly Tensor: typeof Tensor;
  /** Whether graphs of half precision run; a graphics processor may lack it. */
  readonly hasHalfFloats: boolean;
  /** Brings numbers to the device, as a tensor of one dimension that the caller disposes of; absent where they lie in the same memory. */
  upload?(values: Float32Array): Tensor;
  /** Makes a session of a model's bytes. */
  open(bytes: Uint8Array, options: OpenOptions): Promise<InferenceSession>;
  /** Waits for work on the device; rejects with a Failure when the device is lost or answers no more. */
  guard<T>(work: Promise<T>): Promise<T>;
}
