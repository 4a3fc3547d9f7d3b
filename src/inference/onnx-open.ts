import type { InferenceSession } from 'onnxruntime-web/wasm';
import { Failure } from '#core/failure.ts';
import type { ModelConfig } from '#inference/model-config.ts';
import type { Decoder } from '#inference/onnx-decoder.ts';
import { cacheNames, OnnxDecoder } from '#inference/onnx-decoder.ts';
import { OnnxDeviceStepper } from '#inference/onnx-device-stepper.ts';
import type { OnnxWeight } from '#inference/onnx-graph.ts';
import { readOnnxModel } from '#inference/onnx-graph.ts';
import { hasHalfFloats } from '#inference/onnx-precision.ts';
import { deviceDecoder } from '#inference/onnx-graph-device.ts';
import { Unrecognised } from '#inference/onnx-graph-split.ts';
import type { DecoderFiles } from '#inference/onnx-graph-steps.ts';
import { splitDecoder } from '#inference/onnx-graph-steps.ts';
import type { WrittenModel } from '#inference/onnx-graph-write.ts';
import { writeOnnxModel } from '#inference/onnx-graph-write.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import type { TokenSteps } from '#inference/onnx-stepper.ts';
import { OnnxStepper } from '#inference/onnx-stepper.ts';
import type { GraphForm } from '#inference/translator.ts';

export interface OpenedDecoder {
  readonly decoder: Decoder;
  /** The same decoder, where it was taken apart. */
  readonly stepper?: TokenSteps;
  readonly form: GraphForm;
}

/** Opens the decoder: taken apart, where its files are built as expected; else as they are, with the reason. */
export async function openDecoder(runtime: OnnxRuntime, config: ModelConfig, files: DecoderFiles): Promise<OpenedDecoder> {
  requireHalfFloats(runtime, files.first);
  const asItIs = (reason: string): Promise<OpenedDecoder> => openAsItIs(runtime, config, files, reason);
  try {
    const stepper = await (runtime.backend === 'wasm' ? openSteps : openOnDevice)(runtime, config, files);
    return { decoder: stepper, stepper, form: { isSplit: true } };
  } catch (cause) {
    if (cause instanceof Unrecognised || cause instanceof RangeError) return asItIs(cause.message);
    if (cause instanceof Failure && cause.code === 'model/runtime') return asItIs(String(cause.values.message ?? cause.code));
    throw cause;
  }
}

async function openSteps(runtime: OnnxRuntime, config: ModelConfig, files: DecoderFiles): Promise<OnnxStepper> {
  const split = splitDecoder(files, config, rawBytes);
  const bridge = await openWritten(runtime, split.bridge, []);
  const steps = await openWritten(runtime, split.steps, []);
  return new OnnxStepper({ runtime, config, bridge, steps, tokens: split.tokens });
}

/** A weight of a file that lies in memory. */
function rawBytes({ name, raw }: OnnxWeight): Uint8Array {
  if (!raw) throw new Unrecognised(`${name} lies outside its file`);
  return raw;
}

async function openOnDevice(runtime: OnnxRuntime, config: ModelConfig, files: DecoderFiles): Promise<OnnxDeviceStepper> {
  const split = deviceDecoder(files, config);
  const own = cacheNames(config.layers, 'decoder', 'present');
  const bridge = await openWritten(runtime, split.bridge, cacheNames(config.layers, 'encoder', 'present'));
  const step = await openWritten(runtime, split.step, [...own, 'best', 'best_log_probs', 'forced_log_probs']);
  const pick = await openWritten(
    runtime,
    split.pick,
    own.map((_, i) => `picked.${i}`),
  );
  return new OnnxDeviceStepper({ runtime, config, bridge, step, pick, tokens: split.tokens });
}

async function openAsItIs(runtime: OnnxRuntime, config: ModelConfig, files: DecoderFiles, reason: string): Promise<OpenedDecoder> {
  const own = cacheNames(config.layers, 'decoder', 'present');
  const cross = cacheNames(config.layers, 'encoder', 'present');
  const first = await runtime.open(files.first, { keptOutputs: [...own, ...cross] });
  const next = files.next === undefined ? undefined : await runtime.open(files.next, { keptOutputs: own });
  return { decoder: new OnnxDecoder(runtime, config, first, next), form: { isSplit: false, reason } };
}

/** Opens the encoder; on the processor its weights are read from where they lie, so that memory holds them once. */
export async function openEncoder(runtime: OnnxRuntime, file: Uint8Array): Promise<InferenceSession> {
  requireHalfFloats(runtime, file);
  const keptOutputs = ['last_hidden_state'];
  if (runtime.backend !== 'wasm') return runtime.open(file, { keptOutputs });
  let written: WrittenModel | undefined;
  try {
    const model = readOnnxModel(file);
    if (!model.hasFunctions) written = writeOnnxModel(model, file);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause; // no protobuf message: the runtime says what is wrong with it
  }
  return written === undefined ? runtime.open(file, { keptOutputs }) : openWritten(runtime, written, keptOutputs);
}

/** Says what a graphics processor lacks before ONNX Runtime stops at the first operator. */
function requireHalfFloats(runtime: OnnxRuntime, file: Uint8Array): void {
  if (runtime.hasHalfFloats) return;
  let isHalf = false;
  try {
    isHalf = hasHalfFloats(readOnnxModel(file));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause; // as above
  }
  if (isHalf) throw new Failure('model/no-half-floats');
}

function openWritten(
  runtime: OnnxRuntime,
  { bytes, externalData }: WrittenModel,
  keptOutputs: readonly string[],
): Promise<InferenceSession> {
  return runtime.open(bytes, { keptOutputs, ...(externalData.length > 0 ? { externalData } : {}) });
}
