import { existsSync, readFileSync } from 'node:fs';
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
/** @type {typeof import('../shared.ts')} */
const { SHARED, sharedText } = await load('shared.ts');
/** @type {typeof import('../../src/metrics/bleu.ts')} */
const { Bleu } = await load('../src/metrics/bleu.ts');
/** @type {typeof import('../../src/metrics/chrf.ts')} */
const { Chrf } = await load('../src/metrics/chrf.ts');

/** Sentences that one call to the worker translates; it plans its batches from them. */
const WINDOW = 512;
/** Lines that WebGPU is held against WASM on: without a graphics card it computes on the processor. */
const ON_WEBGPU = 50;

/** @typedef {{ name: string, value: number, unit: string, against?: string }} Figure */
/** @typedef {{ name: string, sources: readonly string[], references: readonly (readonly string[])[], texts: (label: string) => readonly string[] | undefined }} Corpus */

/**
 * What the models that ship translate in the browser, greedily, as a project is translated (batches by length) and, in 8 bits, also one sentence at
 * a time, against the same files in Python's onnxruntime, which takes one at a time. `STET_HELD_OUT` names the folder that `models/train/evaluate.py` wrote.
 * @param {{ browser: import('playwright-core').BrowserContext, origin: string, report: (figure: Figure) => void }} options
 */
export async function run({ browser, origin, report }) {
  /** @type {{ models: { folder: string, manifest: import('../../src/core/shipped-model.ts').ShippedManifest }[] }} */
  const { models } = await (await fetch(`${origin}/models/index.json`)).json();
  const page = await browser.newPage();
  await page.goto(`${origin}/#/`);
  await page.locator('main > *').first().waitFor();
  const worker = await InferenceWorker.start(page);
  for (const { folder, manifest } of models) {
    if (manifest.kind !== 'translator' || manifest.sourceLang === undefined || manifest.targetLang === undefined) continue;
    const languages = { sourceLang: manifest.sourceLang, targetLang: manifest.targetLang };
    for (const { precision } of manifest.precisions) {
      await worker.restart();
      const wish = { folder, precision, at: 1 };
      const { id } = /** @type {{ id: string }} */ (await worker.call('addShipped', `${origin}/`, wish));
      /** @param {readonly string[]} lines @param {number} window */
      const translate = async (lines, window) => {
        /** @type {string[]} */
        const made = [];
        for (let at = 0; at < lines.length; at += window) {
          const rows = await worker.call('translate', id, lines.slice(at, at + window), languages);
          made.push(.../** @type {{ text: string }[]} */ (rows).map(({ text }) => text));
        }
        return made;
      };
      await worker.restart();
      await worker.call('load', id, 'wasm');
      for (const corpus of corpora(folder, languages)) {
        const label = `shipped.${folder}.${corpus.name}.${precision}`;
        const started = performance.now();
        const made = await translate(corpus.sources, WINDOW);
        report({ name: `${label}.sentences_per_s`, value: (made.length * 1000) / (performance.now() - started), unit: 'sentences/s' });
        compare(report, label, made, corpus, `ort-${precision}`);
        if (precision === 'q8' && corpus.name === 'held-out') {
          compare(report, `${label}.single`, await translate(corpus.sources, 1), corpus, 'ort-q8');
        }
      }
      if (precision === 'fp32') {
        const lines = linesFor(folder, languages);
        const wasm = await translate(lines, WINDOW);
        await worker.restart();
        await worker.call('load', id, 'webgpu');
        const webgpu = await translate(lines, WINDOW);
        report({ name: `shipped.${folder}.webgpu_equals_wasm`, value: equal(webgpu, wasm), unit: `of ${lines.length} texts` });
      }
    }
  }
  await worker.end();
  await page.close();
}

/** BLEU and chrF, by Stet's own metrics, of these texts and of the peer's. @param {(figure: Figure) => void} report @param {string} label @param {readonly string[]} made @param {Corpus} corpus @param {string} peer */
function compare(report, label, made, corpus, peer) {
  const theirs = corpus.texts(peer);
  for (const metric of [new Bleu({ tokenize: '13a' }), new Chrf()]) {
    const value = score(metric, made, corpus.references);
    const against = theirs === undefined ? undefined : score(metric, theirs, corpus.references);
    const name = `${label}.${metric.id}`;
    report({ name, value, unit: '', ...(against === undefined ? {} : { against: `${against.toFixed(2)} in ${peer}` }) });
    if (against !== undefined) report({ name: `${name}.difference`, value: value - against, unit: '' });
  }
  if (theirs !== undefined) report({ name: `${label}.equal_lines`, value: equal(made, theirs), unit: `of ${made.length}` });
}

/** @param {import('../../src/metrics/metric.ts').TextMetric} metric @param {readonly string[]} made @param {readonly (readonly string[])[]} references */
function score(metric, made, references) {
  const sums = new Float64Array(metric.width);
  for (const [i, text] of made.entries()) {
    const [counted] = metric.stats(references[i] ?? [], [text]);
    counted?.forEach((count, k) => (sums[k] = (sums[k] ?? 0) + count));
  }
  return metric.score(sums);
}

/** @param {readonly string[]} a @param {readonly string[]} b */
function equal(a, b) {
  return a.filter((text, i) => text === b[i]).length;
}

/** @param {string} folder @param {{ sourceLang: string, targetLang: string }} languages @returns {readonly Corpus[]} */
function corpora(folder, { sourceLang, targetLang }) {
  /** @type {Corpus[]} */
  const found = [];
  const heldOut = process.env.STET_HELD_OUT;
  /** @param {string} name @returns {readonly string[] | undefined} */
  const file = (name) =>
    heldOut !== undefined && existsSync(join(heldOut, name)) ? lines(readFileSync(join(heldOut, name), 'utf8')) : undefined;
  const sources = file(`test.${sourceLang}`);
  const references = file(`test.${targetLang}`);
  if (sources && references)
    found.push({
      name: 'held-out',
      sources,
      references: references.map((text) => [text]),
      texts: (label) => file(`${folder}.${label}.${targetLang}`),
    });
  if (SHARED !== undefined && sourceLang === 'en' && targetLang === 'de') {
    const side = (/** @type {string} */ name) => lines(sharedText(`data/parallel/generaltest2022.en-de.${name}.gz`));
    found.push({
      name: 'wmt22',
      sources: side('src.en'),
      references: side('ref.A.de').map((text) => [text]), // as the cards do
      texts: (label) => file(`${folder}.wmt22.${label}.${targetLang}`),
    });
  }
  return found;
}

/** @param {string} folder @param {{ sourceLang: string, targetLang: string }} languages */
function linesFor(folder, languages) {
  const [corpus] = corpora(folder, languages);
  return corpus?.sources.slice(0, ON_WEBGPU) ?? [];
}

/** @param {string} text */
function lines(text) {
  return text.replace(/\n$/u, '').split('\n');
}
