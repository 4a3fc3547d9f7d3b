// How long a key takes to show, and a gesture to be safe, in a document of 200 segments full of marks.
import { runnerImport } from 'vite';

const SEGMENTS = 200;
const ROUNDS = 60;
/** Milliseconds between keys: 20 keys a second, faster than anyone marks; without it keys would queue and the figure be that of the queue. */
const PAUSE = 50;

/** @param {{ browser: import('playwright-core').BrowserContext, origin: string, report: (figure: { name: string, value: number, unit: string, against?: string }) => void }} bench */
export async function run({ browser, origin, report }) {
  /** @type {{ module: typeof import('../browser/annotate-seed.ts') }} */
  const { module } = await runnerImport(new URL('../browser/annotate-seed.ts', import.meta.url).pathname);
  const page = browser.pages()[0] ?? (await browser.newPage());
  await browser.addInitScript(() => {
    /** @type {{ paints: number[], commits: number[] }} */
    const measured = { paints: [], commits: [] };
    Object.assign(globalThis, { measured });
    const channel = new MessageChannel();
    /** @type {number[]} */
    const waiting = [];
    // A message that is posted in a frame's callback is delivered after that frame was painted.
    channel.port1.onmessage = () => {
      for (const start of waiting.splice(0)) measured.paints.push(performance.now() - start);
    };
    addEventListener(
      'keydown',
      (event) =>
        requestAnimationFrame(() => {
          waiting.push(event.timeStamp);
          channel.port2.postMessage(0);
        }),
      { capture: true },
    );
    const begin = IDBDatabase.prototype.transaction; // eslint-disable-line @typescript-eslint/unbound-method -- called with its own database below
    /** @this {IDBDatabase} @param {string | Iterable<string>} stores @param {IDBTransactionMode} [mode] @param {IDBTransactionOptions} [options] */
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
      const transaction = begin.call(this, stores, mode, options);
      if (mode === 'readwrite' && transaction.objectStoreNames.contains('events')) {
        const start = performance.now();
        transaction.addEventListener('complete', () => measured.commits.push(performance.now() - start));
      }
      return transaction;
    };
  });
  const sentence = (/** @type {number} */ i) =>
    `Sentence ${i} says that the quick brown fox jumps over the lazy dog, and then does it once more for good measure.`;
  const satz = (/** @type {number} */ i) =>
    `Satz ${i} sagt, dass der schnelle braune Fuchs über den faulen Hund springt und es dann der Vollständigkeit halber wiederholt.`;
  await module.plant(page, origin, {
    id: 'bench-mark',
    name: 'Bench',
    sourceLang: 'en',
    targetLang: 'de',
    protocols: ['MQM', 'ESA'],
    systems: ['One'],
    documents: [{ name: 'Long', segments: Array.from({ length: SEGMENTS }, (_, i) => ({ source: sentence(i), targets: [satz(i)] })) }],
  });
  for (let i = 0; i < ROUNDS; i++) {
    for (const key of ['ArrowRight', 'ArrowRight', 'Shift+ArrowRight', '2', 'a', 'm', 'Escape', 'ArrowRight', '1', 'f', 'g', 'j']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(PAUSE);
    }
  }
  await module.saved(page);
  const { paints, commits } = await page.evaluate(
    () => /** @type {{ measured: { paints: number[], commits: number[] } }} */ (/** @type {unknown} */ (globalThis)).measured,
  );
  report({ name: 'mark.keypress_to_paint_p95_ms', value: percentile(paints, 0.95), unit: 'ms' });
  report({ name: 'mark.commit_p99_ms', value: percentile(commits, 0.99), unit: 'ms' });
}

/** @param {readonly number[]} values @param {number} share */
function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
