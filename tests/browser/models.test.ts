import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { axeViolations, plainWords, wideThings } from '../harness/accessibility.ts';
import { TestApp } from '../harness/app.ts';
import { MARIAN_FOLDER, marianExpected, marianFiles } from '../models/marian.ts';
import { SHARED } from '../shared.ts';
import { readTable, writeProject } from './translate-project.ts';

const LAYERS = 'tests/models/layers-model';
const GRAPH = 'tests/models/graph-model';
const expected = marianExpected().rows;

interface Value {
  readonly metricId: string;
  readonly systemId: string;
  readonly unitId: string;
  readonly value: number;
  readonly signature: string;
  readonly runId: string;
}
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

async function start(hash = '#/models'): Promise<Page> {
  app = await TestApp.launch();
  await app.open(hash);
  return app.page;
}

async function addFolder(page: Page, folder: string, name: string): Promise<void> {
  await page.getByTestId('model-folder').setInputFiles(folder);
  await page.getByRole('button', { name, exact: false }).and(page.locator('[aria-current]')).waitFor();
}

/** A project of the Marian fixture's own sentences, over and over. */
async function writeLong(page: Page, count: number): Promise<void> {
  const texts = Array.from({ length: count }, (_, i) => expected[i % expected.length]?.source ?? '');
  await writeProject(page, 'long', 'de', texts, 400);
}

test('a Marian folder is added, tried and described, and its removal says what goes', async () => {
  const page = await start();
  await addFolder(page, MARIAN_FOLDER, 'marian');
  await page.getByText('marian is on this device now.').waitFor();
  await page.getByText('Works offline on this device').waitFor();
  expect(await page.locator('code[title]').getAttribute('title')).toMatch(/^[0-9a-f]{64}$/u);
  const [row] = expected;
  await page.getByRole('textbox').fill(row?.source ?? '');
  await page.keyboard.press('Control+Enter');
  const result = page.locator('.result');
  await result.waitFor();
  expect(await result.locator('.text').textContent()).toBe(row?.text);
  expect(await result.textContent()).toMatch(/\d+ tokens · [\d.,]+ ms · [\d.,]+ tokens\/s/u);
  expect(await result.textContent()).toContain('WASM');
  expect(await result.textContent()).toContain('no WebGPU');

  await page.getByLabel('Runs on').selectOption('webgpu');
  await page.getByRole('button', { name: 'Translate', exact: true }).first().click();
  await page
    .getByRole('alert')
    .getByText(/WebGPU/u)
    .waitFor();

  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByText('are deleted from this device').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No model on this device yet.').waitFor();
  expect(await readTable(page, 'models')).toEqual([]);
  app?.assertClean();
});

test('a project is translated with pause, another page, stop and a new start; what is done is kept', async () => {
  const page = await start();
  await writeLong(page, 2400);
  await page.reload(); // the page hears of what it writes itself, not of what a test does
  await addFolder(page, MARIAN_FOLDER, 'marian');
  const job = page.locator('section', { hasText: 'Translate the whole project' });
  await job.getByRole('button', { name: 'Translate', exact: true }).click();
  await job.getByText(/[1-9]\d* of 2,400 segments .* words\/s .* left .* keeps going/u).waitFor();
  await shoot(page, 'translating');
  await job.getByRole('button', { name: 'Pause' }).click();
  await job.getByText('paused').waitFor();
  const atPause = await doneTexts(page);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  expect(await doneTexts(page)).toBeGreaterThan(0);
  const rested = await doneTexts(page);
  expect(rested).toBeLessThan(2400);
  await job.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('link', { name: 'Projects', exact: true }).click();
  await page.locator('header').getByText('Translating with marian').waitFor();
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await job.getByRole('button', { name: 'Stop, keep what’s done' }).click();
  await job.getByText(/Stopped after/u).waitFor();
  const kept = await packs(page);
  expect(await doneTexts(page)).toBeGreaterThanOrEqual(atPause);

  await job.getByRole('button', { name: 'Translate what is missing' }).click();
  await job.getByText('2,400 segments are translated').waitFor({ timeout: 120_000 });
  const all = await packs(page);
  expect(all.flatMap((pack) => pack.texts)).toHaveLength(2400);
  expect(new Set(all.map((pack) => pack.systemId)).size).toBe(1);
  for (const pack of kept) {
    const now = all.find((other) => other.documentId === pack.documentId);
    pack.texts.forEach((text, i) => {
      if (text !== null) expect(now?.texts[i]).toBe(text);
    });
  }
  expect(all.find((pack) => pack.documentId === 'long.d0')?.texts.slice(0, 50)).toEqual(expected.map((row) => row.text));
  app?.assertClean();
});

test('TensorFlow.js models are added from a folder and a zip, tried, and score the sample', async () => {
  const page = await start('#/');
  await page.getByRole('button', { name: 'Open the sample' }).click();
  await page.waitForURL(/#\/p\/.+\/annotate/u);
  const projectId = /#\/p\/([^/]+)/u.exec(page.url())?.[1] ?? '';
  await app?.open(`#/p/${projectId}/models`);
  await addFolder(page, LAYERS, 'Error risk, small');

  await page.getByLabel(/Sentence/u).fill('The ferry leaves at 7:45 from pier 3.');
  await page.getByLabel(/Translation/u).fill('Die Fähre fährt um 7:45 Uhr von Anleger 3 ab.');
  await page.getByRole('button', { name: 'Score', exact: true }).first().click();
  const fair = Number(await page.locator('.value strong').textContent());
  await page.getByLabel(/Translation/u).fill('The ferry leaves at 9:45.');
  await page.getByRole('button', { name: 'Score', exact: true }).first().click();
  await page.locator('.value strong').waitFor();
  expect(Number(await page.locator('.value strong').textContent())).toBeGreaterThan(fair);
  await page.getByText('What the model was given').click();
  expect(await page.getByRole('row', { name: /Numbers missing/u }).textContent()).toContain('0.67');

  const job = page.locator('section', { hasText: 'Score a project' });
  await job.getByRole('button', { name: 'Score', exact: true }).click();
  await job.getByText('translations are scored').waitFor();
  await shoot(page, 'scored');
  const values = (await readTable(page, 'metricValues')) as readonly Value[];
  const models = (await readTable(page, 'models')) as readonly { id: string }[];
  const texts = ((await readTable(page, 'hypotheses')) as readonly (Pack & { projectId: string })[])
    .filter((pack) => pack.projectId === projectId)
    .flatMap((pack) => pack.texts.filter((text) => text !== null));
  expect(values).toHaveLength(texts.length);
  expect(values.every((value) => value.metricId === `model:${models[0]?.id ?? ''}` && value.value >= 0 && value.value <= 1)).toBe(true);
  expect(values[0]?.signature).toContain('features:stet-features-1|better:lower');
  expect((await readTable(page, 'runs')) as readonly { id: string }[]).toEqual(
    expect.arrayContaining([expect.objectContaining({ id: values[0]?.runId, modelName: 'Error risk, small', backend: 'cpu' })]),
  );
  await job.getByRole('button', { name: 'Score', exact: true }).click();
  await job.getByText('Everything was scored already.').waitFor();

  const zip = temporaryFile('quality.zip', zipSync(Object.fromEntries(folderFiles(GRAPH))));
  await page.getByTestId('model-files').setInputFiles(zip);
  await page.getByRole('button', { name: 'Quality estimate, small' }).and(page.locator('[aria-current]')).waitFor();
  app?.assertClean();
});

test('what cannot be used is refused, or listed without a role, each with its sentence', async ({ skip }) => {
  const page = await start();
  const cut = temporaryFile('model.json', Buffer.from('{"weightsManifest":'));
  await page.getByTestId('model-files').setInputFiles(cut);
  await page
    .locator('.add')
    .getByText(/model.json is not complete JSON/u)
    .waitFor();
  await page.locator('.add').getByRole('button', { name: 'Dismiss' }).click();
  const incomplete = [...marianFiles()].filter(([path]) => path !== 'target.spm');
  const zip = temporaryFile('half.zip', zipSync(Object.fromEntries(incomplete)));
  await page.getByTestId('model-files').setInputFiles(zip);
  await page
    .locator('.add')
    .getByText(/target\.spm/u)
    .waitFor();
  await shoot(page, 'refused');
  expect(await readTable(page, 'models')).toEqual([]);
  skip(SHARED === undefined, 'shared/models-samples does not stand beside this checkout');
  await page.getByTestId('model-folder').setInputFiles(join(SHARED ?? '', 'models-samples/tfjs/doodlenet'));
  await page.getByText(/Stet can’t use it: It takes \[n, 28, 28, 1\], such as images/u).waitFor();
  await shoot(page, 'no-role');
  app?.assertClean();
});

test.each([
  ['light', 'en', 1280],
  ['dark', 'en', 1280],
  ['light', 'en', 360],
  ['light', 'en-XB', 1280],
] as const)('the page reads well: %s, %s, %d px', async (theme, language, width) => {
  app = await TestApp.launch({ context: { viewport: { width, height: 900 }, colorScheme: theme } });
  const { page } = app;
  await app.open('#/models');
  await writeLong(page, 50);
  await addFolder(page, LAYERS, 'Error risk, small');
  await addFolder(page, MARIAN_FOLDER, 'marian');
  await page.evaluate(
    (chosen) => {
      localStorage.setItem('stet.settings', JSON.stringify({ theme: chosen.theme, language: chosen.language }));
    },
    { theme, language },
  );
  await page.reload();
  for (const name of ['marian', 'Error risk, small']) {
    await page.locator('button.card', { hasText: new RegExp(`^\\s*${name}`, 'u') }).click();
    await page.locator('textarea').first().fill('Hello there');
    if (name === 'marian') {
      await page.keyboard.press('Control+Enter');
      await page.locator('.result').waitFor();
    } else {
      await page.locator('textarea').nth(1).fill('Hello there');
      await page.keyboard.press('Control+Enter');
      await page.locator('details').click();
    }
    await shoot(page, `${theme}-${language}-${width}-${name.slice(0, 1)}`);
    expect(await axeViolations(page)).toEqual([]);
    expect(await wideThings(page)).toEqual([]);
    if (language === 'en-XB') expect(await plainWords(page)).toEqual([]);
  }
  app.assertClean();
});

/** A picture for the eye, where STET_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.STET_SHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `models-${name}.png`), fullPage: true });
}

async function packs(page: Page): Promise<readonly Pack[]> {
  return (await readTable(page, 'hypotheses')) as readonly Pack[];
}

async function doneTexts(page: Page): Promise<number> {
  return (await packs(page)).flatMap((pack) => pack.texts).filter((text) => text !== null).length;
}

function temporaryFile(name: string, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'stet-models-'));
  folders.push(folder);
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

function folderFiles(folder: string): readonly [string, Uint8Array][] {
  return readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]);
}
