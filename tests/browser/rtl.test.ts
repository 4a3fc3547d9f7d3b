import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { TestApp, until } from '../harness/app.ts';
import type { Seed } from './annotate-seed.ts';
import { plant, saved, stored } from './annotate-seed.ts';

const ARABIC = 'اطلب تطبيق Audio Guide App عند المكتب؛ ويكلف 12.50 دولارًا.';
const HEBREW = 'הסיור ב-Old Town נמשך 90 דקות 👩‍👩‍👧.';
const JAPANESE = '東京に行く電車は九時です。';

function museum(id: string, targetLang: string, target: string): Seed {
  return {
    id,
    name: 'Museum guide',
    sourceLang: 'en',
    targetLang,
    protocols: ['ESA'],
    systems: ['Borealis'],
    documents: [
      { name: 'Guide', segments: [{ source: 'Ask for the Audio Guide App at the desk; it costs 12.50 dollars.', targets: [target] }] },
    ],
  };
}

const chosen = async (page: Page): Promise<string> => (await page.locator('[data-active] .target .chosen').allTextContents()).join('');

/** The left edge of each of the words, in pixels. */
function lefts(page: Page, words: readonly string[]): Promise<readonly number[]> {
  return page.evaluate((all) => {
    const root = document.querySelector('[data-active] .target .segment-text');
    const text = root?.textContent ?? '';
    return all.map((word) => {
      const range = document.createRange();
      const walker = document.createTreeWalker(root ?? document.body, NodeFilter.SHOW_TEXT);
      let before = 0;
      const [start, end] = [text.indexOf(word), text.indexOf(word) + word.length];
      let begun = false;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const length = node.nodeValue?.length ?? 0;
        if (!begun && start < before + length) {
          range.setStart(node, start - before);
          begun = true;
        }
        if (begun && end <= before + length) {
          range.setEnd(node, end - before);
          break;
        }
        before += length;
      }
      return Math.round(range.getBoundingClientRect().left);
    });
  }, words);
}

test('Arabic under ESA: arrows follow the eye, marks reorder nothing, offsets are those of the text', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  await plant(page, app.origin, museum('arabic', 'ar', ARABIC));
  const text = page.locator('[data-active] .target .segment-text');
  expect(await text.getAttribute('dir')).toBe('rtl');
  expect(await text.getAttribute('lang')).toBe('ar');
  const seen: string[] = [];
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('ArrowLeft');
    seen.push(await chosen(page));
  }
  expect(seen).toEqual(['اطلب', 'تطبيق', 'App', 'Guide', 'Audio', 'عند']);
  await page.keyboard.press('ArrowRight');
  expect(await chosen(page)).toBe('Audio');
  const words = ['اطلب', 'تطبيق', 'Audio', 'Guide', 'App', 'عند', '12.50', 'دولارًا'];
  const before = await lefts(page, words);
  // From the Arabic word into the English name and out of it again: one choice without holes.
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowLeft');
  expect(await chosen(page)).toBe('تطبيق Audio Guide App عند');
  await page.keyboard.press('2');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await chosen(page)).toBe('12.50');
  await page.keyboard.press('1');
  await page.keyboard.press('Escape');
  expect(await lefts(page, words)).toEqual(before);
  expect(await text.textContent()).toBe(ARABIC);
  expect(await page.getByRole('combobox').count()).toBe(0); // ESA alone asks for no category
  await page.keyboard.press('s');
  await page.keyboard.type('55');
  await page.keyboard.press('Enter');
  await saved(page);
  await expect.poll(async () => (await stored(page))[0]).toMatchObject({ scores: { ESA: 55 }, status: 'done' });
  const errors = (await stored(page))[0]?.errors ?? [];
  expect(errors.map(({ severity, category }) => [severity, category])).toEqual([
    ['major', ''],
    ['minor', ''],
  ]);
  for (const { parts } of errors) for (const { start, end, quote } of parts) expect(ARABIC.slice(start, end)).toBe(quote);
  app.assertClean();
  await app.close();
});

test('Hebrew: a letter at a time goes to the letter on the left, an emoji family is one', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  await plant(page, app.origin, museum('hebrew', 'he', HEBREW));
  await page.keyboard.press('ArrowLeft');
  const word = await chosen(page);
  expect(HEBREW.startsWith(word)).toBe(true);
  await page.keyboard.press('Alt+ArrowLeft');
  expect(await chosen(page)).toBe('ה');
  await page.keyboard.press('Alt+ArrowLeft');
  expect(await chosen(page)).toBe('ס');
  await page.keyboard.press('Alt+Shift+ArrowLeft');
  expect(await chosen(page)).toBe('סי');
  await page.keyboard.press('1');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  expect(await chosen(page)).toBe('👩‍👩‍👧');
  await page.keyboard.press('2');
  await saved(page);
  const errors = (await stored(page))[0]?.errors ?? [];
  expect(errors.map(({ parts }) => parts[0]?.quote)).toEqual(['סי', '👩‍👩‍👧']);
  for (const { parts } of errors) for (const { start, end, quote } of parts) expect(HEBREW.slice(start, end)).toBe(quote);
  app.assertClean();
  await app.close();
});

test('Japanese under ESA: words without spaces, and a place for what is missing', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  await plant(page, app.origin, museum('japanese', 'ja', JAPANESE));
  await page.keyboard.press('ArrowRight');
  expect(await chosen(page)).toBe('東京');
  await page.keyboard.press('Shift+ArrowRight');
  expect(await chosen(page)).toBe('東京に');
  await page.keyboard.press('1');
  await page.keyboard.press('o');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('2');
  await saved(page);
  const errors = (await stored(page))[0]?.errors ?? [];
  expect(errors[0]?.parts).toEqual([{ side: 'target', start: 0, end: 3, quote: '東京に' }]);
  expect(errors[1]).toMatchObject({ category: '', parts: [{ side: 'source', start: 0, end: 3, quote: 'Ask' }], caret: 2 });
  expect(await page.locator('[data-active] .target .segment-text').textContent()).toBe(JAPANESE);
  app.assertClean();
  await app.close();
});

test('in the mirrored interface the page turns around, the texts keep their own direction', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  await plant(page, app.origin, museum('mirrored', 'ar', ARABIC));
  await page.evaluate(() => localStorage.setItem('stet.settings', JSON.stringify({ language: 'en-XB' })));
  await page.reload();
  await page.locator('[data-active]').waitFor();
  await until(page, () => document.documentElement.dir === 'rtl', undefined);
  expect(await page.locator('[data-active] .source .segment-text').evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
  expect(await page.locator('[data-active] .target .segment-text').evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
  await page.keyboard.press('ArrowLeft');
  expect(await chosen(page)).toBe('اطلب');
  const sides = await page.evaluate(() =>
    ['.source', '.target'].map((side) => document.querySelector(`[data-active] ${side}`)?.getBoundingClientRect().left ?? 0),
  );
  expect(sides[0]).toBeGreaterThan(sides[1] ?? 0);
  app.assertClean();
  await app.close();
});
