// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { ReportContent } from '#plots/report.ts';
import { report } from '#plots/report.ts';
import { LOSSES } from '#plots/losses.ts';
import { NASTY, frame, source } from './source.ts';

const text = (words: string) =>
  ({
    lang: 'de',
    dir: 'ltr',
    pieces: [
      { text: words, isShared: true },
      { text: NASTY, isShared: false },
    ],
  }) as const;
const content: ReportContent = {
  lang: 'en',
  dir: 'ltr',
  title: NASTY,
  about: NASTY,
  question: NASTY,
  answer: [NASTY],
  facts: [{ term: NASTY, text: NASTY }],
  sections: [
    {
      heading: NASTY,
      isNewPage: true,
      blocks: [
        { kind: 'text', text: NASTY },
        { kind: 'notes', lines: [NASTY] },
        { kind: 'figure', svg: LOSSES.draw(source, frame) },
        {
          kind: 'table',
          caption: NASTY,
          rows: [
            [NASTY, 'MQM', 'Why'],
            [NASTY, `2.3\n${NASTY}`, NASTY],
          ],
          prose: [2],
        },
        {
          kind: 'segment',
          place: NASTY,
          source: { name: NASTY, text: text('Quelle') },
          versions: [{ name: NASTY, figure: NASTY, text: text('Ziel') }],
        },
      ],
    },
  ],
  signed: [NASTY],
  footer: NASTY,
};

describe('a report', () => {
  const file = report(content);
  const read = new DOMParser().parseFromString(file, 'text/html');

  it('is one file without scripts, requests or markup from outside', () => {
    expect(read.querySelectorAll('script, link, img, iframe, [src], [onload], [href]')).toHaveLength(0);
    expect(file).not.toMatch(/url\((?!#p-)/);
    expect(file).not.toContain('<script');
    expect(read.querySelector('meta[http-equiv]')?.getAttribute('content')).toContain("default-src 'none'");
  });

  it('says everything that was given, as text', () => {
    // XML's forbidden signs are replaced; all others stand.
    const said = NASTY.replace('\u0000', '\ufffd').replace('\ud800', '\ufffd');
    for (const selector of [
      'h1',
      '.answer',
      'dt',
      'dd',
      'h2',
      'h3',
      'caption',
      '.notes li',
      'thead th',
      'mark',
      'td.prose',
      '.signed p',
      'footer',
      '.about',
    ])
      expect(read.querySelector(selector)?.textContent, selector).toBe(said);
    expect(read.querySelector('.text')?.getAttribute('lang')).toBe('de');
    expect(read.querySelector('figure svg title')?.textContent).toBe('Where the points are lost');
    expect(read.querySelector('td small')?.textContent).toBe(said);
  });

  it('looks as it did', async () => {
    await expect(file.replaceAll('><', '>\n<')).toMatchFileSnapshot('./snapshots/report.html');
  });
});
