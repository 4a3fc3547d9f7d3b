import { Failure } from '#core/failure.ts';
import type { Model } from '#core/model.ts';
import type { Backend } from '#inference/backend.ts';
import { familyOf } from '#inference/family.ts';
import { openTokenizer } from '#inference/family-tokenizer.ts';
import { readModelConfig } from '#inference/model-config.ts';
import type { Json } from '#inference/model-json.ts';
import { parseJsonObject } from '#inference/model-json.ts';
import type { ByteSource, OpenModelFile, ReadModelFile } from '#inference/model-source.ts';
import { CutTranslator } from '#inference/onnx-cut-translator.ts';
import { openDecoder, openEncoder } from '#inference/onnx-open.ts';
import type { OnnxOutline } from '#inference/onnx-outline.ts';
import { readOutline, sourceOf } from '#inference/onnx-outline.ts';
import { OnnxTranslator } from '#inference/onnx-translator.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import type { Translator } from '#inference/translator.ts';
import type { VocabularyCut } from '#inference/vocabulary-cut.ts';
import { configWithin } from '#inference/vocabulary-cut.ts';

/** The runtimes, each in a chunk of its own: a worker loads one of them and never both. */
const RUNTIMES: Readonly<Record<Backend, (threads?: number) => Promise<OnnxRuntime>>> = {
  wasm: async (threads) => (await import('#inference/onnx-wasm.ts')).wasmRuntime(threads),
  webgpu: async () => (await import('#inference/onnx-webgpu.ts')).webgpuRuntime(),
};

/** A stored model's files: small ones are read whole, graphs piece by piece. */
export interface ModelFiles {
  readonly read: ReadModelFile;
  readonly open: OpenModelFile;
}

/** Opens a stored translation model on a backend. Weights go from disk to where they are computed with, one after the other. */
export async function openTranslator(
  model: Model,
  files: ModelFiles,
  backend: Backend,
  { threads, cut }: { readonly threads?: number; readonly cut?: VocabularyCut } = {},
): Promise<Translator> {
  return openOnRuntime(model, files.read, await RUNTIMES[backend](threads), files.open, cut);
}

/** The same on a runtime that stands already; graphs are read whole where nothing opens them. A cut leaves part of its target vocabulary. */
export async function openOnRuntime(
  model: Model,
  read: ReadModelFile,
  runtime: OnnxRuntime,
  open: OpenModelFile = async (path) => sourceOf(await read(path)),
  cut?: VocabularyCut,
): Promise<Translator> {
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
  const whole = readModelConfig(settings, await json('generation_config.json'), family);
  const config = cut ? configWithin(whole, cut) : whole;
  const tokenizer = await openTokenizer(family, settings, {
    has: (name) => names.has(name),
    bytes: (name) => bytes(name, named(name)),
    json,
  });

  const opened: ByteSource[] = [];
  const opening = async (path: string): Promise<ByteSource> => {
    const source = await open(path);
    opened.push(source);
    return source;
  };
  const outline = async (name: string, path: string | undefined): Promise<OnnxOutline> => {
    if (path === undefined) throw new Failure('model/missing-file', { file: name });
    return readOutline(path, await opening(path), (location) => {
      const beside = named(location.slice(location.lastIndexOf('/') + 1));
      if (beside === undefined) throw new Failure('model/missing-weights', { file: location, model: path });
      return opening(beside);
    });
  };
  const next = find(/(^|\/)decoder_with_past_model[^/]*\.onnx$/u);
  try {
    const first = await outline('decoder_model.onnx', find(/(^|\/)decoder_model[^/]*\.onnx$/u));
    const decoders = { first, ...(next === undefined ? {} : { next: await outline(next, next) }) };
    const decoder = await openDecoder(runtime, config, decoders, cut?.kept);
    const encoder = await openEncoder(runtime, await outline('encoder_model.onnx', find(/(^|\/)encoder_model[^/]*\.onnx$/u)));
    const parts = { runtime, config, tokenizer, encoder, ...decoder };
    return cut ? new CutTranslator(parts, cut) : new OnnxTranslator(parts);
  } finally {
    for (const source of opened) source.close();
  }
}
