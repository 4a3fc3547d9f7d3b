import { describe, expect, test } from 'vitest';
import { inspect } from '#inference/manifest.ts';
import { openOnRuntime } from '#inference/onnx.ts';
import { readOutline, sourceOf } from '#inference/onnx-outline.ts';
import { readOnnxModel } from '#inference/onnx-graph.ts';
import { splitDecoder } from '#inference/onnx-graph-steps.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { modelOf, nodeRuntime } from './node-runtime.ts';
import { FIXTURE_SHAPE } from './stock-model.ts';

const expected = marianExpected();
const sourcesOf = (files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) =>
  [...files].map(([path, bytes]) => ({ path: `tiny/${path}`, file: new Blob([bytes]) }));
const nothing = (): Promise<never> => Promise.reject(new Error('no file beside it was expected'));

describe('a model that keeps its weights beside its graphs', () => {
  test('is taken with all of those files', async () => {
    const { paths } = await inspect(sourcesOf(marianFiles('external')));
    expect(paths.filter((path) => path.includes('_data')).sort()).toEqual([
      'tiny/decoder_model_merged.onnx_data',
      'tiny/decoder_model_merged.onnx_data_1',
      'tiny/encoder_model.onnx_data',
    ]);
  });

  test('gives the ids of the reference', async () => {
    const files = marianFiles('external');
    const read = (path: string) => Promise.resolve(files.get(path) ?? new Uint8Array(0));
    const translator = await openOnRuntime(modelOf(files), read, nodeRuntime());
    expect(translator.form).toEqual({ isSplit: true });
    const some = expected.rows.slice(0, 20);
    const signal = new AbortController().signal;
    const found = new Map<number, readonly number[]>();
    for await (const row of translator.generate(
      some.map(({ source }) => source),
      { signal },
    ))
      found.set(row.index, row.ids);
    expect(some.map((_, i) => found.get(i))).toEqual(some.map(({ ids }) => ids));
    await translator.close();
  });

  test.each(['encoder_model.onnx_data', 'decoder_model_merged.onnx_data_1'])('is refused without %s', async (gone) => {
    const files = new Map(marianFiles('external'));
    files.delete(gone);
    const model = `tiny/${gone.replace(/_data.*$/u, '')}`;
    await expect(inspect(sourcesOf(files))).rejects.toMatchObject({ code: 'model/missing-weights', values: { file: gone, model } });
  });

  test.each(['encoder_model.onnx_data', 'decoder_model_merged.onnx_data_1'])('is refused where %s is cut off', async (cut) => {
    const files = new Map(marianFiles('external'));
    const bytes = files.get(cut) ?? new Uint8Array(0);
    for (const size of [0, 1, bytes.length >> 1, bytes.length - 1]) {
      files.set(cut, bytes.slice(0, size));
      const values = { file: `tiny/${cut}`, bytes: size, needed: bytes.length };
      await expect(inspect(sourcesOf(files))).rejects.toMatchObject({ code: 'model/short-weights', values });
    }
  });

  test('names a file that a stored model lacks', async () => {
    const files = new Map(marianFiles('external'));
    files.delete('encoder_model.onnx_data');
    const read = (path: string) => Promise.resolve(files.get(path) ?? new Uint8Array(0));
    await expect(openOnRuntime(modelOf(files), read, nodeRuntime())).rejects.toMatchObject({ code: 'model/missing-weights' });
  });
});

describe('the outline of a graph', () => {
  test.each(['encoder_model.onnx', 'decoder_model_merged.onnx'])(
    '%s tells everything but the large weights, and where these lie',
    async (name) => {
      const file = marianFiles().get(name) ?? new Uint8Array(0);
      const { bytes, weights } = await readOutline(name, sourceOf(file), nothing);
      expect(weights.map(({ path }) => path)).toEqual(['stet/own']);
      const whole = readOnnxModel(file).graph;
      const outline = readOnnxModel(bytes).graph;
      expect(outline.nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs])).toEqual(
        whole.nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs]),
      );
      expect(outline.weights.map((weight) => weight.name)).toEqual(whole.weights.map((weight) => weight.name));
      for (const [i, { raw }] of whole.weights.entries()) {
        if ((raw?.length ?? 0) < 1024) expect(outline.weights[i]?.bytes).toEqual(whole.weights[i]?.bytes);
        else expect(outline.weights[i]?.raw).toBeUndefined();
      }
      expect(bytes.length).toBeLessThan(file.length);
    },
  );

  test('lets a decoder be taken apart as its whole file does, weights laid out anew among it', async () => {
    const first = marianFiles('quantized').get('decoder_model_merged_quantized.onnx') ?? new Uint8Array(0);
    const outline = await readOutline('decoder', sourceOf(first), nothing);
    const unread = (): never => {
      throw new Error('no weight is read before the runtime asks');
    };
    const whole = splitDecoder({ first }, FIXTURE_SHAPE, unread).steps;
    const { steps } = splitDecoder({ first: outline.bytes }, FIXTURE_SHAPE, unread);
    const namesOf = (bytes: Uint8Array) => readOnnxModel(bytes).graph.weights.map(({ name }) => name);
    expect(namesOf(steps.bytes)).toEqual(namesOf(whole.bytes));
    expect(namesOf(steps.bytes).filter((name) => name.startsWith('stet/panels of')).length).toBeGreaterThan(0);
  });

  test('is not made of a file that is cut off', async () => {
    const file = marianFiles().get('encoder_model.onnx') ?? new Uint8Array(0);
    for (let size = 1; size < file.length; size += 4999)
      await expect(readOutline('encoder', sourceOf(file.slice(0, size)), nothing)).rejects.toMatchObject({ code: 'model/not-onnx' });
  });
});
