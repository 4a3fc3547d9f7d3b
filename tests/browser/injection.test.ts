import { afterEach, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { TestApp } from '../harness/app.ts';
import { stored } from './stored.ts';

/** Strings that would run or draw something if any text were ever taken for markup. `MARK` sets a flag on the window when it runs. */
const RUN = 'window.__injected=1';
const STRINGS: readonly string[] = [
  `<script>${RUN}</script>`,
  `"><script>${RUN}</script>`,
  `</script><script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<img/src/onerror=${RUN}>`,
  `"><img src=x onerror=${RUN}>`,
  `'><img src=x onerror=${RUN}>`,
  `<svg onload="${RUN}">`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${RUN}"><text>x</text></a></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x onload=${RUN}>#x"></use></svg>`,
  `<body onload=${RUN}>`,
  `<iframe src="javascript:${RUN}"></iframe>`,
  `<iframe srcdoc="<script>parent.__injected=1</script>"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<a href="javascript:${RUN}">x</a>`,
  `javascript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `<input autofocus onfocus=${RUN}>`,
  `<select autofocus onfocus=${RUN}><option>x</select>`,
  `<textarea autofocus onfocus=${RUN}>x</textarea>`,
  `<details open ontoggle=${RUN}>x</details>`,
  `<video><source onerror=${RUN}></video>`,
  `<audio src=x onerror=${RUN}>`,
  `<marquee onstart=${RUN}>x</marquee>`,
  `<style>*{background:url("javascript:${RUN}")}</style>`,
  `<link rel=stylesheet href="data:text/css,*{color:red}">`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<base href="https://attacker.example/">`,
  `<form action="javascript:${RUN}"><button>x</button></form>`,
  `<math><mtext></mtext><mglyph><style><img src=x onerror=${RUN}></style></mglyph></math>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<template><script>${RUN}</script></template>`,
  `<!--><img src=x onerror=${RUN}>-->`,
  `<![CDATA[<img src=x onerror=${RUN}>]]>`,
  `<x onclick=${RUN}>x</x>`,
  `<mark class="critical" onmouseover=${RUN}>x</mark>`,
  `{@html "<img src=x onerror=${RUN}>"}`,
  `{{constructor.constructor("${RUN}")()}}`,
  '${globalThis.__injected=1}',
  `&lt;img src=x onerror=${RUN}&gt;`,
  `\\u003cimg src=x onerror=${RUN}\\u003e`,
  `%3Cscript%3E${RUN}%3C/script%3E`,
  `" onmouseover="${RUN}" x="`,
  `' style='animation:x' onanimationstart='${RUN}`,
  `<<script>${RUN}//<</script>`,
  `__proto__<b>x</b>`,
  `\u202e<img src=x onerror=${RUN}>\u202c`,
];

/** One project whose every text field is one of the strings: names, sources, translations, references, notes, comments, corrections. */
function project(name: (i: number) => string): string {
  const n = STRINGS.length;
  return JSON.stringify({
    stet: 1,
    name: name(0),
    sourceLang: 'en',
    targetLang: 'de',
    typology: 'mqm-core',
    protocols: ['MQM', 'ESA'],
    guideline: name(1),
    documents: [
      {
        name: name(2),
        domain: name(3),
        segments: Array.from({ length: n }, (_, i) => ({
          source: name(i),
          notes: name(i + 1),
          references: { [name(4)]: name(i + 2) },
          translations: { [name(5)]: name(i + 3), [name(6)]: name(i + 4) },
          annotations: [
            {
              annotator: name(7),
              system: name(5),
              ESA: 50,
              comment: name(i + 5),
              errors: [{ target: name(i + 3), category: name(i + 6), severity: 'major', note: name(i + 7), correction: name(i + 8) }],
            },
          ],
        })),
      },
    ],
  });
}

const hostile = (i: number): string => STRINGS[i % STRINGS.length] ?? '';
/** The same project in harmless words of the same shape: what the pages must look like. */
const harmless = (i: number): string => `harmless words ${i % STRINGS.length}`;

let app: TestApp;
afterEach(async () => {
  app.assertClean();
  await app.close();
});

async function open(page: Page, content: string, fileName: string): Promise<string> {
  await page
    .locator('input[type=file][multiple]')
    .setInputFiles({ name: fileName, mimeType: 'application/json', buffer: Buffer.from(content) });
  await page.getByRole('link', { name: 'Go to it' }).waitFor();
  const projects = (await stored(page))['projects'] ?? [];
  const newest = projects.toSorted((a, b) => Number(b['createdAt']) - Number(a['createdAt']))[0];
  return String(newest?.['id']);
}

/** How many elements of each kind the page has; what a plot draws follows its numbers, so of that only the kinds. */
function elements(page: Page): Promise<Readonly<Record<string, number>>> {
  return page.evaluate(() => {
    const counts: Record<string, number> = {};
    for (const element of document.querySelectorAll('body *')) {
      if (element.parentElement?.closest('svg')) counts[`svg ${element.localName}`] = 1;
      else counts[element.localName] = (counts[element.localName] ?? 0) + 1;
    }
    return counts;
  });
}

/** Kinds of elements of which two pages have unlike many. What Evaluate says of the systems depends on their words, by a span or two. */
async function differences(page: Page, other: Page, place: string): Promise<readonly string[]> {
  const [found, expected] = await Promise.all([elements(page), elements(other)]);
  return [...new Set([...Object.keys(found), ...Object.keys(expected)])]
    .filter((name) => found[name] !== expected[name] && !(place === 'evaluate' && name === 'span'))
    .map((name) => `${place}: ${found[name] ?? 0} ${name}, not ${expected[name] ?? 0}`);
}

describe.each([
  ['under the policy', false],
  ['with the policy bypassed', true],
] as const)('script-injection strings, %s', (_, bypassCSP) => {
  test('in every text field are text, on every page', async () => {
    expect(STRINGS).toHaveLength(50);
    app = await TestApp.launch({ context: { bypassCSP } });
    await app.open();
    const { page } = app;
    const plainId = await open(page, project(harmless), 'harmless.json');
    await page.getByRole('link', { name: 'Go to it' }).click();
    const hostileName = `${hostile(3).replaceAll('/', '∕')}.json`;
    await app.open('#/');
    const id = await open(page, project(hostile), hostileName);
    expect(id).not.toBe(plainId);
    await page.getByText(hostile(0), { exact: true }).first().waitFor();
    const plain = await page.context().newPage();
    for (const place of ['annotate', 'review', 'evaluate', 'share']) {
      await plain.goto(`${app.origin}/#/p/${plainId}/${place}`);
      await app.open(`#/p/${id}/${place}`);
      await page.waitForTimeout(700);
      await expect.poll(() => differences(page, plain, place), { timeout: 20_000 }).toEqual([]);
      expect(await page.evaluate(() => '__injected' in window)).toBe(false);
    }
    await plain.close();
    await app.open(`#/p/${id}/annotate`);
    const main = page.locator('main');
    await main.getByText(hostile(0), { exact: true }).first().waitFor();
    const missing = async (): Promise<readonly string[]> => {
      const text = await page.evaluate(() => document.body.textContent);
      return STRINGS.filter((string) => !text.includes(string));
    };
    await expect.poll(missing).toEqual([]);
    const tables = await stored(page);
    const sources = tables['segments']?.filter((segment) => segment['projectId'] === id).map((segment) => segment['source']);
    expect(new Set(sources)).toEqual(new Set(STRINGS));
  });

  test('in the name of a file and in an MQM table are text', async () => {
    app = await TestApp.launch({ context: { bypassCSP } });
    await app.open();
    const { page } = app;
    const rows = STRINGS.map((string, i) => [string, string, i + 1, i + 1, string, string, string, string, 'Trivial', string].join('\t'));
    const content = [
      'system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\tcomment',
      ...rows,
      `short ${hostile(3)}\t${hostile(4)}`,
      '',
    ].join('\n');
    const fileName = `${hostile(3)}.tsv`;
    await page
      .locator('input[type=file][multiple]')
      .setInputFiles({ name: fileName, mimeType: 'text/plain', buffer: Buffer.from(content) });
    const dialog = page.getByRole('dialog', { name: `Open ${fileName}` });
    await dialog.getByLabel('Source language').fill('en');
    await dialog.getByLabel('Target language').fill('de');
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByText(`${hostile(3)} is open: 51 rows.`).waitFor();
    await page.getByRole('button', { name: /Show .* issues/ }).click();
    await page.getByRole('dialog', { name: `Issues in ${hostile(3)}` }).waitFor();
    const found = await elements(page);
    for (const name of ['img', 'iframe', 'object', 'embed', 'marquee', 'form', 'x'])
      expect(`${name} ${found[name] ?? 0}`).toBe(`${name} 0`);
    expect(await page.evaluate(() => '__injected' in window)).toBe(false);
    expect((await stored(page))['systems']?.map((system) => system['name'])).toEqual(expect.arrayContaining([...STRINGS]));
  });
});
