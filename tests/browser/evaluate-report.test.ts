import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations, wideThings } from '../harness/accessibility.ts';
import { TestApp, temporaryFolder } from '../harness/app.ts';
import { openSample } from './sample-project.ts';

/** Saves the report as a person does under that path. */
async function saveReport(app: TestApp, hash: string, path: string): Promise<void> {
  const { page } = app;
  await page.goto(`${app.origin}/${hash}`);
  await page.getByRole('heading', { name: 'Segments that decide it' }).waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the report' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/evaluation\.html$/);
  await saved.saveAs(path);
}

/** Text that begins above the fold. */
async function firstScreen(page: Page): Promise<string> {
  return page.evaluate(() =>
    [...document.querySelectorAll('h1, .answer, dt, dd')]
      .filter((element) => element.getBoundingClientRect().bottom <= innerHeight)
      .map((element) => element.textContent)
      .join('\n'),
  );
}

test('the report says on its first screen who is ahead, by how much, what would settle it, and what costs most', async () => {
  const app = await TestApp.launch();
  const projectId = await openSample(app, 'de');
  const folder = temporaryFolder();
  const path = join(folder.path, 'report.html');
  await saveReport(app, `#/p/${projectId}/evaluate`, path);
  const file = await readFile(path, 'utf8');
  expect(file).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  const { page } = app;
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(pathToFileURL(path).href);
  const screen = await firstScreen(page);
  expect(screen).toContain('Which translation is better?');
  expect(screen).toContain('can’t be told apart yet');
  expect(screen).toMatch(/Atlas is ahead of \S+ by \d+\.\d\d MQM points a segment/);
  expect(screen).toMatch(/Between -?\d+\.\d\d and -?\d+\.\d\d, at 95% certainty, from \d+ segments rated for both/);
  expect(screen).toMatch(/About \d+ more segments, rated for both, would settle it/);
  expect(screen).toMatch(/Where most is lost\n[A-Z].*: \d+\.\d\d MQM points a rated segment/);
  for (const heading of ['The systems in figures', 'Where the points are lost', 'The segments that decide it', 'How this was computed'])
    expect(await page.getByRole('heading', { name: heading }).count()).toBe(1);
  expect(await page.locator('.segment mark').count()).toBeGreaterThan(0);
  expect(await page.locator('body').textContent()).toContain('BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0');
  expect(await wideThings(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await wideThings(page)).toEqual([]);
  await app.close();
  folder.remove();
});

test('the filter lives in the address and acts on tables, plots and segments at once', async () => {
  const app = await TestApp.launch();
  const projectId = await openSample(app, 'de');
  const { page } = app;
  await page.goto(`${app.origin}/#/p/${projectId}/evaluate`);
  await page.getByText('1–50 of 75').waitFor();
  await page.getByRole('button', { name: 'Documents' }).click();
  await page.getByRole('group', { name: 'Documents' }).getByRole('checkbox').first().check();
  await page.getByText('Everything below is about 9 of 25 segments.').waitFor();
  await page.getByText('1–27 of 27').waitFor();
  expect(page.url()).toContain('document=');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('kestrel (is|ist)');
  await page.getByRole('checkbox', { name: 'Pattern' }).check();
  await page.waitForURL(/pattern=/);
  await page.reload();
  const field = page.getByRole('searchbox');
  await field.waitFor();
  expect(await field.inputValue()).toBe('kestrel (is|ist)');
  expect(await page.getByRole('checkbox', { name: 'Pattern' }).isChecked()).toBe(true);
  await field.fill('(');
  await page.getByText('This is not a regular expression yet.').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show everything' }).click();
  await page.getByText('1–50 of 75').waitFor();
  expect(page.url()).toMatch(/evaluate$/);
  app.assertClean();
  await app.close();
});
