import { afterEach, expect, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { WEBGPU_ARGS } from '../harness/chromium.ts';
import { InferenceWorker } from '../harness/inference.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { damageStored } from './model-files.ts';

const rows = marianExpected().rows.slice(0, 10);
const LANGUAGES = { sourceLang: 'en', targetLang: 'de' };
let app: TestApp | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

test.each(['wasm', 'webgpu'] as const)(
  'weights in files beside the graphs are stored, checked and read, on %s with threads where it has them',
  async (backend) => {
    app = await TestApp.launch(backend === 'webgpu' ? { args: WEBGPU_ARGS } : {});
    await app.open();
    const worker = await InferenceWorker.start(app.page);
    const { id, files } = (await worker.add(marianFiles('external'))) as unknown as {
      id: string;
      files: { path: string; sha256: string }[];
    };
    expect(files.filter(({ path }) => path.includes('_data'))).toHaveLength(3);
    await worker.restart();
    const loaded = (await worker.call('load', id, backend)) as { threads: number; backend: string };
    expect(loaded.backend).toBe(backend);
    if (backend === 'wasm' && (await app.page.evaluate(() => navigator.hardwareConcurrency)) > 1) expect(loaded.threads).toBeGreaterThan(1);
    const made = (await worker.call(
      'translate',
      id,
      rows.map(({ source }) => source),
      LANGUAGES,
    )) as { ids: number[] }[];
    expect(made.map(({ ids }) => ids)).toEqual(rows.map(({ ids }) => ids));

    const beside = files.find(({ path }) => path.endsWith('_data_1'));
    await worker.end();
    await damageStored(app.page, beside?.sha256 ?? '', 'byte');
    await worker.restart();
    expect(await worker.answer('load', [id, backend])).toMatchObject({ code: 'model/file-damaged', values: { file: beside?.path } });
    app.assertClean();
  },
);
