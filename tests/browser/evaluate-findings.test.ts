import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations, wideThings } from '../harness/accessibility.ts';
import { TestApp } from '../harness/app.ts';
import { openSample } from './sample-project.ts';

async function openEvaluate(app: TestApp): Promise<Page> {
  const projectId = await openSample(app, 'de');
  await app.page.goto(`${app.origin}/#/p/${projectId}/evaluate`);
  await app.page.getByText('1–50 of 75').waitFor();
  return app.page;
}

test('settings are set by keys, kept with the project, and named by every signature', async () => {
  const app = await TestApp.launch();
  const page = await openEvaluate(app);
  await page.getByText(/every two systems tested by paired approximate randomisation, 10,000 trials/).waitFor();
  await page.keyboard.press('o');
  const dialog = page.getByRole('dialog', { name: 'How everything is computed' });
  await dialog.waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await dialog.getByLabel('Tokenizer').selectOption('intl');
  await dialog.getByLabel('Several tests at once').selectOption('none');
  const samples = dialog.getByLabel('Bootstrap resamples');
  await samples.fill('7');
  await dialog.getByText('From 100 to 100,000.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Use for this project' }).isDisabled()).toBe(true);
  await samples.fill('500');
  await dialog.getByRole('button', { name: 'Add TER' }).press('Enter');
  await samples.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const systems = page.getByRole('region', { name: 'Systems' });
  await systems.getByRole('button', { name: /^TER/ }).waitFor();
  expect(page.url()).toMatch(/evaluate$/);
  await page.reload();
  await systems.getByRole('button', { name: /^TER/ }).waitFor();
  await page.getByText('nrefs:1|case:mixed|eff:no|tok:intl|smooth:exp|version:2.6.0').first().waitFor();
  await page.getByText(/500 bootstrap resamples/).waitFor();
  await page.getByText(/each, without a correction for several tests/).waitFor();
  await page.keyboard.press('o');
  await page.getByText('intervals|bootstrap:expanded-percentile|means:BCa|level:0.95|samples:500|seed:12345|unit:segment').waitFor();
  await dialog.getByRole('button', { name: 'Back to the usual' }).click();
  await dialog.getByRole('button', { name: 'Use for this project' }).click();
  await systems.getByRole('button', { name: /^TER/ }).waitFor({ state: 'detached' });
  app.assertClean();
  await app.close();
});

test('a figure and a bar of the losses lead to their segments, and back', async () => {
  const app = await TestApp.launch();
  const page = await openEvaluate(app);
  const losses = page.getByRole('region', { name: 'Points a rated segment, by system' });
  await losses.getByRole('button', { name: /^Accuracy \/ Omission in Cirrus/ }).press('Enter');
  const sheet = page.getByRole('region', { name: 'Segments' });
  await page.getByText('Only segments with a mark of “Accuracy / Omission”.').waitFor();
  await expect.poll(() => sheet.locator('tbody tr').count()).toBeLessThan(10);
  for (const place of await sheet.locator('tbody .place .system').allTextContents()) expect(place).toBe('Cirrus');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2');
  await page.getByRole('combobox', { name: 'Severity of the mark' }).selectOption('neutral');
  await page.getByText('No segment has such a mark.').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Back to all segments' }).click();
  await page.getByText('1–50 of 75').waitFor();
  await page.locator('[data-category="accuracy/mistranslation"][data-severity=critical]').first().click();
  await page.getByText('Only segments with a mark of “Accuracy / Mistranslation”.').waitFor();
  expect(page.url()).toContain('grave=critical');
  await page.goBack();
  await page.getByText('1–50 of 75').waitFor();
  app.assertClean();
  await app.close();
});

test('the page says who judged how, what passes, how metrics order, and how alike the marks are', async () => {
  const app = await TestApp.launch({ context: { viewport: { width: 360, height: 760 } } });
  const page = await openEvaluate(app);
  await page.getByText(/Krippendorff’s α of all MQM values is -?\d\.\d\d \(95% interval/).waitFor();
  await page.getByRole('button', { name: 'Compare the marks more closely' }).press('Enter');
  await page.getByText(/γ of the marks is -?\d\.\d\d/).waitFor();
  const tableOf = (name: string) => page.getByRole('group', { name, exact: true });
  expect(await tableOf('The annotators').getByRole('row').count()).toBe(4);
  expect(await tableOf('Side by side').getByRole('row').count()).toBe(4);
  await page.getByText(/Cirrus fails: (a critical error|critical errors) in \d/).waitFor();
  await tableOf('Metric against people').getByText('3 of 3').first().waitFor();
  await page.getByText('How sure is that?').click();
  await page.getByRole('columnheader', { name: 'Effect size' }).first().waitFor();
  expect(await wideThings(page)).toEqual([]);
  expect(await axeViolations(page)).toEqual([]);
  app.assertClean();
  await app.close();
});
