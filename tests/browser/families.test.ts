import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tagsOf } from '#inference/target-code.ts';
import { TestApp } from '../harness/app.ts';
import { WEBGPU_ARGS } from '../harness/chromium.ts';
import { InferenceWorker } from '../harness/inference.ts';
import type { FamilyRow } from '../models/families.ts';
import { byDirection, FAMILY_NAMES, familyFixture, familyWithJson } from '../models/families.ts';

interface Translation {
  readonly text: string;
  readonly ids: readonly number[];
  readonly score: number;
}

let app: TestApp;
let worker: InferenceWorker;
const covered: string[] = [];

beforeAll(async () => {
  app = await TestApp.launch({ args: WEBGPU_ARGS });
  await app.open();
  worker = await InferenceWorker.start(app.page);
});

afterAll(async () => {
  console.log(covered.join('\n'));
  await app.close();
});

/** The rows through the app's own worker, in calls of so many texts of one direction. */
async function translated(
  modelId: string,
  rows: readonly FamilyRow[],
  beams: number,
  perCall = Infinity,
): Promise<ReadonlyMap<FamilyRow, Translation>> {
  const found = new Map<FamilyRow, Translation>();
  for (const own of byDirection(rows)) {
    const [sourceLang, targetLang] = [tagsOf([own[0]?.from ?? '']), tagsOf([own[0]?.to ?? ''])].map(([tag]) => tag);
    for (let from = 0; from < own.length; from += perCall) {
      const some = own.slice(from, from + perCall);
      const options = { sourceLang, targetLang, beams };
      const made = (await worker.call(
        'translate',
        modelId,
        some.map((row) => row.source),
        options,
      )) as readonly Translation[];
      for (const [i, row] of some.entries()) if (made[i]) found.set(row, made[i]);
    }
  }
  return found;
}

function expectReference(rows: readonly FamilyRow[], greedy: ReadonlyMap<FamilyRow, Translation>, beam: typeof greedy, off: number): void {
  expect(rows.map((row) => greedy.get(row)?.ids)).toEqual(rows.map((row) => row.ids));
  expect(rows.map((row) => greedy.get(row)?.text)).toEqual(rows.map((row) => row.text));
  expect(rows.map((row) => beam.get(row)?.ids)).toEqual(rows.map((row) => row.beamIds));
  for (const row of rows) expect(Math.abs((beam.get(row)?.score ?? NaN) - row.beamScore)).toBeLessThan(off);
}

describe.each(FAMILY_NAMES)('%s in the browser gives the ids and texts of transformers', (name) => {
  const { files, expected } = familyFixture(name);
  const { rows } = expected;
  let id = '';

  beforeAll(async () => {
    await worker.restart();
    ({ id } = await worker.add(files, name));
  });

  test('100 texts on WASM, greedily and with 4 beams, each alone and in batches', async () => {
    expect(rows).toHaveLength(100);
    await worker.restart();
    expect(await worker.call('load', id, 'wasm')).toMatchObject({ backend: 'wasm', form: { isSplit: true } });
    expectReference(rows, await translated(id, rows, 1), await translated(id, rows, 4), 2e-4);
    expectReference(rows, await translated(id, rows, 1, 1), await translated(id, rows, 4, 1), 2e-4);
    covered.push(`${name}: ${rows.length} texts on WASM, greedy and beam 4, alone and in batches`);
    app.assertClean();
  });

  test('100 texts from a folder whose tokenizer is a tokenizer.json alone', async () => {
    await worker.restart();
    const alone = await worker.add(familyWithJson(name).files, `${name}-json`);
    const greedy = await translated(alone.id, rows, 1);
    expect(rows.map((row) => greedy.get(row)?.ids)).toEqual(rows.map((row) => row.ids));
    expect(rows.map((row) => greedy.get(row)?.text)).toEqual(rows.map((row) => row.text));
    covered.push(`${name}: ${rows.length} texts from a folder with a tokenizer.json alone`);
    app.assertClean();
  });

  test('10 texts on WebGPU, greedily and with 4 beams', async () => {
    const few = byDirection(rows)
      .slice(0, 2)
      .flatMap((own) => own.toSorted((a, b) => a.ids.length - b.ids.length).slice(3, 8)); // few batches of few steps: SwiftShader is slow
    expect(few).toHaveLength(10);
    await worker.restart();
    expect(await worker.call('load', id, 'webgpu')).toMatchObject({ backend: 'webgpu', form: { isSplit: true } });
    expectReference(few, await translated(id, few, 1), await translated(id, few, 4), 1e-3);
    covered.push(`${name}: ${few.length} texts on WebGPU (SwiftShader), greedy and beam 4`);
    app.assertClean();
  });
});
