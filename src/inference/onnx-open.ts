import type { InferenceSession } from 'onnxruntime-web/wasm';
import { Failure } from '#core/failure.ts';
import type { ModelConfig } from '#inference/model-config.ts';
import type { Decoder } from '#inference/onnx-decoder.ts';
import { cacheNames, OnnxDecoder } from '#inference/onnx-decoder.ts';
import { readOnnxModel } from '#inference/onnx-graph.ts';
import { Unrecognised } from '#inference/onnx-graph-split.ts';
import type { DecoderFiles, SplitDecoder } from '#inference/onnx-graph-steps.ts';
import { splitDecoder } from '#inference/onnx-graph-steps.ts';
import type { WrittenModel } from '#inference/onnx-graph-write.ts';
import { writeOnnxModel } from '#inference/onnx-graph-write.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import { OnnxStepper } from '#inference/onnx-stepper.ts';
import type { GraphForm } from '#inference/translator.ts';

export interface OpenedDecoder {
  readonly decoder: Decoder;
  /** The same decoder, where it was taken apart. */
  readonly stepper?: OnnxStepper;
  readonly form: GraphForm;
}

/**
 * Opens the decoder: taken apart, where its files are built as expected and it runs on the processor; else as they are. A graphics processor runs no
 * loops of a graph.
 */
export async function openDecoder(runtime: OnnxRuntime, config: ModelConfig, files: DecoderFiles): Promise<OpenedDecoder> {
  if (runtime.backend !== 'wasm') return openAsItIs(runtime, config, files, runtime.backend);
  let split: SplitDecoder;
  try {
    split = splitDecoder(files, config);
  } catch (cause) {
    if (cause instanceof Unrecognised || cause instanceof RangeError) return openAsItIs(runtime, config, files, cause.message);
    throw cause;
  }
  try {
    const bridge = await openWritten(runtime, split.bridge, []);
    const steps = await openWritten(runtime, split.steps, []);
    const stepper = new OnnxStepper({ runtime, config, bridge, steps, tokens: split.tokens });
    return { decoder: stepper, stepper, form: { isSplit: true } };
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'model/runtime')
      return openAsItIs(runtime, config, files, String(cause.values.message ?? cause.code));
    throw cause;
  }
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

function openWritten(
  runtime: OnnxRuntime,
  { bytes, externalData }: WrittenModel,
  keptOutputs: readonly string[],
): Promise<InferenceSession> {
  return runtime.open(bytes, { keptOutputs, ...(externalData.length > 0 ? { externalData } : {}) });
}
