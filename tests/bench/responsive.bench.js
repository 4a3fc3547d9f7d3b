// The longest task of the main thread, by its own CPU time, while a person marks and a model translates the same project.
import { runnerImport } from 'vite';

const MARKS = 60;
const SEGMENTS = 4000;

/** @param {{ browser: import('playwright-core').BrowserContext, origin: string, report: (figure: { name: string, value: number, unit: string, against?: string }) => void }} bench */
export async function run({ browser, origin, report }) {
  /** @template T @param {string} path @returns {Promise<T>} */
  const load = async (path) => (await runnerImport(new URL(path, import.meta.url).pathname)).module;
  /** @type {typeof import('../models/marian.ts')} */
  const { MARIAN_FOLDER, marianExpected } = await load('../models/marian.ts');
  /** @type {typeof import('../browser/annotate-seed.ts')} */
  const { plant } = await load('../browser/annotate-seed.ts');
  const { rows } = marianExpected();
  const page = browser.pages()[0] ?? (await browser.newPage());
  const documents = Array.from({ length: SEGMENTS / 200 }, (_, d) => ({
    name: `Document ${d + 1}`,
    segments: Array.from({ length: 200 }, (_, i) => ({
      source: rows[(d + i) % rows.length]?.source ?? '',
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
  await page.goto(`${origin}/#/p/busy/models`);
  await page.getByTestId('model-folder').setInputFiles(MARIAN_FOLDER);
  await page.getByText('marian is on this device now.').waitFor();

  const session = await browser.newCDPSession(page);
  /** @type {{ name: string, ph: string, pid: number, tid: number, tdur?: number, args?: { name?: string } }[]} */
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(.../** @type {any} */ (value)));
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['toplevel', '__metadata', 'devtools.timeline'] },
    transferMode: 'ReportEvents',
  });
  await page.locator('section', { hasText: 'Translate the whole project' }).getByRole('button', { name: 'Translate', exact: true }).click();
  await page.getByRole('link', { name: 'Annotate', exact: true }).click();
  await page.locator('[data-active]').waitFor();
  for (let i = 0; i < MARKS; i++) {
    for (const key of ['ArrowRight', '1', 'a', 'm', 'j']) await page.keyboard.press(key, { delay: 15 });
  }
  const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await ended;

  const threads = new Map(
    events.filter((event) => event.name === 'thread_name').map((event) => [`${event.pid} ${event.tid}`, event.args?.name]),
  );
  const tasks = events.filter((event) => event.name.endsWith('RunTask') && threads.get(`${event.pid} ${event.tid}`) === 'CrRendererMain');
  const longest = tasks.reduce((most, task) => Math.max(most, task.tdur ?? 0), 0) / 1000;
  if (tasks.length === 0) throw new Error('the trace holds no task of the main thread');
  report({ name: 'responsive.tasks', value: tasks.length, unit: 'tasks' });
  report({ name: 'responsive.longest_task_ms', value: longest, unit: 'ms of own CPU time', against: 'at most 50' });
}
