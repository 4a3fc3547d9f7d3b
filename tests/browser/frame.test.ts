import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { temporaryFolder, TestApp, until } from '../harness/app.ts';
import { serveApp } from '../harness/server.ts';

test('the page is isolated, under the policy, and its keys and palette work', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  const response = await page.goto(`${app.origin}/`);
  expect(response?.headers()['content-security-policy']).toContain('trusted-types svelte-trusted-html default');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(readFileSync(join(inject('dist'), 'index.html'), 'utf8')).toContain('http-equiv="Content-Security-Policy"');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('dialog').count()).toBe(0); // it goes a moment after it is closed
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('models');
  await page
    .getByRole('option', { name: /models/iu })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await until(page, () => location.hash === '#/models', undefined);
  await page.getByRole('link', { name: 'Models', exact: true }).and(page.locator('[aria-current=page]')).waitFor();
  app.assertClean();
  await app.close();
});

test('the mirrored language turns the page around and leaves no plain sentence in the frame', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  await app.open();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Language').selectOption('en-XB');
  await until(page, () => document.documentElement.dir === 'rtl' && document.documentElement.lang === 'en-XB', undefined);
  const plain = await page.evaluate(() => {
    const nodes = document.createTreeWalker(document.querySelector('header nav') ?? document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (nodes.nextNode()) if (/[A-Za-z]{3}/.test(nodes.currentNode.nodeValue ?? '')) found.push(nodes.currentNode.nodeValue ?? '');
    return found;
  });
  expect(plain).toEqual([]);
  app.assertClean();
  await app.close();
});

test('after the first visit the server can be gone', async () => {
  const server = await serveApp(inject('dist'));
  const app = await TestApp.launch({ origin: server.origin });
  const { page } = app;
  await app.open();
  await until(page, async () => (await navigator.serviceWorker.ready).active?.state === 'activated', undefined);
  await server.close();
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await app.open('#/models');
  await page.getByRole('heading').first().waitFor();
  app.assertClean();
  await app.close();
});

test('a new version waits until the person lets it in, and reloads nothing by itself', async () => {
  const folder = temporaryFolder();
  cpSync(inject('dist'), folder.path, { recursive: true });
  const server = await serveApp(folder.path);
  const app = await TestApp.launch({ origin: server.origin });
  const { page } = app;
  await app.open();
  await until(page, async () => (await navigator.serviceWorker.ready).active?.state === 'activated', undefined);
  await page.reload();
  await page.evaluate(() => {
    document.documentElement.dataset.mark = 'same page';
  });

  const worker = join(folder.path, 'service-worker.js');
  const code = readFileSync(worker, 'utf8');
  const version = /stet-shell-\$\{"([0-9a-f]{12})"\}/.exec(code)?.[1] ?? '';
  expect(version).not.toBe('');
  writeFileSync(worker, code.replace(version, 'fedcba987654'));
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update();
  });
  await page.getByText('A new version of Stet is ready').waitFor();
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => document.documentElement.dataset.mark)).toBe('same page');
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting?.state)).toBe('installed');

  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reload now' }).click()]);
  expect(await page.evaluate(() => document.documentElement.dataset.mark)).toBeUndefined();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.evaluate(async () => (await caches.keys()).some((name) => name.endsWith('fedcba987654')))).toBe(true);
  app.assertClean();
  await app.close();
  await server.close();
  folder.remove();
});
