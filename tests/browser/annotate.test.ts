import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Event } from '#core/event.ts';
import { TestApp, until } from '../harness/app.ts';
import type { Seed } from './annotate-seed.ts';
import { plant, saved, stored } from './annotate-seed.ts';

const NAMES = ['Borealis-Translator', 'Cirrus-MT', 'Zephyr-9B'] as const;
const SOURCE = 'We recalled 12,000 units as a precaution and found no injuries.';
const TARGET = 'Wir haben 120.000 Einheiten 👩‍👩‍👧 zurückgerufen.';

const LETTER: Seed = {
  id: 'letter',
  name: 'Spring product news',
  sourceLang: 'en',
  targetLang: 'de',
  protocols: ['MQM', 'ESA'],
  systems: NAMES,
  documents: [
    {
      name: 'Shareholder letter',
      segments: [
        { source: SOURCE, targets: [TARGET], reference: 'Vorsorglich riefen wir 12.000 Geräte zurück.' },
        { source: 'Thank you.', targets: ['Danke.'] },
      ],
    },
    { name: 'Store listing', segments: [{ source: 'New.', targets: ['Neu.'] }] },
  ],
};

async function launch(seed: Seed = LETTER, options: Parameters<typeof TestApp.launch>[0] = {}): Promise<TestApp> {
  const app = await TestApp.launch(options);
  await plant(app.page, app.origin, seed);
  return app;
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

const marks = (page: Page, side: 'source' | 'target'): Promise<readonly string[]> =>
  page.locator(`[data-active] .${side} mark`).allTextContents();

test('a segment is judged by keyboard alone, taken back, brought back, and again after a reload', async () => {
  const app = await launch();
  const { page } = app;
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight', '3');
  await page.getByRole('combobox', { name: 'Category' }).waitFor();
  await page.keyboard.type('am');
  expect(await marks(page, 'target')).toEqual(['120.000']);
  // Two words, chosen with Shift; the picker is filtered by name and answered with Enter.
  await press(page, 'ArrowRight', 'Shift+ArrowRight', '1');
  await page.keyboard.type(' unidio');
  await press(page, 'Enter');
  // An omission: words of the source, a place in the target, a severity.
  await press(page, 'o', 'Home');
  for (let i = 0; i < 4; i++) await press(page, 'ArrowRight');
  await press(page, 'Shift+ArrowRight', 'Shift+ArrowRight', 'm', 'ArrowRight', 'ArrowRight', '2');
  await press(page, 's');
  await page.keyboard.type('71');
  await press(page, 'Escape', 'c');
  await page.keyboard.type('Number is ten times too large.');
  await press(page, 'Escape');
  await saved(page);
  const judged = async (): Promise<object> => {
    await saved(page);
    const [annotation] = await stored(page);
    return {
      errors: annotation?.errors.map(({ category, severity, caret, parts }) => [
        category,
        severity,
        parts.map(({ side, quote }) => `${side}: ${quote}`).join(),
        caret ?? null,
      ]),
      scores: annotation?.scores,
      comment: annotation?.comment,
    };
  };
  const whole = {
    errors: [
      ['accuracy/mistranslation', 'critical', 'target: 120.000', null],
      ['style/unidiomatic', 'minor', 'target: Einheiten 👩‍👩‍👧', null],
      ['accuracy/omission', 'major', 'source: as a precaution', expect.any(Number)],
    ],
    scores: { ESA: 71 },
    comment: 'Number is ten times too large.',
  };
  await expect.poll(judged).toEqual(whole);
  const [annotation] = await stored(page);
  for (const { parts } of annotation?.errors ?? [])
    for (const { side, start, end, quote } of parts) expect((side === 'source' ? SOURCE : TARGET).slice(start, end)).toBe(quote);
  expect(annotation?.textSha256).toMatch(/^[0-9a-f]{64}$/);

  await press(page, 'Control+z');
  await expect.poll(judged).toMatchObject({ comment: undefined, scores: { ESA: 71 } });
  await press(page, 'Control+z', 'Control+z');
  await expect.poll(async () => (await marks(page, 'source')).length).toBe(0);
  await press(page, 'Control+Shift+z');
  await expect.poll(() => marks(page, 'source')).toEqual(['as a precaution']);
  await saved(page);

  await page.reload();
  await page.locator('[data-active]').waitFor();
  await expect.poll(() => marks(page, 'source')).toEqual(['as a precaution']);
  await press(page, 'Control+z');
  await expect.poll(async () => (await marks(page, 'source')).length).toBe(0);
  await press(page, 'Control+z', 'Control+z');
  await expect.poll(async () => (await marks(page, 'target')).length).toBe(0);
  await press(page, 'Control+Shift+z', 'Control+Shift+z', 'Control+Shift+z', 'Control+Shift+z', 'Control+Shift+z');
  await expect.poll(judged).toEqual(whole);
  // Everything that was ever done is still there: undo took nothing away.
  const events = await stored<Event>(page, 'events');
  expect(events.filter(({ kind }) => kind === 'mark')).toHaveLength(3);
  expect(new Set(events.map(({ seq }) => seq)).size).toBe(events.length);
  app.assertClean();
  await app.close();
});

test('a mark in hand changes: digits its severity, letters its category, Delete takes it away', async () => {
  const app = await launch();
  const { page } = app;
  await press(page, 'End', 'ArrowLeft', '1');
  await page.keyboard.type('fg');
  await press(page, '2');
  await press(page, 'a', 'u'); // the first letter opens the choice, the second picks
  await saved(page);
  await expect.poll(async () => (await stored(page))[0]?.errors[0]).toMatchObject({ severity: 'major', category: 'accuracy/untranslated' });
  await press(page, 'Home', 'ArrowRight');
  await page.locator('[data-active] .target mark').click();
  await press(page, 't', 'ArrowDown', 'Enter');
  await expect.poll(async () => (await stored(page))[0]?.errors[0]?.category).toBe('terminology/termbase');
  await press(page, 'Delete');
  await expect.poll(async () => (await stored(page))[0]?.errors.length).toBe(0);
  app.assertClean();
  await app.close();
});

test('overlapping marks, and one mark twice over the same word', async () => {
  const app = await launch();
  const { page } = app;
  await press(page, 'ArrowRight', 'Shift+ArrowRight', '1');
  await page.keyboard.type('fg');
  await press(page, 'Home', 'ArrowRight', 'Shift+ArrowRight', '2');
  await page.keyboard.type('sa');
  await press(page, 'Home', 'Escape', '3');
  await page.keyboard.type('tw');
  await saved(page);
  await expect
    .poll(async () => (await stored(page))[0]?.errors.map(({ parts }) => parts[0]?.quote))
    .toEqual(['Wir haben', 'haben 120.000', 'Wir']);
  expect(await page.locator('[data-active] .target .segment-text').textContent()).toBe(TARGET);
  app.assertClean();
  await app.close();
});

test('the mouse drags over words, with Alt over letters; whole emoji always', async () => {
  const app = await launch();
  const { page } = app;
  const place = async (word: string, share: number): Promise<{ x: number; y: number }> =>
    page.evaluate(
      ([quote, part]) => {
        const root = document.querySelector('[data-active] .target .segment-text');
        const walker = document.createTreeWalker(root ?? document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = node.nodeValue?.indexOf(quote) ?? -1;
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + quote.length);
          const box = range.getBoundingClientRect();
          return { x: box.left + box.width * part, y: box.top + box.height / 2 };
        }
        throw new Error(`${quote} is not on screen`);
      },
      [word, share] as const,
    );
  const drag = async (from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.mouse.up();
  };
  const chosen = async (): Promise<string> => (await page.locator('[data-active] .target .chosen').allTextContents()).join('');
  await drag(await place('120.000', 0.6), await place('Einheiten', 0.3));
  expect(await chosen()).toBe('120.000 Einheiten');
  await drag(await place('Einheiten', 0.3), await place('120.000', 0.6));
  expect(await chosen()).toBe('120.000 Einheiten');
  await page.keyboard.down('Alt');
  await drag(await place('Einheiten', 0.5), await place('👩‍👩‍👧', 0.6));
  await page.keyboard.up('Alt');
  expect(await chosen()).toMatch(/^\p{L}+ 👩‍👩‍👧$/u);
  await page.mouse.click(...(Object.values(await place('haben', 0.5)) as [number, number])); // x and y, in this order
  expect(await chosen()).toBe('haben');
  await page.getByRole('button', { name: 'Mark as minor' }).click();
  await page.getByRole('option', { name: 'Grammar' }).click();
  await expect.poll(async () => (await stored(page))[0]?.errors[0]?.parts).toEqual([{ side: 'target', start: 4, end: 9, quote: 'haben' }]);
  app.assertClean();
  await app.close();
});

test('by touch the first tap takes the first word, the second the last', async () => {
  const app = await launch(LETTER, { context: { hasTouch: true, isMobile: true, viewport: { width: 834, height: 1112 } } });
  const { page } = app;
  const tap = async (word: string): Promise<void> => {
    const spot = await page.evaluate((quote) => {
      const walker = document.createTreeWalker(
        document.querySelector('[data-active] .target .segment-text') ?? document.body,
        NodeFilter.SHOW_TEXT,
      );
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.nodeValue?.indexOf(quote) ?? -1;
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + quote.length);
        const box = range.getClientRects()[0];
        if (box) return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      }
      throw new Error('not on screen');
    }, word);
    await page.touchscreen.tap(spot.x, spot.y);
  };
  await tap('120.000');
  await tap('Einheiten');
  expect((await page.locator('[data-active] .target .chosen').allTextContents()).join('')).toBe('120.000 Einheiten');
  await page.getByRole('button', { name: 'Mark as major' }).tap();
  await page.getByRole('option', { name: 'Mistranslation' }).tap();
  await expect.poll(async () => (await stored(page))[0]?.errors[0]?.parts[0]?.quote).toBe('120.000 Einheiten');
  await tap('haben');
  expect((await page.locator('[data-active] .target .chosen').allTextContents()).join('')).toBe('haben');
  app.assertClean();
  await app.close();
});

test('letter by letter, an emoji family is one step', async () => {
  const app = await launch();
  const { page } = app;
  await press(page, 'End', 'ArrowLeft', 'ArrowLeft'); // from the full stop over the verb to the emoji
  const chosen = async (): Promise<string> => (await page.locator('[data-active] .target .chosen').allTextContents()).join('');
  expect(await chosen()).toBe('👩‍👩‍👧');
  await press(page, 'Alt+ArrowLeft', 'Alt+ArrowRight');
  expect(await chosen()).toBe('👩‍👩‍👧');
  await press(page, 'Alt+Shift+ArrowRight', 'Alt+Shift+ArrowRight');
  expect(await chosen()).toBe('👩‍👩‍👧 z');
  await press(page, 'Alt+Shift+ArrowLeft', '2');
  await page.keyboard.type('xx');
  await saved(page);
  expect((await stored(page))[0]?.errors[0]?.parts).toEqual([{ side: 'target', start: 28, end: 37, quote: '👩‍👩‍👧 ' }]);
  app.assertClean();
  await app.close();
});

test('blind means blind: no name of a system in the page, its title or its address', async () => {
  const app = await launch();
  const { page } = app;
  const leaks = async (): Promise<readonly string[]> => {
    const everything = [await page.content(), await page.title(), page.url()].join('\n');
    return NAMES.filter((name) => everything.includes(name));
  };
  expect(await leaks()).toEqual([]);
  for (const letter of ['A', 'B', 'C']) {
    await page.getByRole('button', { name: `System ${letter}` }).click();
    await page.getByRole('button', { name: `System ${letter}`, pressed: true }).waitFor();
    expect(await leaks()).toEqual([]);
  }
  await page.getByLabel('Show system names').check();
  for (const name of NAMES) await page.getByRole('button', { name, exact: true }).waitFor();
  await page.getByLabel('Show system names').uncheck();
  expect(await leaks()).toEqual([]);
  app.assertClean();
  await app.close();
});

test('a button that is off says why, a low score is asked about, a finished document offers the next', async () => {
  const app = await launch();
  const { page } = app;
  const done = page.getByRole('button', { name: 'Done, next' });
  expect(await done.getAttribute('aria-disabled')).toBe('true');
  expect(await done.textContent()).toContain('score first');
  await press(page, 'Enter');
  await page.getByText('Give a score first').first().waitFor();
  await press(page, 's');
  await page.keyboard.type('40');
  await press(page, 'Enter');
  await page.getByText('A score of 40 without a single mark').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Segment 2' }).waitFor();
  await press(page, 's');
  await page.keyboard.type('100');
  await press(page, 'Enter');
  await page.getByText('“Shareholder letter” is done.').waitFor();
  await page.getByRole('progressbar', { name: '2 of 2 segments done' }).waitFor({ state: 'attached' });
  await press(page, ']');
  await page.getByText('Neu.').first().waitFor();
  // The way back leads to where it was.
  await press(page, 'Control+z');
  await page.getByRole('region', { name: 'Segment 2' }).waitFor();
  await expect.poll(async () => (await stored(page)).map(({ status }) => status).sort()).toEqual(['done', 'open']);
  app.assertClean();
  await app.close();
});

test('what cannot be saved stays on screen, is counted as unsaved, and goes in when there is room again', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  // The disk is full from the moment the test says so; the browser's own error, from the place where the browser throws it.
  await app.context.addInitScript(() => {
    const begin = IDBDatabase.prototype.transaction; // eslint-disable-line @typescript-eslint/unbound-method -- called with its own database below
    const full = { is: false };
    Object.assign(globalThis, { full });
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof begin>) {
      if (full.is && args[1] === 'readwrite') throw new DOMException('no room', 'QuotaExceededError');
      return begin.apply(this, args);
    };
  });
  await plant(page, app.origin, LETTER);
  const setFull = (is: boolean): Promise<unknown> =>
    page.evaluate((value) => Object.assign((globalThis as unknown as { full: object }).full, { is: value }), is); // set above
  await setFull(true);
  await press(page, 'ArrowRight', '2');
  await page.keyboard.type('am');
  await page.getByRole('alert').filter({ hasText: '1 step is not saved yet' }).waitFor();
  await page.getByRole('alert').filter({ hasText: 'no room left' }).waitFor();
  expect(await marks(page, 'target')).toEqual(['Wir']);
  await page.locator('[data-saving=failed]').waitFor();
  expect(await stored(page)).toEqual([]);
  await setFull(false);
  await page.getByRole('button', { name: 'Try now' }).click();
  await saved(page);
  expect((await stored(page))[0]?.errors).toHaveLength(1);
  expect(await page.getByRole('alert').count()).toBe(0);
  app.assertClean();
  await app.close();
});

test('a mark made in another tab comes in by itself, and both stay', async () => {
  const app = await launch();
  const { page } = app;
  const other = await app.newTab('#/p/letter/annotate');
  await other.locator('[data-active]').waitFor();
  await other.bringToFront();
  await press(other, 'ArrowRight', '2');
  await other.keyboard.type('am');
  await page.bringToFront();
  await expect.poll(() => marks(page, 'target')).toEqual(['Wir']);
  await press(page, 'End', '1');
  await page.keyboard.type('fp');
  await saved(page);
  expect((await stored(page))[0]?.errors.map(({ parts }) => parts[0]?.quote)).toEqual(['Wir', '.']);
  app.assertClean();
  await app.close();
});

test('a draft of a comment survives the page being closed in the middle of a word', async () => {
  const app = await launch();
  const { page } = app;
  await press(page, 'c');
  await page.keyboard.type('half a wo', { delay: 5 });
  await until(page, () => new Promise((resolve) => setTimeout(() => resolve(true), 300)), undefined);
  await page.reload();
  await expect.poll(() => page.getByRole('textbox', { name: 'Comment' }).inputValue()).toBe('half a wo');
  app.assertClean();
  await app.close();
});

test('every mark is said in words, and what happens is announced', async () => {
  const app = await launch();
  const { page } = app;
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await page.getByRole('status').filter({ hasText: '120.000 selected' }).waitFor({ state: 'attached' });
  await press(page, '2');
  await page.keyboard.type('am');
  await page.getByRole('status').filter({ hasText: 'Marked: major, mistranslation, 120.000' }).waitFor({ state: 'attached' });
  expect(await page.locator('[data-active] mark').getAttribute('aria-description')).toBe('major, mistranslation, 120.000');
  app.assertClean();
  await app.close();
});
