// How fast scores are computed in Chromium, beside sacreBLEU in Python on the same machine, and how soon a large project's sheet is there.
// STET_PYTHON names a Python that has sacrebleu==2.6.0; without it `python3` is tried.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from 'vite';

const SAMPLES = 1000;
/** The best of so many is taken, on both sides. */
const ROUNDS = 2;
const RESAMPLING_ROUNDS = 6;
const SEGMENTS = 2000;
/** Judgements; the median of their times is reported. */
const CHANGES = 9;
/** Milliseconds between them: what follows the table is at work when the next comes. */
const PERSON = 1500;

/** @typedef {{ references: string[], systems: string[][] }} Corpus */
/** @typedef {typeof import('./score-page/page.ts').scorePage} ScorePage */

/** @param {{ browser: import('playwright-core').BrowserContext, origin: string, dist: string, report: (figure: { name: string, value: number, unit: string, against?: string }) => void, only?: readonly string[] }} bench `only`: some of `python`, `large` and `incremental`. */
export async function run({ browser, origin, dist, report, only = [] }) {
  // Beside the app, so that both have the same database.
  await build({
    configFile: false,
    logLevel: 'warn',
    mode: 'production',
    base: './',
    root: join(import.meta.dirname, 'score-page'),
    worker: { format: 'es' },
    build: { outDir: join(dist, 'score-page'), emptyOutDir: true, target: 'es2023', modulePreload: { polyfill: false } },
  });
  const page = await browser.newPage();
  await page.goto(`${origin}/score-page/index.html`);
  await page.waitForFunction(() => 'scorePage' in globalThis);
  const isAsked = (/** @type {string} */ part) => only.length === 0 || only.includes(part);
  if (isAsked('python')) await besidePython(page, report);
  if (isAsked('large')) await large(browser, page, report);
  if (isAsked('incremental')) await incremental(browser, page, origin, report);
  await page.close();
}

/** @param {import('playwright-core').Page} page @param {Parameters<typeof run>[0]['report']} report */
async function besidePython(page, report) {
  const corpus = texts();
  /** @type {{ scores: number[][], ms: number, ps: number[][], resampleMs: number, countMs: number }} */
  const own = await page.evaluate(([given, samples, rounds, resamplingRounds]) => {
    const { scorePage } = /** @type {{ scorePage: ScorePage }} */ (/** @type {unknown} */ (globalThis));
    const scored = Array.from({ length: rounds }, () => scorePage.scoreCorpus(given)).sort((a, b) => a.ms - b.ms)[0];
    const tested = Array.from({ length: resamplingRounds }, () => scorePage.bootstrapCorpus(given, samples)).sort((a, b) => a.ms - b.ms)[0];
    if (!scored || !tested) throw new Error('nothing was measured');
    return { scores: scored.scores, ms: scored.ms, ps: tested.ps, resampleMs: tested.ms, countMs: tested.countMs };
  }, /** @type {[Corpus, number, number, number]} */ ([corpus, SAMPLES, ROUNDS, RESAMPLING_ROUNDS]));
  report({ name: 'score.corpus_s', value: own.ms / 1000, unit: 's' });
  report({ name: 'score.bootstrap_s', value: own.resampleMs / 1000, unit: 's' });
  const python = process.env.STET_PYTHON ?? 'python3';
  const input = JSON.stringify({ ...corpus, samples: SAMPLES, rounds: ROUNDS, resamplingRounds: RESAMPLING_ROUNDS });
  const { status, stdout, stderr } = spawnSync(python, [join(import.meta.dirname, 'score.py')], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) {
    console.error(`\n!!! sacreBLEU was NOT measured: ${python} cannot run it (${stderr.trim().split('\n').at(-1) ?? 'not found'}).`);
    console.error(
      '!!! score.corpus.ratio_sacrebleu and score.bootstrap.ratio_sacrebleu are missing. Set STET_PYTHON to a Python with sacrebleu==2.6.0.\n',
    );
    return;
  }
  /** @type {{ version: string, corpus: number, scores: number[][], bootstrap: number, ps: number[][], whole: number }} */
  const tool = JSON.parse(stdout);
  requireEqual(own, tool);
  const seconds = (/** @type {number} */ value) => `${value.toFixed(3)} s`;
  report({
    name: 'score.corpus.ratio_sacrebleu',
    value: tool.corpus / (own.ms / 1000),
    unit: `x as fast: BLEU, chrF and TER of ${SEGMENTS} segments x 3 systems`,
    against: `sacreBLEU ${tool.version}: ${seconds(tool.corpus)}, here ${seconds(own.ms / 1000)}`,
  });
  report({
    name: 'score.bootstrap.ratio_sacrebleu',
    value: tool.bootstrap / (own.resampleMs / 1000),
    unit: `x as fast: paired bootstrap, ${SAMPLES} samples, resampling only`,
    against: `sacreBLEU ${tool.version}: ${seconds(tool.bootstrap)}, with counting ${seconds(tool.whole)}; here ${seconds(own.resampleMs / 1000)}, with counting ${seconds((own.resampleMs + own.countMs) / 1000)}`,
  });
}

/** @param {import('playwright-core').BrowserContext} browser @param {import('playwright-core').Page} page @param {Parameters<typeof run>[0]['report']} report */
async function large(browser, page, report) {
  await page.evaluate(async () => {
    const { scorePage } = /** @type {{ scorePage: ScorePage }} */ (/** @type {unknown} */ (globalThis));
    await scorePage.plant({ projectId: 'large', segments: 100_000, systems: 3, isJudged: false });
  });
  const { longest, value: whole } = await traced(browser, page, () =>
    page.evaluate(() => /** @type {{ scorePage: ScorePage }} */ (/** @type {unknown} */ (globalThis)).scorePage.wholeSheet('large')),
  );
  const abortMs = await page.evaluate(() =>
    /** @type {{ scorePage: ScorePage }} */ (/** @type {unknown} */ (globalThis)).scorePage.abortSheet('large'),
  );
  if (whole.heard === 0) throw new Error('no progress was heard');
  if (whole.values.filter((low) => low !== undefined).length !== 6) throw new Error('an interval is missing');
  report({
    name: 'score.large_s',
    value: whole.seconds,
    unit: 's for BLEU and chrF2 with intervals, 100,000 segments x 3 systems',
    against: 'at most 10',
  });
  report({ name: 'score.large_longest_task_ms', value: longest, unit: "ms of the page's own CPU time meanwhile", against: 'at most 50' });
  report({ name: 'score.abort_ms', value: abortMs, unit: 'ms until it has stopped' });
}

/** From a judgement's commit in one tab to the changed table in another, on the app's own Evaluate page. @param {import('playwright-core').BrowserContext} browser @param {import('playwright-core').Page} page @param {string} origin @param {Parameters<typeof run>[0]['report']} report */
async function incremental(browser, page, origin, report) {
  await page.evaluate(async () => {
    const { scorePage } = /** @type {{ scorePage: ScorePage }} */ (/** @type {unknown} */ (globalThis));
    await scorePage.plant({ projectId: 'judged', segments: 10_000, systems: 5, isJudged: true });
  });
  const shown = await browser.newPage();
  await shown.goto(`${origin}/#/p/judged/evaluate`);
  await shown.locator('.evaluate[aria-busy=false] [data-metric=MQM] .value').first().waitFor({ timeout: 240_000 });
  await shown.evaluate(() => {
    const table = document.querySelector('.evaluate [data-metric=MQM]')?.closest('table');
    if (!table) throw new Error('there is no table');
    let before = table.textContent;
    const times = /** @type {number[]} */ ([]);
    new MutationObserver(() => {
      if (table.textContent === before) return;
      before = table.textContent;
      times.push(performance.timeOrigin + performance.now());
    }).observe(table, { subtree: true, childList: true, characterData: true });
    Object.assign(globalThis, { changedTimes: times });
  });
  const times = [];
  for (let round = 0; round < CHANGES; round++) {
    const committed = await page.evaluate(
      ([document, system]) =>
        /** @type {{ scorePage: ScorePage }} */ (/** @type {unknown} */ (globalThis)).scorePage.judge('judged', document, system),
      /** @type {[number, number]} */ ([round, round % 5]),
    );
    const changed = await shown.waitForFunction(
      (after) => /** @type {{ changedTimes: number[] }} */ (/** @type {unknown} */ (globalThis)).changedTimes.find((time) => time > after),
      committed,
    );
    times.push(((await changed.jsonValue()) ?? NaN) - committed);
    await shown.waitForTimeout(PERSON);
  }
  await shown.close();
  report({
    name: 'score.incremental_ms',
    value: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN,
    unit: `ms from the commit of a judgement in one tab to the changed table in another, 10,000 segments x 5 systems (median of ${CHANGES})`,
    against: 'at most 100',
  });
}

/** The longest task of the page's own thread, in milliseconds of its CPU time, while `work` goes on. @template T @param {import('playwright-core').BrowserContext} browser @param {import('playwright-core').Page} page @param {() => Promise<T>} work */
async function traced(browser, page, work) {
  const session = await browser.newCDPSession(page);
  /** @type {{ name: string, pid: number, tid: number, tdur?: number, args?: { name?: string } }[]} */
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(.../** @type {any} */ (value)));
  await session.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', '__metadata'] }, transferMode: 'ReportEvents' });
  const value = await work();
  const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await ended;
  await session.detach();
  const names = new Map(events.filter(({ name }) => name === 'thread_name').map(({ pid, tid, args }) => [`${pid} ${tid}`, args?.name]));
  const tasks = events.filter(({ name, pid, tid }) => name.endsWith('RunTask') && names.get(`${pid} ${tid}`) === 'CrRendererMain');
  if (tasks.length === 0) throw new Error('the trace holds no task of the main thread');
  return { longest: tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1000, value };
}

/** Real texts where the folder with them stands beside the checkout, else made-up ones. @returns {Corpus} */
function texts() {
  const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'golden', 'metrics', 'inputs');
  if (!existsSync(folder)) return madeUp();
  /** @type {[string, string, string[]][]} */
  const parts = [
    ['zh-en-ted', 'refA', ['Online-W', 'Facebook-AI', 'NiuTrans']],
    ['et-en-mlqe', '', ['mt', 'human-ref-1', 'mt-drop7']],
    ['en-de-bio', 'ref', ['HuaweiTSC_run1', 'Huawei_AGI_run1', 'TMT_run1']],
  ];
  /** @type {Corpus} */
  const corpus = { references: [], systems: [[], [], []] };
  for (const [pair, reference, systems] of parts) {
    /** @type {{ refs: Record<string, string[]>, systems: Record<string, string[]> }} */
    const inputs = JSON.parse(gunzipSync(readFileSync(join(folder, `${pair}.json.gz`))).toString('utf8'));
    corpus.references.push(...(inputs.refs[reference] ?? Object.values(inputs.refs)[0] ?? []));
    for (const [i, name] of systems.entries()) corpus.systems[i]?.push(...(inputs.systems[name] ?? []));
  }
  return { references: corpus.references.slice(0, SEGMENTS), systems: corpus.systems.map((system) => system.slice(0, SEGMENTS)) };
}

/** @returns {Corpus} */
function madeUp() {
  const words =
    'the of a to in is and that it for was on are as with they at be this have from or one had by word but not what all were we when'.split(
      ' ',
    );
  let state = 1;
  const below = (/** @type {number} */ bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  const word = () => (below(3) === 0 ? (words[below(words.length)] ?? '') : `${words[below(words.length)]}${words[below(words.length)]}`);
  const sentences = Array.from({ length: SEGMENTS }, () => Array.from({ length: 6 + below(24) }, word));
  const system = (/** @type {number} */ errors) =>
    sentences.map(
      (sentence) => `${sentence.flatMap((one) => (below(100) < errors ? (below(2) === 0 ? [] : [word(), one]) : [one])).join(' ')}.`,
    );
  return { references: sentences.map((sentence) => `${sentence.join(' ')}.`), systems: [system(25), system(27), system(30)] };
}

/** @param {{ scores: number[][], ps: number[][] }} own @param {{ scores: number[][], ps: number[][] }} tool */
function requireEqual(own, tool) {
  for (const [m, row] of tool.scores.entries()) {
    for (const [s, score] of row.entries()) {
      if (!(Math.abs((own.scores[m]?.[s] ?? NaN) - score) <= 1e-9))
        throw new Error(`score ${m} of system ${s}: ${own.scores[m]?.[s]}, not ${score}`);
    }
  }
  for (const [m, row] of tool.ps.entries()) {
    for (const [s, p] of row.entries()) {
      // sacreBLEU sums in single precision: a resample at the very edge may fall on the other side.
      if (!(Math.abs((own.ps[m]?.[s + 1] ?? NaN) - p) <= 2 / (SAMPLES + 1)))
        throw new Error(`p ${m} of system ${s + 1}: ${own.ps[m]?.[s + 1]}, not ${p}`);
    }
  }
}
