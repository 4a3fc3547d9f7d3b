import { createReadStream, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { threadCount } from '#inference/onnx-threads.ts';
import { productionHeaders } from '../../deploy/headers.ts';
import { TestApp } from '../harness/app.ts';
import { WEBGPU_ARGS } from '../harness/chromium.ts';
import { InferenceWorker } from '../harness/inference.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { readTable, writeProject } from './translate-project.ts';

const expected = marianExpected();
const sources = expected.rows.map((row) => row.source);
const LANGUAGES = { sourceLang: 'en', targetLang: 'de' };

interface Translation {
  readonly text: string;
  readonly ids: readonly number[];
  readonly logProbs: readonly number[];
}

let app: TestApp | undefined;
let server: Server | undefined;

afterEach(async () => {
  await app?.close();
  server?.close();
  app = undefined;
  server = undefined;
});

async function start(options: Parameters<typeof TestApp.launch>[0] = {}): Promise<[TestApp, InferenceWorker]> {
  app = await TestApp.launch(options);
  await app.open();
  return [app, await InferenceWorker.start(app.page)];
}

function expectReference(rows: readonly Translation[]): void {
  expect(rows.map((row) => row.ids)).toEqual(expected.rows.map((row) => row.ids));
  expect(rows.map((row) => row.text)).toEqual(expected.rows.map((row) => row.text));
  const off = rows.flatMap((row, i) => row.logProbs.map((logProb, j) => Math.abs(logProb - (expected.rows[i]?.logProbs[j] ?? NaN))));
  expect(Math.max(...off)).toBeLessThan(1e-3);
}

describe('50 sentences under the production policy have the token ids of the reference', () => {
  test('on WASM, with threads', async () => {
    const [page, worker] = await start();
    const { id } = await worker.add(marianFiles());
    await worker.restart();
    expect(await worker.call('load', id, 'auto')).toMatchObject({ backend: 'wasm', reason: 'no-webgpu' });
    const loaded = (await worker.call('load', id, 'wasm')) as { threads: number };
    const cores = await page.page.evaluate(() => navigator.hardwareConcurrency);
    expect(loaded.threads).toBe(threadCount(true, cores));
    expectReference((await worker.call('translate', id, sources, LANGUAGES)) as Translation[]);
    page.assertClean();
  });

  test('on WebGPU', async () => {
    const [page, worker] = await start({ args: WEBGPU_ARGS });
    const { id } = await worker.add(marianFiles());
    await worker.restart();
    expect(await worker.call('load', id, 'webgpu')).toMatchObject({ backend: 'webgpu', reason: 'asked' });
    expectReference((await worker.call('translate', id, sources, LANGUAGES)) as Translation[]);
    page.assertClean();
  });

  test('on WebGPU with two decoders', async () => {
    const [page, worker] = await start({ args: WEBGPU_ARGS });
    const { id } = await worker.add(marianFiles('split'));
    await worker.restart();
    await worker.call('load', id, 'webgpu');
    const rows = (await worker.call('translate', id, sources.slice(0, 8), LANGUAGES)) as Translation[];
    expect(rows.map((row) => row.ids)).toEqual(expected.rows.slice(0, 8).map((row) => row.ids));
    page.assertClean();
  });

  test('on WASM with one thread, from a host that sends no isolation headers', async () => {
    server = await serveWithoutIsolation(inject('dist'));
    const address = server.address();
    const origin = `http://localhost:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
    const [page, worker] = await start({ origin });
    expect(await page.page.evaluate(() => crossOriginIsolated)).toBe(false);
    const { id } = await worker.add(marianFiles());
    const setups = (await worker.call('setups', id)) as { backend: string; threads: number }[];
    expect(setups.length).toBeGreaterThan(0);
    expect(setups.every(({ backend, threads }) => backend === 'wasm' && threads === 1)).toBe(true);
    expect(await worker.call('loadWithThreads', id, 'wasm', 2)).toMatchObject({ backend: 'wasm', threads: 1 });
    expectReference((await worker.call('translate', id, sources, LANGUAGES)) as Translation[]);
    await writeProject(page.page, 'p1', 'de', sources, 10);
    await worker.call('translateProject', id, { projectId: 'p1', runId: 'r', appVersion: 'test', at: 2 });
    const packs = (await readTable(page.page, 'hypotheses')) as { texts: string[] }[];
    expect(packs.flatMap((pack) => pack.texts)).toHaveLength(sources.length);
    expect(packs.flatMap((pack) => pack.texts)).not.toContain(null);
    page.assertClean();
  });
});

test('beams are searched on WASM and on WebGPU alike, and a run keeps to its search', async () => {
  const [page, worker] = await start({ args: WEBGPU_ARGS });
  const { id } = await worker.add(marianFiles());
  await worker.restart();
  await worker.call('load', id, 'wasm');
  const few = sources.slice(0, 10);
  const onWasm = (await worker.call('translate', id, few, { ...LANGUAGES, beams: 4 })) as (Translation & { readonly score: number })[];
  await writeProject(page.page, 'p1', 'de', few, 10);
  await worker.call('translateProject', id, { projectId: 'p1', runId: 'r', beams: 4, appVersion: 'test', at: 2 });
  const [run] = (await readTable(page.page, 'runs')) as { decoding: string; batchPlan: string }[];
  expect(run).toMatchObject({
    decoding: 'beam 4; length penalty 1; early stopping false; at most 40 tokens',
    batchPlan: 'by length; at most 4 texts and 256 tokens; over 64 tokens in parts',
  });
  await expect(worker.call('translateProject', id, { projectId: 'p1', runId: 'r', appVersion: 'test', at: 2 })).rejects.toThrow(
    'model/other-decoding',
  );
  await worker.restart();
  await worker.call('load', id, 'webgpu');
  const onWebgpu = (await worker.call('translate', id, few, { ...LANGUAGES, beams: 4 })) as (Translation & { readonly score: number })[];
  expect(onWebgpu.map((row) => row.ids)).toEqual(onWasm.map((row) => row.ids));
  for (const [i, row] of onWebgpu.entries()) expect(row.score).toBeCloseTo(onWasm[i]?.score ?? NaN, 3);
  page.assertClean();
});

test('an 8-bit model runs on the processor and is refused on WebGPU', async () => {
  const [page, worker] = await start({ args: WEBGPU_ARGS });
  const { id, precision } = await worker.add(marianFiles('quantized'));
  expect(precision).toBe('q8');
  await expect(worker.call('load', id, 'webgpu')).rejects.toThrow('model/8-bit-on-webgpu');
  expect(await worker.call('load', id, 'auto')).toMatchObject({ backend: 'wasm', reason: 'only-processor-has-8-bit' });
  const [row] = (await worker.call('translate', id, ['the red house', '  '], LANGUAGES)) as Translation[];
  expect(row?.text).toBe('eht der esuoh');
  page.assertClean();
});

test('a model is kept by its hash, once, and a damaged file is noticed', async () => {
  const [page, worker] = await start();
  const first = await worker.add(marianFiles());
  const again = await worker.add(marianFiles(), 'other/place');
  expect(again.id).toBe(first.id);
  expect(await readTable(page.page, 'models')).toHaveLength(1);
  const names = await page.page.evaluate(async () => {
    const models = await (await navigator.storage.getDirectory()).getDirectoryHandle('models');
    const found: string[] = [];
    for await (const name of models.keys()) found.push(name);
    const handle = await models.getFileHandle(found[0] ?? '');
    const writable = await handle.createWritable({ keepExistingData: true });
    await writable.write({ type: 'write', position: 10, data: 'x' });
    await writable.close();
    return found;
  });
  expect(names.every((name) => /^[0-9a-f]{64}$/.test(name))).toBe(true);
  await expect(worker.call('load', first.id, 'wasm')).rejects.toThrow('model/file-damaged');
  await worker.call('remove', first.id);
  expect(await readTable(page.page, 'models')).toEqual([]);
  page.assertClean();
});

test('files that are no model leave nothing behind', async () => {
  const [page, worker] = await start();
  const files = new Map(marianFiles());
  files.delete('target.spm');
  await expect(worker.add(files)).rejects.toThrow('model/missing-file {"file":"target.spm"}');
  expect(await readTable(page.page, 'models')).toEqual([]);
  page.assertClean();
});

test('a project is translated in pieces: stopped, gone on with after a restart, equal to one done at once', async () => {
  const [page, worker] = await start();
  const { id } = await worker.add(marianFiles());
  const texts = Array.from({ length: 600 }, (_, i) => (sources[i % sources.length] ?? '').slice(8) + (i < 50 ? '' : ` ${i}`));
  texts[7] = '';
  texts[9] = `${'The red house opens. '.repeat(30)}`;
  await writeProject(page.page, 'p1', 'de', texts, 5);
  const task = (runId: string): unknown => ({ projectId: 'p1', runId, appVersion: 'test', at: 2 });

  await worker.call('load', id, 'wasm');
  const stopped = await worker.answer('translateProject', [id, task('run-a')], 2);
  expect(stopped).toMatchObject({ error: expect.stringContaining('AbortError') as unknown });
  const [unfinished] = (await worker.call('unfinished', 'p1', id)) as { runId: string; systemId: string; done: number; total: number }[];
  expect(unfinished).toMatchObject({ runId: 'run-a', total: 600 });
  expect(unfinished?.done).toBeGreaterThan(0);
  expect(unfinished?.done).toBeLessThan(600);
  await worker.restart();

  const went = await worker.answer('translateProject', [id, task('run-a')]);
  expect(went).toHaveProperty('value');
  expect(went.progress.at(-1)).toMatchObject({ done: 600, total: 600 });
  expect(await worker.call('unfinished', 'p1', id)).toEqual([]);

  await worker.call('translateProject', id, task('run-b'));
  const systems = (await readTable(page.page, 'systems')) as { id: string; name: string; origin: string }[];
  expect(systems.map((system) => [system.name, system.origin])).toEqual([
    ['opus-tiny', 'model'],
    ['opus-tiny (2)', 'model'],
  ]);
  const packs = (await readTable(page.page, 'hypotheses')) as { documentId: string; systemId: string; texts: string[]; runId: string }[];
  const textsOf = (systemId: string | undefined): unknown =>
    packs.filter((pack) => pack.systemId === systemId).map((pack) => [pack.documentId, pack.texts]);
  expect(textsOf(systems[0]?.id)).toEqual(textsOf(systems[1]?.id));
  const all = packs.filter((pack) => pack.runId === 'run-a').flatMap((pack) => pack.texts);
  expect(all).toHaveLength(600);
  expect(all[7]).toBe('');
  expect(all[9]?.length).toBeGreaterThan(100); // longer than the model reads: sentence by sentence
  expect(await readTable(page.page, 'runs')).toMatchObject([
    { id: 'run-a', modelSha256: id, backend: 'wasm', precision: 'fp32' },
    { id: 'run-b' },
  ]);
  page.assertClean();
});

test('a project in a language that the model lacks is refused by name', async () => {
  const [page, worker] = await start();
  const { id } = await worker.add(marianFiles());
  await writeProject(page.page, 'p1', 'ja', ['the red house'], 1);
  await expect(worker.call('translateProject', id, { projectId: 'p1', runId: 'r', appVersion: 'test', at: 2 })).rejects.toThrow(
    'model/no-such-target',
  );
  page.assertClean();
});

/** The build with every production header but those that isolate. */
function serveWithoutIsolation(dist: string): Promise<Server> {
  const types = new Map([
    ['html', 'text/html'],
    ['js', 'text/javascript'],
    ['mjs', 'text/javascript'],
    ['css', 'text/css'],
    ['wasm', 'application/wasm'],
    ['svg', 'image/svg+xml'],
  ]);
  const kept = Object.entries(productionHeaders([])).filter(([name]) => !name.startsWith('Cross-Origin'));
  const made = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = join(dist, path === '/' ? 'index.html' : path);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    const type = types.get(file.slice(file.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
    response.writeHead(200, { ...Object.fromEntries(kept), 'Content-Type': type });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => {
    made.listen(0, 'localhost', () => {
      resolve(made);
    });
  });
}
