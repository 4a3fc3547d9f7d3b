// The longest task of the main thread, by its own CPU time, while a person marks and a model comes in and translates the same project; and how long a
// translation under way takes to stop.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { benchModel, modelFiles } from './translate/model.js';

const MARKS = 60;
const SEGMENTS = 4000;
const STOPS = 8;
const SHIPPED = 'en-de';

/** @typedef {{ name: string, value: number, unit: string, against?: string }} Figure */

/**
 * Its parts are models: one of a few kilobytes that saves more often than any other, one in opus-mt's shapes, and one that ships, where the build has it.
 * @param {{ browser: import('playwright-core').BrowserContext, origin: string, dist: string, only: readonly string[], report: (figure: Figure) => void }} bench
 */
export async function run({ browser, origin, dist, only, report }) {
  /** @template T @param {string} path @returns {Promise<T>} */
  const load = async (path) => (await runnerImport(new URL(path, import.meta.url).pathname)).module;
  /** @type {typeof import('../models/marian.ts')} */
  const { MARIAN_FOLDER, marianExpected } = await load('../models/marian.ts');
  /** @type {typeof import('../browser/annotate-seed.ts')} */
  const { plant } = await load('../browser/annotate-seed.ts');
  const { rows } = marianExpected();
  const page = browser.pages()[0] ?? (await browser.newPage());
  await page.addInitScript(followAborts);
  const documents = Array.from({ length: SEGMENTS / 200 }, (_, d) => ({
    name: `Document ${d + 1}`,
    segments: Array.from({ length: 200 }, (_, i) => ({
      source: `${(rows[(d + i) % rows.length]?.source ?? '').slice(8)} ${d}.${i}`,
      targets: [rows[i % rows.length]?.text ?? ''],
    })),
  }));
  await plant(page, origin, {
    id: 'busy',
    name: 'Busy',
    sourceLang: 'en',
    targetLang: 'de',
    protocols: ['MQM', 'ESA'],
    systems: ['One'],
    documents,
  });
  const models = [
    { part: 'tiny', add: () => page.getByTestId('model-folder').setInputFiles(MARIAN_FOLDER) },
    {
      part: 'opus',
      add: () => {
        const folder = benchModel();
        return page.getByTestId('model-files').setInputFiles(modelFiles(folder, 'q8').paths.map((path) => join(folder, path)));
      },
    },
  ];
  if (existsSync(join(dist, 'models', SHIPPED))) {
    models.push({
      part: SHIPPED,
      add: async () => {
        await page
          .locator('button.card', { hasText: new RegExp(`Stet ${SHIPPED}(?! small)`, 'u') })
          .first()
          .click();
        await page.getByRole('button', { name: 'Make this model available offline' }).click();
      },
    });
  }
  const session = await browser.newCDPSession(page);
  let worst = 0;
  for (const { part, add } of models.filter((model) => only.length === 0 || only.includes(model.part))) {
    await page.goto(`${origin}/#/p/busy/models`);
    await page.locator('section').first().or(page.getByTestId('model-files')).first().waitFor({ state: 'attached' });
    const before = await page.locator('button.card').filter({ hasNotText: 'not on this device' }).count();
    const { tasks, longest } = await traced(session, async () => {
      await add();
      await page.locator('button.card').filter({ hasNotText: 'not on this device' }).nth(before).waitFor({ timeout: 120_000 });
      const job = page.locator('section', { hasText: 'Translate the whole project' });
      await job.getByRole('button', { name: 'Translate', exact: true }).click();
      await job.getByText(/[1-9]\d* of 4,000 segments/u).waitFor({ timeout: 120_000 });
      await page.getByRole('link', { name: 'Annotate', exact: true }).click();
      await page.locator('[data-active]').waitFor();
      for (let i = 0; i < MARKS; i++) {
        for (const key of ['ArrowRight', '1', 'a', 'm', 'j']) await page.keyboard.press(key, { delay: 15 });
      }
    });
    worst = Math.max(worst, longest);
    report({ name: `responsive.${part}.tasks`, value: tasks, unit: 'tasks' });
    report({ name: `responsive.${part}.longest_task_ms`, value: longest, unit: 'ms of own CPU time', against: 'at most 50' });
    if (part === 'opus')
      report({ name: 'translate.abort_ms', value: await slowestStop(page), unit: 'ms, the slowest', against: 'at most 200' });
    const stop = page.getByRole('button', { name: 'Stop, keep what’s done' });
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await stop.or(page.getByText('segments are translated')).first().waitFor();
    if (await stop.isVisible()) await stop.click();
  }
  report({ name: 'responsive.translate_longest_task_ms', value: worst, unit: 'ms of own CPU time', against: 'at most 50' });
}

/** What the renderer's main thread did meanwhile. @param {import('playwright-core').CDPSession} session @param {() => Promise<void>} work */
async function traced(session, work) {
  /** @type {{ name: string, ph: string, pid: number, tid: number, tdur?: number, args?: { name?: string } }[]} */
  const events = [];
  const collect = (/** @type {{ value: unknown[] }} */ { value }) => void events.push(.../** @type {any} */ (value));
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['toplevel', '__metadata', 'devtools.timeline'] },
    transferMode: 'ReportEvents',
  });
  await work();
  const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await ended;
  session.off('Tracing.dataCollected', collect);
  const threads = new Map(
    events.filter((event) => event.name === 'thread_name').map((event) => [`${event.pid} ${event.tid}`, event.args?.name]),
  );
  const tasks = events.filter((event) => event.name.endsWith('RunTask') && threads.get(`${event.pid} ${event.tid}`) === 'CrRendererMain');
  if (tasks.length === 0) throw new Error('the trace holds no task of the main thread');
  return { tasks: tasks.length, longest: tasks.reduce((most, task) => Math.max(most, task.tdur ?? 0), 0) / 1000 };
}

/** Runs in the page before the app: notes what passes between an abort that is sent to a worker and the worker's answer, or its end. */
function followAborts() {
  /** @type {number[]} */
  const took = [];
  Object.assign(globalThis, { abortsTook: took });
  const postMessage = Reflect.get(Worker.prototype, 'postMessage');
  const terminate = Reflect.get(Worker.prototype, 'terminate');
  /** @type {WeakMap<Worker, Map<number, number>>} */
  const waiting = new WeakMap();
  Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any[]} */ ...rest) {
    let own = waiting.get(this);
    if (!own) {
      const made = new Map();
      waiting.set(this, (own = made));
      this.addEventListener('message', ({ data }) => {
        const at = made.get(data?.id);
        if (at === undefined || data.type === 'progress') return;
        made.delete(data.id);
        took.push(performance.now() - at);
      });
    }
    if (message?.type === 'abort') own.set(message.id, performance.now());
    return Reflect.apply(postMessage, this, [message, ...rest]);
  };
  Worker.prototype.terminate = function () {
    for (const at of waiting.get(this)?.values() ?? []) took.push(performance.now() - at);
    waiting.get(this)?.clear();
    Reflect.apply(terminate, this, []);
  };
}

/** Pauses and goes on at odd moments of a translation; the longest that a pause took to take effect. @param {import('playwright-core').Page} page */
async function slowestStop(page) {
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  const job = page.locator('section', { hasText: 'Translate the whole project' });
  for (let i = 0; i < STOPS; i++) {
    await job.getByRole('button', { name: 'Pause' }).click();
    await page.waitForTimeout(400);
    await job.getByRole('button', { name: 'Resume' }).click();
    await page.waitForTimeout(2000 + 370 * (i % 7)); // opening again, then somewhere in a batch
  }
  const took = await page.evaluate(() => /** @type {{ abortsTook: number[] }} */ (/** @type {unknown} */ (globalThis)).abortsTook);
  if (took.length === 0) throw new Error('no translation was stopped');
  return Math.max(...took);
}
