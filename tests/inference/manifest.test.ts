import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { inspect } from '#inference/manifest.ts';
import type { ModelSource } from '#inference/model-source.ts';
import { readOnnxHeader } from '#inference/onnx-header.ts';
import { marianFiles } from '../models/marian.ts';
import { SHARED } from '../shared.ts';

function sourcesOf(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>, folder = 'opus-tiny'): ModelSource[] {
  return [...files].map(([path, bytes]) => ({ path: `${folder}/${path}`, file: new Blob([bytes]) }));
}

function folderOf(path: string): ModelSource[] {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({
      path: join(entry.parentPath, entry.name).slice(path.length + 1),
      file: new Blob([readFileSync(join(entry.parentPath, entry.name))]),
    }));
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error('it did not fail', { cause: error });
  return error;
}

describe('a Marian folder as Optimum exports it', () => {
  test('tells name, precision, languages, licence and the files it needs', async () => {
    const manifest = await inspect([...sourcesOf(marianFiles()), { path: 'opus-tiny/notes.txt', file: new Blob(['x']) }]);
    expect(manifest).toMatchObject({
      name: 'opus-tiny',
      role: 'translator',
      runtime: 'onnx',
      architecture: 'marian',
      precision: 'fp32',
      sourceLang: 'en',
      license: 'apache-2.0',
    });
    expect(manifest.targetLang).toBeUndefined(); // "mul"
    expect(manifest.inputs).toContain('input_ids int64 [batch_size, encoder_sequence_length]');
    expect(manifest.outputs[0]).toBe('logits float32 [batch_size, decoder_sequence_length, 193]');
    expect(manifest.paths).toHaveLength(8);
    expect(manifest.paths).not.toContain('opus-tiny/notes.txt');
  });

  test('may keep its graphs in onnx/ and have two decoders', async () => {
    const files = new Map([...marianFiles('split')].map(([path, bytes]) => [path.endsWith('.onnx') ? `onnx/${path}` : path, bytes]));
    const manifest = await inspect(sourcesOf(files));
    expect(manifest.paths.filter((path) => path.endsWith('.onnx'))).toEqual([
      'opus-tiny/onnx/encoder_model.onnx',
      'opus-tiny/onnx/decoder_model.onnx',
      'opus-tiny/onnx/decoder_with_past_model.onnx',
    ]);
  });

  test('with several precisions gives the 8-bit one, or the one asked for', async () => {
    const files = new Map([...marianFiles(), ...marianFiles('quantized')]);
    expect((await inspect(sourcesOf(files))).precision).toBe('q8');
    expect((await inspect(sourcesOf(files), 'fp32')).precision).toBe('fp32');
    expect((await failureOf(inspect(sourcesOf(files), 'fp16'))).code).toBe('model/no-such-precision');
  });

  test.each([
    ['source.spm', 'source.spm'],
    ['vocab.json', 'vocab.json'],
    ['config.json', 'config.json'],
    ['encoder_model.onnx', 'encoder_model.onnx'],
    ['decoder_model_merged.onnx', 'decoder_model_merged.onnx'],
  ])('without %s says so', async (gone, named) => {
    const files = new Map(marianFiles());
    files.delete(gone);
    const failure = await failureOf(inspect(sourcesOf(files)));
    expect(failure).toMatchObject({ code: 'model/missing-file', values: { file: named } });
  });

  test('without the second of two decoders says so', async () => {
    const files = new Map(marianFiles('split'));
    files.delete('decoder_with_past_model.onnx');
    expect((await failureOf(inspect(sourcesOf(files)))).values).toEqual({ file: 'decoder_with_past_model.onnx' });
  });

  test.each([
    ['config.json', '{"model_type":"pegasus"}', 'model/family'],
    ['config.json', '[]', 'model/bad-json'],
    ['config.json', '{"model_type":"marian","d_model":"32"}', 'model/bad-config'],
    ['generation_config.json', '{"force_words_ids":[[3]]}', 'model/unsupported-decoding'],
    ['encoder_model.onnx', '<!doctype html><title>404</title>', 'model/not-onnx'],
    ['encoder_model.onnx', '', 'model/not-onnx'],
  ])('whose %s holds %s is refused', async (name, content, code) => {
    const files = new Map(marianFiles());
    files.set(name, new Uint8Array(new TextEncoder().encode(content)));
    expect((await failureOf(inspect(sourcesOf(files)))).code).toBe(code);
  });
});

test('a header is read without the weights, also of a file that is cut off', async () => {
  const bytes = marianFiles().get('decoder_model_merged.onnx') ?? new Uint8Array(0);
  const header = await readOnnxHeader('decoder', new Blob([bytes]));
  expect(header.inputs.map((input) => input.name)).toContain('use_cache_branch');
  expect([...header.domains.keys()]).toEqual(['']);
  for (let size = 1; size < bytes.length; size += 9973) {
    await expect(readOnnxHeader('decoder', new Blob([bytes.slice(0, size)]))).rejects.toThrow(Failure);
  }
});

test.each(['encoder_model.onnx', 'decoder_model_merged.onnx'])(
  'a %s whose tail is zeros is refused, and how much is missing said',
  async (name) => {
    const files = new Map(marianFiles());
    const bytes = files.get(name) ?? new Uint8Array(0);
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      const kept = Math.floor(bytes.length * share);
      files.set(name, bytes.slice().fill(0, kept));
      const failure = await failureOf(inspect(sourcesOf(files)));
      expect(failure).toMatchObject({ code: 'model/zero-tail', values: { file: `opus-tiny/${name}`, total: bytes.length } });
      expect(failure.values.bytes).toBeGreaterThanOrEqual(bytes.length - kept);
    }
  },
);

test('files that are no model are named', async () => {
  const failure = await failureOf(inspect([{ path: 'thesis.pdf', file: new Blob(['%PDF']) }]));
  expect(failure).toMatchObject({ code: 'model/not-a-model', values: { files: 'thesis.pdf' } });
});

if (SHARED !== undefined) {
  const samples = join(SHARED, 'models-samples/onnx');
  describe('models of other kinds are refused for their own reason', () => {
    test.each([
      ['marian-batch', 'model/not-optimum', { file: 'decoder.onnx', missing: 'source.spm, target.spm, vocab.json' }],
      ['optimum-tiny-distilbert', 'model/encoder-without-tokenizer', { architecture: 'DistilBertForSequenceClassification' }],
      ['tiny-random-gpt2-fp32', 'model/decoder-only', { file: 'past.onnx' }],
    ])('%s', async (folder, code, values) => {
      expect(await failureOf(inspect(folderOf(join(samples, folder))))).toMatchObject({ code, values });
    });

    test('custom_op_test.onnx', async () => {
      const file = new Blob([readFileSync(join(samples, 'custom_op_test.onnx'))]);
      const failure = await failureOf(inspect([{ path: 'custom_op_test.onnx', file }]));
      expect(failure).toMatchObject({ code: 'model/custom-operator', values: { domain: 'ai.onnx.contrib' } });
    });
  });
}
