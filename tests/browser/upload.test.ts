import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Page } from 'playwright-core';
import { temporaryFolder, TestApp } from '../harness/app.ts';
import { openSampleToMark, saved } from '../rig/marking.ts';
import type { Rgw } from '../rig/rgw.ts';
import { startRgw, whyNoRgw } from '../rig/rgw.ts';
import { WeatherProxy } from '../rig/weather.ts';

const noServer = whyNoRgw();
const PREFIX = 'team/a';
/** Segments of the sample's first document. */
const SEGMENTS = 9;

describe('upload to a real bucket', () => {
  let rgw: Rgw;
  let proxy: WeatherProxy;

  beforeAll(async () => {
    if (noServer !== undefined) return;
    rgw = await startRgw();
    proxy = await WeatherProxy.start(rgw.endpoint);
    const origin = inject('origin');
    await rgw.makeBucket('labels', origin);
    await rgw.makeBucket('closed');
    await rgw.makeBucket('storm', origin);
    await rgw.makeBucket('later', origin);
  }, 180_000);
  afterAll(async () => {
    if (noServer !== undefined) return;
    try {
      await proxy.down();
    } finally {
      await rgw.stop();
    }
  });
  beforeEach(({ skip }) => {
    skip(noServer !== undefined, noServer);
    proxy.weather = () => 'fair';
    proxy.seen.length = 0;
  });

  const launch = (profile?: string): Promise<TestApp> =>
    TestApp.launch({ allowedOrigins: [proxy.endpoint], ...(profile === undefined ? {} : { profile }) });

  async function openShare(app: TestApp, projectId: string): Promise<void> {
    await app.open(`#/p/${projectId}/share`);
    await app.page.getByRole('heading', { name: 'Send to your bucket' }).waitFor();
  }

  async function fill(page: Page, values: { bucket?: string; secret?: string; endpoint?: string; passphrase?: string }): Promise<void> {
    const fields = {
      Endpoint: values.endpoint ?? proxy.endpoint,
      Bucket: values.bucket ?? 'labels',
      'Folder in the bucket (optional)': PREFIX,
      'Access key': rgw.accessKey,
      'Secret key': values.secret ?? rgw.secret,
      'Passphrase (optional)': values.passphrase ?? '',
    };
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  }

  /** What the page says after a test of the bucket. */
  async function testBucket(page: Page, values: Parameters<typeof fill>[1]): Promise<string> {
    await fill(page, values);
    await page.getByRole('button', { name: 'Test this bucket' }).click();
    const said = page.locator('form .notice');
    await said.waitFor({ timeout: 30_000 });
    return said.innerText();
  }

  /** Scores and finishes every segment of the first document. */
  async function finishDocument(app: TestApp, projectId: string): Promise<void> {
    await app.open(`#/p/${projectId}/annotate/${projectId}.d0/${projectId}.y0/0`);
    for (let segment = 0; segment < SEGMENTS; segment++) {
      await app.page.getByRole('region', { name: `Segment ${segment + 1}`, exact: true }).waitFor();
      await app.page.getByRole('textbox', { name: /^Translation/ }).focus();
      for (const key of ['s', 'End', 'Enter']) await app.page.keyboard.press(key);
    }
    await saved(app.page);
  }

  /** Rows in the bucket under the prefix, after checking that each object is what its name says. */
  async function rowsIn(bucket: string): Promise<readonly { id: string; seq: number }[]> {
    const rows: { id: string; seq: number }[] = [];
    for (const [key, bytes] of await rgw.objects(bucket)) {
      if (!key.startsWith(`${PREFIX}/labels/`)) continue;
      expect(key).toContain(createHash('sha256').update(bytes).digest('hex'));
      for (const line of gunzipSync(bytes).toString().trimEnd().split('\n')) rows.push(JSON.parse(line) as { id: string; seq: number });
    }
    return rows;
  }

  /** What the outbox says was sent, by key. */
  async function outbox(page: Page): Promise<readonly { id: string; status: string; events: number }[]> {
    return page.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('stet');
        request.onsuccess = () => resolve(request.result);
      });
      const rows = await new Promise<{ id: string; status: string; events: number }[]>((resolve) => {
        const request = db.transaction('outbox').objectStore('outbox').getAll();
        request.onsuccess = () => resolve(request.result as { id: string; status: string; events: number }[]);
      });
      db.close();
      return rows.map(({ id, status, events }) => ({ id, status, events }));
    });
  }

  async function expectBucketHolds(page: Page, bucket: string): Promise<void> {
    const sealed = await outbox(page);
    const keys = new Set([...(await rgw.objects(bucket)).keys()]);
    for (const item of sealed) if (item.status === 'sent') expect(keys).toContain(`${PREFIX}/${item.id}`);
    const rows = await rowsIn(bucket);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    const sent = sealed.filter((item) => item.status === 'sent');
    expect(rows.length).toBe(sent.reduce((sum, item) => sum + item.events, 0));
  }

  function expectWriteOnce(): void {
    expect(proxy.seen.filter(({ method }) => method === 'DELETE')).toEqual([]);
    expect(proxy.seen.filter(({ method, isConditional }) => method === 'PUT' && !isConditional)).toEqual([]);
  }

  test('each trouble with a bucket has a message of its own', async () => {
    const app = await launch();
    const { page } = app;
    const projectId = await openSampleToMark(app, inject('dist'));
    await openShare(app, projectId);
    const said = new Map<string, string>();
    said.set('right', await testBucket(page, {}));
    said.set('wrong secret', await testBucket(page, { secret: 'not-the-secret' }));
    said.set('wrong bucket', await testBucket(page, { bucket: 'nowhere' }));
    said.set('no CORS', await testBucket(page, { bucket: 'closed' }));
    proxy.weather = ({ method }) => (method === 'OPTIONS' ? 'fair' : 'busy'); // a gateway answers preflights itself
    said.set('503', await testBucket(page, {}));
    proxy.weather = () => 'busy';
    expect(await testBucket(page, {})).toBe(said.get('503'));
    // Each try is cut: where a connection that was used before breaks, the browser itself tries again, as often as it has such connections.
    proxy.weather = ({ isSigned }) => (isSigned ? 'cut-before' : 'fair');
    said.set('cut', await testBucket(page, {}));
    proxy.weather = () => 'fair';
    await proxy.down();
    said.set('unreachable', await testBucket(page, {}));
    await app.context.setOffline(true);
    said.set('offline', await testBucket(page, {}));
    await app.context.setOffline(false);
    await proxy.up();
    said.set('elsewhere', await testBucket(page, { endpoint: 'https://elsewhere.example' }));
    expect(said.get('right')).toContain('The bucket takes what Stet sends');
    expect(said.get('wrong secret')).toContain('refuses the key');
    expect(said.get('wrong bucket')).toContain('has no bucket “nowhere”');
    expect(said.get('no CORS')).toContain('does not let pages from');
    expect(said.get('503')).toContain('too busy');
    expect(said.get('cut')).toContain('was cut before the answer came');
    expect(said.get('unreachable')).toContain('Nothing answers at');
    expect(said.get('offline')).toContain('You are offline');
    expect(said.get('elsewhere')).toContain('STET_BUCKETS="http://127.0.0.1:17480 https://elsewhere.example"');
    expect(new Set(said.values()).size).toBe(said.size);
    expectWriteOnce();
    app.assertClean();
    await app.close();
  });

  test('a finished document is sealed and sent without a click, whatever the network does meanwhile', async () => {
    const folder = temporaryFolder();
    let app = await launch(folder.path);
    const projectId = await openSampleToMark(app, inject('dist'));
    await openShare(app, projectId);
    await fill(app.page, { bucket: 'storm' });
    await app.page.getByRole('button', { name: 'Send from now on' }).click();
    await app.page.getByText('Sends to').waitFor();
    let puts = 0;
    // The first object meets everything: cut before it is stored, stored but the answer cut, refused as busy; then fair weather.
    const storm = ['cut-before', 'cut-after', 'busy'] as const;
    proxy.weather = ({ method, path }) => (method === 'PUT' && path.includes('/labels/v=1/') ? (storm[puts++] ?? 'fair') : 'fair');
    await finishDocument(app, projectId);
    await openShare(app, projectId);
    await app.page.locator('[data-sent="1"]').waitFor({ timeout: 60_000 });
    expect(puts).toBeGreaterThanOrEqual(4);
    await expectBucketHolds(app.page, 'storm');

    // Offline, with the browser closed in between: it waits, and goes when the network is back.
    await proxy.down();
    await app.open(`#/p/${projectId}/annotate/${projectId}.d0/${projectId}.y1/0`);
    for (let segment = 0; segment < SEGMENTS; segment++) {
      await app.page.getByRole('region', { name: `Segment ${segment + 1}`, exact: true }).waitFor();
      await app.page.getByRole('textbox', { name: /^Translation/ }).focus();
      for (const key of ['s', 'End', 'Enter']) await app.page.keyboard.press(key);
    }
    await saved(app.page);
    await openShare(app, projectId);
    await app.page.locator('[data-failure="s3/unreachable"]').waitFor({ timeout: 30_000 });
    await app.page.getByText(/labels? waiting to be sent/).waitFor();
    await app.close();
    app = await launch(folder.path);
    await openShare(app, projectId);
    await app.page.locator('[data-waiting="1"]').waitFor();
    await proxy.up();
    await app.page.getByRole('button', { name: 'Send now' }).click();
    await app.page.locator('[data-sent="2"]').waitFor({ timeout: 60_000 });
    await expectBucketHolds(app.page, 'storm');
    expect((await rowsIn('storm')).length).toBeGreaterThanOrEqual(2 * 2 * SEGMENTS);
    expectWriteOnce();
    app.assertClean();
    await app.close();
    folder.remove();
  });

  test('a clock that is off by twenty minutes is set right with one retry', async () => {
    const app = await launch();
    // Every worker of this page lives twenty minutes ago.
    app.page.on('worker', (worker) => {
      worker
        .evaluate(() => {
          const real = Date.now.bind(Date);
          Date.now = () => real() - 20 * 60_000;
        })
        .catch(() => undefined); // a worker that ended at once
    });
    const projectId = await openSampleToMark(app, inject('dist'));
    await openShare(app, projectId);
    await fill(app.page, { bucket: 'later' });
    await app.page.getByRole('button', { name: 'Send from now on' }).click();
    await app.page.getByText('Sends to').waitFor();
    await finishDocument(app, projectId);
    await openShare(app, projectId);
    await app.page.locator('[data-sent="1"]').waitFor({ timeout: 60_000 });
    const tries = proxy.seen.filter(({ method, path }) => method === 'PUT' && path.includes('/labels/v=1/'));
    expect(tries.map(({ status }) => status)).toEqual([403, 200]);
    await expectBucketHolds(app.page, 'later');
    app.assertClean();
    await app.close();
  });

  test('behind a passphrase nothing is sent until it is entered, and the secret is nowhere in the profile', async () => {
    const folder = temporaryFolder();
    let app = await launch(folder.path);
    const projectId = await openSampleToMark(app, inject('dist'));
    await openShare(app, projectId);
    await fill(app.page, { passphrase: 'correct horse' });
    await app.page.getByRole('button', { name: 'Send from now on' }).click();
    await app.page.getByText('Sends to').waitFor();
    await app.close();
    expect(filesWith(folder.path, rgw.secret)).toEqual([]);
    app = await launch(folder.path);
    await finishDocument(app, projectId);
    await openShare(app, projectId);
    await app.page.locator('[data-sending=locked]').waitFor({ timeout: 30_000 });
    await app.page.getByLabel(/The key is locked/).fill('correct horse');
    await app.page.getByRole('button', { name: 'Unlock' }).click();
    await app.page.locator('[data-sent="1"]').waitFor({ timeout: 60_000 });
    await expectBucketHolds(app.page, 'labels');
    app.assertClean();
    await app.close();
    folder.remove();
  });
});

/** Files below a folder that hold a text. */
function filesWith(folder: string, text: string): readonly string[] {
  try {
    return execFileSync('grep', ['-rlaF', text, folder], { encoding: 'utf8' }).trim().split('\n');
  } catch (cause) {
    if ((cause as { status?: number }).status === 1) return []; // grep's word for none
    throw cause;
  }
}
