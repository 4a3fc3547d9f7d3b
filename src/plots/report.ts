import type { DiffPiece } from '#core/word-diff.ts';
import { REPORT_STYLE } from '#plots/report-style.ts';
import type { Svg } from '#plots/svg.ts';
import { Svg as Finished, svg as markup } from '#plots/svg.ts';

/** A text of the project with its language. */
export interface ReportText {
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly pieces: readonly DiffPiece[];
}

export type ReportBlock =
  | { readonly kind: 'text'; readonly text: string }
  /** Small print: settings and signatures, each on its line. */
  | { readonly kind: 'notes'; readonly lines: readonly string[] }
  /** Text of a finished plot. */
  | { readonly kind: 'figure'; readonly svg: string }
  /** A heading row, then rows whose first cell names them; of a cell, what follows a line break is quiet. */
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly rows: readonly (readonly string[])[];
      /** Columns that hold running text and not figures, counted from 0. */
      readonly prose?: readonly number[];
    }
  | {
      readonly kind: 'segment';
      readonly place: string;
      readonly source: { readonly name: string; readonly text: ReportText };
      readonly versions: readonly { readonly name: string; readonly figure: string; readonly text: ReportText }[];
    };

export interface ReportSection {
  readonly heading: string;
  /** Begins a page of its own in print. */
  readonly isNewPage?: boolean;
  readonly blocks: readonly ReportBlock[];
}

/** A whole report in words, from the answer down to the settings. */
export interface ReportContent {
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly title: string;
  /** What was evaluated, and when. */
  readonly about: string;
  readonly question: string;
  readonly answer: readonly string[];
  readonly facts: readonly { readonly term: string; readonly text: string }[];
  readonly sections: readonly ReportSection[];
  /** What is to be written by hand below a print, each with its line. */
  readonly signed?: readonly string[];
  readonly footer: string;
}

/** A table of more rows than this may run over the end of a printed page. */
const WHOLE_ROWS = 20;

/** One HTML file that needs nothing else: no script, no request; its policy forbids both. Reads on any screen and prints as a PDF. */
export function report(content: ReportContent): string {
  const facts = content.facts.map(({ term, text }) => markup`<div><dt>${term}</dt><dd>${text}</dd></div>`);
  const answer = content.answer.map((sentence) => markup`<p class="answer">${sentence}</p>`);
  const head = markup`<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="color-scheme" content="light dark"><title>${content.title}</title><style>${new Finished(REPORT_STYLE)}</style></head>`;
  const first = markup`<header><p class="about">${content.about}</p><h1>${content.question}</h1>${answer}<dl>${facts}</dl></header>`;
  const body = markup`<body><main>${first}${content.sections.map(section)}${signed(content.signed ?? [])}<footer>${content.footer}</footer></main></body>`;
  return `<!doctype html>\n${markup`<html lang="${content.lang}" dir="${content.dir}">${head}${body}</html>`.text}\n`;
}

function section({ heading, isNewPage = false, blocks }: ReportSection): Svg {
  return markup`<section class="${isNewPage ? 'page' : 'part'}"><h2>${heading}</h2>${blocks.map(block)}</section>`;
}

function block(one: ReportBlock): Svg {
  switch (one.kind) {
    case 'text':
      return markup`<p>${one.text}</p>`;
    case 'notes':
      return markup`<ul class="notes">${one.lines.map((line) => markup`<li dir="auto">${line}</li>`)}</ul>`;
    case 'figure':
      return markup`<figure>${new Finished(one.svg)}</figure>`;
    case 'table':
      return table(one);
    case 'segment':
      return segment(one);
  }
}

function table({ caption, rows, prose = [] }: Extract<ReportBlock, { kind: 'table' }>): Svg {
  const [heading = [], ...others] = rows;
  const kindOf = (column: number): string => (column === 0 ? 'name' : prose.includes(column) ? 'prose' : 'figure');
  const heads = heading.map((cell, i) => markup`<th scope="col" class="${kindOf(i)}">${cell}</th>`);
  const body = others.map(([first = '', ...cells]) => {
    const drawn = cells.map((cell, i) =>
      kindOf(i + 1) === 'prose' ? markup`<td class="prose" dir="auto">${cell}</td>` : markup`<td class="figure">${parts(cell)}</td>`,
    );
    return markup`<tr><th scope="row" dir="auto">${first}</th>${drawn}</tr>`;
  });
  return markup`<div class="${others.length > WHOLE_ROWS ? 'wide long' : 'wide'}"><table>${caption === '' ? [] : [markup`<caption>${caption}</caption>`]}<thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function signed(names: readonly string[]): readonly Svg[] {
  return names.length === 0 ? [] : [markup`<div class="signed">${names.map((name) => markup`<p>${name}</p>`)}</div>`];
}

function parts(cell: string): readonly Svg[] {
  return cell.split('\n').map((line, i) => (i === 0 ? markup`${line}` : markup`<small>${line}</small>`));
}

function segment({ place, source, versions }: Extract<ReportBlock, { kind: 'segment' }>): Svg {
  const row = (name: string, text: ReportText, figure: string): Svg =>
    markup`<tr><th scope="row" dir="auto">${name}</th><td>${projectText(text)}</td><td class="figure">${figure}</td></tr>`;
  const rows = [row(source.name, source.text, ''), ...versions.map(({ name, figure, text }) => row(name, text, figure))];
  return markup`<div class="segment"><h3>${place}</h3><table><tbody>${rows}</tbody></table></div>`;
}

/** No white space between the tags: all text in it is the segment's own. */
function projectText({ lang, dir, pieces }: ReportText): Svg {
  const drawn = pieces.map(({ text, isShared }) => (isShared ? markup`${text}` : markup`<mark>${text}</mark>`));
  return markup`<span class="text" lang="${lang}" dir="${dir}">${drawn}</span>`;
}
