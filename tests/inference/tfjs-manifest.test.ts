import { describe, expect, it } from 'vitest';
import type { ModelSource } from '#inference/model-source.ts';
import { inspectTfjs } from '#inference/tfjs-manifest.ts';
import { SHARED } from '../shared.ts';
import { sourcesOf, withJson } from './tfjs-files.ts';

const LAYERS = sourcesOf('tests/models/layers-model');
const GRAPH = sourcesOf('tests/models/graph-model');

describe('a TensorFlow.js folder', () => {
  it('that is a LayersModel with named features is a scorer', async () => {
    const manifest = await inspectTfjs(LAYERS);
    expect(manifest).toMatchObject({
      role: 'scorer',
      runtime: 'tfjs',
      architecture: 'layers-model',
      precision: 'fp32',
      name: 'Error risk, small',
      license: 'Apache-2.0',
      higherIsBetter: false,
      inputs: ['hidden_input float32 [n, 29]'],
      outputs: ['value/value float32 [n, 1]'],
      paths: ['layers-model/model.json', 'layers-model/group1-shard1of1.bin'],
    });
    expect(manifest?.features).toHaveLength(29);
  });

  it('that is a GraphModel in two shards is a scorer', async () => {
    expect(await inspectTfjs(GRAPH)).toMatchObject({
      role: 'scorer',
      architecture: 'graph-model',
      higherIsBetter: true,
      inputs: ['features float32 [n, 8]'],
      outputs: ['Identity float32 [n, 1]'],
    });
  });

  it('without metadata takes the documented set of its width, its value read as a risk', async () => {
    const bare = await withJson(LAYERS, ({ userDefinedMetadata: _, ...json }) => json);
    expect(await inspectTfjs(bare)).toMatchObject({ role: 'scorer', name: 'layers-model', higherIsBetter: false });
  });

  it('saved under another name is found as well', async () => {
    const renamed = LAYERS.map((source) => ({ ...source, path: source.path.replace('layers-model/model.json', 'layers-model/risk.json') }));
    expect(await inspectTfjs(renamed)).toMatchObject({ role: 'scorer' });
  });

  it('with other files only is none', async () => {
    expect(await inspectTfjs([{ path: 'config.json', file: new Blob(['{}']) }])).toBeUndefined();
  });

  type Json = Record<string, never>;
  const noRole: readonly [string, readonly ModelSource[], (json: Json) => unknown][] = [
    ['tfjs/no-role-unknown-feature', GRAPH, (json) => withStet(json, ['empty', 'mood'])],
    ['tfjs/no-role-feature-count', GRAPH, (json) => withStet(json, ['empty'])],
    ['tfjs/no-role-features', GRAPH, ({ userDefinedMetadata: _, ...json }) => json],
    ['tfjs/no-role-rows', GRAPH, (json) => replaced(json, '{"size":"-1"},{"size":"8"}', '{"size":"2"},{"size":"8"}')],
    ['tfjs/no-role-output', GRAPH, (json) => replaced(json, '"input":["sigmoid"]', '"input":["hidden"]')],
  ];
  it.each(noRole)('is listed with the reason %s', async (code, sources, change) => {
    const manifest = await inspectTfjs(await withJson(sources, change));
    expect([manifest?.role, manifest?.noRole?.code]).toEqual(['none', code]);
  });

  const refused: readonly [string, readonly ModelSource[], (json: Json) => unknown][] = [
    ['tfjs/json', LAYERS, () => '{"weightsManifest":'],
    ['tfjs/format', LAYERS, (json) => ({ ...json, format: 'pickle' })],
    ['tfjs/field', LAYERS, (json) => ({ ...json, modelTopology: [] })],
    ['tfjs/field', LAYERS, (json) => replaced(json, '"hidden"', '"__proto__"')],
    ['tfjs/field', GRAPH, (json) => JSON.stringify(json).replace('"library":{}', '"library":{"__proto__":{}}')],
    ['tfjs/path', LAYERS, (json) => replaced(json, 'group1-shard1of1.bin', '../group1-shard1of1.bin')],
    ['tfjs/path', LAYERS, (json) => replaced(json, 'group1-shard1of1.bin', 'https://elsewhere.example/w.bin')],
    ['tfjs/path', LAYERS, (json) => replaced(json, 'group1-shard1of1.bin', '/w.bin')],
    ['tfjs/path', LAYERS, (json) => replaced(json, 'group1-shard1of1.bin', 'a/%2e%2e/w.bin')],
    ['tfjs/shard-missing', LAYERS, (json) => replaced(json, 'group1-shard1of1.bin', 'other.bin')],
    ['tfjs/shard-size', LAYERS, (json) => replaced(json, '"shape":[29,8]', '"shape":[28,8]')],
    ['tfjs/weights-too-large', LAYERS, (json) => replaced(json, '"shape":[29,8]', '"shape":[29000000,80]')],
    ['tfjs/weight-type', LAYERS, (json) => replaced(json, '"dtype":"float32"}', '"dtype":"string"}')],
    ['tfjs/layer', LAYERS, (json) => replaced(json, '"class_name":"Dense"', '"class_name":"Lambda"')],
    ['tfjs/layer', LAYERS, (json) => replaced(json, '"class_name":"Dense"', '"class_name":"GPT2Tokenizer"')],
    ['tfjs/layer', LAYERS, (json) => replaced(json, '"class_name":"Zeros"', '"class_name":"toString"')],
    ['tfjs/layer-size', LAYERS, (json) => replaced(json, '"batch_input_shape":[null,29]', '"batch_input_shape":[null,1000000000]')],
    ['tfjs/layer-weights', LAYERS, (json) => replaced(json, '"units":8', '"units":9')],
    ['tfjs/unreadable', LAYERS, (json) => replaced(json, '"activation":"relu"', '"activation":"toString"')],
    ['tfjs/op', GRAPH, (json) => replaced(json, '"op":"Sigmoid"', '"op":"While"')],
    ['tfjs/op', GRAPH, (json) => replaced(json, '"library":{}', '"library":{"function":[{}]}')],
  ];
  it.each(refused)('is refused with %s', async (code, sources, change) => {
    await expect(inspectTfjs(await withJson(sources, change))).rejects.toMatchObject({ name: 'Failure', code });
  });
});

/** What shared/models-samples/MANIFEST.md says a loader should say. */
describe('the real TensorFlow.js samples', () => {
  it.for([
    ['layers_model', 'tfjs/no-role-features', 'embedding_Embedding2_input float32 [n, 10]', 'gru_GRU1/gru_GRU1 float32 [n, 4]'],
    ['graph_model', 'tfjs/no-role-features', 'Placeholder float32 [2, 2]', 'MatMul float32 [2, 2]'],
    ['doodlenet', 'tfjs/no-role-shape', 'conv2d_input float32 [n, 28, 28, 1]', 'dense_1/dense_1 float32 [n, 345]'],
  ] as const)('%s loads and is offered no role', async ([name, code, input, output], { skip }) => {
    skip(SHARED === undefined, 'shared/models-samples does not stand beside this checkout');
    const manifest = await inspectTfjs(sourcesOf(`${SHARED ?? ''}/models-samples/tfjs/${name}`));
    expect([manifest?.role, manifest?.noRole?.code, manifest?.inputs, manifest?.outputs]).toEqual(['none', code, [input], [output]]);
  });
});

function withStet(json: Record<string, never>, features: readonly string[]): unknown {
  return { ...json, userDefinedMetadata: { stet: { features } } };
}

function replaced(json: unknown, from: string, to: string): string {
  const text = JSON.stringify(json);
  if (!text.includes(from)) throw new Error(`the fixture lacks ${from}`);
  return text.replaceAll(from, to);
}
