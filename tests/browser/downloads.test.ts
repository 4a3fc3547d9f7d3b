import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { ModelFile } from '#core/model.ts';
import type { ShippedManifest } from '#core/shipped-model.ts';
import { Random } from '#stats/random.ts';
import { TestApp } from '../harness/app.ts';
import { InferenceWorker } from '../harness/inference.ts';
import { FaultyHost } from '../rig/faulty-host.ts';
import { damageStored, storedModelFiles } from './model-files.ts';
import { readTable } from './translate-project.ts';

interface Entry {
  readonly folder: string;
  readonly manifest: ShippedManifest;
}

/** A cut: the connection breaks when so many bytes of the file are on the way. */
interface Cut {
  readonly file: ModelFile;
  readonly at: number;
}

let app: TestApp | undefined;
let host: FaultyHost | undefined;

afterEach(async () => {
  await app?.close();
  await host?.close();
  app = undefined;
  host = undefined;
});

const index = (): { models: Entry[] } => JSON.parse(readFileSync(join(inject('dist'), 'models/index.json'), 'utf8')) as { models: Entry[] }; // written by the build

/** The smallest translator that ships, in its first precision. */
function smallest(): { readonly entry: Entry; readonly files: readonly ModelFile[]; readonly wish: unknown } {
  const size = ({ manifest }: Entry): number => manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const [entry] = index()
    .models.filter(({ manifest }) => manifest.kind === 'translator')
    .toSorted((a, b) => size(a) - size(b));
  const choice = entry?.manifest.precisions[0];
  if (!entry || !choice) throw new Error('no translator ships');
  const files = entry.manifest.files.filter(({ path }) => choice.files.includes(path));
  return {
    entry,
    files: [...new Map(files.toReversed().map((file) => [file.sha256, file])).values()],
    wish: { folder: entry.folder, precision: choice.precision, at: 1 },
  };
}

beforeEach(({ skip }) => {
  skip(!index().models.some(({ manifest }) => manifest.kind === 'translator'), 'this build ships no translator');
});

async function start(
  prepare: (server: FaultyHost) => void = () => undefined,
): Promise<{ readonly page: Page; readonly server: FaultyHost; readonly worker: InferenceWorker }> {
  host = await FaultyHost.start(inject('dist'));
  prepare(host);
  app = await TestApp.launch({ origin: host.origin });
  await app.open();
  return { page: app.page, server: host, worker: await InferenceWorker.start(app.page) };
}

/** A service worker that answers nothing: the real one gives the list of models that it keeps. */
function withoutOfflineShell(server: FaultyHost): void {
  const script = readFileSync(join(inject('dist'), 'service-worker.js'), 'utf8');
  server.replaced.set('service-worker.js', new TextEncoder().encode(`const unused = ${JSON.stringify(script)};`));
}

const load = (worker: InferenceWorker, { origin }: FaultyHost, wish: unknown) => worker.answer('addShipped', [`${origin}/`, wish]);

/** The model is listed, and every one of its files lies there with the bytes that its manifest promises; nothing else does. */
async function expectWhole(page: Page, files: readonly ModelFile[]): Promise<void> {
  expect(await readTable(page, 'models')).toHaveLength(1);
  const stored = await storedModelFiles(page);
  expect(stored.map(({ name }) => name)).toEqual(files.map(({ sha256 }) => sha256).sort());
  for (const { name, sha256 } of stored) expect(sha256).toBe(name);
}

/** Where to cut: no byte, one byte, all but the last, and a place between, in every file; those beyond 20 are left out by chance. */
function cuts(files: readonly ModelFile[]): readonly Cut[] {
  const random = new Random(20);
  const all = files.flatMap((file) => [0, 1, file.bytes - 1, 2 + Math.floor(random.next() * (file.bytes - 3))].map((at) => ({ file, at })));
  const sorted = all.map((cut) => ({ cut, key: random.next() })).sort((a, b) => a.key - b.key);
  return sorted.map(({ cut }) => cut).slice(0, 20);
}

describe('a download that is cut', () => {
  test('at 20 places is gone on with, and ends in the whole model', async () => {
    const { page, server, worker } = await start();
    const { entry, files, wish } = smallest();
    const planned = cuts(files);
    expect(planned).toHaveLength(20);
    let resumed = 0;
    // Four downloads of five cuts each: a file may be cut several times on its way.
    for (let round = 0; round < 4; round++) {
      const open = planned.slice(round * 5, round * 5 + 5);
      server.asked.length = 0;
      for (;;) {
        const now = [...files].flatMap((file) =>
          open
            .filter((cut) => cut.file === file)
            .sort((a, b) => a.at - b.at)
            .slice(0, 1),
        );
        server.fault = (path) => now.find(({ file }) => path === `models/${entry.folder}/${file.path}`)?.at ?? 'fair';
        const answer = await load(worker, server, wish);
        const [met] = now;
        if (!met) {
          expect(answer).toHaveProperty('value');
          break;
        }
        expect(answer).toMatchObject({ code: 'model/download-cut', values: { total: expect.any(Number) as number } });
        const { file, done } = (answer as unknown as { values: { file: string; done: number } }).values;
        const cut = now.find((one) => one.file.path === file);
        expect(cut).toBeDefined();
        expect(done).toBeLessThanOrEqual(cut?.at ?? -1);
        expect(await readTable(page, 'models')).toEqual([]);
        if (cut) open.splice(open.indexOf(cut), 1);
      }
      resumed += server.asked.filter(({ path, from }) => path.startsWith('models/') && from > 0).length;
      await expectWhole(page, files);
      const [{ id } = { id: '' }] = (await readTable(page, 'models')) as { id: string }[];
      if (round === 3) {
        await worker.call('load', id, 'wasm');
        const rows = (await worker.call('translate', id, ['Good morning.'], { sourceLang: 'en', targetLang: 'de' })) as { text: string }[];
        expect(rows[0]?.text).not.toBe('');
      }
      await worker.call('remove', id);
      expect(await storedModelFiles(page)).toEqual([]);
    }
    expect(resumed).toBeGreaterThanOrEqual(8); // all but those that no byte of came
    app?.assertClean();
  });

  test('by closing the tab is taken up in the next one', async () => {
    const { page, server, worker } = await start();
    const { entry, files, wish } = smallest();
    const largest = files.toSorted((a, b) => b.bytes - a.bytes)[0];
    const path = `models/${entry.folder}/${largest?.path ?? ''}`;
    server.fault = (asked) => (asked === path ? 'stuck' : 'fair');
    void load(worker, server, wish).catch(() => undefined); // its page is closed
    await expect
      .poll(async () => (await storedModelFiles(page)).find(({ name }) => name === `${largest?.sha256 ?? ''}.part`)?.bytes ?? 0, {
        timeout: 20_000,
      })
      .toBeGreaterThan(0);
    await page.close();
    server.fault = () => 'fair';
    const next = await app?.newTab('#/models');
    if (!next) throw new Error('there is no app');
    await next
      .locator('button.card')
      .filter({ has: next.getByText(entry.manifest.name, { exact: true }) })
      .click();
    await next.getByText(/A load of it broke off: .* of .* are on this device/u).waitFor();
    await next.getByRole('button', { name: 'Make this model available offline' }).click();
    await next.getByText('Works offline on this device').waitFor();
    expect(server.asked.filter((one) => one.path === path).at(-1)?.from).toBeGreaterThan(0);
    await expectWhole(next, files);
    app?.assertClean();
  });

  test.each(['none', 'other'] as const)('begins anew where the server gives no parts of files (%s)', async (ranges) => {
    const { page, server, worker } = await start();
    const { files, wish } = smallest();
    server.ranges = ranges;
    server.fault = (path) => (path.endsWith('.onnx') ? 100_000 : 'fair');
    expect(await load(worker, server, wish)).toMatchObject({ code: 'model/download-cut', values: { done: 100_000 } });
    server.fault = () => 'fair';
    const answer = await load(worker, server, wish);
    expect(answer).toHaveProperty('value');
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    expect((answer.progress.at(-1) as { done: number }).done).toBeGreaterThanOrEqual(total); // equal files count once more each
    await expectWhole(page, files);
    app?.assertClean();
  });

  test('and whose rest does not fit what was kept is thrown away, and said so; the next one is whole', async () => {
    const { page, server, worker } = await start();
    const { files, wish } = smallest();
    server.fault = (path) => (path.endsWith('.onnx') ? 200_000 : 'fair');
    expect(await load(worker, server, wish)).toMatchObject({ code: 'model/download-cut' });
    server.fault = () => 'fair';
    const [part] = (await storedModelFiles(page)).filter(({ name }) => name.endsWith('.part'));
    await damageStored(page, part?.name ?? '', 'byte');
    expect(await load(worker, server, wish)).toMatchObject({
      code: 'model/download-part-wrong',
      values: { file: expect.stringMatching(/onnx$/u) as string },
    });
    expect(await readTable(page, 'models')).toEqual([]);
    expect(await load(worker, server, wish)).toHaveProperty('value');
    await expectWhole(page, files);
    app?.assertClean();
  });

  test('is forgotten when its model ships no more', async () => {
    const { page, server, worker } = await start(withoutOfflineShell);
    const { entry, wish } = smallest();
    server.fault = (path) => (path.endsWith('.onnx') ? 5000 : 'fair');
    await load(worker, server, wish);
    expect(await storedModelFiles(page)).not.toEqual([]);
    expect(await worker.call('shipped', `${server.origin}/`)).toMatchObject({ begun: [{ bytes: expect.any(Number) as number }] });
    const others = index().models.filter(({ folder }) => folder !== entry.folder);
    server.replaced.set('models/index.json', new TextEncoder().encode(JSON.stringify({ models: others })));
    expect(await worker.call('shipped', `${server.origin}/`)).toMatchObject({ begun: [] });
    expect(await storedModelFiles(page)).toEqual([]);
    app?.assertClean();
  });
});

describe('a damaged file is never loaded', () => {
  const zeroed = (bytes: Uint8Array): Uint8Array => bytes.slice().fill(0, bytes.length >> 1);
  const wrong = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1);
  const short = (bytes: Uint8Array): Uint8Array => bytes.slice(0, bytes.length >> 1);

  test.each([
    ['with a wrong byte', wrong, 'model/download-wrong'],
    ['whose tail is zeros', zeroed, 'model/download-wrong'],
    ['that is too short', short, 'model/download-cut'],
  ] as const)('that comes %s', async (_, damage, code) => {
    const { page, server, worker } = await start();
    const { entry, files, wish } = smallest();
    const file = files.find(({ path }) => path.includes('decoder'));
    const path = `models/${entry.folder}/${file?.path ?? ''}`;
    server.replaced.set(path, damage(new Uint8Array(readFileSync(join(inject('dist'), path)))));
    for (let time = 0; time < 2; time++) {
      expect(await load(worker, server, wish)).toMatchObject({ code, values: { file: file?.path } });
      expect(await readTable(page, 'models')).toEqual([]);
      expect((await storedModelFiles(page)).map(({ name }) => name)).not.toContain(file?.sha256);
    }
    server.replaced.clear();
    expect(await load(worker, server, wish)).toHaveProperty('value');
    await expectWhole(page, files);
    app?.assertClean();
  });

  test.each(['byte', 'zeros', 'cut'] as const)('that was stored and then lost (%s); loading it again mends it', async (damage) => {
    const { page, server, worker } = await start();
    const { files, wish } = smallest();
    const added = await load(worker, server, wish);
    const { id } = (added as unknown as { value: { id: string } }).value;
    const file = files.find(({ path }) => path.includes('encoder'));
    await damageStored(page, file?.sha256 ?? '', damage);
    await worker.restart();
    expect(await worker.answer('load', [id, 'wasm'])).toMatchObject({ code: 'model/file-damaged', values: { file: file?.path } });
    await worker.restart();
    expect(await load(worker, server, wish)).toHaveProperty('value');
    await expectWhole(page, files);
    await worker.call('load', id, 'wasm');
    app?.assertClean();
  });
});

test('the hash of the manifest is that of the files as they are served', () => {
  const { entry, files } = smallest();
  for (const { path, sha256 } of files) {
    const bytes = readFileSync(join(inject('dist'), 'models', entry.folder, path));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  }
});
