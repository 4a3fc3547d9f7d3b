/** A table with a heading row as GitHub's Markdown reads it: the first column reads, the others are figures. */
export function toMarkdown(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...body] = rows;
  const rule = heading.map((_, i) => (i === 0 ? ':---' : '---:'));
  return [heading.map(cell), rule, ...body.map((cells) => cells.map(cell))].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\|`*_{}[\]<>#&]/g, (char) => `\\${char}`);
}
