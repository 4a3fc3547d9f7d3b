import type { Page } from 'playwright-core';
import type { TestApp } from '../harness/app.ts';
import { keysOf, openSample } from './drive.ts';

/** Opens the sample in a fresh profile, on its first segment; gives the project's id. */
export async function openSampleToMark(app: TestApp, dist: string, sample: 'en-de' | 'en-ar' | 'en-ja' = 'en-de'): Promise<string> {
  await app.open();
  const projectId = await openSample(app.page, dist, sample);
  await goToText(app, projectId);
  return projectId;
}

/** Stands in the translation of one segment of the first document and system, ready for keys. */
export async function goToText(app: TestApp, projectId: string, segment = 0, page: Page = app.page): Promise<void> {
  await app.open(`#/p/${projectId}/annotate/${projectId}.d0/${projectId}.y0/${segment}`, page);
  await page.getByRole('textbox', { name: /^Translation/ }).focus();
}

/** One mark by keyboard alone: the next word, minor, accuracy › mistranslation. */
export async function markNextWord(page: Page): Promise<void> {
  for (const key of ['ArrowRight', '1', 'a', 'm']) await page.keyboard.press(key);
}

/** Gives the segment a score and finishes it. */
export async function finishSegment(page: Page): Promise<void> {
  await page.keyboard.press('s');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
}

/** Resolves when the state line says that all is saved. */
export async function saved(page: Page): Promise<void> {
  await page.locator('[data-saving=saved]').waitFor();
}

/**
 * Hears, from the moment of the call, what the state line calls saved: the ids of all events that were in the database at each such moment.
 * Must be called before the page is opened.
 */
export async function hearAcknowledged(app: TestApp): Promise<ReadonlySet<string>> {
  const acknowledged = new Set<string>();
  await app.context.exposeBinding('stetAcknowledged', (_, ids: string[]) => {
    for (const id of ids) acknowledged.add(id);
  });
  await app.context.addInitScript(() => {
    const known = new Set<string>();
    const open = new Promise<IDBDatabase>((resolve) => {
      addEventListener('load', () => {
        // After the app has made the database.
        setTimeout(() => {
          const request = indexedDB.open('stet');
          request.onsuccess = () => {
            request.result.onversionchange = () => request.result.close();
            resolve(request.result);
          };
        }, 1000);
      });
    });
    const tell = async (): Promise<void> => {
      const db = await open;
      if (document.querySelector('[data-saving=saved]') === null) return;
      const request = db.transaction('events').objectStore('events').getAllKeys();
      request.onsuccess = () => {
        const fresh = request.result.map(String).filter((id) => !known.has(id));
        for (const id of fresh) known.add(id);
        if (fresh.length > 0) void (globalThis as unknown as { stetAcknowledged: (ids: string[]) => void }).stetAcknowledged(fresh);
      };
    };
    new MutationObserver(() => void tell()).observe(document, {
      subtree: true,
      attributes: true,
      childList: true,
      attributeFilter: ['data-saving'],
    });
  });
  return acknowledged;
}

/** Those of the acknowledged events that the database lacks. */
export async function lostOf(page: Page, acknowledged: Iterable<string>): Promise<readonly string[]> {
  const there = new Set(await keysOf(page, 'events'));
  return [...acknowledged].filter((id) => !there.has(id));
}
