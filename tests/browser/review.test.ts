import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { randomFrom } from '#stats/random.ts';
import { drawSample } from '#stats/sampling.ts';
import { wideThings } from '../harness/accessibility.ts';
import { TestApp, until } from '../harness/app.ts';
import { openSample } from './sample-project.ts';

interface SampleFile {
  readonly documents: readonly { readonly name: string; readonly segments: readonly unknown[] }[];
}
const file = JSON.parse(readFileSync('public/sample/en-de.json', 'utf8')) as SampleFile; // our own file
/** Every segment of the sample project as the queue names it, in the order of the project. */
const SEGMENTS = file.documents.flatMap(({ name, segments }) => segments.map((_, i) => `${name} · ${i + 1}`));

let app: TestApp;

afterEach(async () => {
  await app.close();
});

async function draw(page: Page, projectId: string, wish: { system: string; size: number; seed: number }): Promise<void> {
  await page.goto(`${app.origin}/#/p/${projectId}/review?list=start`);
  const form = page.getByRole('form', { name: 'Draw a sample' });
  await form.getByLabel('System', { exact: true }).selectOption({ label: wish.system });
  await form.getByLabel('Segments').fill(String(wish.size));
  await form.getByLabel('Seed').fill(String(wish.seed));
  await form.getByRole('button', { name: 'Draw and start' }).click();
  await page.getByRole('group', { name: 'Verdict' }).waitFor();
}

const queue = (page: Page): Promise<readonly string[]> => page.locator('.lists ol .where').allInnerTexts();
const current = (page: Page): Promise<string> => page.locator('.lists ol [aria-current] .where').innerText();
const verdicts = (page: Page): Promise<string> =>
  page.locator('.lists ol .verdict > [aria-hidden]').evaluateAll((signs) => signs.map((sign) => sign.textContent).join(''));
const saved = (page: Page): Promise<unknown> => page.locator('[data-saving=saved]').waitFor();

test('a seeded sample is walked by keyboard, its verdict is exact, and a reload keeps all of it', async () => {
  app = await TestApp.launch();
  const { page } = app;
  const projectId = await openSample(app, 'de');
  await draw(page, projectId, { system: 'Cirrus', size: 12, seed: 2026 });
  const drawn = drawSample(SEGMENTS, 12, randomFrom(2026));
  expect(await queue(page)).toEqual(drawn);
  expect(await current(page)).toBe(drawn[0]);

  await page.keyboard.press('p');
  await page.keyboard.press('p');
  await page.keyboard.press('x');
  await page.keyboard.press('c');
  await page.keyboard.type('The number is wrong');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  for (const key of 'ppp') await page.keyboard.press(key);
  expect(await verdicts(page)).toBe('✓✓✕✓✓✓––––––');
  expect(await current(page)).toBe(drawn[6]);
  const soFar = page.getByRole('region', { name: 'So far' });
  // scipy.stats.hypergeom, 1 of 6 of 25: 1 to 14. statsmodels: beta 0.42 to 64.1 %, wilson 3.0 to 56.4 %.
  await soFar.getByText('1 problem in 6: between 4.0% and 56.0% of all 25 segments are likely affected (95%).').waitFor();
  await soFar.getByText('That is 1 to 14 segments.').waitFor();
  await soFar.getByText('6 segments to go.').waitFor();
  await soFar.getByText('How this was computed').click();
  await soFar.getByText('0.4% to 64.1% (Clopper–Pearson), 3.0% to 56.4% (Wilson)').waitFor();
  await soFar.getByText('seed 2026').waitFor();

  await page.keyboard.press('k');
  await page.keyboard.press('k');
  expect(await current(page)).toBe(drawn[4]);
  await saved(page);
  await page.reload();
  await page.getByRole('group', { name: 'Verdict' }).waitFor();
  expect(await current(page)).toBe(drawn[4]);
  expect(await verdicts(page)).toBe('✓✓✕✓✓✓––––––');
  for (const _ of [1, 2]) await page.keyboard.press('k');
  await until(page, () => document.querySelector<HTMLTextAreaElement>('#review-why')?.value === 'The number is wrong', undefined);

  // Undo goes back through what was done before the reload, and to where it was done.
  await page.keyboard.press('Control+z');
  await until(page, () => document.querySelectorAll('.lists ol .verdict.none').length === 7, undefined);
  expect(await verdicts(page)).toBe('✓✓✕✓✓–––––––');
  expect(await current(page)).toBe(drawn[5]);
  await page.keyboard.press('Control+Shift+z');
  await until(page, () => document.querySelectorAll('.lists ol .verdict.none').length === 6, undefined);

  // The same seed draws the same, a larger sample begins with the smaller one, another seed is another sample.
  await draw(page, projectId, { system: 'Cirrus', size: 25, seed: 2026 });
  const again = await queue(page);
  expect(again.slice(0, 12)).toEqual(drawn);
  expect(again.toSorted()).toEqual(SEGMENTS.toSorted());
  await draw(page, projectId, { system: 'Atlas', size: 12, seed: 7 });
  expect(await queue(page)).toEqual(drawSample(SEGMENTS, 12, randomFrom(7)));

  // The list of samples goes on where each was left.
  await page.keyboard.press('n');
  const first = page.getByRole('listitem').filter({ hasText: '6 of 12 reviewed' });
  await first.getByRole('link', { name: 'Go on' }).click();
  await until(page, () => document.querySelectorAll('.lists ol .verdict.none').length === 6, undefined);
  expect(await current(page)).toBe(drawn[6]);
  await page.keyboard.press('a');
  await until(page, () => location.hash.includes('/annotate/'), undefined);
  app.assertClean();
});

test('a sample of everything leaves nothing open', async () => {
  app = await TestApp.launch();
  const { page } = app;
  await draw(page, await openSample(app, 'ja'), { system: 'Atlas', size: 1000, seed: 1 });
  const total = (await queue(page)).length;
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  for (let i = 1; i < total; i++) await page.keyboard.press('p');
  await page.getByText(`1 problem in all ${total} segments. Every one was reviewed, so nothing is left open.`).waitFor();
  app.assertClean();
});

test('annotators stand side by side with what differs, the greatest difference first', async () => {
  app = await TestApp.launch();
  const { page } = app;
  const projectId = await openSample(app, 'de');
  await page.goto(`${app.origin}/#/p/${projectId}/review?list=differ`);
  await page.getByText('Annotators differ on 18 of 19 segments that several of them have finished.').waitFor();
  const sizes = await page.locator('.lists ol .apart').allInnerTexts();
  expect(sizes.slice(0, 4)).toEqual(['Δ 21', 'Δ 21', 'Δ 21', 'Δ 16']);
  expect(sizes).toHaveLength(18);

  // Cirrus, the safety of the espresso machine, 3: what Ana and Björn marked is in public/sample/en-de.json.
  const ana = page.getByRole('article', { name: 'Ana' });
  const björn = page.getByRole('article', { name: 'Björn' });
  await expect.poll(() => ana.locator('.target mark').allInnerTexts()).toEqual(['Dampfstab', '140 °F']);
  await expect.poll(() => björn.locator('.target mark').allInnerTexts()).toEqual(['°F']);
  const text = await ana.locator('.segment-text').last().innerText();
  expect(await björn.locator('.segment-text').last().innerText()).toBe(text);
  const differs = page.getByRole('region', { name: 'What differs' }).getByRole('listitem');
  const lines = (await differs.allInnerTexts()).map((line) => line.split('\n').filter(Boolean).slice(1).join(' | '));
  expect(lines).toEqual([
    'Missed by Björn | Dampfstab | minor, wrong term',
    'Boundary | 140 °F | 4 characters longer with Ana',
    'Severity | 140 °F | major (Ana) against critical (Björn)',
    'Category | 140 °F | Mistranslation (Ana) against Measurement format (Björn)',
    'ESA score | 25 (Ana) against 15 (Björn)',
  ]);

  await page.keyboard.press('j');
  await until(
    page,
    () =>
      document.querySelector('[aria-current] .where')?.textContent.startsWith('Cirrus · 5') === true ||
      document.querySelector('[aria-current] .where')?.textContent.startsWith('Cirrus · 1') === true,
    undefined,
  );
  const place = page.url();
  await page.reload();
  await page.getByRole('region', { name: 'What differs' }).waitFor();
  expect(page.url()).toBe(place);
  await page.keyboard.press('r');
  await page.getByRole('heading', { name: 'Reference refA' }).waitFor();
  await page.keyboard.press('a');
  await until(page, () => location.hash.includes('/annotate/'), undefined);
  app.assertClean();
});

test('a phone reviews a right-to-left text by touch', async () => {
  app = await TestApp.launch({ context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } });
  const { page } = app;
  await draw(page, await openSample(app, 'ar'), { system: 'Borealis', size: 3, seed: 3 });
  for (const name of ['Pass, next', 'Problem']) {
    const box = await page.getByRole('button', { name }).boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(48);
    expect((box?.y ?? 740) + (box?.height ?? 0)).toBeLessThanOrEqual(740);
  }
  expect(await wideThings(page)).toEqual([]);
  const translation = page.locator('[lang=ar].segment-text').last();
  expect(await translation.getAttribute('dir')).toBe('rtl');
  await page.getByRole('button', { name: 'Pass, next' }).tap();
  await page.getByRole('button', { name: 'Problem' }).tap();
  await page.getByText('1 segment to go.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).tap();
  await page.getByText('2 segments to go.').waitFor();
  app.assertClean();
});

test('without a system there is help, and without a scorer the order by score says why it is off', async () => {
  app = await TestApp.launch();
  const { page } = app;
  const projectId = await openSample(app, 'de');
  await page.goto(`${app.origin}/#/p/${projectId}/review`);
  const byScore = page.getByLabel('The worst by a model’s score first');
  expect(await byScore.isDisabled()).toBe(true);
  await page.getByText('No model has scored this system yet').waitFor();
  app.assertClean();
});
