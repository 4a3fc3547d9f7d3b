import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import { inspect } from '#inference/manifest.ts';
import { openOnRuntime } from '#inference/onnx.ts';
import { node, port, TYPE, writeOnnxModel } from '#inference/onnx-graph-write.ts';
import { floats } from '#inference/onnx-tensors.ts';
import { openTfjs } from '#inference/tfjs.ts';
import { parseTfjsJson } from '#inference/tfjs-json.ts';
import { inspectTfjs } from '#inference/tfjs-manifest.ts';
import { failures } from '#ui/text/en/failures.ts';
import { familyWithJson } from '../models/families.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { modelOf, nodeRuntime } from './node-runtime.ts';
import { sourcesOf, stored, withJson } from './tfjs-files.ts';

type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

const ROOT = join(import.meta.dirname, '..', '..');
const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);
const inspected = (files: Files) => inspect([...files].map(([path, bytes]) => ({ path, file: new Blob([bytes]) })));
const marian = marianFiles();
const fileOf = (name: string): Uint8Array<ArrayBuffer> => marian.get(name) ?? new Uint8Array(0);

/** The bytes with one name in them changed for another of the same length, wherever it stands. */
function renamedIn(bytes: Uint8Array, from: string, to: string): Uint8Array<ArrayBuffer> {
  if (from.length !== to.length) throw new RangeError('names of different lengths');
  return Uint8Array.from(Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(from, to), 'latin1'));
}

describe('what a dropped folder is refused for', () => {
  const graph = fileOf('encoder_model.onnx');
  const jsonOnly = new Map([...familyWithJson('t5').files].filter(([path]) => path.startsWith('tokenizer')));
  const bert = text('{"model_type":"bert","architectures":["BertModel"]}');
  test.each<readonly [string, Files]>([
    ['model/bad-tokenizer', new Map([...marian, ['source.spm', text('<!doctype html>')]])],
    ['model/merged-tokenizer', familyWithJson('marian', 'marian-merged').files],
    ['model/tokenizer-alone', jsonOnly],
    ['model/bad-tokenizer', new Map([['tokenizer.json', text('{"model":{"type":"WordPiece","vocab":{}}}')]])],
    ['model/sentencepiece-alone', new Map([['source.spm', fileOf('source.spm')]])],
    ['model/bad-tokenizer', new Map([['source.spm', text('<!doctype html>')]])],
    [
      'model/encoder-only',
      new Map([
        ['config.json', bert],
        ['tokenizer.json', text('{}')],
        ['model.onnx', graph],
      ]),
    ],
    [
      'model/encoder-without-tokenizer',
      new Map([
        ['config.json', bert],
        ['model.onnx', graph],
      ]),
    ],
    ['model/decoder-only', new Map([['model.onnx', marianFiles('split').get('decoder_with_past_model.onnx') ?? graph]])],
    [
      'model/not-optimum',
      new Map([
        ['encoder.onnx', graph],
        ['decoder.onnx', fileOf('decoder_model_merged.onnx')],
      ]),
    ],
    ['model/unknown-graph', new Map([['model.onnx', renamedIn(graph, 'input_ids', 'pixel_val')]])],
    ['model/custom-operator', new Map([...marian, ['encoder_model.onnx', customOperator()]])],
  ])('%s', async (code, files) => {
    await expect(inspected(files)).rejects.toMatchObject({ code });
  });

  test('tfjs/json-too-large', () => {
    expect(() => parseTfjsJson('model.json', ' '.repeat(32 * 2 ** 20 + 1))).toThrow(
      expect.objectContaining({ code: 'tfjs/json-too-large' }),
    );
  });
});

describe('what opening a model is refused for', () => {
  const opened = (files: Files) =>
    openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), nodeRuntime());
  const changed = (name: string, change: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>): Files =>
    new Map([...marian, [name, change(fileOf(name))]]);
  const first = async (files: Files): Promise<unknown> => {
    const translator = await opened(files);
    const { signal } = new AbortController();
    for await (const row of translator.generate([marianExpected().rows[0]?.source ?? ''], { signal })) return row;
    return undefined;
  };

  test('model/missing-input: a decoder without the cache that its config tells of', async () => {
    const files = changed('config.json', (bytes) =>
      text(new TextDecoder().decode(bytes).replace('"decoder_layers": 1', '"decoder_layers": 2')),
    );
    await expect(opened(files)).rejects.toMatchObject({ code: 'model/missing-input', values: { name: 'past_key_values.1.decoder.key' } });
  });

  test('model/unknown-input: a decoder with an input of its own', async () => {
    const files = changed('decoder_model_merged.onnx', (bytes) => renamedIn(bytes, 'encoder_attention_mask', 'encoder_attention_wish'));
    await expect(first(files)).rejects.toMatchObject({ code: 'model/unknown-input', values: { name: 'encoder_attention_wish' } });
  });

  test('model/missing-output: an encoder that gives no states', async () => {
    const files = changed('encoder_model.onnx', (bytes) => renamedIn(bytes, 'last_hidden_state', 'last_hidden_cloud'));
    await expect(first(files)).rejects.toMatchObject({ code: 'model/missing-output', values: { name: 'last_hidden_state' } });
  });

  test('model/unsupported-operator: an operator that the runtime does not know', async () => {
    const files = changed('encoder_model.onnx', (bytes) => renamedIn(bytes, 'Softmax', 'Softmix'));
    await expect(opened(files)).rejects.toMatchObject({
      code: 'model/unsupported-operator',
      values: { operator: expect.stringContaining('Softmix') as string },
    });
  });

  test('model/unsupported-type: scores that are whole numbers', () => {
    const scores = new Tensor('int32', Int32Array.of(1), [1]);
    expect(() => floats(scores)).toThrow(
      expect.objectContaining({ code: 'model/unsupported-type', values: { name: 'logits', type: 'int32' } }),
    );
  });
});

describe('TensorFlow.js models without work', () => {
  const LAYERS = sourcesOf('tests/models/layers-model');
  const GRAPH = sourcesOf('tests/models/graph-model');
  const change = (from: string | RegExp, to: string) => (json: Record<string, never>) =>
    JSON.parse(JSON.stringify(json).replace(from, to)) as unknown;

  const graphNode = (name: string, type: string) =>
    `{"name":"${name}","op":"Placeholder","attr":{"dtype":{"type":"${type}"},"shape":{"shape":{"dim":[{"size":"-1"},{"size":"8"}]}}}}`;
  test.each<readonly [string, (json: Record<string, never>) => unknown]>([
    [
      'tfjs/no-role-type',
      change(/"Placeholder","attr":\{"dtype":\{"type":"DT_FLOAT"\}/u, '"Placeholder","attr":{"dtype":{"type":"DT_INT32"}'),
    ],
    ['tfjs/no-role-inputs', change('"node":[', `"node":[${graphNode('more', 'DT_FLOAT')},`)],
    [
      'tfjs/no-role-outputs',
      change('"node":[', '"node":[{"name":"Other","op":"Identity","input":["hidden"],"attr":{"T":{"type":"DT_FLOAT"}}},'),
    ],
  ])('%s', async (code, damage) => {
    const { signature: _, ...json } = JSON.parse(
      (await GRAPH.find(({ path }) => path.endsWith('model.json'))?.file.text()) ?? '{}',
    ) as Record<string, never>;
    const whole = await withJson(GRAPH, () => damage(json));
    expect((await inspectTfjs(whole))?.noRole?.code).toBe(code);
  });

  test('tfjs/not-a-scorer: a model that was listed without a role', async () => {
    const manifest = await inspectTfjs(LAYERS);
    if (!manifest) throw new Error('it is a model');
    const { model, read } = stored({ ...manifest, role: 'none' }, LAYERS);
    await expect(openTfjs(model, read)).rejects.toMatchObject({ code: 'tfjs/not-a-scorer' });
  });

  test('tfjs/not-a-number: weights that make none', async () => {
    const manifest = await inspectTfjs(LAYERS);
    if (!manifest) throw new Error('it is a model');
    const broken = LAYERS.map((source) =>
      source.path.endsWith('.bin') ? { path: source.path, file: new Blob([new Uint8Array(source.file.size).fill(0xff)]) } : source,
    );
    const { model, read } = stored(manifest, broken);
    const scorer = await openTfjs(model, read);
    const rows = scorer.score([{ source: 'a', hypothesis: 'b' }], {
      sourceLang: 'en',
      targetLang: 'de',
      signal: new AbortController().signal,
    });
    await expect(
      (async () => {
        for await (const row of rows) expect(row).toBeDefined();
      })(),
    ).rejects.toMatchObject({ code: 'tfjs/not-a-number' });
  });
});

/** What is no refusal: the state notes by it that a worker was ended from outside and started afresh, which has words of its own. */
const NOT_REFUSALS: ReadonlySet<string> = new Set(['model/worker-ended']);

/** Codes that models are refused by, as they stand in the source. */
function codes(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of filesBelow(join(ROOT, 'src'), /\.(ts|svelte)$/u)) {
    if (path.includes('/ui/text/')) continue;
    for (const [, code] of readFileSync(path, 'utf8').matchAll(/'((?:model|tfjs)\/[a-z0-9]+(?:-[a-z0-9]+)*)'/gu)) found.add(code ?? '');
  }
  for (const code of NOT_REFUSALS) found.delete(code);
  return found;
}

function filesBelow(folder: string, ending: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name).replaceAll('\\', '/'));
}

/** Values of every name that a sentence may ask for. */
const VALUES = new Proxy(
  {},
  { get: (_, name) => (['bytes', 'most', 'needed', 'free', 'done', 'total', 'seconds'].includes(String(name)) ? 7 : `<${String(name)}>`) },
);

describe('each code that a model is refused by', () => {
  const sentences = new Map([...codes()].map((code) => [code, failures[code]?.(VALUES)]));

  test.each([...codes()].sort())('%s has a sentence of its own', (code) => {
    const sentence = sentences.get(code);
    expect(sentence?.length).toBeGreaterThan(20);
    expect([...sentences].filter(([, other]) => other === sentence).map(([other]) => other)).toEqual([code]);
  });

  test('has a test that names it', () => {
    const tests = filesBelow(join(ROOT, 'tests'), /\.test\.ts$/u)
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    expect([...codes()].filter((code) => !new RegExp(`${code}(?![a-z0-9-])`, 'u').test(tests)).sort()).toEqual([]);
  });
});

function customOperator(): Uint8Array<ArrayBuffer> {
  const graph = {
    nodes: [node('Sing', ['input_ids'], ['last_hidden_state'], {}, 'org.example')],
    weights: [],
    values: [],
    inputs: [port('input_ids', TYPE.int64, ['rows', 'tokens'])],
    outputs: [port('last_hidden_state', TYPE.float32)],
  };
  return new Uint8Array(
    writeOnnxModel({ irVersion: 9, operatorSets: [Uint8Array.of(0x10, 14)], hasFunctions: false, graph }, new Uint8Array(0)).bytes,
  );
}
