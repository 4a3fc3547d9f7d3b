import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Model } from '#core/model.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import { asFailure } from '#inference/onnx-trouble.ts';

/** The runtime that the app has on the processor, in node: same package, same build. */
export function nodeRuntime(): OnnxRuntime {
  const dist = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
  env.logLevel = 'error';
  env.wasm.numThreads = 1;
  env.wasm.wasmPaths = {
    mjs: pathToFileURL(join(dist, 'ort-wasm-simd-threaded.mjs')).href,
    wasm: pathToFileURL(join(dist, 'ort-wasm-simd-threaded.wasm')).href,
  };
  return {
    backend: 'wasm',
    threads: 1,
    hasHalfFloats: true,
    Tensor,
    open: (bytes, { externalData = [] }) =>
      asFailure(InferenceSession.create(bytes, { executionProviders: ['wasm'], enableCpuMemArena: true, externalData: [...externalData] })),
    guard: asFailure,
  };
}

/** A stored model's record for files in memory; hashes are of no matter to a runtime. */
export function modelOf(files: ReadonlyMap<string, Uint8Array>): Model {
  return {
    id: 'fixture',
    name: 'fixture',
    role: 'translator',
    runtime: 'onnx',
    architecture: 'marian',
    precision: 'fp32',
    bytes: 0,
    files: [...files].map(([path, bytes]) => ({ path, sha256: '', bytes: bytes.length })),
    inputs: [],
    outputs: [],
    addedAt: 0,
  };
}
