import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { stored } from './stored.ts';

const SOURCES = ['Good morning, Anna.', 'The bus is late.', 'Close the window.', 'It costs 120.000 euros.', 'See you.'];
const TABLE = ['source,target', ...SOURCES.map((source, i) => `"${source}",Satz ${i + 1}.`)].join('\n');

/** Tab by Tab to the field or button of that name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const { activeElement: at } = document;
      const label = at instanceof HTMLInputElement || at instanceof HTMLSelectElement ? at.labels?.[0] : at;
      return label?.textContent.trim();
    });
    if (found === name) return;
  }
  throw new Error(`never reached: ${name}`);
}

async function newProject(page: Page, protocol: string): Promise<void> {
  await page
    .locator('input[type=file][multiple]')
    .setInputFiles({ name: `${protocol}.csv`, mimeType: 'text/csv', buffer: Buffer.from(TABLE) });
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Source language').waitFor();
  for (const [name, language] of [
    ['Source language', 'English'],
    ['Target language', 'German'],
  ] as const) {
    // prettier-ignore
    await tabTo(page, name);
    await page.keyboard.type(language);
  }
  await tabTo(page, 'Protocol');
  await page.keyboard.type(protocol);
  expect(await page.getByLabel('Protocol').inputValue()).toBe(protocol);
  await tabTo(page, 'Open');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Go to it' }).waitFor();
  await tabTo(page, 'Go to it');
  await page.keyboard.press('Enter');
  await page.locator('[data-active]').waitFor();
}

const rows = (page: Page): Promise<readonly string[]> =>
  page.getByRole('region', { name: 'Systems' }).first().locator('tbody td').allInnerTexts();

async function evaluated(page: Page): Promise<readonly string[]> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Evaluate', exact: true }).click();
  await page.locator('td .interval').first().waitFor();
  return rows(page);
}

async function save(page: Page, key: string): Promise<{ name: string; buffer: Buffer }> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Save package' }).waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press(key)]);
  return { name: file.suggestedFilename(), buffer: readFileSync(await file.path()) };
}

test('SQM by keyboard alone: made, judged, evaluated, taken along and opened in a fresh profile with the same numbers', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  await app.open();
  await newProject(page, 'SQM');
  expect(await page.getByRole('slider').count()).toBe(0);
  expect(await page.getByRole('heading', { name: 'Errors' }).count()).toBe(0);
  await page.keyboard.press('Enter'); // nothing is done without a point
  expect(await page.locator('[data-active]').getAttribute('aria-label')).toBe('Segment 1');
  for (const key of ['3', '6', 'Control+z']) await page.keyboard.press(key);
  await expect.poll(() => page.locator('[data-active] .given').innerText()).toBe('3');
  for (const key of ['Enter', '5', 'Enter', '6', 'Enter', '2', 'Enter', '6', 'Enter']) await page.keyboard.press(key);
  await page.getByText(/is done\.$/u).first().waitFor(); // prettier-ignore
  await page.locator('[data-saving=saved]').waitFor();
  const { annotations = [] } = await stored(page);
  expect(annotations.map(({ scores, status }) => [scores, status])).toEqual([3, 5, 6, 2, 6].map((SQM) => [{ SQM }, 'done']));

  // One group of radio buttons, of which a press gives the same as a digit.
  await page.keyboard.press('k');
  await page.getByRole('radio', { name: '1 Barely more than nonsense' }).check({ force: true });
  await expect.poll(async () => (await stored(page))['annotations']?.[3]?.['scores']).toEqual({ SQM: 1 });
  await page.keyboard.press('2');
  await expect.poll(async () => (await stored(page))['annotations']?.[3]?.['scores']).toEqual({ SQM: 2 });
  await page.locator('[data-saving=saved]').waitFor();

  const seen = await evaluated(page);
  expect(seen.join(' ')).toContain('4.40');
  const files = [await save(page, 'd'), await save(page, 'm')];
  app.assertClean();
  await app.close();

  for (const file of files) {
    const fresh = await TestApp.launch();
    await fresh.open();
    await fresh.page.locator('input[type=file][multiple]').setInputFiles({ ...file, mimeType: 'application/octet-stream' });
    const open = fresh.page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true });
    const go = fresh.page.getByRole('link', { name: 'Go to it' });
    await open.or(go).waitFor();
    if (await open.isVisible()) await open.click();
    await go.click();
    expect((await stored(fresh.page))['projects']?.[0]).toMatchObject({ protocols: ['SQM'] });
    expect(await evaluated(fresh.page)).toEqual(seen);
    fresh.assertClean();
    await fresh.close();
  }
});

test('DA by keyboard alone: digits at the text are the score', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  await app.open();
  await newProject(page, 'DA');
  expect(await page.getByRole('heading', { name: 'Errors' }).count()).toBe(0);
  for (const score of ['88', '0', '100', '67', '9']) {
    await page.keyboard.type(score);
    await page.keyboard.press('Enter');
  }
  await page.getByText(/is done\.$/u).first().waitFor(); // prettier-ignore
  await page.locator('[data-saving=saved]').waitFor();
  const { annotations = [] } = await stored(page);
  expect(annotations.map(({ scores }) => scores)).toEqual([88, 0, 100, 67, 9].map((DA) => ({ DA })));
  expect((await evaluated(page)).join(' ')).toContain('52.8');
  app.assertClean();
  await app.close();
});

test('where people gave several scores, the settings say which one leads, and that is kept', async () => {
  const annotations = (i: number) =>
    ['Atlas', 'Borealis'].map((system, y) => ({ annotator: 'Ana', system, ESA: 90 - 40 * y - i, SQM: 3 + y }));
  const segments = SOURCES.map((source, i) => ({
    source,
    translations: { Atlas: `A${i}.`, Borealis: `B${i}.` },
    annotations: annotations(i),
  }));
  const project = { stet: 1, sourceLang: 'en', targetLang: 'de', protocols: ['ESA', 'SQM'], documents: [{ name: 'one', segments }] };
  const app = await TestApp.launch();
  const { page } = app;
  await app.open();
  const buffer = Buffer.from(JSON.stringify(project));
  await page.locator('input[type=file][multiple]').setInputFiles({ name: 'two.json', mimeType: 'application/json', buffer });
  await page.getByRole('link', { name: 'Go to it' }).click();
  const heads = () => page.getByRole('region', { name: 'Systems' }).first().getByRole('columnheader').allInnerTexts();
  const inOrder = async () => (await heads()).flatMap((head) => /ESA|SQM/u.exec(head) ?? []);
  await evaluated(page);
  expect(await inOrder()).toEqual(['ESA', 'SQM']);
  await page.getByText(/^Ranks by ESA/u).waitFor(); // prettier-ignore
  await page.getByRole('main').getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Human score that leads').selectOption('SQM');
  await page.getByRole('button', { name: 'Use for this project' }).click();
  await page.getByText(/^Ranks by SQM/u).waitFor(); // prettier-ignore
  expect(await inOrder()).toEqual(['SQM', 'ESA']);
  await page.reload();
  await page.getByText(/^Ranks by SQM/u).waitFor(); // prettier-ignore
  app.assertClean();
  await app.close();
});
