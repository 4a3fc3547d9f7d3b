/** A table as tab-separated text for a spreadsheet: tabs and line breaks within a cell become spaces, and no cell begins a formula. */
export function toTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => cells.map(cell).join('\t')).join('\n');
}

function cell(text: string): string {
  const line = text.replaceAll(/[\t\r\n\u2028\u2029]+/g, ' ');
  return /^[=+@]|^-(?!\d)/.test(line) ? `'${line}` : line;
}
