// npm run bench -- NAME [--json] [--quick] [--only=PART]: builds the app, serves it as production does, runs tests/bench/NAME.bench.js in Chromium and
// prints its figures; --quick repeats less, for a look; --only measures some parts of a benchmark that has parts.
import { readdirSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { runnerImport } from 'vite';

const here = import.meta.dirname;
const names = readdirSync(here)
  .filter((file) => file.endsWith('.bench.js'))
  .map((file) => file.replace('.bench.js', ''));
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const asJson = process.argv.includes('--json');
const only = process.argv.flatMap((argument) => (argument.startsWith('--only=') ? argument.slice('--only='.length).split(',') : []));
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exit(2);
}

/** @template T @param {string} path @returns {Promise<T>} */
async function harness(path) {
  const { module } = await runnerImport(/** @type {string} */ (join(here, '..', 'harness', path)));
  return /** @type {T} */ (module);
}
/** @type {typeof import('../harness/chromium.ts')} */
const { CHROMIUM_ARGS, WEBGPU_ARGS, findChromium } = await harness('chromium.ts');
/** @type {typeof import('../harness/build.ts')} */
const { buildApp } = await harness('build.ts');
/** @type {typeof import('../harness/server.ts')} */
const { serveApp } = await harness('server.ts');

const dist = mkdtempSync(join(tmpdir(), 'stet-bench-'));
buildApp(dist);
const server = await serveApp(dist);

/** @type {{ name: string, value: number, unit: string, against?: string }[]} */
const figures = [];
for (const name of asked.length > 0 ? asked : names) {
  const profile = mkdtempSync(join(tmpdir(), 'stet-bench-profile-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: true,
    args: [...CHROMIUM_ARGS, ...WEBGPU_ARGS],
    viewport: { width: 1280, height: 860 },
  });
  const { run } = await import(`./${name}.bench.js`);
  await run({
    browser,
    origin: server.origin,
    dist,
    isQuick: process.argv.includes('--quick'),
    only,
    /** @param {{ name: string, value: number, unit: string, against?: string }} figure */
    report(figure) {
      figures.push(figure);
      if (asJson) console.log(JSON.stringify(figure));
    },
  });
  await browser.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
await server.close();
rmSync(dist, { recursive: true, force: true });
if (!asJson) {
  for (const { name, value, unit, against } of figures) {
    console.log(
      `${name.padEnd(40)} ${value.toLocaleString('en', { maximumSignificantDigits: 4 }).padStart(12)} ${unit}${against ? `   (against ${against})` : ''}`,
    );
  }
}
process.exit(0);
