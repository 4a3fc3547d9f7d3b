import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { axeViolations, wideThings } from '../harness/accessibility.ts';
import { TestApp } from '../harness/app.ts';
import { WEBGPU_ARGS } from '../harness/chromium.ts';
import { InferenceWorker } from '../harness/inference.ts';
import { familyFixture } from '../models/families.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { readTable, writeProject } from './translate-project.ts';

let app: TestApp | undefined;

afterEach(async () => {
  if (app) await shoot(app.page, 'end');
  await app?.close();
  app = undefined;
});

async function packs(page: Page): Promise<readonly { readonly systemId: string; readonly texts: readonly (string | null)[] }[]> {
  return (await readTable(page, 'hypotheses')) as Awaited<ReturnType<typeof packs>>;
}

test('a project is translated with part of the vocabulary, and the card and the run say what that changed', async () => {
  const { files, expected } = familyFixture('nllb');
  const sources = ['', ...expected.rows.filter(({ from, to }) => from === 'eng_Latn' && to === 'deu_Latn').map(({ source }) => source)];
  const checked = Math.min(20, sources.length - 1);
  app = await TestApp.launch();
  const { page } = app;
  await app.open('#/models');
  const worker = await InferenceWorker.start(page);
  const { id, name } = (await worker.add(files, 'nllb')) as { id: string; name: string };
  await writeProject(page, 'p1', 'de', sources, 5);
  await worker.end();
  await page.reload();
  await page.locator('button.card', { hasText: name }).first().click();
  const job = page.locator('section', { hasText: 'Translate the whole project' });
  const box = job.getByRole('checkbox', { name: /Write only tokens/u });
  expect(await box.isChecked()).toBe(false);

  await box.check();
  await shoot(page, 'asked');
  expect(await axeViolations(page)).toEqual([]);
  await job.getByRole('button', { name: 'Translate', exact: true }).click();
  await job.getByText(/It wrote with [\d,]+ of the model’s [\d,]+ tokens \([\d.]+ ?%\)/u).waitFor({ timeout: 60_000 });
  const [, kept, of] = /with (\d+) of the model’s (\d+) tokens/u.exec((await job.getByText(/It wrote with/u).textContent()) ?? '') ?? [];
  expect(Number(kept)).toBeLessThan(Number(of)); // other scripts than the target's
  const said = (await job.getByText(/It wrote with/u).textContent()) ?? '';
  const same = Number(/(\d+) of \d+ checked segments are the same/u.exec(said)?.[1] ?? checked);
  await shoot(page, 'done');

  await box.uncheck();
  await job.getByRole('button', { name: 'Translate', exact: true }).click();
  await expect.poll(async () => new Set((await packs(page)).map(({ systemId }) => systemId)).size, { timeout: 60_000 }).toBe(2); // the model is opened first
  await job.getByText(`${sources.length} segments are translated`).waitFor();
  expect(await job.getByText(/It wrote with/u).count()).toBe(0);

  const runs = (await readTable(page, 'runs')) as readonly { modelSha256: string; decoding: string }[];
  expect(runs.every((run) => run.modelSha256 === id)).toBe(true);
  const decodings = runs.map(({ decoding }) => decoding);
  const cut = decodings.find((decoding) => decoding.includes('vocabulary cut to')) ?? '';
  expect(cut).toMatch(
    new RegExp(
      `^greedy; at most \\d+ tokens; vocabulary cut to \\d+ of \\d+ tokens; checked ${checked} segments, ${same} the same without the cut$`,
      'u',
    ),
  );
  expect(decodings.filter((decoding) => /^greedy; at most \d+ tokens$/u.test(decoding))).toHaveLength(1);
  const all = await packs(page);
  const [one = [], other = []] = [...new Set(all.map(({ systemId }) => systemId))].map((systemId) =>
    all.filter((pack) => pack.systemId === systemId).flatMap((pack) => pack.texts),
  );
  expect(one).toHaveLength(sources.length);
  expect(one.filter((text, i) => text === other[i]).length).toBeGreaterThanOrEqual(same);
  expect(await wideThings(page)).toEqual([]);
  app.assertClean();
});

test.each(['wasm', 'webgpu'] as const)('on %s a cut that keeps what is needed changes nothing, and is gone on with', async (backend) => {
  app = await TestApp.launch({ args: WEBGPU_ARGS });
  const { page } = app;
  await app.open();
  const worker = await InferenceWorker.start(page);
  const { id } = await worker.add(marianFiles());
  const inLatin = marianExpected().rows.filter(({ text }) => !/(?!\p{Script_Extensions=Latin})\p{L}/u.test(text));
  const rows = inLatin.slice(0, 8);
  await writeProject(
    page,
    'p1',
    'de',
    rows.map(({ source }) => source),
    4,
  );
  await worker.restart();
  await worker.call('load', id, backend);
  const task = { projectId: 'p1', runId: 'r', isCut: true, appVersion: 'test', at: 2 };
  const report = { kept: expect.any(Number) as number, of: 193, checked: rows.length, same: rows.length };
  expect(rows.length).toBeGreaterThan(3);
  const made = (await worker.call('translateProject', id, task)) as { cut: { kept: number } };
  expect(made).toMatchObject({ cut: report });
  expect(made.cut.kept).toBeLessThan(193);
  expect((await packs(page)).flatMap(({ texts }) => texts)).toEqual(rows.map(({ text }) => text));
  expect(await worker.call('unfinished', 'p1', id)).toEqual([]);
  expect(await worker.call('translateProject', id, task)).toMatchObject({ tokens: 0, cut: report });
  await expect(worker.call('translateProject', id, { ...task, isCut: false })).rejects.toThrow('model/other-decoding');
  const again = (await worker.call('translate', id, [rows[0]?.source], { sourceLang: 'en', targetLang: 'de' })) as { text: string }[];
  expect(again[0]?.text).toBe(rows[0]?.text); // of the whole model again
  app.assertClean();
});

/** A picture for the eye, where STET_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.STET_SHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `cut-${name}.png`), fullPage: true });
}
