import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { WEBGPU_ARGS } from '../harness/chromium.ts';
import { POOL_TOLERANCE } from '../harness/gpu-watch.ts';
import { InferenceWorker } from '../harness/inference.ts';
import { WorkerHeap } from '../harness/worker-heap.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { FaultyHost } from '../rig/faulty-host.ts';
import { writeProject } from './translate-project.ts';

const LANGUAGES = { sourceLang: 'en', targetLang: 'de' };
const SCORER = join(import.meta.dirname, '..', 'models', 'layers-model');
const sources = marianExpected().rows.map(({ source }) => source);

/** Bytes of JavaScript that a worker may hold more after the same work ten times: code that was compiled meanwhile. */
const JS_TOLERANCE = 1e6;

let app: TestApp | undefined;
let host: FaultyHost | undefined;

afterEach(async () => {
  await app?.close();
  await host?.close();
  app = undefined;
  host = undefined;
});

/** What a worker holds: bytes of WebAssembly and of JavaScript after a garbage collection, and buffers of the graphics processor. */
interface Held {
  readonly heap: number;
  readonly js: number;
  readonly buffers: number;
}

interface Started {
  readonly worker: InferenceWorker;
  readonly id: string;
  readonly held: () => Promise<Held>;
}

/** The app, and a worker that has opened the model and whose memory can be asked for; no offline shell stands before it. */
async function start(files: ReadonlyMap<string, Uint8Array>, backend: 'wasm' | 'webgpu' | 'auto'): Promise<Started> {
  host = await FaultyHost.start(inject('dist'));
  const script = readFileSync(join(inject('dist'), 'service-worker.js'), 'utf8');
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  host.replaced.set('service-worker.js', text(`const unused = ${JSON.stringify(script)};`));
  host.replaced.set('assets/probe.js', readFileSync(join(import.meta.dirname, '..', 'harness', 'probe.js')));
  app = await TestApp.launch({ origin: host.origin, args: WEBGPU_ARGS });
  await app.open();
  const worker = await InferenceWorker.start(app.page);
  host.replaced.set('assets/probed.js', text(`import './probe.js'; import '../${worker.path}';`));
  const { id } = await worker.add(files);
  await worker.restartFrom('assets/probed.js');
  await worker.call('load', id, backend);
  const js = await WorkerHeap.of(app, 'assets/probed.js');
  return {
    worker,
    id,
    held: async () => {
      const bytes = await js.bytes();
      const { heap, buffers } = await worker.probe();
      return { heap, buffers, js: bytes };
    },
  };
}

function tell(kind: string, before: Held, after: Held): void {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);
  console.log(
    `${kind}, after 100 and after 1,000 segments: heap ${megabytes(before.heap)} and ${megabytes(after.heap)} MB, JavaScript ` +
      `${megabytes(before.js)} and ${megabytes(after.js)} MB, ${before.buffers} and ${after.buffers} buffers of the graphics processor`,
  );
}

test('on the processor a worker holds after 1,000 segments of projects what it held after 100', async () => {
  const { worker, id, held } = await start(marianFiles(), 'wasm');
  const translated = async (project: string, from: number, to: number): Promise<void> => {
    const texts = Array.from({ length: to - from }, (_, i) => `${sources[i % sources.length] ?? ''} ${from + i}`.slice(-40));
    if (app) await writeProject(app.page, project, 'de', texts, 100);
    const task = { projectId: project, runId: project, appVersion: 'test', at: 2 };
    const { tokens } = (await worker.call('translateProject', id, task)) as { readonly tokens: number };
    expect(tokens).toBeGreaterThan(5 * texts.length);
  };
  await translated('p1', 0, 100);
  const before = await held();
  await translated('p2', 100, 1000);
  const after = await held();
  tell('WASM', before, after);
  expect(before.heap).toBeGreaterThan(0);
  expect(after.heap).toBe(before.heap);
  expect(after.js - before.js).toBeLessThan(JS_TOLERANCE);
  app?.assertClean();
});

/** On a processor a graphics device's step takes 10 ms a row: texts of two or three tokens make 1,000 of them possible in a test. */
test('on a graphics processor it does, and holds as many buffers', async () => {
  const { worker, id, held } = await start(marianFiles(), 'webgpu');
  const words = [...new Set(sources.flatMap((source) => source.split(' ')))].filter((word) => !word.startsWith('>>'));
  const texts = [...words, ...words.map((word) => `${word} a`)].slice(0, 100);
  expect(texts).toHaveLength(100);
  const hundred = async (): Promise<void> => {
    expect(await worker.call('translate', id, texts, LANGUAGES)).toHaveLength(100);
  };
  await hundred();
  const before = await held();
  for (let round = 1; round < 10; round++) await hundred();
  const after = await held();
  tell('WebGPU', before, after);
  expect(before.buffers).toBeGreaterThan(0);
  expect(after.heap).toBe(before.heap);
  expect(Math.abs(after.buffers - before.buffers)).toBeLessThanOrEqual(POOL_TOLERANCE);
  expect(after.js - before.js).toBeLessThan(JS_TOLERANCE);
  app?.assertClean();
});

test('a scorer holds after 1,000 segments what it held after 100', async () => {
  const files = new Map(readdirSync(SCORER).map((name) => [name, new Uint8Array(readFileSync(join(SCORER, name)))]));
  const { worker, id, held } = await start(files, 'auto');
  const hundred = async (round: number): Promise<void> => {
    const pairs = Array.from({ length: 100 }, (_, i) => ({ source: `The house ${round * 100 + i}`, hypothesis: `Das Haus ${i}` }));
    expect(await worker.call('scoreTexts', id, pairs, LANGUAGES)).toHaveLength(100);
  };
  await hundred(0);
  const before = await held();
  for (let round = 1; round < 10; round++) await hundred(round);
  const after = await held();
  tell('TensorFlow.js', before, after);
  expect(after.heap).toBe(before.heap);
  expect(after.js - before.js).toBeLessThan(JS_TOLERANCE);
  app?.assertClean();
});
