import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { Event } from '#core/event.ts';
import type { ErrorSpan } from '#core/annotation.ts';
import type { HypothesisPack, Segment } from '#core/segment.ts';
import { TestApp } from '../harness/app.ts';
import { openSample } from './sample-project.ts';

const MARKED = 3;

test.each([
  ['ar', 'ArrowLeft'],
  ['ja', 'ArrowRight'],
] as const)('the sample into %s is marked and scored; every offset holds in the exported texts', async (language, onwards) => {
  const app = await TestApp.launch();
  const { page } = app;
  const projectId = await openSample(app, language);
  await app.open(`#/p/${projectId}/annotate`);
  await page.locator('[data-active]').waitFor();
  for (let segment = 0; segment < MARKED; segment++) {
    for (const key of [onwards, `Shift+${onwards}`, '2', 'a', 'm', 's']) await page.keyboard.press(key);
    await page.keyboard.type('40');
    await page.keyboard.press('Enter');
  }
  await page.locator('[data-saving=saved]').waitFor();
  await app.open(`#/p/${projectId}/share`);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save package' }).click()]);
  const files = unzipSync(new Uint8Array(readFileSync(await file.path())));
  const rows = <T>(name: string): readonly T[] =>
    new TextDecoder()
      .decode(files[name])
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T); // the package's rows, as the app wrote them
  const segments = new Map(rows<Segment>('segments.jsonl').map((segment) => [segment.id, segment]));
  const packs = new Map(rows<HypothesisPack>('hypotheses.jsonl').map((pack) => [`${pack.documentId} ${pack.systemId}`, pack]));
  const events = rows<Event>('events.jsonl');
  const mine = events.filter((event) => event.kind === 'mark');
  expect(mine).toHaveLength(MARKED);
  expect(events.filter((event) => event.field === 'scores.ESA').map((event) => event.value)).toEqual(Array(MARKED).fill(40));
  for (const event of mine) {
    const segment = segments.get(event.unitId);
    const pack = packs.get(`${segment?.documentId ?? ''} ${event.systemId}`);
    for (const part of (event.value as ErrorSpan).parts) {
      const text = part.side === 'source' ? segment?.source : pack?.texts[segment?.index ?? -1];
      expect(part.quote).not.toBe('');
      expect(text?.slice(part.start, part.end)).toBe(part.quote);
    }
  }
  app.assertClean();
  await app.close();
});
