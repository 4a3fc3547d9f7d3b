import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { stored } from './stored.ts';

async function openTable(page: Page, protocol: string, typology?: string): Promise<void> {
  const buffer = Buffer.from('source,target\n"Good morning, Anna.","Guten Morgen, Anna."\n');
  await page.locator('input[type=file][multiple]').setInputFiles({ name: `${protocol}.csv`, mimeType: 'text/csv', buffer });
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Source language').fill('English');
  await dialog.getByLabel('Target language').fill('German');
  await dialog.getByLabel('Protocol').selectOption(protocol);
  if (typology === undefined) expect(await dialog.getByLabel('Error categories').count()).toBe(0);
  else await dialog.getByLabel('Error categories').selectOption(typology);
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('link', { name: 'Go to it' }).click();
  await page.locator('[data-active]').waitFor();
}

test('a project of one’s own is judged under ESA alone: severity, no category, a score', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  await app.open();
  await openTable(page, 'ESA');
  for (const key of ['ArrowRight', '2']) await page.keyboard.press(key);
  await page.locator('[data-active] .target mark').waitFor();
  expect(await page.getByRole('combobox').count()).toBe(0);
  expect(await page.getByRole('slider').count()).toBe(1);
  expect((await stored(page))['projects']?.[0]).toMatchObject({ protocols: ['ESA'] });
  app.assertClean();
  await app.close();
});

test('a project of one’s own is judged under MQM with Google’s categories and weights', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  await app.open();
  await openTable(page, 'MQM', 'google-wmt');
  for (const key of ['ArrowRight', '2']) await page.keyboard.press(key);
  await page.getByRole('combobox', { name: 'Category' }).waitFor();
  await page.getByRole('option', { name: /Non-translation/u }).waitFor();
  await page.keyboard.type('nt');
  await page.getByText('−25 points').waitFor();
  expect(await page.getByRole('slider').count()).toBe(0);
  expect((await stored(page))['projects']?.[0]).toMatchObject({ protocols: ['MQM'], typologyId: 'google-wmt' });
  app.assertClean();
  await app.close();
});
