import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const data = join(root, '..', 'shared', 'data', 'qe', 'mlqe-pe', 'da');
const PAIRS = ['en-de', 'ru-en', 'en-zh', 'ne-en'];
const ROWS = 250;

/** @template T @param {string} path @returns {Promise<T>} */
async function load(path) {
  const { module } = await runnerImport(join(root, path));
  return /** @type {T} */ (module);
}
/** @type {typeof import('../harness/inference.ts')} */
const { InferenceWorker } = await load('tests/harness/inference.ts');
/** @type {typeof import('../../models/train/scorer-data.ts')} */
const { readJudged } = await load('models/train/scorer-data.ts');
/** @type {typeof import('../../models/train/scorer-figures.ts')} */
const { auc, pearson, spearman } = await load('models/train/scorer-figures.ts');

/**
 * The shipped risk scorer on the dev files of MLQE-PE (which stand in ../shared and are not part of Stet) through the app's own worker, against
 * how far the length ratio is from its mean. A constant has no correlation and an AUC of 0.5.
 * @param {{ browser: import('playwright-core').BrowserContext, origin: string, report: (figure: { name: string, value: number, unit: string, against?: string }) => void }} options
 */
export async function run({ browser, origin, report }) {
  if (!existsSync(data)) {
    console.log(`scorer: left out, since ${data} does not stand beside this checkout`);
    return;
  }
  const page = await browser.newPage();
  await page.goto(`${origin}/#/`);
  await page.locator('main > *').first().waitFor();
  const worker = await InferenceWorker.start(page);
  const folder = join(root, 'models', 'risk-scorer');
  const files = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file))]));
  const { id } = await worker.add(files, 'risk-scorer');
  let seconds = 0;
  let scored = 0;
  for (const pair of PAIRS) {
    const rows = readJudged(data, pair, 'dev');
    const [sourceLang, targetLang] = pair.split('-');
    /** @type {number[]} */
    const risks = [];
    for (let start = 0; start < rows.length; start += ROWS) {
      const texts = rows.slice(start, start + ROWS).map(({ source, hypothesis }) => ({ source, hypothesis }));
      const begun = performance.now();
      const values = /** @type {{ value: number }[]} */ (await worker.call('scoreTexts', id, texts, { sourceLang, targetLang }));
      seconds += (performance.now() - begun) / 1000;
      risks.push(...values.map(({ value }) => value));
    }
    scored += rows.length;
    const lost = rows.map(({ mean }) => 100 - mean);
    const isBad = rows.map(({ mean }) => mean < 60);
    const ratios = rows.map(({ source, hypothesis }) => Math.log((hypothesis.length + 1) / (source.length + 1)));
    const middle = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    const odd = ratios.map((ratio) => Math.abs(ratio - middle));
    for (const [name, of] of /** @type {const} */ ([
      ['pearson', (/** @type {number[]} */ values) => pearson(values, lost)],
      ['spearman', (/** @type {number[]} */ values) => spearman(values, lost)],
      ['auc', (/** @type {number[]} */ values) => auc(values, isBad)],
    ])) {
      report({ name: `scorer.${name}.${pair}`, value: of(risks), unit: '', against: `length ratio ${of(odd).toFixed(3)}` });
    }
    const mean = risks.reduce((sum, risk) => sum + risk, 0) / risks.length;
    const said = lost.reduce((sum, value) => sum + value / 100, 0) / lost.length;
    report({ name: `scorer.mean_risk.${pair}`, value: mean, unit: '', against: `judged ${said.toFixed(3)}` });
  }
  report({ name: 'scorer.rows_per_s', value: scored / seconds, unit: 'rows/s' });
  await page.close();
}
