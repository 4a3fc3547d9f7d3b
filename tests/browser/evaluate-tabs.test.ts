import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unzipSync, zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { keysOf } from '../rig/drive.ts';
import { goToText, openSampleToMark, saved } from '../rig/marking.ts';

/** The event of another device. */
const ELSEWHERE = 'e-1';

/** What the table shows of the first system: its MQM and its ESA. */
async function shown(page: Page): Promise<readonly string[]> {
  const row = page.getByRole('region', { name: 'Systems' }).locator('tbody tr', { hasText: 'Atlas' });
  return row.locator('[data-metric=MQM] .value, [data-metric=ESA] .value').allTextContents();
}

/** The table once it shows something else than it did; the page then stands still. */
async function next(page: Page, before: readonly string[]): Promise<readonly string[]> {
  await expect.poll(() => shown(page), { timeout: 15_000 }).not.toEqual(before);
  await page.locator('.evaluate[aria-busy=false]').waitFor();
  return shown(page);
}

/** A saved package in which somebody elsewhere has given the first judged segment of a system another score. */
function withAnotherScore(saved: Buffer, systemId: string): Buffer {
  const files = unzipSync(saved);
  const text = (path: string): string => Buffer.from(files[path] ?? []).toString();
  const rows = text('events.jsonl').trim().split('\n');
  const first = rows.map((row) => JSON.parse(row)).find((row) => row.systemId === systemId && row.kind === 'import');
  const event = {
    ...first,
    id: ELSEWHERE,
    deviceId: 'elsewhere',
    seq: 1,
    at: '001900000000000-000000',
    kind: 'set',
    field: 'scores.ESA',
    value: 3,
  };
  const data = Buffer.from(`${rows.join('\n')}\n${JSON.stringify(event)}\n`);
  files['events.jsonl'] = data;
  const manifest = JSON.parse(text('manifest.json'));
  for (const file of manifest.files) {
    if (file.path !== 'events.jsonl') continue;
    Object.assign(file, { sha256: createHash('sha256').update(data).digest('hex'), bytes: data.length, rows: file.rows + 1 });
  }
  files['manifest.json'] = Buffer.from(JSON.stringify(manifest));
  return Buffer.from(zipSync(files));
}

async function savePackage(page: Page): Promise<Buffer> {
  await page.getByRole('button', { name: /^Delete / }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save a package first' }).click()]);
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  return readFileSync(await download.path());
}

test('the table follows what another tab marks, undoes, imports and brings back', async () => {
  const app = await TestApp.launch();
  const other = app.page;
  const projectId = await openSampleToMark(app, inject('dist'));
  const page = await app.newTab(`#/p/${projectId}/evaluate`);
  await page.getByRole('region', { name: 'Systems' }).getByRole('row').nth(1).waitFor();
  await page.locator('.evaluate[aria-busy=false]').waitFor();
  const first = await shown(page);
  expect(first.length).toBe(2);

  // Two marks soon after each other: both are counted.
  await goToText(app, projectId, 0, other);
  for (const key of ['ArrowRight', '3', 'Enter']) await other.keyboard.press(key);
  await saved(other);
  const once = await next(page, first);
  for (const key of ['ArrowRight', 'ArrowRight', '3', 'Enter']) await other.keyboard.press(key);
  await saved(other);
  const twice = await next(page, once);
  expect(Number(twice[0])).toBeGreaterThan(Number(once[0]));
  // What was undone is as if it had never been.
  await other.keyboard.press('Control+z');
  await saved(other);
  expect(await next(page, twice)).toEqual(once);

  // A package with a score from another device.
  await app.open('#/', other);
  const bytes = withAnotherScore(await savePackage(other), `${projectId}.y0`);
  const file = { name: 'from-elsewhere.stet', mimeType: 'application/zip', buffer: bytes };
  await other.locator('input[type=file]').first().setInputFiles(file);
  const imported = await next(page, once);
  expect(Number(imported[1])).toBeLessThan(Number(once[1]));
  // The same numbers as a page that reads everything.
  const fresh = await app.newTab(`#/p/${projectId}/evaluate`);
  await expect.poll(() => shown(fresh), { timeout: 15_000 }).toEqual(imported);
  await fresh.close();
  await expect.poll(async () => isJournalled(other), { timeout: 15_000 }).toBe(true);

  // The database is lost under both tabs and comes back: what is marked then counts on.
  const cdp = await app.context.newCDPSession(other);
  await cdp.send('Storage.clearDataForOrigin', { origin: app.origin, storageTypes: 'indexeddb' });
  // Whichever tab sees it first brings it back, and says so.
  const isBack = async (tab: Page): Promise<boolean> => (await tab.getByText('Your work is back.').count()) > 0;
  await expect.poll(async () => (await isBack(other)) || (await isBack(page)), { timeout: 30_000 }).toBe(true);
  await expect.poll(() => shown(page), { timeout: 15_000 }).toEqual(imported);
  await goToText(app, projectId, 1, other);
  for (const key of ['ArrowRight', '3', 'Enter']) await other.keyboard.press(key);
  await saved(other);
  await next(page, imported);
  app.assertClean();
  await app.close();
});

/** Whether the second copy holds every gesture. */
async function isJournalled(page: Page): Promise<boolean> {
  const ids = (await keysOf(page, 'events')).filter((id) => !id.endsWith('~import') && id !== ELSEWHERE);
  const text = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('journal');
    let all = '';
    for await (const handle of folder.values()) all += await (await (handle as FileSystemFileHandle).getFile()).text();
    return all;
  });
  return ids.every((id) => text.includes(id));
}
