import '@tensorflow/tfjs-backend-cpu';
import type { io } from '@tensorflow/tfjs-core';
import { tensor2d, train } from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { FEATURE_SETS, featureVector } from '#inference/features.ts';
import { randomFrom } from '#stats/random.ts';
import { examples } from './tfjs-damage.ts';

/** A file of a fixture, by its name in the model's folder. */
export interface FixtureFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const SEED = 20_260_101;
const HIDDEN = 8;
const GRAPH_FEATURES = [
  'empty',
  'length.characters',
  'length.words',
  'numbers.missing',
  'copy.words',
  'punctuation.final',
  'repetition.phrases',
  'damage',
];

/** Sentences kept for tests: the models never see them. */
export function isHeldOut(index: number): boolean {
  return index % 4 === 3;
}

/** An error risk from all features (LayersModel): higher is worse. Deterministic: seeded data, seeded weights, no shuffling. */
export async function layersModelFixture(): Promise<readonly FixtureFile[]> {
  const features = FEATURE_SETS.get('stet-features-1') ?? [];
  const model = await trained(features, (isDamaged) => (isDamaged ? 1 : 0));
  let artifacts: io.ModelArtifacts | undefined;
  await model.save({
    save: (made: io.ModelArtifacts) => {
      artifacts = made;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    },
  });
  const json = {
    format: 'layers-model',
    generatedBy: artifacts?.generatedBy,
    modelTopology: artifacts?.modelTopology,
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: artifacts?.weightSpecs }],
    userDefinedMetadata: {
      stet: { features, higherIsBetter: false, name: 'Error risk, small', license: 'Apache-2.0' },
    },
  };
  return [
    { name: 'model.json', bytes: text(json) },
    { name: 'group1-shard1of1.bin', bytes: weightBytes(artifacts?.weightData) },
  ];
}

/** A quality estimate from a few features (GraphModel, its weights in two shards): higher is better. */
export async function graphModelFixture(): Promise<readonly FixtureFile[]> {
  const model = await trained(GRAPH_FEATURES, (isDamaged) => (isDamaged ? 0 : 1));
  const names = ['hidden/kernel', 'hidden/bias', 'value/kernel', 'value/bias'];
  const weights = model
    .getWeights()
    .map((weight, i) => ({ name: names[i] ?? '', shape: weight.shape, values: weight.dataSync() as Float32Array }));
  const width = GRAPH_FEATURES.length;
  const json = {
    format: 'graph-model',
    generatedBy: '2.16.1',
    convertedBy: 'TensorFlow.js Converter v4.22.0',
    signature: {
      inputs: { features: { name: 'features:0', dtype: 'DT_FLOAT', tensorShape: shapeProto([-1, width]) } },
      outputs: { quality: { name: 'Identity:0', dtype: 'DT_FLOAT', tensorShape: shapeProto([-1, 1]) } },
    },
    modelTopology: {
      node: [
        { name: 'features', op: 'Placeholder', attr: { dtype: FLOAT, shape: { shape: shapeProto([-1, width]) } } },
        ...weights.map(({ name, shape }) => ({
          name,
          op: 'Const',
          attr: { dtype: FLOAT, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: shapeProto(shape) } } },
        })),
        fused('hidden', ['features', 'hidden/kernel', 'hidden/bias'], ['BiasAdd', 'Relu']),
        fused('value', ['hidden', 'value/kernel', 'value/bias'], ['BiasAdd']),
        { name: 'sigmoid', op: 'Sigmoid', input: ['value'], attr: { T: FLOAT } },
        { name: 'Identity', op: 'Identity', input: ['sigmoid'], attr: { T: FLOAT } },
      ],
      library: {},
      versions: { producer: 1882 },
    },
    weightsManifest: [
      {
        paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
    userDefinedMetadata: {
      stet: { features: GRAPH_FEATURES, higherIsBetter: true, name: 'Quality estimate, small', license: 'Apache-2.0' },
    },
  };
  const all = Buffer.concat(weights.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)));
  const half = Math.floor(all.length / 2);
  return [
    { name: 'model.json', bytes: text(json) },
    { name: 'group1-shard1of2.bin', bytes: all.subarray(0, half) },
    { name: 'group1-shard2of2.bin', bytes: all.subarray(half) },
  ];
}

async function trained(features: readonly string[], label: (isDamaged: boolean) => number): Promise<Sequential> {
  const data = examples(randomFrom(SEED), (index) => !isHeldOut(index));
  const xs = tensor2d(data.map((example) => [...featureVector(features, example)]));
  const ys = tensor2d(data.map((example) => [label(example.damage !== undefined)]));
  // As many fair examples weigh as much as the many damaged ones.
  const fair = data.filter((example) => example.damage === undefined).length;
  const model = sequential({
    layers: [
      layers.dense({
        name: 'hidden',
        units: HIDDEN,
        activation: 'relu',
        inputShape: [features.length],
        kernelInitializer: initializers.glorotUniform({ seed: 1 }),
      }),
      layers.dense({ name: 'value', units: 1, activation: 'sigmoid', kernelInitializer: initializers.glorotUniform({ seed: 2 }) }),
    ],
  });
  model.compile({ optimizer: train.adam(0.02), loss: 'binaryCrossentropy' });
  const weight = (isDamaged: boolean): number => (isDamaged ? 1 : (data.length - fair) / fair);
  await model.fit(xs, ys, {
    epochs: 300,
    batchSize: data.length,
    shuffle: false,
    verbose: 0,
    classWeight: { [label(true)]: weight(true), [label(false)]: weight(false) },
  });
  return model;
}

const FLOAT = { type: 'DT_FLOAT' };

function shapeProto(shape: readonly number[]): unknown {
  return { dim: shape.map((size) => ({ size: String(size) })) };
}

/** A matrix product with what follows it, as the converter's optimiser writes it; names of operations are Base64 there. */
function fused(name: string, input: readonly string[], ops: readonly string[]): unknown {
  const s = ops.map((op) => Buffer.from(op).toString('base64'));
  const attr = {
    T: FLOAT,
    transpose_a: { b: false },
    transpose_b: { b: false },
    num_args: { i: '1' },
    epsilon: { f: 0 },
    fused_ops: { list: { s } },
  };
  return { name, op: '_FusedMatMul', input, attr };
}

function text(json: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(json)}\n`);
}

function weightBytes(data: io.WeightData | undefined): Uint8Array {
  if (data === undefined || Array.isArray(data)) throw new Error('the model was saved without weights in one piece');
  return new Uint8Array(data);
}
