import { Failure } from '#core/failure.ts';
import type { Model } from '#core/model.ts';
import type { Backend } from '#inference/backend.ts';
import { familyOf } from '#inference/family.ts';
import { openTokenizer } from '#inference/family-tokenizer.ts';
import { readModelConfig } from '#inference/model-config.ts';
import type { Json } from '#inference/model-json.ts';
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
  const find = (ending: RegExp): string | undefined => model.files.find((file) => ending.test(file.path))?.path;
  const named = (name: string): string | undefined => model.files.find((file) => `/${file.path}`.endsWith(`/${name}`))?.path;
  const bytes = async (name: string, path: string | undefined): Promise<Uint8Array> => {
    if (path === undefined) throw new Failure('model/missing-file', { file: name });
    return read(path);
  };
  const json = async (name: string): Promise<Json | undefined> => {
    const path = named(name);
    return path === undefined ? undefined : parseJsonObject(name, new TextDecoder().decode(await read(path)));
  };

  const settings = await json('config.json');
  if (!settings) throw new Failure('model/missing-file', { file: 'config.json' });
  const names = new Set(model.files.map((file) => file.path.slice(file.path.lastIndexOf('/') + 1)));
  const family = familyOf(settings, (await json('tokenizer_config.json')) ?? {}, names);
  const config = readModelConfig(settings, await json('generation_config.json'), family);
  const tokenizer = await openTokenizer(family, settings, { bytes: (name) => bytes(name, named(name)), json });

  const next = find(/(^|\/)decoder_with_past_model[^/]*\.onnx$/u);
  const decoder = await openDecoder(runtime, config, {
    first: await bytes('decoder_model.onnx', find(/(^|\/)decoder_model[^/]*\.onnx$/u)),
    ...(next === undefined ? {} : { next: await read(next) }),
  });
  const encoder = await openEncoder(runtime, await bytes('encoder_model.onnx', find(/(^|\/)encoder_model[^/]*\.onnx$/u)));
  return new OnnxTranslator({ runtime, config, tokenizer, encoder, ...decoder });
}
