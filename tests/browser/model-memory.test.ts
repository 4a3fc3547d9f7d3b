import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, inject, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { WEBGPU_ARGS } from '../harness/chromium.ts';
import { InferenceWorker } from '../harness/inference.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { FaultyHost } from '../rig/faulty-host.ts';

const LANGUAGES = { sourceLang: 'en', targetLang: 'de' };
/** What a worker's JavaScript may hold more after the same work again: code that was compiled meanwhile, and the like. */
const JS_TOLERANCE = 1.5e6;
const sources = marianExpected().rows.map(({ source }) => source);

let app: TestApp | undefined;
let host: FaultyHost | undefined;

afterEach(async () => {
  await app?.close();
  await host?.close();
  app = undefined;
  host = undefined;
});

/** The app with a worker whose memory can be asked for; no offline shell stands before it. */
async function start(args: readonly string[] = []): Promise<[Page, InferenceWorker]> {
  host = await FaultyHost.start(inject('dist'));
  const script = readFileSync(join(inject('dist'), 'service-worker.js'), 'utf8');
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  host.replaced.set('service-worker.js', text(`const unused = ${JSON.stringify(script)};`));
  host.replaced.set('assets/probe.js', readFileSync(join(import.meta.dirname, '..', 'harness', 'probe.js')));
  app = await TestApp.launch({ origin: host.origin, args });
  await app.open();
  const worker = await InferenceWorker.start(app.page);
  host.replaced.set('assets/probed.js', text(`import './probe.js'; import '../${worker.path}';`));
  const { id } = await worker.add(marianFiles());
  await worker.restartFrom('assets/probed.js');
  await worker.call('load', id, args.length > 0 ? 'webgpu' : 'wasm');
  return [app.page, worker];
}

/** Bytes that dedicated workers hold, garbage collected; WebAssembly memory counts. */
async function workerBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    // not in TypeScript's library; there with cross-origin isolation
    const { breakdown } = await (
      performance as unknown as {
        measureUserAgentSpecificMemory(): Promise<{ breakdown: { bytes: number; attribution: { scope: string; url: string }[] }[] }>;
      }
    ).measureUserAgentSpecificMemory();
    return breakdown
      .filter(({ attribution }) => attribution.some(({ url }) => url.endsWith('probed.js')))
      .reduce((sum, { bytes }) => sum + bytes, 0);
  });
}

const modelId = async (worker: InferenceWorker): Promise<string> => (await worker.add(marianFiles())).id;

test('memory after 1,000 segments is that after 100', async () => {
  const [page, worker] = await start();
  const id = await modelId(worker);
  const hundred = async (round: number): Promise<void> => {
    const texts = Array.from({ length: 100 }, (_, i) => `${sources[i % sources.length] ?? ''} ${round * 100 + i}`);
    await worker.call('translate', id, texts, LANGUAGES);
  };
  await hundred(0);
  const before = { ...(await worker.probe()), bytes: await workerBytes(page) };
  for (let round = 1; round < 10; round++) await hundred(round);
  const after = { ...(await worker.probe()), bytes: await workerBytes(page) };
  expect(after.heap).toBe(before.heap);
  expect(after.bytes - before.bytes).toBeLessThan(JS_TOLERANCE);
  await worker.end();
  await expect.poll(() => workerBytes(page), { timeout: 60_000 }).toBe(0);
  app?.assertClean();
});

test('buffers of the graphics processor are given back after each batch', async () => {
  const [, worker] = await start(WEBGPU_ARGS);
  const id = await modelId(worker);
  const some = sources.slice(0, 8);
  const counts: number[] = [];
  for (let round = 0; round < 5; round++) {
    await worker.call('translate', id, some, LANGUAGES);
    counts.push((await worker.probe()).buffers);
  }
  expect(counts.at(-1)).toBeGreaterThan(0);
  expect(new Set(counts.slice(1)).size, counts.join(', ')).toBe(1);
  app?.assertClean();
});

test('a lost graphics processor is told, and the worker takes no more work', async () => {
  const [, worker] = await start(WEBGPU_ARGS);
  const id = await modelId(worker);
  await worker.call('translate', id, sources.slice(0, 2), LANGUAGES);
  await worker.loseDevices();
  expect(await worker.answer('translate', [id, sources.slice(0, 2), LANGUAGES])).toMatchObject({ code: 'model/device-lost' });
  expect(await worker.answer('translate', [id, sources.slice(0, 2), LANGUAGES])).toMatchObject({ code: 'model/needs-new-worker' });
  app?.assertClean();
});
