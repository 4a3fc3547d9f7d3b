import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { WEBGPU_ARGS } from '../harness/chromium.ts';
import { InferenceWorker } from '../harness/inference.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { FaultyHost } from '../rig/faulty-host.ts';

const LANGUAGES = { sourceLang: 'en', targetLang: 'de' };
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
async function start(): Promise<InferenceWorker> {
  host = await FaultyHost.start(inject('dist'));
  const script = readFileSync(join(inject('dist'), 'service-worker.js'), 'utf8');
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  host.replaced.set('service-worker.js', text(`const unused = ${JSON.stringify(script)};`));
  host.replaced.set('assets/probe.js', readFileSync(join(import.meta.dirname, '..', 'harness', 'probe.js')));
  app = await TestApp.launch({ origin: host.origin, args: WEBGPU_ARGS });
  await app.open();
  const worker = await InferenceWorker.start(app.page);
  host.replaced.set('assets/probed.js', text(`import './probe.js'; import '../${worker.path}';`));
  const { id } = await worker.add(marianFiles());
  await worker.restartFrom('assets/probed.js');
  await worker.call('load', id, 'webgpu');
  return worker;
}

const modelId = async (worker: InferenceWorker): Promise<string> => (await worker.add(marianFiles())).id;

test('buffers of the graphics processor are given back after each batch', async () => {
  const worker = await start();
  const id = await modelId(worker);
  const some = sources.slice(0, 8);
  const counts: number[] = [];
  for (let round = 0; round < 8; round++) {
    await worker.call('translate', id, some, LANGUAGES);
    counts.push((await worker.probe()).buffers);
  }
  expect(counts.at(-1)).toBeGreaterThan(0);
  // The runtime keeps some buffers for sizes that it has not met before; after a few rounds it has met them all.
  expect(new Set(counts.slice(-4)).size, counts.join(', ')).toBe(1);
  app?.assertClean();
});
