import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { TestApp, until } from '../harness/app.ts';
import { serveApp } from '../harness/server.ts';
import { MARIAN_FOLDER, marianExpected } from '../models/marian.ts';
import { startRgw, whyNoRgw } from '../rig/rgw.ts';
import { WeatherProxy } from '../rig/weather.ts';

const BUCKET = 'walk';
const [sentence] = marianExpected().rows;

const marks = (page: Page): Promise<readonly string[]> => page.locator('[data-active] .target mark').allTextContents();

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
}

async function download(page: Page, button: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
  return readFileSync(await file.path());
}

test('the whole main job, like a person: sample to bucket, and on when the server is gone', { timeout: 300_000 }, async ({ skip }) => {
  const missing = whyNoRgw();
  skip(missing !== undefined, missing);
  const rgw = await startRgw();
  const bucket = await WeatherProxy.start(rgw.endpoint);
  const server = await serveApp(inject('dist'));
  await rgw.makeBucket(BUCKET, server.origin);
  const app = await TestApp.launch({ origin: server.origin, allowedOrigins: [bucket.endpoint] });
  const { page } = app;

  // Open the sample by its key; set up the bucket, so that finished work leaves by itself.
  await app.open();
  await until(page, async () => (await navigator.serviceWorker.ready).active?.state === 'activated', undefined);
  await press(page, 's');
  await until(page, () => location.hash.includes('/annotate'), undefined, 60_000);
  await go(page, 'Share');
  await page.getByLabel('Endpoint').fill(bucket.endpoint);
  await page.getByLabel('Bucket', { exact: true }).fill(BUCKET);
  await page.getByLabel('Access key').fill(rgw.accessKey);
  await page.getByLabel('Secret key').fill(rgw.secret);
  await page.getByRole('button', { name: 'Test this bucket' }).click();
  await page.getByText('The bucket takes what Stet sends').waitFor();
  await page.getByRole('button', { name: 'Send from now on' }).click();
  await page.getByText('Sends to').waitFor();

  // Annotate the first document by keyboard alone: mark, category, score, undo, redo, reload.
  await go(page, 'Annotate');
  await page.locator('[data-active]').waitFor();
  await press(page, 'ArrowRight', 'ArrowRight', '2');
  await page.getByRole('combobox', { name: 'Category' }).waitFor();
  await page.keyboard.type('am');
  const [marked = ''] = await marks(page);
  expect(marked).not.toBe('');
  await press(page, 's');
  await page.keyboard.type('71');
  await press(page, 'Enter');
  await press(page, 'k', 'Control+z', 'Control+z', 'Control+z');
  await expect.poll(() => marks(page)).toEqual([]);
  await press(page, 'Control+Shift+z', 'Control+Shift+z', 'Control+Shift+z');
  await expect.poll(() => marks(page)).toEqual([marked]);
  await page.locator('[data-saving=saved]').waitFor();
  await page.reload();
  await page.locator('[data-active]').waitFor();
  await expect.poll(() => marks(page)).toEqual([marked]);
  const finished = page.getByText(/is done\.$/u).first();
  for (let segment = 0; segment < 30 && !(await finished.isVisible()); segment++) {
    await press(page, 's');
    await page.keyboard.type('90');
    await press(page, 'Enter');
  }
  await finished.waitFor();
  await expect.poll(async () => (await rgw.objects(BUCKET)).size, { timeout: 30_000 }).toBeGreaterThan(1); // the probe and the document

  // Run models: translate the project, score it.
  await go(page, 'Models');
  await page.getByTestId('model-folder').setInputFiles(MARIAN_FOLDER);
  await page.getByText('marian is on this device now.').waitFor();
  await page
    .getByRole('textbox')
    .first()
    .fill(sentence?.source ?? '');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => page.locator('.result .text').textContent({ timeout: 30_000 })).toBe(sentence?.text);
  const translating = page.locator('section', { hasText: 'Translate the whole project' });
  await translating.getByRole('button', { name: 'Translate', exact: true }).click();
  await translating.getByText(/^25 segments are translated/u).waitFor({ timeout: 90_000 });
  await page.getByTestId('model-folder').setInputFiles('tests/models/layers-model');
  await page.getByText('Error risk, small is on this device now.').waitFor();
  const scoring = page.locator('section', { hasText: 'Score a project' });
  await scoring.getByRole('button', { name: 'Score', exact: true }).click();
  await scoring.getByText('translations are scored').waitFor();

  // Evaluate: the model is a system like any other, its scorer a column.
  await go(page, 'Evaluate');
  await page
    .getByRole('row', { name: /marian/u })
    .first()
    .waitFor();
  await page
    .getByRole('columnheader', { name: /Error risk/u })
    .first()
    .waitFor();
  await page.getByText('nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0').first().waitFor();

  // Review a sample, and one ordered by the model's score.
  await go(page, 'Review');
  await page.getByLabel('Segments', { exact: true }).fill('5');
  await page.getByRole('button', { name: 'Draw and start' }).click();
  await page.getByText('5 segments to go.').waitFor();
  await press(page, 'p', 'x', 'j', 'p', 'p', 'p');
  await page.getByText(/1 problem in 5: between .* and .* of all 25 segments are likely affected \(95%\)/u).waitFor();
  await page.locator('[data-saving=saved]').waitFor();

  await page
    .getByRole('link', { name: 'All samples' })
    .or(page.getByRole('button', { name: 'All samples' }))
    .click();
  await page.getByRole('radio', { name: /The worst by Error risk, small first/u }).check();
  await page.getByLabel('Segments', { exact: true }).fill('3');
  await page.getByRole('button', { name: 'Draw and start' }).click();
  await page.getByText('3 segments to go.').waitFor();
  await press(page, 'x');
  await page.getByText(/chosen for their score, not drawn at random/u).waitFor();

  // Take it along: package and table.
  await go(page, 'Share');
  const files = unzipSync(new Uint8Array(await download(page, 'Save package')));
  expect(Object.keys(files)).toContain('manifest.json');
  const events = new TextDecoder().decode(files['events.jsonl'] ?? new Uint8Array());
  expect(events).toContain(JSON.stringify(marked));
  expect((await download(page, 'Save table')).toString('utf8')).toContain(`<v>${marked}</v>`);
  await page.getByText('Everything that is finished has been sent.').waitFor({ timeout: 30_000 });

  // The server is gone: everything goes on, the model too.
  await server.close();
  await page.reload();
  await page.getByText('Everything that is finished has been sent.').waitFor({ timeout: 30_000 });
  await go(page, 'Annotate');
  await page.locator('[data-active]').waitFor();
  await press(page, 'j', 'ArrowRight', '1');
  await page.keyboard.type('am');
  await expect.poll(async () => (await marks(page)).length).toBeGreaterThan(0);
  await page.locator('[data-saving=saved]').waitFor();
  await go(page, 'Models');
  await page.getByRole('button', { name: 'marian' }).first().click();
  await page
    .getByRole('textbox')
    .first()
    .fill(sentence?.source ?? '');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => page.locator('.result .text').textContent({ timeout: 30_000 })).toBe(sentence?.text);

  app.assertClean();
  await app.close();
  await bucket.down();
  await rgw.stop();
});
