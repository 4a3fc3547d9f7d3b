import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, plainWords, wideThings } from '../harness/accessibility.ts';
import { TestApp, until } from '../harness/app.ts';
import { openSample } from './sample-project.ts';

/** A table whose columns are asked for, so that the import dialog opens. */
const TABLE = 'Source\tTarget\tRater\nGood morning.\tGuten Morgen.\t1\nGood night.\tGute Nacht.\t2\n';

let app: TestApp;
let projectId = '';

beforeAll(async () => {
  app = await TestApp.launch();
  app.page.setDefaultTimeout(15_000);
  projectId = await openSample(app, 'de');
});

afterAll(async () => {
  app.assertClean();
  await app.close();
});

interface View {
  readonly name: string;
  /** Comes to the view from anywhere, in any language of the interface. */
  readonly go: (page: Page) => Promise<void>;
}

const view = (name: string, hash: string, ready: string): View => ({
  name,
  go: async (page) => {
    await page.goto(`${app.origin}/${hash.replace('ID', projectId)}`);
    await page.locator(ready).first().waitFor();
  },
});

const VIEWS: readonly View[] = [
  view('projects', '#/', 'main h1'),
  {
    name: 'import dialog',
    go: async (page) => {
      await page.goto(`${app.origin}/#/`);
      await page.locator('main h1').waitFor();
      await page
        .locator('input[type=file]')
        .last()
        .setInputFiles({ name: 'table.tsv', mimeType: 'text/tab-separated-values', buffer: Buffer.from(TABLE) });
      await page.locator('dialog[open]').waitFor();
    },
  },
  view('annotate', '#/p/ID/annotate', '[data-active]'),
  view('review, start', '#/p/ID/review?list=start', 'form'),
  {
    name: 'review, sample',
    go: async (page) => {
      await page.goto(`${app.origin}/#/p/${projectId}/review?list=start`);
      await page.locator('form input[type=number]').first().fill('5');
      await page.locator('form button[type=submit]').click();
      await page.locator('.decide').waitFor();
      await page.keyboard.press('p');
      await page.keyboard.press('x');
      await page.locator('.side details').waitFor();
      // Nothing half behind the verdict's bar, which on a phone lies over what scrolls by.
      await page.locator('#content').evaluate((content) => content.scrollTo(0, content.scrollHeight));
    },
  },
  view('review, disagreement', '#/p/ID/review?list=differ', '.side ul li'),
  view('evaluate', '#/p/ID/evaluate', 'main svg'),
  view('models of a project', '#/p/ID/models', 'main h1'),
  view('models', '#/models', 'main h1'),
  view('share', '#/p/ID/share', 'main h1'),
  {
    name: 'keys',
    go: async (page) => {
      await page.goto(`${app.origin}/#/p/${projectId}/annotate`);
      await page.locator('[data-active]').waitFor();
      await page.keyboard.press('?');
      await page.locator('dialog[open]').waitFor();
    },
  },
  {
    name: 'palette',
    go: async (page) => {
      await page.goto(`${app.origin}/#/p/${projectId}/annotate`);
      await page.locator('[data-active]').waitFor();
      await page.keyboard.press('Control+k');
      await page.locator('dialog[open]').waitFor();
    },
  },
];

const LOOKS = [
  { look: 'light', theme: 'light', language: 'en', width: 1280 },
  { look: 'dark', theme: 'dark', language: 'en', width: 1280 },
  { look: 'mirrored', theme: 'light', language: 'en-XB', width: 1280 },
  { look: 'light on a phone', theme: 'light', language: 'en', width: 360 },
  { look: 'dark on a phone', theme: 'dark', language: 'en', width: 360 },
  { look: 'mirrored on a phone', theme: 'dark', language: 'en-XB', width: 360 },
] as const;

describe.each(LOOKS)('$look', ({ theme, language, width }) => {
  beforeAll(async () => {
    const { page } = app;
    await page.setViewportSize({ width, height: 860 });
    await page.goto(`${app.origin}/#/`);
    await page.evaluate((values) => localStorage.setItem('stet.settings', JSON.stringify(values)), { theme, language });
    await page.reload();
    await until(page, (lang) => document.documentElement.lang === lang, language);
  });

  test.each(VIEWS)('$name has no accessibility violation', async ({ go }) => {
    const { page } = app;
    await go(page);
    expect(await axeViolations(page)).toEqual([]);
    if (language === 'en-XB') expect(await plainWords(page)).toEqual([]);
    await page.reload();
  });
});

test.each(VIEWS)('$name needs no sideways scrolling at 320 px', async ({ go }) => {
  const { page } = app;
  await page.setViewportSize({ width: 320, height: 640 });
  await go(page);
  expect(await wideThings(page)).toEqual([]);
  await page.reload();
});
