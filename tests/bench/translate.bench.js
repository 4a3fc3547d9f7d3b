import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runnerImport } from 'vite';
import { firstWord } from './translate/first-word.js';
import { layOutProbe, watchMemory, workerBytes } from './translate/memory.js';
import { benchModel, modelFiles } from './translate/model.js';
import { document, sentences } from './translate/texts.js';

const here = import.meta.dirname;
const LANGUAGES = { sourceLang: 'en', targetLang: 'de' };
/** Words of the sentences that are translated one at a time. */
const LENGTHS = [4, 8, 12, 16, 24, 40];
const SEGMENTS = 200;
/** Rows that Transformers.js is given at once: as many as Stet takes. */
const BATCH = 16;
/** Weights that a step of opus-mt reads, and the bytes that 8 bits make of them. */
const STEP_WEIGHTS = 51.8e6;
const END = 0;

/** Pieces of opus-mt's target side; the other side has as many, and 58,101 tokens are what both have together. */
const TARGET_PIECES = 32_000;

/** @typedef {{ milliseconds: number, ids: readonly (readonly number[])[], texts: readonly string[] }} Made */

/** @typedef {(figure: { name: string, value: number, unit: string, against?: string }) => void} Report */

/** What can be measured by itself: `npm run bench -- translate --only=sentence`. */
const PARTS = /** @type {const} */ (['memory', 'start', 'sentence', 'document', 'cut']);

/**
 * Translation in 8 bits, Stet beside Transformers.js on the same bytes in the same page, in opus-mt's shapes, in blocks ABBA: one sentence at a time, and a
 * document of 200 segments. Tuned: a worker of its own, greedy, as many threads and rows as Stet. Default: `pipeline()` a segment, as users call it.
 * Tokens after a row's first end do not count. The same document as a project, with the vocabulary cut as the app cuts it and whole. `--only` takes one
 * part or several, with commas between: memory, start, sentence (and the limit), document, cut.
 * @param {{ browser: import('playwright-core').BrowserContext, origin: string, dist: string, isQuick: boolean, only: readonly string[], report: Report }} bench
 */
export async function run({ browser, origin, dist, isQuick, only, report }) {
  const unknown = only.find((part) => !PARTS.some((known) => known === part));
  if (unknown !== undefined) throw new Error(`No part ${unknown}. There are: ${PARTS.join(', ')}.`);
  const isWanted = (/** @type {(typeof PARTS)[number]} */ part) => only.length === 0 || only.includes(part);
  const folder = benchModel();
  layOut(dist, folder);
  const { paths, bytes } = modelFiles(folder, 'q8');
  const words = JSON.parse(readFileSync(join(folder, 'words.json'), 'utf8'));
  const page = await browser.newPage();
  await page.goto(`${origin}/#/`);
  await page.locator('main > *').first().waitFor();
  /** @type {typeof import('../harness/inference.ts')} */
  const { InferenceWorker } = await load('../harness/inference.ts');
  const worker = await InferenceWorker.start(page);
  const { id } = await worker.addFrom('bench/opus-shapes', paths);
  await (isWanted('memory') ? worker.restartFrom(layOutProbe(dist, worker.path)) : worker.restart());

  const memory = watchMemory();
  const { threads } = /** @type {{ threads: number }} */ (await worker.call('load', id, 'wasm'));
  const stet = async (/** @type {readonly string[]} */ texts) => {
    const { milliseconds, value } = await worker.timed('translate', id, texts, { ...LANGUAGES, beams: 1 });
    const rows = /** @type {{ ids: readonly number[], text: string }[]} */ (value);
    return { milliseconds, ids: rows.map((row) => row.ids), texts: rows.map((row) => row.text) };
  };
  const segments = document(words, SEGMENTS);
  await stet(segments.slice(0, BATCH));
  if (isWanted('memory')) {
    // Measuring waits for a garbage collection, so it comes after what the process has held at most.
    const peak = memory?.peak();
    const { heap } = await worker.probe();
    report({ name: 'translate.heap_over_file', value: heap / bytes, unit: 'times' });
    report({ name: 'translate.peak_memory_over_file', value: (await workerBytes(page)) / bytes, unit: 'times' });
    if (peak !== undefined) report({ name: 'translate.peak_process_over_file', value: peak / bytes, unit: 'times' });
    await worker.end();
    await page.waitForTimeout(6000);
    if (memory) report({ name: 'translate.process_after_unload_over_file', value: memory.now() / bytes, unit: 'times' });
    await worker.restart();
    await worker.call('load', id, 'wasm');
  }
  if (isWanted('start')) await firstWord({ worker, id, isQuick, report });
  const tuned = isWanted('sentence') || isWanted('document') ? await Peer.start(page, { threads }) : undefined;
  if (tuned && isWanted('sentence'))
    await measureSentences({ page, threads, stet, tuned, texts: sentences(words, LENGTHS), isQuick, report });
  if (tuned && isWanted('document')) await measureDocument({ page, stet, tuned, texts: segments, isQuick, report });
  if (isWanted('cut')) await measureCut({ page, worker, paths, texts: segments, isQuick, report });
  await page.close();
}

/** A project with the vocabulary cut, and whole, in blocks ABBA. @param {{ page: import('playwright-core').Page, worker: import('../harness/inference.ts').InferenceWorker, paths: readonly string[], texts: readonly string[], isQuick: boolean, report: Report }} bench */
async function measureCut({ page, worker, paths, texts, isQuick, report }) {
  /** @type {typeof import('../browser/translate-project.ts')} */
  const { writeProject } = await load('../browser/translate-project.ts');
  await writeProject(page, 'cut', 'de', texts, texts.length);
  await worker.restart();
  const { id } = await worker.addFrom('bench/opus-sides', paths);
  await worker.restart();
  await worker.call('load', id, 'wasm');
  await worker.call('translate', id, texts, LANGUAGES); // compiled code becomes fast with use
  let runs = 0;
  let found = { kept: 0, of: 1, checked: 1, same: 0 };
  const perSecond = async (/** @type {boolean} */ isCut) => {
    runs += 1;
    const task = { projectId: 'cut', runId: `run-${runs}`, isCut, appVersion: 'bench', at: runs };
    const made = /** @type {{ tokens: number, seconds: number, cut?: typeof found }} */ (await worker.call('translateProject', id, task));
    found = made.cut ?? found;
    return made.tokens / made.seconds;
  };
  const [cut, whole, wholeAgain, cutAgain] = [
    await perSecond(true),
    await perSecond(false),
    isQuick ? NaN : await perSecond(false),
    isQuick ? NaN : await perSecond(true),
  ];
  const mean = (/** @type {readonly number[]} */ values) => {
    const measured = values.filter((value) => !Number.isNaN(value));
    return measured.reduce((sum, value) => sum + value, 0) / measured.length;
  };
  const against = 'the whole vocabulary';
  report({ name: 'translate.cut.ratio', value: mean([cut, cutAgain]) / mean([whole, wholeAgain]), unit: 'times', against });
  report({ name: 'translate.cut.tokens_per_s', value: mean([cut, cutAgain]), unit: 'tokens/s' });
  report({ name: 'translate.cut.kept', value: found.kept / found.of, unit: 'of the vocabulary' });
  report({ name: 'translate.cut.same', value: found.same / found.checked, unit: 'of checked segments', against });
}

/** One sentence at a time, and how near that comes to what the machine can do. @param {{ page: import('playwright-core').Page, threads: number, stet: (texts: readonly string[]) => Promise<Made>, tuned: Peer, texts: readonly string[], isQuick: boolean, report: Report }} bench */
async function measureSentences({ page, threads, stet, tuned, texts, isQuick, report }) {
  /** @type {{ stet: number, peer: number }[]} */
  const times = [];
  let equal = 0;
  for (const text of texts) {
    const { stet: ours, peer } = await abba({ stet: () => stet([text]), peer: () => tuned.ask('generate', [text]) }, isQuick ? 1 : 3);
    times.push({ stet: perToken(ours), peer: perToken(peer) });
    if (JSON.stringify(ours[0]?.ids) === JSON.stringify(cut(peer[0]?.ids ?? []))) equal += 1;
  }
  const against = tuned.name();
  const speed = (/** @type {'stet' | 'peer'} */ side) => median(times.map((time) => 1000 / time[side]));
  report({ name: 'translate.sentence.ratio_tuned', value: median(times.map(({ stet: own, peer }) => peer / own)), unit: 'times', against });
  report({
    name: 'translate.sentence.tokens_per_s',
    value: speed('stet'),
    unit: 'tokens/s',
    against: `${speed('peer').toFixed(1)} of ${against}`,
  });
  report({ name: 'translate.ids_equal', value: equal / texts.length, unit: 'of sentences', against });
  const limit = await measuredLimit(page, threads);
  const possible = Math.min(limit.bytesPerSecond, limit.productsPerSecond) / STEP_WEIGHTS;
  report({ name: 'translate.limit.bytes_per_s', value: limit.bytesPerSecond / 1e9, unit: 'GB/s', against: `${threads} threads` });
  report({ name: 'translate.limit.products_per_s', value: limit.productsPerSecond / 1e9, unit: 'G/s', against: `${threads} threads` });
  const efficiency = (/** @type {'stet' | 'peer'} */ side) => speed(side) / possible;
  report({
    name: 'translate.sentence.efficiency',
    value: efficiency('stet'),
    unit: 'of the limit',
    against: `${efficiency('peer').toFixed(3)} of ${against}`,
  });
}

/** A document of many segments. @param {{ page: import('playwright-core').Page, stet: (texts: readonly string[]) => Promise<Made>, tuned: Peer, texts: readonly string[], isQuick: boolean, report: Report }} bench */
async function measureDocument({ page, stet, tuned, texts: all, isQuick, report }) {
  const inBatches = async () => {
    const parts = [];
    for (let at = 0; at < all.length; at += BATCH) parts.push(await tuned.ask('generate', all.slice(at, at + BATCH)));
    return joined(parts);
  };
  const sides = await abba({ stet: () => stet(all), peer: inBatches }, 1, isQuick);
  report({
    name: 'translate.document.ratio_tuned',
    value: perToken(sides.peer) / perToken(sides.stet),
    unit: 'times',
    against: tuned.name(),
  });
  report({ name: 'translate.document.tokens_per_s', value: 1000 / perToken(sides.stet), unit: 'tokens/s' });
  await tuned.end();

  const usual = await Peer.start(page, {});
  const some = all.filter((_, i) => i % (isQuick ? 20 : 5) === 0);
  await usual.ask('pipeline', some.slice(0, 1));
  const default_ = await usual.ask('pipeline', some);
  const places = all.flatMap((_, i) => (i % (isQuick ? 20 : 5) === 0 ? [i] : []));
  const ours = sides.stet[0];
  const tokens = places.reduce((sum, place) => sum + (ours?.ids[place]?.length ?? 0), 0);
  report({
    name: 'translate.document.ratio_default',
    value: default_.milliseconds / tokens / perToken(sides.stet),
    unit: 'times',
    against: usual.name(),
  });
  const texts = places.map((place) => ours?.texts[place] ?? '');
  report({
    name: 'translate.document.rows_equal',
    value: texts.filter((text, i) => text === default_.texts[i]).length / texts.length,
    unit: 'of rows, to one at a time',
  });
  report({ name: 'translate.document.chrf', value: await chrf(default_.texts, texts), unit: 'chrF, to one at a time' });
  await usual.end();
}

/** @template T @param {string} path @returns {Promise<T>} */
async function load(path) {
  const { module } = await runnerImport(/** @type {string} */ (join(here, path)));
  return /** @type {T} */ (module);
}

/** Puts the model and the other side beside the app, so that all is of one origin. @param {string} dist @param {string} folder */
function layOut(dist, folder) {
  const bench = join(dist, 'bench');
  mkdirSync(bench, { recursive: true });
  symlinkSync(folder, join(bench, 'opus-shapes'));
  const sides = join(bench, 'opus-sides');
  mkdirSync(sides);
  for (const name of readdirSync(folder)) if (name !== 'target.spm') symlinkSync(join(folder, name), join(sides, name));
  writeFileSync(join(sides, 'target.spm'), firstPieces(readFileSync(join(folder, 'target.spm')), TARGET_PIECES));
  for (const name of ['peer.worker.js', 'limit.worker.js']) cpSync(join(here, 'translate', name), join(bench, name));
  const library = dirname(createRequire(import.meta.url).resolve('@huggingface/transformers'));
  cpSync(join(library, 'transformers.min.js'), join(bench, 'transformers.min.js'));
  const runtime = dirname(createRequire(join(library, 'transformers.min.js')).resolve('onnxruntime-web'));
  for (const end of ['mjs', 'wasm'])
    cpSync(join(runtime, `ort-wasm-simd-threaded.asyncify.${end}`), join(bench, `ort-wasm-simd-threaded.asyncify.${end}`));
}

/** Transformers.js in a worker of the page. */
class Peer {
  /** @type {import('playwright-core').Page} */
  #page;
  #name = '';

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {import('playwright-core').Page} page @param {{ threads?: number }} options */
  static async start(page, { threads }) {
    await page.evaluate(() => {
      const peer = new Worker(new URL('./bench/peer.worker.js', location.href), { type: 'module' });
      Object.assign(globalThis, {
        peer,
        askPeer: (/** @type {unknown} */ message) =>
          new Promise((resolve, reject) => {
            peer.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data.value));
            peer.onerror = (event) => reject(new Error(event.message));
            peer.postMessage(message);
          }),
      });
    });
    const made = new Peer(page);
    const { version, runtime } = /** @type {{ version: string, runtime: string }} */ (
      await made.#send({ kind: 'load', model: 'opus-shapes', dtype: 'q8', threads })
    );
    made.#name = `Transformers.js ${version} on ONNX Runtime Web ${runtime}, ${threads ?? 'its own number of'} threads`;
    return made;
  }

  /** @param {unknown} message */
  #send(message) {
    return this.#page.evaluate((given) => /** @type {any} */ (globalThis).askPeer(given), message);
  }

  /** @param {'generate' | 'pipeline'} kind @param {readonly string[]} texts @returns {Promise<Made>} */
  async ask(kind, texts) {
    return /** @type {Made} */ (await this.#send({ kind, texts }));
  }

  name() {
    return this.#name;
  }

  async end() {
    await this.#page.evaluate(() => /** @type {any} */ (globalThis).peer.terminate());
  }
}

/** What each side made, in the order ABBA, after one turn each to warm up; a quick look takes one turn each. @param {{ stet: () => Promise<Made>, peer: () => Promise<Made> }} sides @param {number} rounds */
async function abba({ stet, peer }, rounds, isOnce = false) {
  if (isOnce) return { stet: [await stet()], peer: [await peer()] };
  if (rounds > 0) await Promise.resolve(stet()).then(peer);
  /** @type {{ stet: Made[], peer: Made[] }} */
  const made = { stet: [], peer: [] };
  for (let round = 0; round < rounds; round++) {
    made.stet.push(await stet());
    made.peer.push(await peer());
    made.peer.push(await peer());
    made.stet.push(await stet());
  }
  return made;
}

/** Milliseconds a token that counts, the median of the runs. @param {readonly Made[]} runs */
function perToken(runs) {
  return median(runs.map(({ milliseconds, ids }) => milliseconds / cut(ids).reduce((sum, row) => sum + row.length, 0)));
}

/** Each row up to and with its first end. @param {readonly (readonly number[])[]} rows */
function cut(rows) {
  return rows.map((row) => (row.includes(END) ? row.slice(0, row.indexOf(END) + 1) : row));
}

/** @param {readonly Made[]} parts @returns {Made} */
function joined(parts) {
  return {
    milliseconds: parts.reduce((sum, part) => sum + part.milliseconds, 0),
    ids: parts.flatMap((part) => part.ids),
    texts: parts.flatMap((part) => part.texts),
  };
}

/** @param {readonly string[]} references @param {readonly string[]} texts */
async function chrf(references, texts) {
  /** @type {typeof import('../../src/metrics/chrf.ts')} */
  const { Chrf } = await load('../../src/metrics/chrf.ts');
  const metric = new Chrf();
  const rows = texts.map((text, i) => metric.stats([references[i] ?? ''], [text])[0] ?? new Float64Array(metric.width));
  const total = rows.reduce((sum, row) => sum.map((value, i) => value + (row[i] ?? 0)), new Float64Array(metric.width));
  return metric.score(total);
}

/** What so many threads reach together. @param {import('playwright-core').Page} page @param {number} threads */
async function measuredLimit(page, threads) {
  const [bytesPerSecond = NaN, productsPerSecond = NaN] = await page.evaluate(async (count) => {
    const workers = Array.from({ length: count }, () => new Worker(new URL('./bench/limit.worker.js', location.href), { type: 'module' }));
    const together = async (/** @type {unknown} */ message) => {
      const rates = workers.map(
        (worker) =>
          /** @type {Promise<number>} */ (
            new Promise((resolve) => {
              worker.onmessage = ({ data }) => resolve(data.rate);
              worker.postMessage(message);
            })
          ),
      );
      return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
    };
    await together({ kind: 'prepare' });
    const found = [await together({ kind: 'read', milliseconds: 2000 }), await together({ kind: 'multiply', milliseconds: 1000 })];
    for (const worker of workers) worker.terminate();
    return found;
  }, threads);
  return { bytesPerSecond, productsPerSecond };
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** A SentencePiece file without the pieces (field 1, each shorter than 128 bytes) past the first. @param {Uint8Array} file @param {number} count */
function firstPieces(file, count) {
  let [at, seen] = [0, 0];
  while (file[at] === 0x0a && seen < count) [at, seen] = [at + 2 + (file[at + 1] ?? 0), seen + 1];
  let rest = at;
  while (file[rest] === 0x0a) rest += 2 + (file[rest + 1] ?? 0);
  return Buffer.concat([file.subarray(0, at), file.subarray(rest)]);
}
