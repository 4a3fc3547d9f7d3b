import { describe, expect, test } from 'vitest';
import { openOnRuntime } from '#inference/onnx.ts';
import { readOnnxModel } from '#inference/onnx-graph.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import type { Row, Translator } from '#inference/translator.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { modelOf, nodeRuntime } from './node-runtime.ts';
import { StockModel } from './stock-model.ts';

const runtime = nodeRuntime();
const { rows } = marianExpected();
const { signal } = new AbortController();
const { pad_token_id: padId } = JSON.parse(new TextDecoder().decode(marianFiles().get('config.json'))) as { pad_token_id: number }; // the fixture's own

async function open(variant: 'merged' | 'quantized', changes: Readonly<Record<string, unknown>> = {}): Promise<Translator> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>(marianFiles(variant));
  const generation = JSON.parse(new TextDecoder().decode(files.get('generation_config.json'))) as Record<string, unknown>; // the fixture's own
  files.set('generation_config.json', new TextEncoder().encode(JSON.stringify({ ...generation, ...changes })));
  return openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), runtime);
}

async function translations(model: Translator, texts: readonly string[], maxTokens?: number): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const row of model.generate(texts, { signal, ...(maxTokens === undefined ? {} : { maxTokens }) })) found[row.index] = row;
  return found;
}

test('8-bit ids, a sentence at a time, are those of the unmodified files in stock ONNX Runtime Web', async () => {
  const model = await open('quantized');
  const stock = await StockModel.open(runtime, marianFiles('quantized'));
  expect(model.form).toEqual({ isSplit: true });
  for (const { source, sourceIds } of rows.slice(0, 10)) {
    const [row] = await translations(model, [source]);
    const wanted = await stock.translate(sourceIds, { startId: padId, endId: 0, banned: [padId], most: 39 });
    expect(row?.ids).toEqual(row?.ended === true ? wanted : [...wanted.slice(0, -1), 0]); // the last token before the limit is made the end
  }
  await model.close();
});

test('8-bit products of an opened model are laid out in panels', async () => {
  const files = new Map<string, Uint8Array<ArrayBuffer>>(marianFiles('quantized'));
  const opened: Uint8Array[] = [];
  const watching: OnnxRuntime = {
    ...runtime,
    open: (bytes, options) => {
      opened.push(bytes);
      return runtime.open(bytes, options);
    },
  };
  const model = await openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), watching);
  const inside = opened.flatMap((bytes) => readOnnxModel(bytes).graph.nodes).flatMap((node) => [...node.graphs.values()]);
  const fused = inside.flatMap((graph) => graph.nodes).filter((node) => node.op === 'MatMulIntegerToFloat');
  expect(fused.length).toBe(2); // the scores: three panels, and what is left over
  await model.close();
});

describe('rules that are decided ahead hold where the choice is made', () => {
  const texts = rows.slice(0, 12).map((row) => row.source);

  test.each([
    ['a forced first token', { forced_bos_token_id: 9 }],
    ['suppressed tokens', { suppress_tokens: [5, 11, 12], begin_suppress_tokens: [7, 0] }],
    ['a least length', { min_length: 14 }],
    ['no forced end', { forced_eos_token_id: null, max_length: 7 }],
  ] as const)('%s', async (_, changes) => {
    const ahead = await translations(await open('merged', changes), texts);
    // A bias that changes nothing keeps the choice out of the graph: one step a run, every rule applied here.
    const here = await translations(await open('merged', { ...changes, sequence_bias: [[[1], 0]] }), texts);
    expect(ahead.map(({ ids, ended }) => ({ ids, ended }))).toEqual(here.map(({ ids, ended }) => ({ ids, ended })));
    for (const [i, row] of ahead.entries()) expect(row.score).toBeCloseTo(here[i]?.score ?? NaN, 4);
  });
});

test('a batch gives in fp32 what each of its sentences gives alone', async () => {
  const model = await open('merged');
  const together = await translations(
    model,
    rows.map((row) => row.source),
  );
  for (const [i, { source }] of rows.entries()) {
    if (i % 5 === 0) expect((await translations(model, [source]))[0]?.ids).toEqual(together[i]?.ids);
  }
  await model.close();
});

test('a decoder that is built otherwise runs as it is, and says why', async () => {
  const files = new Map<string, Uint8Array<ArrayBuffer>>(marianFiles('split'));
  const first = files.get('decoder_model.onnx') ?? new Uint8Array(0);
  files.set('decoder_model.onnx', renameInside(first, 'present.0.encoder.key', 'present.0.encoder.kez'));
  await expect(
    openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), runtime),
  ).resolves.toMatchObject({
    form: { isSplit: false },
  });
});

/** The file with a name of the same length in another's place. */
function renameInside(file: Uint8Array, from: string, to: string): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(file).toString('latin1').replaceAll(from, to);
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
