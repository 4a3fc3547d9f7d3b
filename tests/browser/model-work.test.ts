import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { Locator, Page, Worker } from 'playwright-core';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { axeViolations, plainWords, wideThings } from '../harness/accessibility.ts';
import { TestApp } from '../harness/app.ts';
import { WEBGPU_ARGS } from '../harness/chromium.ts';
import type { MarianVariant } from '../models/marian.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { readTable, writeProject } from './translate-project.ts';

const expected = marianExpected().rows;
/** Texts that meet at once. */
const BATCH = 16;
const COUNT = 4000;
const WAIT = { timeout: 30_000 };

interface Pack {
  readonly systemId: string;
  readonly documentId: string;
  readonly texts: readonly (string | null)[];
}

let app: TestApp | undefined;
const folders: string[] = [];

afterEach(async () => {
  await app?.close();
  app = undefined;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function start(options: Parameters<typeof TestApp.launch>[0] = {}): Promise<Page> {
  app = await TestApp.launch(options);
  await app.open('#/models');
  return app.page;
}

async function addMarian(page: Page, name: string, variant: MarianVariant = 'merged'): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stet-work-'));
  folders.push(folder);
  const path = join(folder, `${name}.zip`);
  writeFileSync(path, zipSync(Object.fromEntries([...marianFiles(variant)].map(([file, bytes]) => [`${name}/${file}`, bytes]))));
  await page.getByTestId('model-files').setInputFiles(path);
  await card(page, name).and(page.locator('[aria-current]')).waitFor();
}

const card = (page: Page, name: string) => page.locator('button.card').filter({ has: page.getByText(name, { exact: true }) });

/** Texts of like length with a number of their own, so that none is translated for another. */
function texts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${(expected[i % expected.length]?.source ?? '').slice(8)} ${i}`);
}

async function writeTexts(page: Page, id: string, count: number): Promise<void> {
  await writeProject(page, id, 'de', texts(count), 100);
  await page.reload(); // the page hears of what it writes itself, not of what a test does
}

const project = (page: Page) => page.locator('section', { hasText: 'Translate the whole project' });
const tryIt = (page: Page) => page.locator('section', { hasText: 'Try it' });

async function press(page: Page, name: string): Promise<void> {
  await project(page).getByRole('button', { name, exact: true }).click();
}

async function packs(page: Page): Promise<readonly Pack[]> {
  return (await readTable(page, 'hypotheses')) as readonly Pack[];
}

async function doneTexts(page: Page): Promise<number> {
  return (await packs(page)).flatMap((pack) => pack.texts).filter((text) => text !== null).length;
}

/** The texts of each system, in the order in which the systems were made. */
async function bySystem(page: Page): Promise<readonly (readonly (string | null)[])[]> {
  const systems = (await readTable(page, 'systems')) as { readonly id: string }[];
  const all = await packs(page);
  return systems.map(({ id }) => all.filter((pack) => pack.systemId === id).flatMap((pack) => pack.texts));
}

/** The workers that hold models at work, by the name that the app gave them. */
async function modelWorkers(page: Page): Promise<readonly Worker[]> {
  const found: Worker[] = [];
  for (const worker of page.workers()) {
    const name = await worker.evaluate(() => self.name).catch(() => ''); // one that has ended meanwhile
    if (/^inference [0-9a-f]{64}/u.test(name)) found.push(worker);
  }
  return found;
}

/** What a run of a graph that does not end looks like from outside. */
async function hang(page: Page): Promise<void> {
  for (const worker of await modelWorkers(page)) {
    await worker.evaluate(() => {
      setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });
  }
}

describe('a translation that is stopped', () => {
  test('keeps what is done and loses no more than the batch under way, also where the worker no longer hears', async () => {
    const page = await start();
    await writeTexts(page, 'p', COUNT);
    await addMarian(page, 'tiny');
    await page.getByLabel('Runs on').selectOption('wasm-1');
    await press(page, 'Translate');
    await project(page)
      .getByText(/[1-9]\d* of 4,000 segments/u)
      .waitFor();
    await press(page, 'Pause');
    const atPause = await doneTexts(page);
    await page.waitForTimeout(1000);
    expect(await doneTexts(page)).toBeLessThanOrEqual(atPause + BATCH);

    await press(page, 'Resume');
    await expect.poll(() => doneTexts(page), WAIT).toBeGreaterThan(atPause + BATCH);
    await hang(page);
    const kept = await doneTexts(page);
    await press(page, 'Stop, keep what’s done');
    await project(page).getByText('Stopped after').waitFor();
    await expect.poll(async () => (await modelWorkers(page)).length, WAIT).toBe(0);
    expect(await doneTexts(page)).toBe(kept);
    await press(page, 'Translate what is missing');
    await project(page).getByText('4,000 segments are translated').waitFor({ timeout: 60_000 });
    expect(await readTable(page, 'runs')).toHaveLength(1);
    app?.assertClean();
  });

  test('by a reload is gone on with, and equals one that was not stopped, by however many workers', async () => {
    const page = await start();
    await writeTexts(page, 'p', COUNT);
    await addMarian(page, 'tiny', 'quantized'); // in 8 bits a text’s numbers hang on the texts beside it
    await page.getByLabel('Runs on').selectOption('wasm-1');
    await press(page, 'Translate');
    await project(page)
      .getByText(/[1-9]\d* of 4,000 segments/u)
      .waitFor();
    const shown = await project(page)
      .getByText(/of 4,000 segments/u)
      .first()
      .textContent();
    await page.reload();
    const kept = await doneTexts(page);
    expect(kept).toBeGreaterThanOrEqual(Number(/^\s*([\d,]+)/u.exec(shown ?? '')?.[1]?.replace(',', '')));
    await project(page)
      .getByText(`${kept.toLocaleString('en')} of 4,000 segments are translated already`)
      .waitFor();
    await press(page, 'Translate what is missing');
    await project(page).getByText('4,000 segments are translated').waitFor({ timeout: 60_000 });

    await page.getByLabel('Runs on').selectOption('wasm-1');
    await press(page, 'Translate');
    await expect.poll(async () => (await readTable(page, 'runs')).length, WAIT).toBe(2);
    await project(page).getByText('4,000 segments are translated').waitFor({ timeout: 60_000 });
    await page.getByLabel('Runs on').selectOption('wasm-1x2');
    await press(page, 'Translate');
    await expect.poll(async () => (await readTable(page, 'runs')).length, WAIT).toBe(3);
    await project(page).getByText('4,000 segments are translated').waitFor({ timeout: 60_000 });
    const [first, second, third] = await bySystem(page);
    expect(first).toHaveLength(COUNT);
    expect(first).not.toContain(null);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect((await modelWorkers(page)).length).toBeLessThanOrEqual(1);
    app?.assertClean();
  });
});

describe('a worker that breaks is replaced, and what was done is kept', () => {
  test('when it hangs: once by itself, then the person is asked', async () => {
    app = await TestApp.launch();
    const { page } = app;
    await page.clock.install();
    await app.open('#/models');
    await writeTexts(page, 'p', 3 * COUNT);
    await addMarian(page, 'tiny');
    await page.getByLabel('Runs on').selectOption('wasm-1');
    await press(page, 'Translate');
    await project(page)
      .getByText(/[1-9]\d* of 12,000 segments/u)
      .waitFor();
    /** How long a worker may be silent goes by its own pace, which a busy machine sets. */
    const wait = async (sign: Locator): Promise<void> => {
      for (let turn = 0; turn < 20 && !(await sign.isVisible()); turn++) await page.clock.runFor(60_000);
      await sign.waitFor();
    };
    await hang(page);
    const kept = await doneTexts(page);
    await wait(project(page).getByText('gave no sign of life'));
    await expect.poll(() => doneTexts(page), WAIT).toBeGreaterThan(kept);
    await hang(page);
    await wait(project(page).getByRole('alert').getByText('no sign of life for'));
    await press(page, 'Try again');
    await project(page).getByText('12,000 segments are translated').waitFor({ timeout: 90_000 });
    const [made] = await bySystem(page);
    expect(made).not.toContain(null);
    expect(await readTable(page, 'systems')).toHaveLength(1);
    app.assertClean();
  });

  test('when the graphics processor is lost', async () => {
    const page = await start({ args: WEBGPU_ARGS });
    await writeTexts(page, 'p', 40);
    await addMarian(page, 'tiny');
    await page.getByLabel('Runs on').selectOption('webgpu');
    await page.getByRole('textbox').fill('the red house');
    await page.keyboard.press('Control+Enter');
    await page.locator('.result').waitFor({ timeout: 60_000 });
    const lose = async (): Promise<void> => {
      const [worker] = await modelWorkers(page);
      await worker?.evaluate(() => {
        const createCommandEncoder: GPUDevice['createCommandEncoder'] = Reflect.get(GPUDevice.prototype, 'createCommandEncoder');
        GPUDevice.prototype.createCommandEncoder = function (this: GPUDevice, ...given) {
          this.destroy();
          return createCommandEncoder.apply(this, given);
        };
      });
    };
    await lose();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText('The graphics processor was lost').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('.result').waitFor({ timeout: 60_000 });
    await lose();
    await press(page, 'Translate');
    await project(page).getByText('The graphics processor was lost, so the model was started afresh').waitFor();
    await project(page).getByText('40 segments are translated').waitFor({ timeout: 90_000 });
    const [made] = await bySystem(page);
    expect(made).not.toContain(null);
    app?.assertClean();
  });

  test('when memory runs out: with batches half as large, and the run says so', async ({ skip }) => {
    const page = await start();
    const small = card(page, 'Stet en-de');
    skip(!existsSync(join(inject('dist'), 'models/en-de')), 'this build ships no such model');
    const long = 'The ferry leaves from the harbour in the morning and the driver waits beside the gate until the last visitor has come. ';
    await writeProject(page, 'p', 'de', Array.from({ length: 32 }, (_, i) => `${i} ${long}${long}`), 100); // prettier-ignore
    await page.reload();
    await small.click();
    await page.getByRole('button', { name: 'Make this model available offline' }).click();
    await page.getByText('Works offline on this device').waitFor();
    await page.getByLabel('Runs on').selectOption('wasm-1');
    await page.getByRole('textbox').fill('Good morning.');
    await page.keyboard.press('Control+Enter');
    await page.locator('.result').waitFor();
    const [worker] = await modelWorkers(page);
    await worker?.evaluate(() => {
      WebAssembly.Memory.prototype.grow = () => {
        throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory');
      };
    });
    await press(page, 'Translate');
    await project(page).getByText('Memory ran out').waitFor();
    await project(page).getByText('32 segments are translated').waitFor({ timeout: 90_000 });
    expect(await readTable(page, 'runs')).toEqual([
      expect.objectContaining({
        batchPlan: expect.stringMatching(/; after memory ran out, at most \d+ texts and \d+ tokens$/u) as unknown,
      }),
    ]);
    app?.assertClean();
  });
});

test('“How fast is it here?” is measured by key, stopped, kept with its date, and copied as a table', async () => {
  const page = await start({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
  await addMarian(page, 'tiny');
  await page.locator('h1').click();
  await page.keyboard.press('m');
  const pane = page.locator('section', { hasText: 'How fast is it here?' });
  await pane.getByRole('button', { name: 'Stop' }).click();
  await pane.getByText('Stopped.').waitFor();
  await page.keyboard.press('m');
  await pane.getByText('to first word').waitFor({ timeout: 60_000 });
  for (const label of ['tokens/s, one sentence', 'memory at peak', 'tokens/s by batch size 1, 4, 16, 64', 'Measured on'])
    await pane.getByText(label).waitFor();
  await pane.getByRole('row', { name: /WASM · 1 thread/u }).waitFor();
  await expect.poll(async () => (await modelWorkers(page)).length, WAIT).toBe(0);
  await pane.getByRole('button', { name: 'Copy as a table' }).click();
  await pane.getByRole('button', { name: 'Copied' }).waitFor();
  const table = await page.evaluate(() => navigator.clipboard.readText());
  expect(table).toMatch(/^tiny\t\d{4}-/u);
  expect(table).toMatch(/\nWASM · 1 thread\t[\d.]+\t[\d.]+\n/u);
  await page.reload();
  await pane.getByText('Measured on').waitFor();
  const report = ((await readTable(page, 'meta')) as { readonly key: string; readonly value: unknown }[]).find(({ key }) =>
    key.startsWith('speed report'),
  );
  expect(report?.value).toMatchObject({ heapBytes: expect.any(Number) as unknown, start: { firstWord: expect.any(Number) as unknown } });
  app?.assertClean();
});

test.each([
  ['light', 'en', 1280],
  ['dark', 'en', 1280],
  ['light', 'en', 360],
  ['light', 'en-XB', 1280],
] as const)('models translate one sentence side by side, by keyboard: %s, %s, %d px', async (theme, language, width) => {
  app = await TestApp.launch({ context: { viewport: { width, height: 1500 }, colorScheme: theme } });
  const { page } = app;
  await app.open('#/models');
  await writeTexts(page, 'p', 20);
  await addMarian(page, 'tiny');
  await addMarian(page, 'tiny8', 'quantized');
  await card(page, 'tiny').press('Enter');
  await page.keyboard.press('m');
  await page.locator('dl .value').first().waitFor({ timeout: 60_000 });
  await page.evaluate(
    (chosen) => {
      localStorage.setItem('stet.settings', JSON.stringify({ theme: chosen.theme, language: chosen.language }));
    },
    { theme, language },
  );
  await page.reload();
  await page.locator('button.card').first().press('Enter');
  const beside = page.getByRole('checkbox', { name: /^tiny/u });
  await beside.press('Space');
  await page.getByRole('textbox').focus();
  await page.keyboard.type('the red house opens 77');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => page.locator('.result .text').count(), WAIT).toBe(2);
  const shown = await page.locator('.result .text').allTextContents();
  expect(shown[0]).toBe('eht der esuoh snepo 7 7');
  expect(await page.locator('.result .text span[title]').count()).toBeGreaterThan(4);
  await page.locator('.result summary').first().press('Enter');
  expect(await page.locator('.result tbody tr').count()).toBeGreaterThan(4);
  await shoot(page, `${theme}-${language}-${width}`);
  expect(await axeViolations(page)).toEqual([]);
  expect(await wideThings(page)).toEqual([]);
  if (language === 'en-XB') expect(await plainWords(page)).toEqual([]);
  await page.locator('.show select').selectOption('differences');
  const marked = await page.locator('.result .text mark').allTextContents();
  expect(shown[0] === shown[1]).toBe(marked.length === 0);
  expect(await page.locator('.result .text').allTextContents()).toEqual(shown);
  app.assertClean();
});

test('one model’s failure stands in its own column', async () => {
  const page = await start({ args: WEBGPU_ARGS });
  await writeTexts(page, 'p', 5);
  await addMarian(page, 'tiny8', 'quantized');
  await addMarian(page, 'tiny');
  await page.getByRole('checkbox', { name: /^tiny/u }).check();
  await page.getByLabel('Runs on').selectOption('webgpu');
  await tryIt(page).getByRole('textbox').fill('the red house');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('alert').getByText('WebGPU lacks its operations').waitFor({ timeout: 60_000 });
  await page.locator('.result .text').waitFor();
  expect(await page.getByRole('alert').count()).toBe(1);
  app?.assertClean();
});

/** A picture for the eye, where STET_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.STET_SHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `work-${name}.png`), fullPage: true });
}
