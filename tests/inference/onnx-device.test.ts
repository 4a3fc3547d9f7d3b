import { describe, expect, test } from 'vitest';
import { openOnRuntime } from '#inference/onnx.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import type { Row, Translator } from '#inference/translator.ts';
import type { FamilyFixture, FamilyRow } from '../models/families.ts';
import { byDirection, FAMILY_NAMES, familyFixture, familyVariant } from '../models/families.ts';
import { modelOf, nodeRuntime } from './node-runtime.ts';

/** What a graphics processor is given, computed on this one. */
const runtime: OnnxRuntime = { ...nodeRuntime(), backend: 'webgpu' };
const { signal } = new AbortController();

async function open(files: FamilyFixture['files'], changes: Readonly<Record<string, unknown>> = {}): Promise<Translator> {
  const all = new Map(files);
  const generation = JSON.parse(new TextDecoder().decode(files.get('generation_config.json'))) as Record<string, unknown>; // the fixture's own
  all.set('generation_config.json', new TextEncoder().encode(JSON.stringify({ ...generation, ...changes })));
  return openOnRuntime(modelOf(all), (path) => Promise.resolve(all.get(path) ?? new Uint8Array(0)), runtime);
}

async function translated(model: Translator, rows: readonly FamilyRow[], beams = 1): Promise<readonly (Row | undefined)[]> {
  const found = new Map<FamilyRow, Row>();
  for (const own of byDirection(rows)) {
    const languages = { source: own[0]?.from ?? '', target: own[0]?.to ?? '' };
    const texts = own.map((row) => row.source);
    for await (const row of model.generate(texts, { signal, beams, languages })) {
      const asked = own[row.index];
      if (asked) found.set(asked, row);
    }
  }
  return rows.map((row) => found.get(row));
}

describe.each(FAMILY_NAMES)('the graphs that a device is given for %s', (name) => {
  const { files, expected } = familyFixture(name);
  const { rows, forced } = expected;

  test('give the ids of transformers, greedily and with 4 beams', async () => {
    const model = await open(files);
    expect([model.backend, model.form]).toEqual(['webgpu', { isSplit: true }]);
    expect((await translated(model, rows)).map((row) => row?.ids)).toEqual(rows.map((row) => row.ids));
    const few = rows.slice(0, 30);
    expect((await translated(model, few, 4)).map((row) => row?.ids)).toEqual(few.map((row) => row.beamIds));
    await model.close();
  });

  test('give given targets the log-probabilities of transformers', async () => {
    const model = await open(files);
    for (const own of byDirection(forced)) {
      const languages = { source: own[0]?.from ?? '', target: own[0]?.to ?? '' };
      for await (const { index, ids, logProbs } of model.score(own, { signal, languages })) {
        expect(ids).toEqual(own[index]?.ids);
        for (const [j, logProb] of logProbs.entries()) expect(Math.abs(logProb - (own[index]?.logProbs[j] ?? NaN))).toBeLessThan(2e-3);
      }
    }
    await model.close();
  });
});

describe('rules that are decided ahead hold on a device', () => {
  const { files, expected } = familyFixture('marian');
  const few = expected.rows.slice(0, 12);

  test.each([
    ['a forced first token', { forced_bos_token_id: 9 }],
    ['suppressed tokens', { suppress_tokens: [5, 11, 12], begin_suppress_tokens: [7, 0] }],
    ['a least length', { min_length: 14 }],
    ['no forced end', { forced_eos_token_id: null, max_length: 7 }],
  ] as const)('%s', async (_, changes) => {
    const ahead = await translated(await open(files, changes), few);
    // A bias that changes nothing keeps the choice out of the graph: one step a run, every rule applied here.
    const here = await translated(await open(files, { ...changes, sequence_bias: [[[1], 0]] }), few);
    expect(ahead.map((row) => [row?.ids, row?.ended])).toEqual(here.map((row) => [row?.ids, row?.ended]));
    for (const [i, row] of ahead.entries()) {
      expect(row?.score).toBeCloseTo(here[i]?.score ?? NaN, 4);
      for (const [j, logProb] of (row?.logProbs ?? []).entries()) expect(logProb).toBeCloseTo(here[i]?.logProbs[j] ?? NaN, 3);
    }
  });
});

test('a cache of half precision is taken through the steps', async () => {
  const { files, expected } = familyVariant('mbart50', 'q4f16');
  const model = await open(files);
  expect(model.form).toEqual({ isSplit: true });
  const onProcessor = await openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), nodeRuntime());
  const few = expected.rows.slice(0, 20);
  for (const beams of [1, 4]) {
    expect((await translated(model, few, beams)).map((row) => row?.ids)).toEqual(
      (await translated(onProcessor, few, beams)).map((row) => row?.ids),
    );
  }
});

test.each(['fp16', 'q4f16'] as const)('a device without half precision is told apart: %s', async (precision) => {
  const { files } = familyVariant('mbart50', precision);
  const lacking = { ...runtime, hasHalfFloats: false };
  const read = (path: string): Promise<Uint8Array<ArrayBuffer>> => Promise.resolve(files.get(path) ?? new Uint8Array(0));
  await expect(openOnRuntime(modelOf(files), read, lacking)).rejects.toThrow('model/no-half-floats');
});
