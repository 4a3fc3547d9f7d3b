import type { TerOptions } from '#core/score-settings.ts';
import { endOfText, splitWords } from '#metrics/white-space.ts';

/** Ideographs, strokes, radicals, compatibility forms, enclosed letters: the last range is tercom's own, wider than its block. */
const IDEOGRAPHS = [
  /[\u4e00-\u9fff\u3400-\u4dbf]/g,
  /[\u31c0-\u31ef\u2e80-\u2eff]/g,
  /[\u3300-\u33ff\uf900-\ufaff\ufe30-\ufe4f]/g,
  /[\u3200-\u3f22]/g,
];
const ASIAN_PUNCTUATION = /[\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb]/g;
const FULL_WIDTH_PUNCTUATION = /[\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09]/g;

/**
 * The words of a line as tercom's normaliser makes them, in sacreBLEU 2.6.0's version. That version's rules for kana and for a final `'s` stand
 * behind anchors that the padding keeps from ever matching; they are left out.
 */
export function terWords(
  line: string,
  { caseSensitive = false, normalized = false, noPunctuation = false, asianSupport = false }: TerOptions,
): string[] {
  let text = line.slice(0, endOfText(line));
  if (!caseSensitive) text = text.toLowerCase();
  // An empty line is left as it is: padding would not change its words.
  if (normalized) text = normalizeWestern(text);
  if (normalized && asianSupport) {
    for (const class_ of [...IDEOGRAPHS, ASIAN_PUNCTUATION, FULL_WIDTH_PUNCTUATION]) text = text.replace(class_, ' $& ');
  }
  if (noPunctuation) text = text.replace(/[.,?:;!"()]/g, '');
  if (noPunctuation && asianSupport) text = text.replace(ASIAN_PUNCTUATION, '').replace(FULL_WIDTH_PUNCTUATION, '');
  return splitWords(text);
}

function normalizeWestern(text: string): string {
  const joined = text.replaceAll('\n-', '').replaceAll('\n', ' ');
  // Each entity once, in this order: `&amp;lt;` ends as `<`.
  const decoded = joined.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  return ` ${decoded} `
    .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
    .replaceAll("'s ", " 's ")
    .replace(/([^0-9])([.,])/g, '$1 $2 ')
    .replace(/([.,])([^0-9])/g, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ');
}
