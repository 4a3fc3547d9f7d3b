import { describe, expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { openOnRuntime } from '#inference/onnx.ts';
import type { Row, Translator } from '#inference/translator.ts';
import type { MarianVariant } from '../models/marian.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { modelOf, nodeRuntime } from './node-runtime.ts';

const expected = marianExpected();
const runtime = nodeRuntime();
const { signal } = new AbortController();

async function open(variant: MarianVariant): Promise<Translator> {
  const files = marianFiles(variant);
  return openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), runtime);
}

async function inOrder(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found[row.index] = row;
  return found;
}

describe.each(['merged', 'split'] as const)('the fixture with its decoder %s', (variant) => {
  test('gives the ids, texts and log-probabilities of transformers on 50 sentences', async () => {
    const model = await open(variant);
    const rows = await inOrder(
      model.generate(
        expected.rows.map((row) => row.source),
        { signal },
      ),
    );
    expect(rows.map((row) => row.ids)).toEqual(expected.rows.map((row) => row.ids));
    expect(rows.map((row) => row.text)).toEqual(expected.rows.map((row) => row.text));
    const off = rows.flatMap((row, i) => row.logProbs.map((logProb, j) => Math.abs(logProb - (expected.rows[i]?.logProbs[j] ?? NaN))));
    expect(Math.max(...off)).toBeLessThan(2e-4);
    expect(new Set(rows.map((row) => row.text)).size).toBeGreaterThanOrEqual(40);
    expect(rows.filter((row) => row.ended).length).toBeGreaterThanOrEqual(40);
    await model.close();
  });

  test('ends at the length limit as transformers does', async () => {
    const model = await open(variant);
    const sources = expected.capped.map((row) => row.source);
    const rows = await inOrder(model.generate(sources, { signal, maxTokens: expected.cappedLength - 1 }));
    expect(rows.map((row) => row.ids)).toEqual(expected.capped.map((row) => row.ids));
    await model.close();
  });

  test('gives given targets the log-probabilities of transformers', async () => {
    const model = await open(variant);
    let seen = 0;
    for await (const { index, ids, logProbs } of model.score(expected.forced, { signal })) {
      const wanted = expected.forced[index];
      expect(ids).toEqual(wanted?.ids);
      for (const [j, logProb] of logProbs.entries()) expect(logProb).toBeCloseTo(wanted?.logProbs[j] ?? NaN, 3);
      seen += 1;
    }
    expect(seen).toBe(expected.forced.length);
    await model.close();
  });
});

test('in 8 bits the fixture still gives most of its words', async () => {
  const model = await open('quantized');
  const rows = await inOrder(
    model.generate(
      expected.rows.map((row) => row.source),
      { signal },
    ),
  );
  const equal = rows.filter((row, i) => row.text === expected.rows[i]?.text).length;
  expect(equal).toBeGreaterThanOrEqual(40);
  await model.close();
});

test('a text beyond the model is answered with the reason, and the others are translated', async () => {
  const model = await open('merged');
  const sources = ['>>fra<< red house', `>>fra<< ${'garden '.repeat(70)}`];
  const rows = await inOrder(model.generate(sources, { signal }));
  expect(rows[0]?.text).toBe('red house');
  expect(rows[1]).toMatchObject({ text: '', ended: false, problem: { code: 'model/text-too-long', values: { limit: 64 } } });
  await model.close();
});

test('calls wait for each other, and an abort stops between two steps', async () => {
  const model = await open('merged');
  const sources = expected.rows.map((row) => row.source);
  const [a, b] = await Promise.all([inOrder(model.generate(sources, { signal })), inOrder(model.generate(sources, { signal }))]);
  expect(a).toEqual(b);
  const controller = new AbortController();
  const run = async (): Promise<void> => {
    for await (const _ of model.generate(sources, { signal: controller.signal })) controller.abort();
  };
  await expect(run()).rejects.toThrow('abort');
  expect(await inOrder(model.generate(sources.slice(0, 3), { signal }))).toHaveLength(3);
  await model.close();
});

test('a graph that is none is a Failure', async () => {
  const files = new Map(marianFiles());
  files.set('encoder_model.onnx', new Uint8Array(100));
  const opened = openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), runtime);
  await expect(opened).rejects.toThrow(Failure);
});
