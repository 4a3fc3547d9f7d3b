import { Failure } from '#core/failure.ts';
import { JsonTokenizer } from '#tokenizers/json-tokenizer.ts';
import { SentencePiece } from '#tokenizers/sentencepiece.ts';
import { readSpm } from '#tokenizers/spm-file.ts';
import { readTokenizerJson } from '#tokenizers/tokenizer-json.ts';
import { parseJsonObject } from '#inference/model-json.ts';
import type { ModelSource } from '#inference/model-source.ts';

/**
 * Why files without a model are of no use by themselves, where a tokenizer is among them: it is read and opened, so that the person learns whether it is
 * sound. Undefined where there is none.
 */
export async function tokenizerAlone(sources: readonly ModelSource[]): Promise<Failure | undefined> {
  const named = (name: string): ModelSource | undefined => sources.find(({ path }) => `/${path}`.endsWith(`/${name}`));
  try {
    const json = named('tokenizer.json');
    if (json) return await jsonAlone(json, named('tokenizer_config.json'));
    const spm = sources.find(({ path }) => /\.(spm|model)$/u.test(path));
    return spm && (await spmAlone(spm));
  } catch (cause) {
    if (cause instanceof RangeError) return new Failure('model/bad-tokenizer', { reason: cause.message }, { cause });
    throw cause;
  }
}

async function jsonAlone({ path, file }: ModelSource, config: ModelSource | undefined): Promise<Failure> {
  const settings = config && parseJsonObject(config.path, await config.file.text());
  const read = readTokenizerJson(parseJsonObject(path, await file.text()), settings);
  const tokenizer = new JsonTokenizer(read);
  const whole = tokenizer.added.filter(({ id, content }) => tokenizer.encode(content).join() === String(id));
  const { length: pieces } = read.file.pieces;
  return new Failure('model/tokenizer-alone', { file: path, kind: read.file.kind, pieces, added: read.added.length, whole: whole.length });
}

async function spmAlone({ path, file }: ModelSource): Promise<Failure> {
  const read = readSpm(new Uint8Array(await file.arrayBuffer()));
  new SentencePiece(read); // refuses what can't be run
  return new Failure('model/sentencepiece-alone', { file: path, kind: read.kind, pieces: read.pieces.length });
}
