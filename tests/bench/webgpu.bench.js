import { join } from 'node:path';
import { runnerImport } from 'vite';
import { launchWithHalf } from './webgpu/adapter.js';

const here = import.meta.dirname;

/** @template T @param {string} path @returns {Promise<T>} */
async function load(path) {
  const { module } = await runnerImport(/** @type {string} */ (join(here, '..', path)));
  return /** @type {T} */ (module);
}
/** @type {typeof import('../harness/chromium.ts')} */
const { CHROMIUM_ARGS, findChromium } = await load('harness/chromium.ts');
/** @type {typeof import('../harness/inference.ts')} */
const { InferenceWorker } = await load('harness/inference.ts');
/** @type {typeof import('../models/families.ts')} */
const { byDirection, familyFixture, familyVariant } = await load('models/families.ts');
/** @type {typeof import('../../src/metrics/chrf.ts')} */
const { Chrf } = await load('../src/metrics/chrf.ts');

const FAMILY = 'mbart50';
const PRECISIONS = /** @type {const} */ (['fp32', 'fp16', 'q4f16']);
const BEAMS = /** @type {const} */ ({ greedy: 1, beams: 4 });

/** @typedef {{ ids: readonly number[], text: string }} Row */
/** @typedef {{ rows: readonly Row[], tokensPerSecond: number }} Made */

/**
 * Each precision on WebGPU beside WebAssembly, on the tiny fixture of mBART-50 with its real tokenizer: greedily and with 4 beams, texts in batches. Wants an
 * adapter with `shader-f16`; docs/translation-speed.md says how to have one without a graphics card.
 * @param {{ origin: string, isQuick: boolean, report: (figure: { name: string, value: number, unit: string, against?: string }) => void }} bench
 */
export async function run({ origin, isQuick, report }) {
  const { browser, close } = await launchWithHalf(findChromium(), CHROMIUM_ARGS);
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(`${origin}/#/`);
    await page.locator('main > *').first().waitFor();
    const adapter = await page.evaluate(async () => {
      const found = await navigator.gpu.requestAdapter();
      return found?.features.has('shader-f16') === true ? `${found.info.vendor} ${found.info.architecture}` : undefined;
    });
    if (adapter === undefined)
      throw new Error(
        'No WebGPU adapter with shader-f16. Without a graphics card, STET_VULKAN names a software driver: docs/translation-speed.md.',
      );
    const worker = await InferenceWorker.start(page);
    const { expected } = familyFixture(FAMILY);
    const texts = byDirection(expected.rows)
      .map((own) => own.slice(0, isQuick ? 5 : 25))
      .slice(0, 2);

    const made = async (/** @type {string} */ id, /** @type {'wasm' | 'webgpu'} */ backend, /** @type {number} */ beams) => {
      await worker.restart();
      await worker.call('load', id, backend);
      /** @type {Row[]} */
      const rows = [];
      let seconds = 0;
      for (const own of texts) {
        const [first] = own;
        const languages = { sourceLang: first?.from.slice(0, 2) ?? '', targetLang: first?.to.slice(0, 2) ?? '' };
        const ask = () =>
          worker.timed(
            'translate',
            id,
            own.map(({ source }) => source),
            { ...languages, beams },
          );
        await ask(); // compiles what computes
        const { milliseconds, value } = await ask();
        seconds += milliseconds / 1000;
        rows.push(.../** @type {Row[]} */ (value));
      }
      return { rows, tokensPerSecond: rows.reduce((sum, { ids }) => sum + ids.length, 0) / seconds };
    };

    /** @type {Map<string, Made>} */
    const whole = new Map();
    for (const precision of PRECISIONS) {
      const { files } = precision === 'fp32' ? familyFixture(FAMILY) : familyVariant(FAMILY, precision);
      const { id } = await worker.add(files, FAMILY);
      for (const [search, beams] of Object.entries(BEAMS)) {
        const onProcessor = await made(id, 'wasm', beams);
        const onDevice = await made(id, 'webgpu', beams);
        const reference = whole.get(search) ?? onProcessor;
        whole.set(search, reference);
        const name = `webgpu.${precision}.${search}`;
        report({
          name: `${name}.ids_equal_wasm`,
          value: equal(onDevice, onProcessor),
          unit: 'of texts',
          against: 'the same files on WASM',
        });
        report({ name: `${name}.ids_equal_fp32`, value: equal(onDevice, reference), unit: 'of texts', against: 'fp32 on WASM' });
        report({ name: `${name}.chrf_fp32`, value: chrf(onDevice, reference), unit: 'chrF', against: 'fp32 on WASM' });
        const against = `${onProcessor.tokensPerSecond.toFixed(0)} on WASM; ${adapter}`;
        report({ name: `${name}.tokens_per_s`, value: onDevice.tokensPerSecond, unit: 'tokens/s', against });
      }
    }
  } finally {
    await close();
  }
}

/** @param {Made} made @param {Made} reference */
function equal({ rows }, reference) {
  return rows.filter(({ ids }, i) => ids.join(' ') === reference.rows[i]?.ids.join(' ')).length / rows.length;
}

/** @param {Made} made @param {Made} reference */
function chrf({ rows }, reference) {
  const metric = new Chrf();
  const sums = new Float64Array(metric.width);
  for (const [i, { text }] of rows.entries()) {
    const [counted] = metric.stats([reference.rows[i]?.text ?? ''], [text]);
    counted?.forEach((count, k) => (sums[k] = (sums[k] ?? 0) + count));
  }
  return metric.score(sums);
}
