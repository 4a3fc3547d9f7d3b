import { Failure } from '#core/failure.ts';
import { WEBGPU_WORTH } from '#core/model-speed.ts';

/** Where a model can compute. Only one of them ever lives in one worker. */
export type Backend = 'wasm' | 'webgpu';

/** `auto` lets the app choose; the others are the person's wish, granted or refused with a Failure, never replaced in silence. */
export type BackendWish = Backend | 'auto';

/** What this machine has: no WebGPU, one that computes on the processor, or a graphics processor. */
export type GpuKind = 'none' | 'software' | 'hardware';

/** Why a backend is in use; the screen has a sentence for each. */
export type BackendReason =
  'asked' | 'only-processor-has-8-bit' | 'no-webgpu' | 'software-webgpu' | 'not-measured' | 'measured-faster' | 'measured-slower';

export interface BackendChoice {
  readonly backend: Backend;
  readonly reason: BackendReason;
}

export interface BackendFacts {
  readonly precision: string;
  readonly gpu: GpuKind;
  /** Target tokens per second of earlier runs of this model on this device. */
  readonly speeds: Readonly<Partial<Record<Backend, number>>>;
}

/** 8-bit graphs use DynamicQuantizeLinear and MatMulInteger, which the WebGPU runtime lacks: they come out slow and wrong there. */
const PROCESSOR_ONLY: ReadonlySet<string> = new Set(['q8', 'int8', 'uint8']);

export function isProcessorOnly(precision: string): boolean {
  return PROCESSOR_ONLY.has(precision);
}

/** The backend for a model; throws a Failure with the reason where a wish cannot be granted. */
export function chooseBackend(wish: BackendWish, facts: BackendFacts): BackendChoice {
  if (wish === 'webgpu') {
    if (isProcessorOnly(facts.precision)) throw new Failure('model/8-bit-on-webgpu', { precision: facts.precision });
    if (facts.gpu === 'none') throw new Failure('model/no-webgpu');
    return { backend: 'webgpu', reason: 'asked' };
  }
  if (wish === 'wasm') return { backend: 'wasm', reason: 'asked' };
  if (isProcessorOnly(facts.precision)) return { backend: 'wasm', reason: 'only-processor-has-8-bit' };
  if (facts.gpu === 'none') return { backend: 'wasm', reason: 'no-webgpu' };
  if (facts.gpu === 'software') return { backend: 'wasm', reason: 'software-webgpu' };
  const { wasm, webgpu } = facts.speeds;
  if (wasm === undefined || webgpu === undefined) return { backend: 'wasm', reason: 'not-measured' };
  return webgpu > wasm * WEBGPU_WORTH ? { backend: 'webgpu', reason: 'measured-faster' } : { backend: 'wasm', reason: 'measured-slower' };
}

/** Looks for a graphics processor; never throws. */
export async function gpuKind(): Promise<GpuKind> {
  const gpu: GPU | undefined = (navigator as { readonly gpu?: GPU }).gpu; // absent in browsers without WebGPU, whatever the type says
  const adapter = await gpu?.requestAdapter();
  if (!adapter) return 'none';
  const { info } = adapter;
  return info.isFallbackAdapter || /swiftshader|llvmpipe|software/i.test(`${info.vendor} ${info.architecture} ${info.device}`)
    ? 'software'
    : 'hardware';
}
