import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import { DEFAULT_SCORE_SETTINGS } from '#core/score-settings.ts';
import { MQM_CORE } from '#core/typologies.ts';
import { corpusStats, sumStats } from '#metrics/corpus.ts';
import { ESA } from '#metrics/scores.ts';
import { MQM } from '#metrics/mqm.ts';
import { meanRating } from '#metrics/rating.ts';
import { textMeasure } from '#metrics/table.ts';
import { TestApp, until } from '../harness/app.ts';
import { plant } from './annotate-seed.ts';

interface Sample {
  readonly documents: readonly {
    readonly segments: readonly {
      readonly references?: Readonly<Record<string, string>>;
      readonly translations: Readonly<Record<string, string>>;
      readonly annotations?: readonly {
        readonly annotator: string;
        readonly system: string;
        readonly ESA?: number;
        readonly errors: readonly { readonly category: string; readonly severity: 'neutral' | 'minor' | 'major' | 'critical' }[];
      }[];
    }[];
  }[];
}

const sample = JSON.parse(readFileSync(new URL('../../public/sample/en-de.json', import.meta.url), 'utf8')) as Sample;
const segments = sample.documents.flatMap((document) => document.segments);

/** A system's values by the metrics themselves, from the sample's own file. */
function expected(system: string): Record<string, number> {
  const texts = segments.flatMap(({ translations, references = {} }) => {
    const hypothesis = translations[system];
    return hypothesis === undefined || Object.keys(references).length === 0 ? [] : [{ hypothesis, references: Object.values(references) }];
  });
  const scores = DEFAULT_SCORE_SETTINGS.textMetrics.map((settings) => {
    const { corpus: metric } = textMeasure(settings, { language: 'de' });
    return [metric.id, metric.score(sumStats(corpusStats(metric, texts), metric.width))] as const;
  });
  const ratings = [MQM, ESA].map((metric) => {
    const values = segments.flatMap(
      ({ annotations = [] }) =>
        meanRating(
          metric,
          annotations.flatMap((one) => judged(one, system)),
          MQM_CORE,
        )?.value ?? [],
    );
    return [metric.id, values.reduce((sum, value) => sum + value, 0) / values.length] as const;
  });
  return Object.fromEntries([...ratings, ...scores]);
}

function judged(one: NonNullable<Sample['documents'][number]['segments'][number]['annotations']>[number], system: string): Annotation[] {
  if (one.system !== system) return [];
  const key = { projectId: '', level: 'segment', unitId: '', systemId: '', annotatorId: one.annotator, round: 1 } as const;
  const errors = one.errors.map((error, i) => ({ id: String(i), parts: [], origin: 'import' as const, ...error }));
  return [{ ...emptyAnnotation(key), errors, scores: one.ESA === undefined ? {} : { ESA: one.ESA }, status: 'done' }];
}

async function openSample(app: TestApp): Promise<void> {
  await app.open();
  await app.page.getByRole('button', { name: 'Open the sample' }).click();
  const projectId = await until(app.page, () => /#\/p\/([^/]+)\/annotate/.exec(location.hash)?.[1], undefined);
  await app.page.goto(`${app.origin}/#/p/${projectId}/evaluate`);
  await systems(app.page).getByRole('row').nth(1).waitFor();
}

const systems = (page: Page) => page.getByRole('region', { name: 'Systems' });

/** What the table shows, by system and metric. */
async function shown(page: Page): Promise<Record<string, Record<string, string>>> {
  return systems(page)
    .locator('tbody tr')
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [
          row.querySelector('.name')?.textContent ?? '',
          Object.fromEntries(
            [...row.querySelectorAll('[data-metric]')].map((cell) => [
              cell.getAttribute('data-metric') ?? '',
              cell.querySelector('.value')?.textContent ?? '',
            ]),
          ),
        ]),
      ),
    );
}

test('the sample shows exact numbers, sorts, draws, and follows a new annotation', async () => {
  const app = await TestApp.launch({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
  const { page } = app;
  await openSample(app);
  for (const [system, values] of Object.entries(await shown(page))) {
    const own = expected(system);
    const decimals: Record<string, number> = { MQM: 2, ESA: 1, BLEU: 1, chrF2: 1 };
    expect(values, system).toEqual(Object.fromEntries(Object.entries(own).map(([id, value]) => [id, value.toFixed(decimals[id] ?? 0)])));
  }
  const names = (): Promise<string[]> => systems(page).locator('tbody .name').allTextContents();
  expect(await names()).toEqual(['Atlas', 'Borealis', 'Cirrus']);
  await systems(page).getByRole('button', { name: 'BLEU' }).click();
  await systems(page).getByRole('button', { name: 'BLEU' }).click();
  expect(await names()).toEqual(['Cirrus', 'Borealis', 'Atlas']);
  expect(await page.getByRole('status').filter({ hasText: 'By MQM, Atlas leads so far' }).count()).toBe(1);

  await page.getByRole('button', { name: 'Copy signatures' }).click();
  await page.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    'BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0',
  );
  const plot = page.getByRole('img', { name: 'Where the points are lost' });
  await plot.waitFor();
  expect(await plot.locator('rect title').first().textContent()).toMatch(/points a segment/);

  // Another tab marks a segment of Atlas that nobody had judged: this one follows.
  const before = await shown(page);
  await page.getByRole('combobox', { name: 'System', exact: true }).selectOption({ label: 'Atlas' });
  await page.getByRole('region', { name: 'Segments' }).getByRole('button', { name: 'ESA' }).click();
  const unjudged = page
    .getByRole('region', { name: 'Segments' })
    .locator('tbody tr')
    .filter({ has: page.locator('[data-metric=MQM] .muted') });
  const href = (await unjudged.first().getByRole('link').getAttribute('href')) ?? '';
  const tab = await app.newTab(href);
  await tab.locator('[data-active]').waitFor();
  await tab.keyboard.press('ArrowRight');
  await tab.keyboard.press('Shift+ArrowRight');
  await tab.keyboard.press('3');
  await tab.keyboard.press('Enter');
  await page.getByText('10 of 25').waitFor();
  const after = await shown(page);
  expect(Number(after['Atlas']?.['MQM'])).toBeCloseTo((9 * (expected('Atlas')['MQM'] ?? NaN) + 25) / 10, 2);
  expect({ ...after, Atlas: {} }).toEqual({ ...before, Atlas: {} });
  app.assertClean();
  await app.close();
});

test('segments are sorted, found, paged and lead to where they are annotated', async () => {
  const app = await TestApp.launch({ context: { viewport: { width: 360, height: 740 } } });
  const { page } = app;
  await openSample(app);
  const sheet = page.getByRole('region', { name: 'Segments' });
  const values = (metric: string): Promise<string[]> => sheet.locator(`tbody [data-metric=${metric}]`).allTextContents();
  await page.getByText('1–50 of 75').waitFor();
  await sheet.getByRole('button', { name: 'chrF2' }).click();
  const isSorted = async (): Promise<boolean> => {
    const scores = (await values('chrF2')).map(Number);
    return scores.length === 50 && scores.every((score, i) => i === 0 || score >= (scores[i - 1] ?? NaN));
  };
  await expect.poll(isSorted).toBe(true);
  await page.keyboard.press(']');
  await page.getByText('51–75 of 75').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('KESTREL');
  await expect.poll(() => sheet.locator('tbody tr').count()).toBeLessThan(25);
  for (const text of await sheet.locator('tbody .texts').allTextContents()) expect(text.toLowerCase()).toContain('kestrel');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await sheet.locator('tbody tr').first().click();
  await until(page, () => /#\/p\/[^/]+\/annotate\/[^/]+\/[^/]+\/\d+$/.test(location.hash), undefined);
  app.assertClean();
  await app.close();
});

test('without references and ratings the page says why a number is missing', async () => {
  const app = await TestApp.launch();
  const { page } = app;
  await plant(page, app.origin, {
    id: 'bare',
    name: 'Bare',
    sourceLang: 'en',
    targetLang: 'ko',
    protocols: ['MQM'],
    documents: [{ name: 'One', segments: [{ source: 'Good morning.', targets: ['좋은 아침입니다.', '안녕하세요.'] }] }],
    systems: ['Atlas', 'Borealis'],
  });
  await page.goto(`${app.origin}/#/p/bare/evaluate`);
  await page.getByText('This project has no reference translations').waitFor();
  await page.getByText('Nobody has rated a segment yet').waitFor();
  expect((await shown(page))['Atlas']).toEqual({ MQM: '', BLEU: '', chrF2: '' });
  expect(await page.getByRole('img', { name: 'Where the points are lost' }).textContent()).toContain('no errors are marked yet');
  await page.getByRole('link', { name: 'Annotate' }).last().click();
  await until(page, () => location.hash.startsWith('#/p/bare/annotate'), undefined);
  app.assertClean();
  await app.close();
});
