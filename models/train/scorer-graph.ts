import '@tensorflow/tfjs-backend-cpu';
import type { io } from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { layers, model } from '@tensorflow/tfjs-layers';
import { WORD_CODES, WORD_SLOTS } from '#inference/features-words.ts';
import type { Head } from './scorer-head.ts';
import type { Lexicon } from './scorer-lexicon.ts';
import { SHARP, VECTOR } from './scorer-lexicon.ts';

/** A file of the model's folder. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** 8-bit steps; the middle one is exactly 0, which is what a word that the lexicon does not know gets. */
const STEPS = 255;
const ZERO = 128;

/**
 * The model as one LayersModel over the whole feature set. Word codes become vectors; each word's best product with a word of the other side is
 * averaged; these means and the other features go through the head.
 */
export function scorerFiles(
  { lexicon, head, level }: { readonly lexicon: Lexicon; readonly head: Head; readonly level: number },
  width: number,
  headPlaces: readonly number[],
  stet: object,
): readonly ModelFile[] {
  const side = 1 + WORD_SLOTS;
  const before = width - 2 * side;
  const input = layers.input({ shape: [width], name: 'features' });
  const column = layers.reshape({ name: 'column', targetShape: [width, 1, 1] }).apply(input) as SymbolicTensor; // one input, one output
  const cut = (name: string, start: number, length: number): SymbolicTensor => {
    const cropping: [[number, number], [number, number]] = [
      [start, width - start - length],
      [0, 0],
    ];
    const piece = layers.cropping2D({ name: `${name}_cut`, cropping }).apply(column);
    return layers.reshape({ name, targetShape: [length] }).apply(piece) as SymbolicTensor;
  };
  const vectors = layers.embedding({ name: 'vectors', inputDim: WORD_CODES, outputDim: VECTOR });
  const known = layers.embedding({ name: 'known', inputDim: WORD_CODES, outputDim: 1 });
  const sides = ['source', 'target'].map((name, i) => {
    const words = cut(`${name}_words`, before + i * side + 1, WORD_SLOTS);
    const codes = layers.rescaling({ name: `${name}_codes`, scale: WORD_CODES }).apply(words);
    return {
      name,
      each: cut(`${name}_each`, before + i * side, 1),
      vectors: vectors.apply(codes) as SymbolicTensor,
      known: layers.globalAveragePooling1d({ name: `${name}_known` }).apply(known.apply(codes)) as SymbolicTensor,
    };
  });
  const [source, target] = sides;
  if (!source || !target) throw new Error('a pair has two sides');
  const products = layers.dot({ name: 'products', axes: [2, 2] }).apply([source.vectors, target.vectors]) as SymbolicTensor;
  const turned = layers.permute({ name: 'products_turned', dims: [2, 1] }).apply(products) as SymbolicTensor;
  const lexical = [
    { of: source, over: turned },
    { of: target, over: products },
  ].map(({ of, over }) => {
    const best = layers.globalMaxPooling1d({ name: `${of.name}_best` }).apply(over);
    const each = layers.reshape({ name: `${of.name}_best_each`, targetShape: [WORD_SLOTS, 1] }).apply(best);
    const above = layers.conv1d({ name: `${of.name}_above`, filters: 2, kernelSize: 1, activation: 'relu' }).apply(each);
    const mean = layers.globalAveragePooling1d({ name: `${of.name}_mean` }).apply(above) as SymbolicTensor;
    const both = layers.concatenate({ name: `${of.name}_both` }).apply([mean, of.known]) as SymbolicTensor;
    return layers.multiply({ name: `${of.name}_lexical` }).apply([both, of.each]) as SymbolicTensor;
  });
  const all = layers.concatenate({ name: 'all' }).apply([cut('plain', 0, before), ...lexical]);
  const hidden = layers.dense({ name: 'hidden', units: head.units, activation: 'tanh' }).apply(all);
  const risk = layers.dense({ name: 'risk', units: 1, activation: 'sigmoid' }).apply(hidden) as SymbolicTensor;
  const built = model({ inputs: input, outputs: risk, name: 'risk_scorer' });

  const values = new Map<string, Float32Array>([
    ['vectors/embeddings', lexicon.vectors],
    ['known/embeddings', Float32Array.from(lexicon.known)],
    ...['source', 'target'].flatMap((name): [string, Float32Array][] => [
      [`${name}_above/kernel`, Float32Array.of(1, 1)],
      [`${name}_above/bias`, Float32Array.of(0, -SHARP)],
    ]),
    ['hidden/kernel', spreadOut(head, before, headPlaces)],
    ['hidden/bias', head.bias],
    ['risk/kernel', head.out],
    ['risk/bias', Float32Array.of(level)],
  ]);
  const weights = built.weights.map((weight) => stored(weight.originalName, weight.shape.map(Number), values.get(weight.originalName)));
  const json = {
    format: 'layers-model',
    generatedBy: 'TensorFlow.js tfjs-layers v4.22.0',
    modelTopology: built.toJSON(null, false),
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: weights.map(({ spec }) => spec) }],
    userDefinedMetadata: { stet },
  };
  return [
    { name: 'model.json', bytes: new TextEncoder().encode(`${JSON.stringify(json)}\n`) },
    { name: 'group1-shard1of1.bin', bytes: Buffer.concat(weights.map(({ bytes }) => bytes)) },
  ];
}

/** The head's rows at the places of their features, nothing elsewhere; means over all slots become means over the words. */
function spreadOut(head: Head, before: number, places: readonly number[]): Float32Array {
  const { units } = head;
  const kernel = new Float32Array((before + head.inputs - places.length) * units);
  places.forEach((place, i) => {
    kernel.set(head.hidden.subarray(i * units, (i + 1) * units), place * units);
  });
  const lexical = head.hidden.subarray(places.length * units).map((weight) => weight * WORD_SLOTS);
  kernel.set(lexical, before * units);
  return kernel;
}

interface Stored {
  readonly spec: io.WeightsManifestEntry;
  readonly bytes: Uint8Array;
}

/** The lexicon in 8 bits, the rest as it is. */
function stored(name: string, shape: number[], values: Float32Array | undefined): Stored {
  if (values?.length !== shape.reduce((product, length) => product * length, 1))
    throw new Error(`${name} is not as large as the graph says`);
  if (!name.endsWith('/embeddings')) {
    return { spec: { name, shape, dtype: 'float32' }, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
  }
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / (STEPS - ZERO);
  const bytes = Uint8Array.from(values, (value) => ZERO + Math.round(value / scale));
  return { spec: { name, shape, dtype: 'float32', quantization: { dtype: 'uint8', scale, min: -ZERO * scale } }, bytes };
}
