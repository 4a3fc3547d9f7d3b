import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { ShippedManifest } from '#core/shipped-model.ts';
import { axeViolations, plainWords, wideThings } from '../harness/accessibility.ts';
import { TestApp } from '../harness/app.ts';
import type { Fault } from '../rig/faulty-host.ts';
import { FaultyHost } from '../rig/faulty-host.ts';
import { openSample } from './sample-project.ts';
import { readTable } from './translate-project.ts';

interface Entry {
  readonly folder: string;
  readonly manifest: ShippedManifest;
}

let app: TestApp | undefined;
let host: FaultyHost | undefined;

afterEach(async () => {
  if (app) await shoot(app.page, 'end');
  await app?.close();
  await host?.close();
  app = undefined;
  host = undefined;
});

/** What the build under test ships. */
function shipped(): readonly Entry[] {
  return (JSON.parse(readFileSync(join(inject('dist'), 'models/index.json'), 'utf8')) as { models: Entry[] }).models; // written by the build
}

beforeEach(({ skip }) => {
  skip(shipped().length === 0, 'this build ships no model');
});

/** A small translator, so that faults are quickly told. */
function smallest(): Entry {
  const translators = shipped().filter(({ manifest }) => manifest.kind === 'translator');
  const size = ({ manifest }: Entry): number => manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const [first] = translators.toSorted((a, b) => size(a) - size(b));
  if (!first) throw new Error('no translator ships');
  return first;
}

async function start(hash = '#/models'): Promise<[Page, FaultyHost]> {
  host = await FaultyHost.start(inject('dist'));
  app = await TestApp.launch({ origin: host.origin });
  await app.open(hash);
  return [app.page, host];
}

const card = (page: Page, { manifest }: Entry) =>
  page.locator('button.card').filter({ has: page.getByText(manifest.name, { exact: true }) });

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** Names of the files in the model store of this device. */
function storedFiles(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('models', { create: true });
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names.sort();
  });
}

async function keep(page: Page, entry: Entry): Promise<void> {
  await card(page, entry).click();
  await press(page, 'Make this model available offline');
  await page.getByText('Works offline on this device').waitFor({ timeout: 60_000 });
}

describe('a model that ships', () => {
  test('is loaded only when asked for, is kept, works with the server gone, and is removed', async () => {
    const [page, server] = await start();
    const asked: string[] = [];
    server.fault = (path) => {
      if (path.startsWith('models/')) asked.push(path);
      return 'fair';
    };
    const entry = smallest();
    const [choice] = entry.manifest.precisions;
    await page.reload();
    await card(page, entry).click();
    await page.getByText('What it is bad at').waitFor();
    await page.getByText(entry.manifest.weaknesses[0] ?? '').waitFor();
    expect(asked.filter((path) => path !== 'models/index.json')).toEqual([]);
    await keep(page, entry);
    const own = entry.manifest.files.filter(({ path }) => choice?.files.includes(path));
    const bySha = new Map(own.toReversed().map((file) => [file.sha256, `models/${entry.folder}/${file.path}`])); // equal files come once
    expect(asked.filter((path) => path !== 'models/index.json').sort()).toEqual([...bySha.values()].sort());
    expect(await storedFiles(page)).toEqual([...bySha.keys()].sort());
    expect(await readTable(page, 'models')).toEqual([
      expect.objectContaining({ name: entry.manifest.name, license: entry.manifest.license, precision: choice?.precision }),
    ]);

    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.getByRole('textbox').fill('Good morning.');
    await page.keyboard.press('Control+Enter');
    await page.locator('.result').waitFor();
    await server.close();
    await page.reload();
    await page.getByText('Works offline on this device').waitFor();
    await page.getByRole('textbox').fill('Good evening.');
    await page.keyboard.press('Control+Enter');
    await page.locator('.result').waitFor();

    await press(page, 'Remove');
    await page.getByRole('dialog').getByText('load it again from this site').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No model on this device yet.').waitFor();
    expect(await card(page, entry).textContent()).toContain('not on this device');
    await expect.poll(() => storedFiles(page)).toEqual([]);
    await card(page, entry).click();
    await press(page, 'Make this model available offline');
    await page
      .getByRole('alert')
      .getByText(/the server that Stet comes from does not answer/u)
      .first()
      .waitFor();
    app?.assertClean();
  });

  test('that comes broken or wrong is never loaded, and says which file and why', async () => {
    const [page, server] = await start();
    const entry = smallest();
    const victim = entry.manifest.precisions[0]?.files.find((path) => path.includes('decoder')) ?? '';
    const sha256 = entry.manifest.files.find(({ path }) => path === victim)?.sha256;
    await card(page, entry).click();
    const cases: readonly (readonly [Fault, RegExp])[] = [
      ['wrong', /other bytes than this version of Stet was built with \(its SHA-256 differs\)/u],
      ['gone', /has no .* to give \(answer 404\)/u],
      ['cut', /broke off after [\d,.]+ of [\d,.]+ bytes/u],
      ['short', /broke off after [\d,.]+ of [\d,.]+ bytes/u],
    ];
    for (const [fault, sentence] of cases) {
      server.fault = (path) => (path.endsWith(victim) ? fault : 'fair');
      await press(page, 'Make this model available offline');
      const notice = page.locator('.sheet').getByRole('alert');
      await notice.getByText(sentence).waitFor();
      expect(await notice.textContent()).toContain(victim);
      expect(await readTable(page, 'models')).toEqual([]);
      expect(await storedFiles(page)).not.toContain(sha256);
    }
    server.fault = (path) => (path.endsWith(victim) ? 'stuck' : 'fair');
    await press(page, 'Make this model available offline');
    await page.getByText(/of .* loaded and checked/u).waitFor();
    await press(page, 'Stop');
    await page.getByText('Stopped. Nothing of it was kept.').waitFor();
    await expect.poll(() => storedFiles(page)).toEqual([]);
    server.fault = () => 'fair';
    await press(page, 'Make this model available offline');
    await page.getByText('Works offline on this device').waitFor();
    app?.assertClean();
  });

  test('whose manifest is wrong is left out and named; the others stay', async () => {
    const [first, ...others] = shipped();
    if (!first) throw new Error('no model ships');
    const [page, server] = await start('#/');
    const wrong = { ...first, manifest: { ...first.manifest, weaknesses: [] } };
    server.replaced.set('models/index.json', new TextEncoder().encode(JSON.stringify({ models: [wrong, ...others] })));
    await page.goto(`${server.origin}/#/models`);
    await page.getByText(`models/${first.folder}/manifest.json: “weaknesses” is missing`).waitFor();
    await expect.poll(() => page.locator('button.card').count()).toBe(others.length);
    server.replaced.set('models/index.json', new TextEncoder().encode('<!doctype html>'));
    await page.reload();
    await page.getByText('The list of models that come with Stet could not be read. models/index.json is not complete JSON').waitFor();
    server.replaced.clear();
    await press(page, 'Try again');
    await card(page, first).waitFor();
    app?.assertClean();
  });
});

/** The models of the first walk: two that translate English into German, the better one first, and one that scores. */
function walkers(): { readonly translators: readonly Entry[]; readonly scorer: Entry | undefined } {
  const all = shipped();
  const translators = all.filter(
    ({ manifest }) => manifest.sourceLang === 'en' && manifest.targetLang === 'de' && manifest.kind === 'translator',
  );
  return { translators: translators.slice(0, 2), scorer: all.find(({ manifest }) => manifest.kind === 'scorer') };
}

async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
}

async function translateSample(page: Page, name: string): Promise<void> {
  await page
    .locator('button.card')
    .filter({ has: page.getByText(name, { exact: true }) })
    .click();
  const section = page.locator('section', { hasText: 'Translate the whole project' });
  await section.getByRole('button', { name: 'Translate', exact: true }).click();
  await section.getByText(/25 segments are translated/u).waitFor({ timeout: 120_000 });
}

async function scoreSample(page: Page, name: string): Promise<void> {
  await page
    .locator('button.card')
    .filter({ has: page.getByText(name, { exact: true }) })
    .click();
  const section = page.locator('section', { hasText: 'Score a project' });
  await section.getByRole('button', { name: 'Score', exact: true }).click();
  await section.getByText('translations are scored').waitFor({ timeout: 60_000 });
}

/** What Evaluate says of the two systems by that metric. */
async function verdict(page: Page, metric: string, names: readonly string[]): Promise<string> {
  const said = page.locator('[role=status] p').filter({ hasText: `By ${metric}` });
  for (const name of names) await said.filter({ hasText: name }).first().waitFor({ timeout: 60_000 });
  return (
    (await said
      .filter({ hasText: names[0] ?? '' })
      .filter({ hasText: names[1] ?? '' })
      .first()
      .textContent()) ?? ''
  );
}

interface DrawnSample {
  readonly plan: { readonly systemId: string; readonly metricId?: string };
  readonly unitIds: readonly string[];
  readonly createdAt: number;
}
interface Value {
  readonly metricId: string;
  readonly systemId: string;
  readonly unitId: string;
  readonly value: number;
}

/** Draws a sample of three by the scorer; gives their values in order, and the three worst there are. */
async function reviewWorst(page: Page, scorer: Entry): Promise<{ readonly drawn: readonly number[]; readonly worst: readonly number[] }> {
  await page.getByRole('radio', { name: `The worst by ${scorer.manifest.name} first` }).check();
  await page.getByLabel('Segments', { exact: true }).fill('3');
  await press(page, 'Draw and start');
  await page.getByText('3 segments to go.').waitFor();
  const samples = (await readTable(page, 'samples')) as readonly DrawnSample[];
  const [sample] = samples.toSorted((a, b) => b.createdAt - a.createdAt);
  const own = ((await readTable(page, 'metricValues')) as readonly Value[]).filter(
    ({ metricId, systemId }) => metricId === sample?.plan.metricId && systemId === sample.plan.systemId,
  );
  const sign = scorer.manifest.higherIsBetter === true ? 1 : -1;
  return {
    drawn: sample?.unitIds.map((id) => own.find(({ unitId }) => unitId === id)?.value ?? NaN) ?? [],
    worst: own
      .map(({ value }) => value)
      .sort((a, b) => sign * (a - b))
      .slice(0, 3),
  };
}

test(
  'sample project → translate with both → which is better → score → review → all again without the server',
  { timeout: 600_000 },
  async ({ skip }) => {
    const { translators, scorer } = walkers();
    skip(translators.length < 2 || !scorer, 'this build does not ship two systems and a scorer yet');
    if (!scorer) return;
    const names = translators.map(({ manifest }) => manifest.name);
    const [page, server] = await start('#/');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.keyboard.press('s');
    await page.waitForURL(/#\/p\/.+\/annotate/u);
    await page.locator('[data-active]').waitFor();

    await go(page, 'Models');
    for (const entry of translators) {
      await keep(page, entry);
      await translateSample(page, entry.manifest.name);
    }
    await shoot(page, 'walk-translated');
    await go(page, 'Evaluate');
    for (const metric of ['BLEU', 'chrF2']) {
      expect(await verdict(page, metric, names)).toMatch(/(is better than|can’t be told apart yet).*interval,? -?[\d.]+ to -?[\d.]+/u);
    }
    await shoot(page, 'walk-evaluated');

    await go(page, 'Models');
    await keep(page, scorer);
    await scoreSample(page, scorer.manifest.name);
    await go(page, 'Evaluate');
    await page
      .getByRole('columnheader', { name: new RegExp(scorer.manifest.name, 'u') })
      .first()
      .waitFor();
    await go(page, 'Review');
    const review = await reviewWorst(page, scorer);
    expect(review.drawn).toEqual(review.worst);
    await shoot(page, 'walk-review');

    await server.close();
    await page.reload();
    await page.getByText('3 segments to go.').waitFor();
    await go(page, 'Models');
    for (const name of names) await translateSample(page, name);
    await scoreSample(page, scorer.manifest.name);
    await go(page, 'Evaluate');
    const again = names.map((name) => `${name} (2)`);
    for (const name of again)
      await page
        .getByRole('row', { name: new RegExp(name.replaceAll(/[()]/gu, '\\$&'), 'u') })
        .first()
        .waitFor();
    await verdict(page, 'chrF2', names);
    await go(page, 'Review');
    await page
      .getByRole('link', { name: 'All samples' })
      .or(page.getByRole('button', { name: 'All samples' }))
      .click();
    const second = await reviewWorst(page, scorer);
    expect(second.drawn).toEqual(second.worst);
    app?.assertClean();
  },
);

test.each([
  ['light', 'en', 1280],
  ['dark', 'en', 1280],
  ['light', 'en', 360],
  ['light', 'en-XB', 1280],
] as const)('models on offer read well: %s, %s, %d px', async (theme, language, width) => {
  app = await TestApp.launch({ context: { viewport: { width, height: 900 }, colorScheme: theme } });
  const { page } = app;
  const projectId = await openSample(app, 'de');
  await page.evaluate(
    (chosen) => {
      localStorage.setItem('stet.settings', JSON.stringify(chosen));
    },
    { theme, language },
  );
  await app.open(`#/p/${projectId}/models`);
  await page.reload();
  const look = async (name: string): Promise<void> => {
    await shoot(page, `${theme}-${language}-${width}-${name}`);
    expect(await axeViolations(page)).toEqual([]);
    expect(await wideThings(page)).toEqual([]);
    if (language === 'en-XB') expect(await plainWords(page)).toEqual([]);
  };
  await card(page, smallest()).click();
  await look('offer');
  await page.locator('.sheet section button').last().click();
  await page.getByRole('dialog').waitFor();
  await look('card');
  await page.keyboard.press('Escape');
  await page.locator('.sheet button.primary').click();
  await page.locator('.sheet textarea').waitFor();
  await look('here');
  app.assertClean();
});

/** A picture for the eye, where STET_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.STET_SHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `shipped-${name}.png`), fullPage: true });
}
