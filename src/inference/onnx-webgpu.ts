import { env, InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { Failure } from '#core/failure.ts';
import { DeviceGuard } from '#inference/device-guard.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import { asFailure } from '#inference/onnx-trouble.ts';

/** A step that takes longer is taken for hung: the first one also compiles the shaders. */
const LONGEST_STEP = 120_000;

const WANTED_FEATURES = ['shader-f16', 'subgroups', 'timestamp-query'] as const;

/** ONNX Runtime on the graphics processor. The device is our own, so that its loss is heard. */
export async function webgpuRuntime(): Promise<OnnxRuntime> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Failure('model/no-webgpu');
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredFeatures: WANTED_FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeWorkgroupSizeY: limits.maxComputeWorkgroupSizeY,
      maxComputeWorkgroupSizeZ: limits.maxComputeWorkgroupSizeZ,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    },
  });
  const deviceGuard = new DeviceGuard(
    device.lost.then((info) => info.message || info.reason),
    LONGEST_STEP,
  );
  const guard = <T>(work: Promise<T>): Promise<T> => asFailure(deviceGuard.wait(work));
  env.logLevel = 'error';
  env.wasm.numThreads = 1; // what stays on the processor is too little to share
  env.wasm.proxy = false;
  env.wasm.wasmPaths = { mjs: new URL(loaderUrl, location.href).href, wasm: new URL(wasmUrl, location.href).href };
  const UPLOADED = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  return {
    backend: 'webgpu',
    threads: 1,
    hasHalfFloats: device.features.has('shader-f16'),
    Tensor,
    upload: (values) => {
      const buffer = device.createBuffer({ size: Math.ceil(values.byteLength / 16) * 16, usage: UPLOADED });
      device.queue.writeBuffer(buffer, 0, Float32Array.from(values));
      const dispose = (): void => {
        buffer.destroy();
      };
      return Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: [values.length], dispose });
    },
    open: (bytes, { keptOutputs, externalData = [] }) =>
      guard(
        InferenceSession.create(bytes, {
          executionProviders: [{ name: 'webgpu', device }],
          preferredOutputLocation: Object.fromEntries(keptOutputs.map((name) => [name, 'gpu-buffer' as const])),
          enableCpuMemArena: true,
          graphOptimizationLevel: 'all',
          externalData: [...externalData],
        }),
      ),
    guard,
  };
}
