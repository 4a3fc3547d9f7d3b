import type { SourceFile } from '#formats/format.ts';

/** A line of a file without its end (LF or CRLF); `line` is 1-based. */
export interface Line {
  readonly line: number;
  readonly text: string;
}

/** The lines of a file in blocks, as its chunks come. A line end at the very end opens no further line. Only LF and CRLF end a line. */
export async function* lineBlocks(file: SourceFile): AsyncIterable<readonly Line[]> {
  let rest = '';
  let line = 0;
  for await (const chunk of file.text()) {
    const pieces = (rest + chunk).split('\n');
    rest = pieces.pop() ?? '';
    if (pieces.length > 0) yield pieces.map((piece) => ({ line: ++line, text: withoutReturn(piece) }));
  }
  if (rest !== '') yield [{ line: line + 1, text: withoutReturn(rest) }];
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** The lines that lie whole inside a file's beginning. */
export function headLines(text: string): readonly string[] {
  const pieces = text.split('\n');
  const whole = pieces.length > 1 ? pieces.slice(0, -1) : pieces;
  return whole.map(withoutReturn);
}
