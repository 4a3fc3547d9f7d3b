import type { TextRange } from '#core/text.ts';

/** A text freed of `<v>…</v>`, and what they enclosed, in UTF-16 on the freed text. Empty ranges are places. */
export interface Marked {
  readonly text: string;
  readonly ranges: readonly TextRange[];
  /** Whether each `<v>` has its `</v>` and none lies inside another. */
  readonly isBalanced: boolean;
}

const MARK = /<(\/?)v>/g;

/** Reads the in-text marks of WMT MQM files. A `<v>` that never closes reaches to the end of the text, a `</v>` that never opened from its beginning. */
export function readMarks(marked: string): Marked {
  if (!marked.includes('<v>') && !marked.includes('</v>')) return { text: marked, ranges: [], isBalanced: true };
  const ranges: TextRange[] = [];
  let text = '';
  let from = 0;
  let open: number | undefined;
  let isBalanced = true;
  for (const match of marked.matchAll(MARK)) {
    text += marked.slice(from, match.index);
    from = match.index + match[0].length;
    if (match[1] === '') {
      if (open === undefined) open = text.length;
      else isBalanced = false;
      continue;
    }
    if (open === undefined) isBalanced = false;
    ranges.push({ start: open ?? 0, end: text.length });
    open = undefined;
  }
  text += marked.slice(from);
  if (open === undefined) return { text, ranges, isBalanced };
  return { text, ranges: [...ranges, { start: open, end: text.length }], isBalanced: false };
}

/** Writes ranges into a text; undefined where reading would not give back exactly this text and these ranges. */
export function writeMarks(text: string, ranges: readonly TextRange[]): string | undefined {
  const sorted = [...ranges].sort((a, b) => a.start - b.start || a.end - b.end);
  let marked = '';
  let from = 0;
  for (const { start, end } of sorted) {
    if (start < from || end < start || end > text.length) return undefined;
    marked += `${text.slice(from, start)}<v>${text.slice(start, end)}</v>`;
    from = end;
  }
  marked += text.slice(from);
  const back = readMarks(marked);
  const isSame =
    back.isBalanced &&
    back.text === text &&
    back.ranges.length === sorted.length &&
    back.ranges.every((range, i) => range.start === sorted[i]?.start && range.end === sorted[i].end);
  return isSame ? marked : undefined;
}
