import { afterEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { TestApp } from '../harness/app.ts';
import { WEBGPU_ARGS } from '../harness/chromium.ts';
import { GC_ARGS, gpuUse, POOL_TOLERANCE, watchGpu } from '../harness/gpu-watch.ts';
import { InferenceWorker } from '../harness/inference.ts';
import { familyFixture, familyVariant } from '../models/families.ts';

interface Translation {
  readonly text: string;
  readonly ids: readonly number[];
}

let app: TestApp | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function start(): Promise<[page: Page, worker: InferenceWorker]> {
  app = await TestApp.launch({ args: [...WEBGPU_ARGS, ...GC_ARGS] });
  await watchGpu(app.page);
  await app.open();
  return [app.page, await InferenceWorker.start(app.page)];
}

const { files, expected } = familyFixture('m2m100');
const rows = expected.rows.filter((row) => row.from === 'en' && row.to === 'de').slice(0, 10);
const LANGUAGES = { sourceLang: 'en', targetLang: 'de' };

test('greedy steps bring down ids and log-probabilities, never the scores, and keep nothing on the device', async () => {
  const [page, worker] = await start();
  const { id } = await worker.add(files, 'm2m100');
  expect(await worker.call('load', id, 'webgpu')).toMatchObject({ backend: 'webgpu', form: { isSplit: true } });
  const translate = async (source: string): Promise<Translation | undefined> =>
    ((await worker.call('translate', id, [source], LANGUAGES)) as Translation[])[0];
  for (const row of rows) expect((await translate(row.source))?.ids).toEqual(row.ids);
  const afterTen = await gpuUse(page);
  let tokens = 0;
  for (let round = 0; round < 4; round++) for (const row of rows) tokens += (await translate(row.source))?.ids.length ?? 0;
  const afterFifty = await gpuUse(page);
  const bytes = (afterFifty.readBytes - afterTen.readBytes) / tokens;
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(100); // a step's scores have more than 1,400
  expect(Math.abs(afterFifty.live - afterTen.live)).toBeLessThanOrEqual(POOL_TOLERANCE);
  console.log(
    `greedy: ${bytes.toFixed(1)} bytes read back a token; ${afterTen.live} buffers after 10 segments, ${afterFifty.live} after 50`,
  );
  app?.assertClean();
});

test('beams are put in order on the device, and nothing stays there', async () => {
  const [page, worker] = await start();
  const { id } = await worker.add(files, 'm2m100');
  await worker.call('load', id, 'webgpu');
  const sources = rows.map((row) => row.source);
  const translate = async (): Promise<Translation[]> =>
    (await worker.call('translate', id, sources, { ...LANGUAGES, beams: 4 })) as Translation[];
  expect((await translate()).map((row) => row.ids)).toEqual(rows.map((row) => row.beamIds));
  const afterTen = await gpuUse(page);
  for (let round = 0; round < 4; round++) await translate();
  const afterFifty = await gpuUse(page);
  expect(Math.abs(afterFifty.live - afterTen.live)).toBeLessThanOrEqual(POOL_TOLERANCE);
  console.log(`beam 4: ${afterTen.live} buffers after 10 segments, ${afterFifty.live} after 50`);
  app?.assertClean();
});

test('a model in 4 bits runs, and nearly as on the processor', async () => {
  const [, worker] = await start();
  const { id } = await worker.add(familyVariant('m2m100', 'q4').files, 'm2m100');
  const ids: (readonly number[])[][] = [];
  for (const backend of ['wasm', 'webgpu']) {
    await worker.restart();
    await worker.call('load', id, backend);
    const made = await worker.call(
      'translate',
      id,
      rows.map((row) => row.source),
      LANGUAGES,
    );
    ids.push((made as Translation[]).map((row) => row.ids));
  }
  const equal = ids[0]?.filter((own, i) => own.join(' ') === ids[1]?.[i]?.join(' ')).length ?? 0;
  console.log(`q4 on WebGPU: ${equal} of ${rows.length} rows as on WASM`);
  expect(equal).toBeGreaterThanOrEqual(rows.length / 2);
  app?.assertClean();
});

test.each(['fp16', 'q4f16'] as const)(
  'half precision (%s) is refused where the device lacks it, and runs on the processor',
  async (precision) => {
    const [page, worker] = await start();
    const variant = familyVariant('mbart50', precision);
    const { id } = await worker.add(variant.files, 'mbart50');
    const hasHalf = await page.evaluate(async () => (await navigator.gpu.requestAdapter())?.features.has('shader-f16') === true);
    const few = variant.expected.rows.filter((row) => row.from === 'en_XX' && row.to === 'de_DE').slice(0, 4);
    const ask = async (): Promise<unknown> =>
      worker.call(
        'translate',
        id,
        few.map((row) => row.source),
        LANGUAGES,
      );
    if (hasHalf) {
      await worker.call('load', id, 'webgpu');
      expect(await ask()).toHaveLength(few.length);
    } else await expect(worker.call('load', id, 'webgpu')).rejects.toThrow('model/no-half-floats');
    await worker.restart();
    expect(await worker.call('load', id, 'wasm')).toMatchObject({ form: { isSplit: true } });
    expect(await ask()).toHaveLength(few.length);
    console.log(`${precision}: the device ${hasHalf ? 'has' : 'lacks'} half precision`);
    app?.assertClean();
  },
);
