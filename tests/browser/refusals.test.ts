import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, inject, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { InferenceWorker } from '../harness/inference.ts';
import { marianFiles } from '../models/marian.ts';
import { FaultyHost } from '../rig/faulty-host.ts';
import { writeProject } from './translate-project.ts';

const SCORER = join(import.meta.dirname, '..', 'models', 'layers-model');
const LANGUAGES = { sourceLang: 'en', targetLang: 'de' };

let app: TestApp | undefined;
let host: FaultyHost | undefined;

afterEach(async () => {
  await app?.close();
  await host?.close();
  app = undefined;
  host = undefined;
});

async function start(origin?: string): Promise<[Page, InferenceWorker]> {
  app = await TestApp.launch(origin === undefined ? {} : { origin });
  await app.open();
  return [app.page, await InferenceWorker.start(app.page)];
}

const scorerFiles = () => new Map(readdirSync(SCORER).map((name) => [name, new Uint8Array(readFileSync(join(SCORER, name)))]));

/** Takes rows of a run's system away, as a person who deletes the system does. */
async function dropSystem(page: Page, runId: string): Promise<void> {
  await page.evaluate(
    (id) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('stet');
        opening.onsuccess = () => {
          const writing = opening.result.transaction('hypotheses', 'readwrite');
          const asking = writing.objectStore('hypotheses').openCursor();
          asking.onsuccess = () => {
            const cursor = asking.result;
            if (!cursor) return;
            if (cursor.value.runId === id) cursor.delete();
            cursor.continue();
          };
          writing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          writing.onerror = () => reject(new Error('the rows could not be deleted'));
        };
      }),
    runId,
  );
}

test('a worker says what it has not, and what it was not made for', async () => {
  const [page, worker] = await start();
  const translator = await worker.add(marianFiles());
  const other = await worker.add(marianFiles('quantized'), 'other');
  const scorer = await worker.add(scorerFiles(), 'scorer');
  expect(await worker.answer('load', ['nowhere', 'wasm'])).toMatchObject({ code: 'model/gone', values: { model: 'nowhere' } });
  await worker.restart();
  expect(await worker.answer('translate', [scorer.id, ['x'], LANGUAGES])).toMatchObject({ code: 'model/not-a-translator' });
  await worker.restart();
  expect(await worker.answer('scoreTexts', [translator.id, [{ source: 'a', hypothesis: 'b' }], LANGUAGES])).toMatchObject({
    code: 'model/not-a-scorer',
  });
  expect(await worker.answer('load', [other.id, 'wasm'])).toMatchObject({ code: 'model/worker-taken' });
  expect(await worker.answer('load', [translator.id, 'webgpu'])).toMatchObject({
    code: 'model/other-backend',
    values: { backend: 'wasm', wish: 'webgpu' },
  });

  const task = (projectId: string) => ({ projectId, runId: 'r', appVersion: 'test', at: 2 });
  expect(await worker.answer('translateProject', [translator.id, task('nowhere')])).toMatchObject({ code: 'model/project-gone' });
  await writeProject(page, 'p1', 'de', ['the red house', 'a door'], 2);
  expect(await worker.answer('translateProject', [translator.id, task('p1')])).toHaveProperty('value');
  await worker.restart();
  expect(await worker.answer('translateProject', [other.id, task('p1')])).toMatchObject({ code: 'model/other-run' });
  await worker.restart();
  await dropSystem(page, 'r');
  expect(await worker.answer('translateProject', [translator.id, task('p1')])).toMatchObject({ code: 'model/system-gone' });

  await page.evaluate(
    async (sha256) => {
      await (await (await navigator.storage.getDirectory()).getDirectoryHandle('models')).removeEntry(sha256);
    },
    (translator as unknown as { files: { path: string; sha256: string }[] }).files.find(({ path }) => path.startsWith('encoder'))?.sha256 ??
      '',
  );
  await worker.restart();
  expect(await worker.answer('load', [translator.id, 'wasm'])).toMatchObject({
    code: 'model/file-gone',
    values: { file: 'encoder_model.onnx' },
  });
  app?.assertClean();
});

test('after an operator that the runtime lacks the worker takes no more work', async () => {
  const [, worker] = await start();
  const files = new Map(marianFiles());
  const encoder = Buffer.from(files.get('encoder_model.onnx') ?? []).toString('latin1');
  files.set('encoder_model.onnx', Uint8Array.from(Buffer.from(encoder.replaceAll('Softmax', 'Softmix'), 'latin1')));
  const { id } = await worker.add(files);
  expect(await worker.answer('load', [id, 'wasm'])).toMatchObject({ code: 'model/unsupported-operator', values: { operator: 'Softmix' } });
  expect(await worker.answer('load', [id, 'wasm'])).toMatchObject({
    code: 'model/needs-new-worker',
    values: { code: 'model/unsupported-operator' },
  });
  app?.assertClean();
});

test('a device that fills up while a model comes in says so', async () => {
  const [page, worker] = await start();
  const session = await page.context().newCDPSession(page);
  const { usage = 0 } = await page.evaluate(() => navigator.storage.estimate());
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: usage + 1000 });
  await expect(worker.add(marianFiles())).rejects.toThrow('storage/quota');
  app?.assertClean();
});

test('a model that the site does not have, or gives no more, is named', async ({ skip }) => {
  const { models } = JSON.parse(readFileSync(join(inject('dist'), 'models/index.json'), 'utf8')) as {
    models: { folder: string; manifest: { precisions: { precision: string }[] } }[];
  }; // written by the build
  const [first] = models;
  skip(!first, 'this build ships no model');
  host = await FaultyHost.start(inject('dist'));
  const [, worker] = await start(host.origin);
  const base = `${host.origin}/`;
  const wish = { folder: first?.folder, precision: first?.manifest.precisions[0]?.precision, at: 1 };
  expect(await worker.answer('addShipped', [base, { ...wish, folder: 'nowhere' }])).toMatchObject({ code: 'model/not-shipped' });
  host.fault = (path) => (path.endsWith('config.json') ? 'gone' : 'fair');
  expect(await worker.answer('addShipped', [base, wish])).toMatchObject({ code: 'model/download-refused', values: { status: 404 } });
  await app?.context.setOffline(true);
  expect(await worker.answer('addShipped', [base, wish])).toMatchObject({ code: 'model/download-unreachable' });
  app?.assertClean();
});
