import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { SHARED, sharedBytes } from '../shared.ts';
import { stored } from './stored.ts';

interface GivenFile {
  readonly name: string;
  readonly buffer: Buffer;
}

/** Opens files as a person does, and goes to Evaluate. */
async function evaluate(app: TestApp, files: readonly GivenFile[]): Promise<Page> {
  const { page } = app;
  await app.open();
  await page.locator('input[type=file][multiple]').setInputFiles(files.map((file) => ({ ...file, mimeType: 'application/octet-stream' })));
  await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText(/ is open: [\d,]+ rows\./).waitFor({ timeout: 90_000 });
  const [project] = (await stored(page))['projects'] ?? [];
  await page.goto(`${app.origin}/#/p/${String(project?.['id'])}/evaluate`);
  await page.getByRole('region', { name: 'Systems' }).getByRole('row').nth(1).waitFor({ timeout: 90_000 });
  return page;
}

if (SHARED !== undefined) {
  const folder = SHARED;
  test('an Appraise campaign shows its scores, its people and their time', { timeout: 240_000 }, async () => {
    const app = await TestApp.launch();
    const read = (name: string): GivenFile => ({ name, buffer: readFileSync(join(folder, 'data/esa', name)) });
    const page = await evaluate(app, [read('240521rc6ESA.scores.csv'), read('batches_wmt23_en-de_esa.json.gz')]);
    const cells = page.getByRole('region', { name: 'Systems' }).locator('tbody [data-metric=ESA] .value');
    for (const value of await cells.allTextContents()) expect(Number(value)).toBeGreaterThan(0);
    expect(await cells.count()).toBeGreaterThan(5);
    await page.getByRole('img', { name: 'How long it took' }).waitFor({ timeout: 90_000 });
    expect(await page.getByRole('group', { name: 'The annotators', exact: true }).getByRole('row').count()).toBeGreaterThan(2);
    app.assertClean();
    await app.close();
  });

  test('TED en-de shows the ranks of its 14 systems', { timeout: 240_000 }, async () => {
    const app = await TestApp.launch();
    const page = await evaluate(app, [{ name: 'mqm_ted_ende.tsv.gz', buffer: gzipSync(sharedBytes('data/mqm/mqm_ted_ende.tsv.gz')) }]);
    const rows = page.getByRole('region', { name: 'Systems' }).locator('tbody tr');
    expect(await rows.count()).toBe(14);
    await expect.poll(() => rows.first().locator('.rank').textContent(), { timeout: 90_000 }).toMatch(/^1/);
    app.assertClean();
    await app.close();
  });
}
