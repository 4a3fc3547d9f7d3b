import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import { threadCount } from '#inference/onnx-threads.ts';
import { asFailure } from '#inference/onnx-trouble.ts';

/** ONNX Runtime on the processor, with so many threads where that is told and memory can be shared. The files come from the app's own origin. */
export function wasmRuntime(asked?: number): Promise<OnnxRuntime> {
  const usual = threadCount(globalThis.crossOriginIsolated, navigator.hardwareConcurrency);
  const threads = asked === undefined || !globalThis.crossOriginIsolated ? usual : asked;
  env.logLevel = 'error';
  env.wasm.numThreads = threads;
  env.wasm.proxy = false; // this is a worker already
  env.wasm.wasmPaths = { mjs: new URL(loaderUrl, location.href).href, wasm: new URL(wasmUrl, location.href).href };
  return Promise.resolve({
    backend: 'wasm',
    threads,
    hasHalfFloats: true,
    Tensor,
    open: (bytes, { externalData = [] }) =>
      asFailure(
        InferenceSession.create(bytes, {
          executionProviders: ['wasm'],
          enableCpuMemArena: true,
          graphOptimizationLevel: 'all',
          externalData: [...externalData],
        }),
      ),
    guard: asFailure,
  });
}
