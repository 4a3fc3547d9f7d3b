import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { temporaryFolder, TestApp } from '../harness/app.ts';
import { packageSha256, keysOf } from '../rig/drive.ts';
import { finishSegment, markNextWord, openSampleToMark, saved } from '../rig/marking.ts';

/** The person must see within this many milliseconds what was lost. */
const NAMED_WITHIN = 3000;

/** Marks a little and waits until the second copy holds it; gives the project and its package's hash. */
async function workAWhile(app: TestApp): Promise<{ projectId: string; sha256: string }> {
  const { page } = app;
  const projectId = await openSampleToMark(app, inject('dist'));
  await markNextWord(page);
  await markNextWord(page);
  await finishSegment(page);
  await markNextWord(page);
  await page.keyboard.press('Control+z');
  await saved(page);
  const ids = (await keysOf(page, 'events')).filter((id) => !id.endsWith('~import'));
  await expect.poll(async () => ids.every(includedIn(await journalText(app))), { timeout: 10_000 }).toBe(true);
  return { projectId, sha256: await packageSha256(page, inject('dist'), projectId) };
}

const includedIn = (text: string) => (id: string) => text.includes(id);

async function journalText(app: TestApp): Promise<string> {
  return app.page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('journal');
    let text = '';
    for await (const handle of folder.values()) text += await (await (handle as FileSystemFileHandle).getFile()).text();
    return text;
  });
}

/** The report stands, and everything is as it was, to the byte. */
async function expectRestored(app: TestApp, work: { projectId: string; sha256: string }): Promise<void> {
  await app.page.getByText('Your work is back.').waitFor();
  await app.page.getByText('Kestrel', { exact: false }).first().waitFor();
  expect(await packageSha256(app.page, inject('dist'), work.projectId)).toBe(work.sha256);
  expect(await app.page.getByText('could not be brought back').count()).toBe(0);
}

describe('IndexedDB alone emptied', () => {
  test('under an open page is named at once and restored to the byte', async () => {
    const app = await TestApp.launch();
    const work = await workAWhile(app);
    const cdp = await app.context.newCDPSession(app.page);
    await cdp.send('Storage.clearDataForOrigin', { origin: app.origin, storageTypes: 'indexeddb' });
    await app.page.getByText(/lost Stet’s database/).waitFor({ timeout: NAMED_WITHIN });
    await expectRestored(app, work);
    app.assertClean();
    await app.close();
  });

  test('while Stet was closed is named at the start and restored to the byte', async () => {
    const app = await TestApp.launch();
    const work = await workAWhile(app);
    await app.page.goto(`${app.origin}/icon.svg`);
    const cdp = await app.context.newCDPSession(app.page);
    await cdp.send('Storage.clearDataForOrigin', { origin: app.origin, storageTypes: 'indexeddb' });
    await app.page.goto(`${app.origin}/#/`);
    await app.page.getByText(/lost Stet’s database/).waitFor({ timeout: NAMED_WITHIN });
    await expectRestored(app, work);
    // What is marked from now on counts on, and is checked against from now on.
    await app.page.reload();
    await app.page.getByRole('heading').first().waitFor();
    await app.page.waitForTimeout(1500);
    expect(await app.page.getByText('Your work is back.').count()).toBe(0);
    app.assertClean();
    await app.close();
  });
});

/** What disks and crashes do to the browser's database files, by the file they hit. */
const DAMAGES: readonly { readonly name: string; readonly hit: (folder: string) => void }[] = [
  {
    name: 'a block of its log overwritten',
    hit: (folder) => {
      const log = largest(folder, /\.(log|ldb)$/);
      const file = openSync(log, 'r+');
      writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, Math.min(8192, Math.floor(statSync(log).size / 2)));
      closeSync(file);
    },
  },
  {
    name: 'its log cut to half',
    hit: (folder) => {
      const log = largest(folder, /\.log$/);
      truncateSync(log, Math.floor(statSync(log).size / 2));
    },
  },
  {
    name: 'its manifest garbled',
    hit: (folder) => {
      const manifest = largest(folder, /^MANIFEST/);
      const file = openSync(manifest, 'r+');
      const garbage = readFileSync(manifest).map((byte) => byte ^ 0x5a);
      writeSync(file, garbage, 0, garbage.length, 0);
      closeSync(file);
    },
  },
  { name: 'its files deleted', hit: (folder) => rmSync(folder, { recursive: true, force: true }) },
];

function largest(folder: string, pattern: RegExp): string {
  const found = readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));
  const [first] = found.sort((a, b) => statSync(b).size - statSync(a).size);
  if (first === undefined) throw new Error(`no ${pattern.source} in ${folder}`);
  return first;
}

describe('a damaged database', () => {
  for (const { name, hit } of DAMAGES) {
    test(`with ${name} is noticed and restored to the byte`, async () => {
      const folder = temporaryFolder();
      const before = await TestApp.launch({ profile: folder.path });
      const work = await workAWhile(before);
      await before.close();
      const databases = join(folder.path, 'Default', 'IndexedDB');
      const own = readdirSync(databases).find((entry) => entry.endsWith('.leveldb'));
      if (own === undefined) throw new Error('the profile has no database');
      hit(join(databases, own));
      const app = await TestApp.launch({ profile: folder.path });
      await app.page.goto(`${app.origin}/#/`);
      await app.page
        .getByText(/database/)
        .first()
        .waitFor({ timeout: NAMED_WITHIN + 2000 }); // the browser itself needs a moment after its start
      await expectRestored(app, work);
      app.assertClean();
      await app.close();
      folder.remove();
    });
  }
});
