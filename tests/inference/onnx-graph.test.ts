import { Tensor } from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import type { OnnxWeight } from '#inference/onnx-graph.ts';
import { readOnnxModel } from '#inference/onnx-graph.ts';
import { Unrecognised } from '#inference/onnx-graph-split.ts';
import { splitDecoder } from '#inference/onnx-graph-steps.ts';
import { port, renamed, TYPE, writeOnnxModel } from '#inference/onnx-graph-write.ts';
import type { MarianVariant } from '../models/marian.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { nodeRuntime } from './node-runtime.ts';
import { emptyCache, FIXTURE_SHAPE, integers, present, StockModel } from './stock-model.ts';

const runtime = nodeRuntime();
const rawBytes = ({ raw }: OnnxWeight): Uint8Array => raw ?? new Uint8Array(0);
const { rows } = marianExpected();

function decoderFiles(variant: MarianVariant): { readonly first: Uint8Array; readonly next?: Uint8Array } {
  const files = [...marianFiles(variant)];
  const first = files.find(([path]) => path.startsWith('decoder_model'))?.[1] ?? new Uint8Array(0);
  const next = files.find(([path]) => path.startsWith('decoder_with_past_model'))?.[1];
  return { first, ...(next === undefined ? {} : { next }) };
}

describe.each(['merged', 'split', 'quantized'] as const)('a decoder that is taken apart, %s', (variant) => {
  test('gives every score and every cache to the last bit, the first step included', async () => {
    const files = decoderFiles(variant);
    const stock = await StockModel.open(runtime, marianFiles(variant));
    const made = splitDecoder(files, FIXTURE_SHAPE, rawBytes);
    const bridge = await runtime.open(made.bridge.bytes, { keptOutputs: [], externalData: made.bridge.externalData });
    const steps = await runtime.open(made.steps.bytes, { keptOutputs: [], externalData: made.steps.externalData });
    for (const row of rows.slice(0, 5)) {
      const { states, mask } = await stock.encode(row.sourceIds);
      const cross = await bridge.run({ encoder_hidden_states: states });
      const own = new Map(['key', 'value'].map((part) => [`past_key_values.0.decoder.${part}`, emptyCache()]));
      const inputs = [made.tokens - 1, ...row.ids.slice(0, 12)];
      let i = 0;
      for await (const wanted of stock.logits(states, mask, inputs)) {
        const results = await steps.run({
          count: integers([1], []),
          ids: integers([inputs[i++] ?? 0], [1, 1]),
          ended: new Tensor('bool', [false], [1, 1]),
          bans: new Tensor('float32', new Float32Array(made.tokens), [made.tokens]),
          forced: integers([-1], [1, 1, 1]),
          encoder_attention_mask: mask,
          ...Object.fromEntries(
            ['key', 'value'].map((part) => [`past_key_values.0.encoder.${part}`, present(cross, `past_key_values.0.encoder.${part}`)]),
          ),
          ...Object.fromEntries([...own].map(([name, tensor]) => [`own.${name}`, tensor])),
        });
        expect(results.logits?.data).toEqual(wanted);
        for (const name of own.keys()) own.set(name, present(results, name));
      }
      expect(i).toBe(inputs.length);
    }
  });

  test('takes the weights that it needs, and each of them once', () => {
    const files = decoderFiles(variant);
    const made = splitDecoder(files, FIXTURE_SHAPE, rawBytes);
    const names = [made.bridge, made.steps].map(({ bytes }) => new Set(readOnnxModel(bytes).graph.weights.map((weight) => weight.name)));
    const [ofBridge = new Set<string>(), ofSteps = new Set<string>()] = names;
    const large = new Set(
      [files.first, files.next ?? files.first].flatMap((file) =>
        readOnnxModel(file).graph.weights.flatMap(({ name, raw }) => ((raw?.length ?? 0) > 512 ? [name] : [])),
      ),
    );
    expect([...ofBridge].filter((name) => ofSteps.has(name) && large.has(name))).toEqual([]);
    const [ofFile, laidOut] = made.steps.externalData;
    expect(ofFile?.data).toBe(files.next ?? files.first);
    expect(laidOut?.data.length).toBe(variant === 'quantized' ? 32 * 193 : undefined); // the scores' weights are the only ones wider than a panel
  });
});

test('large weights are left in their file, and read from there', () => {
  const [, file = new Uint8Array(0)] = [...marianFiles()].find(([path]) => path.startsWith('encoder_model')) ?? [];
  const shifted = new Uint8Array(file.length + 5);
  shifted.set(file, 5);
  const view = shifted.subarray(5); // as a file is that was read into a larger buffer
  const written = writeOnnxModel(readOnnxModel(view), view);
  const outside = readOnnxModel(view).graph.weights.reduce(
    (sum, { raw }) => sum + ((raw?.length ?? 0) >= 1024 ? (raw?.length ?? 0) : 0),
    0,
  );
  expect(outside).toBeGreaterThan(file.length / 2);
  expect(written.bytes.length).toBeLessThan(file.length - outside + 20_000);
  expect(written.externalData[0]?.data).toBe(view);
});

test.each([
  ['an encoder', 'encoder_model', 'no If on use_cache_branch'],
  ['the first step alone', 'decoder_model.onnx', 'no If on use_cache_branch'],
] as const)('%s is not taken for a merged decoder', (_, start, reason) => {
  const [, first = new Uint8Array(0)] = [...marianFiles('split')].find(([path]) => path.startsWith(start)) ?? [];
  expect(() => splitDecoder({ first }, FIXTURE_SHAPE, rawBytes)).toThrow(Unrecognised);
  expect(() => splitDecoder({ first }, FIXTURE_SHAPE, rawBytes)).toThrow(reason);
});

test('a decoder with an input of its own, or with another cache, is not taken apart', () => {
  const { first } = decoderFiles('merged');
  const model = readOnnxModel(first);
  const inputs = model.graph.inputs.map((input) => (input.name === 'encoder_attention_mask' ? renamed(input, 'position_ids') : input));
  const foreign = writeOnnxModel({ ...model, graph: { ...model.graph, inputs } }, first).bytes;
  expect(() => splitDecoder({ first: foreign }, FIXTURE_SHAPE, rawBytes)).toThrow('nothing makes encoder_attention_mask');
  const double = model.graph.inputs.map((input) =>
    input.name.endsWith('0.decoder.key') ? port(input.name, 11, ['rows', 4, 'past', 8]) : input,
  );
  const doubled = writeOnnxModel({ ...model, graph: { ...model.graph, inputs: double } }, first).bytes;
  expect(() => splitDecoder({ first: doubled }, FIXTURE_SHAPE, rawBytes)).toThrow('the cache is not of floats');
  expect(() => splitDecoder({ first }, { ...FIXTURE_SHAPE, layers: 2 }, rawBytes)).toThrow(Unrecognised);
});

test('a file that is cut is a RangeError, not a graph', () => {
  const { first } = decoderFiles('merged');
  expect(() => readOnnxModel(first.subarray(0, first.length - 100))).toThrow(RangeError);
});

test('ports keep their dimensions', () => {
  expect(renamed(port('a', TYPE.int64, ['rows', 7]), 'b')).toMatchObject({ name: 'b', type: TYPE.int64, dims: ['rows', 7] });
});
