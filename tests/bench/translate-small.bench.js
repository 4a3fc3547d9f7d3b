import { join } from 'node:path';
import { runnerImport } from 'vite';

const here = import.meta.dirname;

/** @template T @param {string} path @returns {Promise<T>} */
async function load(path) {
  const { module } = await runnerImport(/** @type {string} */ (join(here, '..', path)));
  return /** @type {T} */ (module);
}
/** @type {typeof import('../harness/inference.ts')} */
const { InferenceWorker } = await load('harness/inference.ts');
/** @type {typeof import('../models/marian.ts')} */
const { marianExpected, marianFiles } = await load('models/marian.ts');

const LANGUAGES = { sourceLang: 'en', targetLang: 'de' };
const SAMPLES = 7;
const REPEATS = 8;

/**
 * Greedy translation with the fixture, which is so small that it shows what the loop around the model costs, not the kernels: tokens of
 * 400 sentences at once and of one sentence at a time, and the time to open the model, each the median of seven.
 * @param {{ browser: import('playwright-core').BrowserContext, origin: string, report: (figure: { name: string, value: number, unit: string }) => void }} options
 */
export async function run({ browser, origin, report }) {
  const page = await browser.newPage();
  await page.goto(`${origin}/#/`);
  await page.locator('main > *').first().waitFor();
  const worker = await InferenceWorker.start(page);
  const sources = marianExpected().rows.map((row) => row.source);
  for (const variant of /** @type {const} */ (['merged', 'quantized'])) {
    const suffix = variant === 'merged' ? '' : '.q8';
    const { id } = await worker.add(marianFiles(variant));
    /** @type {number[]} */
    const opening = [];
    for (let i = 0; i < SAMPLES; i++) {
      await worker.restart();
      const loaded = /** @type {{ milliseconds: number }} */ (await worker.call('load', id, 'wasm'));
      opening.push(loaded.milliseconds);
    }
    const all = Array.from({ length: REPEATS }, () => sources).flat();
    const one = sources.slice(0, 1);
    await worker.call('translate', id, all, LANGUAGES); // warm-up
    report({ name: `translate.tokens_per_s${suffix}`, value: median(await rates(worker, id, all, 1)), unit: 'tokens/s' });
    report({ name: `translate.tokens_per_s_single${suffix}`, value: median(await rates(worker, id, one, 20)), unit: 'tokens/s' });
    report({ name: `translate.open_ms${suffix}`, value: median(opening), unit: 'ms' });
  }
  await page.close();
}

/** @param {import('../harness/inference.ts').InferenceWorker} worker @param {string} id @param {readonly string[]} texts @param {number} calls */
async function rates(worker, id, texts, calls) {
  /** @type {number[]} */
  const found = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    let tokens = 0;
    const started = performance.now();
    for (let i = 0; i < calls; i++) {
      const rows = /** @type {{ ids: readonly number[] }[]} */ (await worker.call('translate', id, texts, LANGUAGES));
      tokens += rows.reduce((sum, row) => sum + row.ids.length, 0);
    }
    found.push((tokens * 1000) / (performance.now() - started));
  }
  return found;
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
