import type { InferenceSession } from 'onnxruntime-web/wasm';
import type { ModelConfig } from '#inference/model-config.ts';
import type { Encoded } from '#inference/onnx-decoder.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import { idTensor, take } from '#inference/onnx-tensors.ts';

interface EncoderParts {
  readonly runtime: OnnxRuntime;
  readonly config: ModelConfig;
  readonly encoder: InferenceSession;
}

/** The encoder's answer for a batch; on a device it stays there until `freeEncoded`. */
export async function encodeTexts({ runtime, config, encoder }: EncoderParts, sources: readonly (readonly number[])[]): Promise<Encoded> {
  const ids = idTensor(runtime, sources, config.padId);
  const mask = idTensor(
    runtime,
    sources.map((source) => source.map(() => 1)),
    0,
  );
  const made = await runtime.guard(encoder.run({ input_ids: ids, attention_mask: mask }, ['last_hidden_state']));
  return { states: take(made, 'last_hidden_state'), mask };
}

export function freeEncoded({ states }: Encoded): void {
  if (states.location !== 'cpu') states.dispose();
}
