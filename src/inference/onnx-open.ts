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
import type { OnnxOutline } from '#inference/onnx-outline.ts';
import { asBytes } from '#inference/onnx-outline.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import type { TokenSteps } from '#inference/onnx-stepper.ts';
import { OnnxStepper } from '#inference/onnx-stepper.ts';
import type { GraphForm } from '#inference/translator.ts';

/** A decoder's files: the first is the merged one, where there is no second. */
export interface DecoderOutlines {
  readonly first: OnnxOutline;
  readonly next?: OnnxOutline;
}

export interface OpenedDecoder {
  readonly decoder: Decoder;
  /** The same decoder, where it was taken apart. */
  readonly stepper?: TokenSteps;
  readonly form: GraphForm;
}

/** Opens the decoder: taken apart, where its files are built as expected; else as they are, with the reason. With part of its tokens, where `kept` names it. */
export async function openDecoder(
  runtime: OnnxRuntime,
  config: ModelConfig,
  files: DecoderOutlines,
  kept?: readonly number[],
): Promise<OpenedDecoder> {
  requireHalfFloats(runtime, files.first);
  const asItIs = (reason: string): Promise<OpenedDecoder> => {
    if (kept) throw new Failure('model/no-cut', { reason });
    return openAsItIs(runtime, config, files, reason);
  };
  try {
    const stepper = await (runtime.backend === 'wasm' ? openSteps : openOnDevice)(runtime, config, files, kept);
    return { decoder: stepper, stepper, form: { isSplit: true } };
  } catch (cause) {
    if (cause instanceof Unrecognised || cause instanceof RangeError) return asItIs(cause.message);
    if (cause instanceof Failure && cause.code === 'model/runtime') return asItIs(String(cause.values.message ?? cause.code));
    throw cause;
  }
}

async function openSteps(
  runtime: OnnxRuntime,
  config: ModelConfig,
  files: DecoderOutlines,
  kept?: readonly number[],
): Promise<OnnxStepper> {
  const next = files.next ?? files.first;
  const split = splitDecoder(graphsOf(files), config, (weight) => weightBytes(next, weight), kept);
  const bridge = await openWritten(runtime, split.bridge, files.first, []);
  const steps = await openWritten(runtime, split.steps, next, []);
  return new OnnxStepper({ runtime, config, bridge, steps, tokens: split.tokens });
}

/** A weight's bytes, which hold until another is read. */
function weightBytes({ weights }: OnnxOutline, { name, raw, outside }: OnnxWeight): Uint8Array {
  if (raw) return raw;
  const file = weights.find(({ path }) => path === outside?.path);
  if (!outside || !file) throw new Unrecognised(`nothing says where ${name} lies`);
  return file.source.read(outside.offset, outside.offset + outside.size);
}

async function openOnDevice(
  runtime: OnnxRuntime,
  config: ModelConfig,
  files: DecoderOutlines,
  kept?: readonly number[],
): Promise<OnnxDeviceStepper> {
  const split = deviceDecoder(graphsOf(files), config, (weight) => weightBytes(files.next ?? files.first, weight), kept);
  const own = cacheNames(config.layers, 'decoder', 'present');
  const bridge = await openWritten(runtime, split.bridge, files.first, cacheNames(config.layers, 'encoder', 'present'));
  const step = await openWritten(runtime, split.step, files.next ?? files.first, [...own, 'best', 'best_log_probs', 'forced_log_probs']);
  const pick = await openWritten(
    runtime,
    split.pick,
    NO_WEIGHTS,
    own.map((_, i) => `picked.${i}`),
  );
  return new OnnxDeviceStepper({ runtime, config, bridge, step, pick, tokens: split.tokens });
}

async function openAsItIs(runtime: OnnxRuntime, config: ModelConfig, files: DecoderOutlines, reason: string): Promise<OpenedDecoder> {
  const own = cacheNames(config.layers, 'decoder', 'present');
  const cross = cacheNames(config.layers, 'encoder', 'present');
  const first = await openOutline(runtime, files.first, [...own, ...cross]);
  const next = files.next === undefined ? undefined : await openOutline(runtime, files.next, own);
  return { decoder: new OnnxDecoder(runtime, config, first, next), form: { isSplit: false, reason } };
}

export async function openEncoder(runtime: OnnxRuntime, file: OnnxOutline): Promise<InferenceSession> {
  requireHalfFloats(runtime, file);
  const session = await openOutline(runtime, file, [STATES]);
  if (!session.outputNames.includes(STATES)) throw new Failure('model/missing-output', { name: STATES });
  return session;
}

const STATES = 'last_hidden_state';

/** Says what a graphics processor lacks before ONNX Runtime stops at the first operator. */
function requireHalfFloats(runtime: OnnxRuntime, file: OnnxOutline): void {
  if (runtime.hasHalfFloats) return;
  let isHalf = false;
  try {
    isHalf = hasHalfFloats(readOnnxModel(file.bytes));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause; // no protobuf message: the runtime says what is wrong with it
  }
  if (isHalf) throw new Failure('model/no-half-floats');
}

const NO_WEIGHTS: OnnxOutline = { bytes: new Uint8Array(0), weights: [] };

function graphsOf({ first, next }: DecoderOutlines): DecoderFiles {
  return { first: first.bytes, ...(next === undefined ? {} : { next: next.bytes }) };
}

function openOutline(runtime: OnnxRuntime, file: OnnxOutline, keptOutputs: readonly string[]): Promise<InferenceSession> {
  return openWritten(runtime, { bytes: file.bytes, externalData: [] }, file, keptOutputs);
}

/** A model that was made of an outline's; its weights lie where the outline's do, and are read from there, so that memory holds them once. */
function openWritten(
  runtime: OnnxRuntime,
  { bytes, externalData }: WrittenModel,
  { weights }: OnnxOutline,
  keptOutputs: readonly string[],
): Promise<InferenceSession> {
  const outside = weights.map(({ path, source }) => ({ path, data: asBytes(source) }));
  return runtime.open(bytes, { keptOutputs, externalData: [...externalData, ...outside] });
}
