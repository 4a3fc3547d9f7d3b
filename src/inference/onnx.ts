import { Failure } from '#core/failure.ts';
import type { Model } from '#core/model.ts';
import { MarianTokenizer } from '#tokenizers/marian.ts';
import type { Backend } from '#inference/backend.ts';
import { readModelConfig } from '#inference/model-config.ts';
import { parseJsonObject } from '#inference/model-json.ts';
import type { ReadModelFile } from '#inference/model-source.ts';
import { openDecoder, openEncoder } from '#inference/onnx-open.ts';
import { OnnxTranslator } from '#inference/onnx-translator.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import type { Translator } from '#inference/translator.ts';

/** The runtimes, each in a chunk of its own: a worker loads one of them and never both. */
const RUNTIMES: Readonly<Record<Backend, () => Promise<OnnxRuntime>>> = {
  wasm: async () => (await import('#inference/onnx-wasm.ts')).wasmRuntime(),
  webgpu: async () => (await import('#inference/onnx-webgpu.ts')).webgpuRuntime(),
};

/** Opens a stored translation model on a backend; the sessions are made one after the other, so that one file at a time is held twice. */
export async function openTranslator(model: Model, read: ReadModelFile, backend: Backend): Promise<Translator> {
  return openOnRuntime(model, read, await RUNTIMES[backend]());
}

/** The same on a runtime that stands already. */
export async function openOnRuntime(model: Model, read: ReadModelFile, runtime: OnnxRuntime): Promise<Translator> {
  const path = (ending: RegExp): string | undefined => model.files.find((file) => ending.test(file.path))?.path;
  const bytes = async (name: string, ending: RegExp): Promise<Uint8Array> => {
    const found = path(ending);
    if (found === undefined) throw new Failure('model/missing-file', { file: name });
    return read(found);
  };
  const json = async (name: string): Promise<Readonly<Record<string, unknown>>> =>
    parseJsonObject(name, new TextDecoder().decode(await bytes(name, new RegExp(`(^|/)${name}$`, 'u'))));

  const hasGeneration = path(/(^|\/)generation_config\.json$/u) !== undefined;
  const config = readModelConfig(await json('config.json'), hasGeneration ? await json('generation_config.json') : {});
  const tokenizer = await openTokenizer(bytes, json, path(/(^|\/)target_vocab\.json$/u) !== undefined);

  const next = path(/(^|\/)decoder_with_past_model[^/]*\.onnx$/u);
  const decoder = await openDecoder(runtime, config, {
    first: await bytes('decoder_model.onnx', /(^|\/)decoder_model[^/]*\.onnx$/u),
    ...(next === undefined ? {} : { next: await read(next) }),
  });
  const encoder = await openEncoder(runtime, await bytes('encoder_model.onnx', /(^|\/)encoder_model[^/]*\.onnx$/u));
  return new OnnxTranslator({ runtime, config, tokenizer, encoder, ...decoder });
}

async function openTokenizer(
  bytes: (name: string, ending: RegExp) => Promise<Uint8Array>,
  json: (name: string) => Promise<Readonly<Record<string, unknown>>>,
  hasTargetVocab: boolean,
): Promise<MarianTokenizer> {
  const sourceSpm = await bytes('source.spm', /(^|\/)source\.spm$/u);
  const targetSpm = await bytes('target.spm', /(^|\/)target\.spm$/u);
  const vocab = vocabulary('vocab.json', await json('vocab.json'));
  const targetVocab = hasTargetVocab ? vocabulary('target_vocab.json', await json('target_vocab.json')) : undefined;
  try {
    return new MarianTokenizer({ sourceSpm, targetSpm, vocab, ...(targetVocab === undefined ? {} : { targetVocab }) });
  } catch (cause) {
    if (cause instanceof RangeError) throw new Failure('model/bad-tokenizer', { reason: cause.message }, { cause });
    throw cause;
  }
}

/** A Map, since pieces may have any name. */
function vocabulary(file: string, json: Readonly<Record<string, unknown>>): ReadonlyMap<string, number> {
  const vocab = new Map<string, number>();
  for (const [piece, id] of Object.entries(json)) {
    if (typeof id !== 'number' || !Number.isInteger(id)) throw new Failure('model/bad-json', { file });
    vocab.set(piece, id);
  }
  return vocab;
}
