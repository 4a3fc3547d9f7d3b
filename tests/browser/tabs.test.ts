import { expect, inject, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { keysOf } from '../rig/drive.ts';
import { goToText, markNextWord, openSampleToMark, saved } from '../rig/marking.ts';

const TABS = 4;
const MARKS = 3;

test('four tabs mark the same segment at once and every span is there, in each of them', async () => {
  const app = await TestApp.launch();
  const projectId = await openSampleToMark(app, inject('dist'));
  const pages = [app.page];
  for (let tab = 1; tab < TABS; tab++) {
    const page = await app.context.newPage();
    await goToText(app, projectId, 0, page);
    pages.push(page);
  }
  // Each tab stands on words of its own; the gestures interleave freely.
  await Promise.all(
    pages.map(async (page, tab) => {
      for (let step = 0; step < tab; step++) await page.keyboard.press('ArrowRight');
      for (let mark = 0; mark < MARKS; mark++) await markNextWord(page);
      await saved(page);
    }),
  );
  const events = (await keysOf(app.page, 'events')).filter((id) => !id.endsWith('~import'));
  expect(events.length).toBe(TABS * MARKS);
  const seen = await app.page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('stet');
      request.onsuccess = () => resolve(request.result);
    });
    const all = <T>(store: string): Promise<T[]> =>
      new Promise((resolve) => {
        const request = db.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result as T[]);
      });
    const rows = await all<{ deviceId: string; seq: number; spanId?: string; annotationId: string; kind: string; value: { id?: string } }>(
      'events',
    );
    const own = rows.filter((row) => row.kind !== 'import');
    const annotations = await all<{ id: string; errors: { id: string }[] }>('annotations');
    const annotation = annotations.find((row) => row.id === own[0]?.annotationId);
    db.close();
    return {
      annotations: new Set(own.map((row) => row.annotationId)).size,
      numbers: own.map((row) => row.seq).sort((a, b) => a - b),
      marked: own.map((row) => row.value.id ?? '').sort(),
      folded: (annotation?.errors ?? []).map((error) => error.id).sort(),
    };
  });
  expect(seen.annotations).toBe(1);
  expect(seen.numbers).toEqual(Array.from({ length: TABS * MARKS }, (_, i) => i + 1));
  expect(seen.folded).toEqual(seen.marked);
  for (const page of pages) {
    const cards = page.locator('section', { has: page.getByRole('heading', { name: 'Errors', exact: true }) }).getByRole('listitem');
    await expect.poll(() => cards.count(), { timeout: 5000 }).toBe(TABS * MARKS);
  }
  app.assertClean();
  await app.close();
});
