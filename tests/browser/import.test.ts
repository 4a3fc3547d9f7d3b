import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { unzipSync, zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { TestApp, until } from '../harness/app.ts';
import { SHARED, sharedBytes } from '../shared.ts';
import type { Stored } from './stored.ts';
import { dropFile, keptFiles, mqmTable, stored } from './stored.ts';

const PROJECT_TABLES = ['documents', 'segments', 'systems', 'hypotheses', 'annotators', 'annotations', 'events'];
let app: TestApp;
const others: TestApp[] = [];

afterEach(async () => {
  for (const one of [app, ...others.splice(0)]) {
    one.assertClean();
    await one.close();
  }
});

async function start(): Promise<Page> {
  app = await TestApp.launch();
  await app.open();
  return app.page;
}

async function choose(page: Page, ...files: readonly { readonly name: string; readonly content: string | Uint8Array }[]): Promise<void> {
  const payload = files.map(({ name, content }) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) }));
  await page.locator('input[type=file][multiple]').setInputFiles(payload);
}

async function answer(page: Page, source = 'English', target = 'German'): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Source language').fill(source);
  await dialog.getByLabel('Target language').fill(target);
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
}

const rowsOf = (tables: Stored, names = PROJECT_TABLES) => Object.fromEntries(names.map((name) => [name, tables[name]]));

describe('a dropped .gz', () => {
  test('asks for the languages, becomes a project, and is recognised when it comes again', async () => {
    const page = await start();
    const packed = gzipSync(mqmTable(40));
    await dropFile(page, 'news.tsv.gz', packed);
    const dialog = page.getByRole('dialog', { name: 'Open news.tsv.gz' });
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.getByText('Choose a language').first().waitFor();
    await dialog.getByLabel('Source language').fill('Klingonese');
    await dialog.getByText('is no language Stet knows').waitFor();
    await answer(page, 'en', 'pt-BR');
    await page.getByText('news is open: 120 rows.').waitFor();
    const tables = await stored(page);
    expect(tables['projects']).toMatchObject([
      { name: 'news', sourceLang: 'en', targetLang: 'pt-BR', typologyId: 'google-wmt', protocols: ['MQM'] },
    ]);
    expect(tables['imports']).toMatchObject([{ status: 'done', rows: 120, issues: [] }]);
    expect(tables['annotations']).toHaveLength(120);
    expect(await keptFiles(page)).toEqual([(tables['imports']?.[0]?.['files'] as { sha256: string }[])[0]?.sha256]);
    await dropFile(page, 'renamed.tsv.gz', packed);
    await page.getByText('renamed.tsv.gz is already open as “news”.').waitFor();
    expect((await stored(page))['projects']).toHaveLength(1);
    await page.getByRole('link', { name: 'Go to the project' }).click();
    await page.waitForURL(/#\/p\/.*\/annotate/);
  });

  if (SHARED !== undefined) {
    test('of TED en-de opens with 14 systems and names its one bad line', async () => {
      const page = await start();
      await dropFile(page, 'mqm_ted_ende.tsv.gz', gzipSync(sharedBytes('data/mqm/mqm_ted_ende.tsv.gz')));
      await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
      await page.getByText('mqm_ted_ende is open: 8,435 rows.').waitFor({ timeout: 60_000 });
      await page.getByRole('button', { name: 'Show 1 issue' }).click();
      await page.getByRole('dialog').getByRole('cell', { name: '6,444' }).waitFor();
      const tables = await stored(page);
      expect(tables['systems']).toHaveLength(14);
      expect(tables['annotations']).toHaveLength(7406);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await page.getByRole('button', { name: '1 issue' }).click();
      await page.getByRole('dialog').getByText('has no partner').waitFor();
    });
  }

  test('that is damaged is refused with the cure and leaves nothing', async () => {
    const page = await start();
    const packed = gzipSync(mqmTable(4000));
    await choose(page, { name: 'torn.tsv.gz', content: packed.subarray(0, packed.length / 2) });
    await answer(page);
    await page
      .getByText(/torn\.tsv\.gz is a damaged \.gz file/)
      .first()
      .waitFor();
    const tables = await stored(page);
    for (const name of [...PROJECT_TABLES, 'projects', 'imports']) expect(tables[name]).toEqual([]);
    expect(await keptFiles(page)).toEqual([]);
  });
});

describe('an import that is cut short', () => {
  test('by the person leaves nothing', async () => {
    const page = await start();
    await choose(page, { name: 'long.tsv', content: mqmTable(30_000) });
    await answer(page);
    await page.locator('#content').getByText('Reading long').waitFor();
    await until(
      page,
      async () => (await navigator.locks.query()).held?.some((lock) => lock.name?.startsWith('stet-import-')) ?? false,
      undefined,
    );
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('long was not opened: you stopped it.').waitFor();
    await until(
      page,
      async () => (await navigator.locks.query()).held?.every((lock) => !lock.name?.startsWith('stet-import-')) ?? false,
      undefined,
    );
    const tables = await stored(page);
    for (const name of [...PROJECT_TABLES, 'projects', 'imports']) expect(tables[name]).toEqual([]);
    expect(await keptFiles(page)).toEqual([]);
  });

  test('by closing the tab is deleted at the next start', async () => {
    const page = await start();
    await choose(page, { name: 'long.tsv', content: mqmTable(30_000) });
    await answer(page);
    await page.locator('#content').getByText('Reading long').waitFor();
    for (let left = 600; (await stored(page))['segments']?.length === 0; left--) if (left === 0) throw new Error('no row came');
    await page.goto('about:blank');
    const again = await app.newTab();
    for (let left = 200; ; left--) {
      const tables = await stored(again);
      if ([...PROJECT_TABLES, 'projects', 'imports'].every((name) => tables[name]?.length === 0)) break;
      if (left === 0) throw new Error('rows are left');
    }
    await expect.poll(() => keptFiles(again), { timeout: 20_000 }).toEqual([]);
  });
});

describe('the same file', () => {
  test('gives the same rows when it is opened again after a deletion', async () => {
    const page = await start();
    const open = async (): Promise<Stored> => {
      await choose(page, { name: 'same.tsv', content: mqmTable(30) });
      await answer(page);
      await page.getByText('same is open: 90 rows.').waitFor();
      return stored(page);
    };
    const first = await open();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('button', { name: 'Delete same' }).click();
    await page.getByRole('dialog').getByText('30 segments with their translations, 90 annotations').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete it here' }).click();
    await page.getByText('No project yet.').waitFor();
    for (const name of [...PROJECT_TABLES, 'projects', 'imports']) expect((await stored(page))[name]).toEqual([]);
    expect(await keptFiles(page)).toEqual([]);
    expect(rowsOf(await open())).toEqual(rowsOf(first));
  });
});

describe('a package', () => {
  test('opened in a fresh browser is the same project, and saves to the same bytes', async () => {
    const page = await start();
    await page.keyboard.press('s');
    await page.waitForURL(/#\/p\/.*\/annotate/);
    await app.open('#/');
    const [german] = (await stored(page))['projects']?.filter((project) => project['targetLang'] === 'de') ?? [];
    const name = String(german?.['name']);
    const saved = await savePackage(page, name);
    const second = await TestApp.launch();
    others.push(second);
    await second.open();
    await second.page.locator('input[type=file]').first().setInputFiles({ name: 'sent.stet', mimeType: 'application/zip', buffer: saved });
    await second.page.getByText('is open:').waitFor();
    const mine = (tables: Stored) =>
      Object.fromEntries(PROJECT_TABLES.map((table) => [table, tables[table]?.filter((row) => row['projectId'] === german?.['id'])]));
    expect(mine(await stored(second.page))).toEqual(mine(await stored(page)));
    const tables = (bytes: Buffer): unknown =>
      Object.fromEntries(
        Object.entries(unzipSync(bytes))
          .filter(([path]) => path !== 'manifest.json')
          .map(([path, data]) => [path, Buffer.from(data).toString()]),
      );
    expect(tables(await savePackage(second.page, name))).toEqual(tables(saved));
  });

  test('of a project that is here adds what is new and keeps what is here', async () => {
    const page = await start();
    await page.keyboard.press('s');
    await page.waitForURL(/#\/p\/.*\/annotate/);
    await app.open('#/');
    const before = await stored(page);
    const german = before['projects']?.find((project) => project['targetLang'] === 'de');
    const saved = await savePackage(page, String(german?.['name']));
    const { bytes, event } = withOneMark(saved);
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'from-elsewhere.stet', mimeType: 'application/zip', buffer: bytes });
    await page.getByText('from-elsewhere is open').waitFor();
    const after = await stored(page);
    expect(after['projects']).toEqual(before['projects']);
    expect(after['events']).toHaveLength((before['events']?.length ?? 0) + 1);
    const changed = after['annotations']?.find((annotation) => annotation['id'] === event.annotationId);
    const old = before['annotations']?.find((annotation) => annotation['id'] === event.annotationId);
    expect(changed?.['comment']).toBe('From another device');
    expect(changed?.['errors']).toEqual(old?.['errors']);
    expect(rowsOf(after, ['documents', 'segments', 'systems', 'hypotheses'])).toEqual(
      rowsOf(before, ['documents', 'segments', 'systems', 'hypotheses']),
    );
    expect(after['imports']).toHaveLength((before['imports']?.length ?? 0) + 1);
  });

  test('that was changed is refused with the table’s name', async () => {
    const page = await start();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'torn.stet', mimeType: 'application/zip', buffer: Buffer.from([0x50, 0x4b, 3, 4, 9, 9]) });
    await page
      .getByText(/torn\.stet is damaged/)
      .first()
      .waitFor();
    expect((await stored(page))['imports']).toEqual([]);
  });
});

describe('plain text and tables', () => {
  test('files of unequal length are refused with their counts', async () => {
    const page = await start();
    await choose(page, { name: 'a.src', content: 'one\ntwo\nthree\n' }, { name: 'a.hyp.Atlas', content: 'eins\nzwei\n' });
    await answer(page);
    await page.getByText('a.hyp.Atlas has 2 lines and a.src has 3.').first().waitFor();
    expect((await stored(page))['projects']).toEqual([]);
  });

  test('each file gets a role, each column too', async () => {
    const page = await start();
    await choose(page, { name: 'one.txt', content: 'one\ntwo\n' }, { name: 'two.txt', content: 'eins\nzwei\n' });
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What one.txt holds').selectOption({ label: 'Not used' });
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.getByText('Choose what holds the source text.').waitFor();
    await dialog.getByLabel('What one.txt holds').selectOption({ label: 'Source' });
    await dialog.getByLabel('Name of the system or reference in two.txt').fill('Borealis');
    await answer(page);
    await page.getByText('one is open: 2 rows.').waitFor();
    expect((await stored(page))['systems']).toMatchObject([{ name: 'Borealis' }]);
    await choose(page, { name: 'table.csv', content: 'src;engine\n"Say ""hi""";Sag hallo\nBye;Tschüs\n' });
    await dialog.getByLabel('What engine holds').selectOption({ label: 'Translation by' });
    await dialog.getByLabel('Name of the system or reference in engine').fill('Cirrus');
    await answer(page);
    await page.getByText('table is open: 2 rows.').waitFor();
    const segments = (await stored(page))['segments']?.map((segment) => segment['source']);
    expect(segments).toContain('Say "hi"');
  });
});

/** The package with one event more, by another device, later than all others. */
function withOneMark(saved: Buffer): { readonly bytes: Buffer; readonly event: { readonly annotationId: string } } {
  const files = unzipSync(saved);
  const text = (path: string): string => Buffer.from(files[path] ?? []).toString();
  const first = JSON.parse(text('events.jsonl').split('\n')[0] ?? '');
  const event = {
    ...first,
    id: 'e-1',
    deviceId: 'elsewhere',
    seq: 1,
    at: '001900000000000-000000',
    kind: 'set',
    field: 'comment',
    value: 'From another device',
  };
  files['events.jsonl'] = Buffer.from(`${text('events.jsonl')}${JSON.stringify(event)}\n`);
  const manifest = JSON.parse(text('manifest.json'));
  for (const file of manifest.files) {
    if (file.path !== 'events.jsonl') continue;
    const data = files['events.jsonl'];
    Object.assign(file, { sha256: createHash('sha256').update(data).digest('hex'), bytes: data.length, rows: file.rows + 1 });
  }
  files['manifest.json'] = Buffer.from(JSON.stringify(manifest));
  return { bytes: Buffer.from(zipSync(files)), event };
}

async function savePackage(page: Page, name: string): Promise<Buffer> {
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save a package first' }).click()]);
  expect(download.suggestedFilename()).toMatch(/\.stet$/);
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  return readFileSync(await download.path());
}
