/** A stretch of text in a model card. */
export interface CardRun {
  readonly text: string;
  readonly kind: 'plain' | 'strong' | 'code' | 'link';
  /** Only for links, and only to the web. */
  readonly href?: string;
}

export type CardLine = readonly CardRun[];

export type CardBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly line: CardLine }
  | { readonly kind: 'paragraph'; readonly line: CardLine }
  | { readonly kind: 'list'; readonly items: readonly CardLine[] }
  | { readonly kind: 'table'; readonly head: readonly CardLine[]; readonly rows: readonly (readonly CardLine[])[] }
  | { readonly kind: 'code'; readonly text: string };

const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/u;
const ROW = /^\s*\|(.*)\|\s*$/u;
const RULE = /^\s*\|[\s:|-]+\|\s*$/u;
const FENCE = /^\s*```/u;
const HEADING = /^(#{1,6})\s+(.*)$/u;

/** The Markdown that model cards are written in (headings, paragraphs, flat lists, tables, code, bold, links), as data; the front matter is left out. */
export function cardBlocks(markdown: string): readonly CardBlock[] {
  const lines = markdown
    .replaceAll('\r\n', '\n')
    .replace(/^---\n[\s\S]*?\n---\n/u, '')
    .split('\n');
  const blocks: CardBlock[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    const taken = takeBlock(lines, at);
    if (taken.block) blocks.push(taken.block);
    at = line.trim() === '' ? at + 1 : taken.end;
  }
  return blocks;
}

function takeBlock(lines: readonly string[], start: number): { readonly block?: CardBlock; readonly end: number } {
  const line = lines[start] ?? '';
  if (line.trim() === '') return { end: start + 1 };
  const heading = HEADING.exec(line);
  if (heading) return { block: { kind: 'heading', level: heading[1]?.length ?? 1, line: runs(heading[2] ?? '') }, end: start + 1 };
  if (FENCE.test(line)) {
    const close = lines.findIndex((other, i) => i > start && FENCE.test(other));
    const end = close < 0 ? lines.length : close;
    return { block: { kind: 'code', text: lines.slice(start + 1, end).join('\n') }, end: end + 1 };
  }
  if (ROW.test(line) && RULE.test(lines[start + 1] ?? '')) {
    const end = endOf(lines, start, (other) => ROW.test(other));
    const rows = lines.slice(start + 2, end).map(cells);
    return { block: { kind: 'table', head: cells(line), rows }, end };
  }
  if (ITEM.test(line)) {
    const end = endOf(lines, start, (other) => ITEM.test(other) || /^\s+\S/u.test(other));
    const items: string[] = [];
    for (const one of lines.slice(start, end)) {
      if (ITEM.test(one)) items.push(one.replace(ITEM, ''));
      else items.push(`${items.pop() ?? ''} ${one.trim()}`);
    }
    return { block: { kind: 'list', items: items.map(runs) }, end };
  }
  const isPlain = (other: string): boolean => other.trim() !== '' && ![HEADING, FENCE, ITEM].some((sign) => sign.test(other));
  const end = endOf(lines, start, isPlain);
  const text = lines.slice(start, end).map((one) => one.trim());
  return { block: { kind: 'paragraph', line: runs(text.join(' ')) }, end };
}

/** Past the last line in turn that belongs; the first always does. */
function endOf(lines: readonly string[], start: number, belongs: (line: string) => boolean): number {
  let end = start + 1;
  while (end < lines.length && belongs(lines[end] ?? '')) end += 1;
  return end;
}

function cells(line: string): readonly CardLine[] {
  return (ROW.exec(line)?.[1] ?? '').split('|').map((cell) => runs(cell.trim()));
}

function runs(text: string): CardLine {
  const found: CardRun[] = [];
  let at = 0;
  for (const match of text.matchAll(/\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/gu)) {
    if (match.index > at) found.push({ text: text.slice(at, match.index), kind: 'plain' });
    const [, strong, code, link, address = ''] = match;
    if (strong !== undefined) found.push({ text: strong, kind: 'strong' });
    if (code !== undefined) found.push({ text: code, kind: 'code' });
    if (link !== undefined)
      found.push({ text: link, ...(/^https:\/\//u.test(address) ? { kind: 'link', href: address } : { kind: 'plain' }) });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ text: text.slice(at), kind: 'plain' });
  return found;
}
