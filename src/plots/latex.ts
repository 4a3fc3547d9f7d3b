const COMMANDS: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['{', '\\{'],
  ['}', '\\}'],
  ['$', '\\$'],
  ['&', '\\&'],
  ['#', '\\#'],
  ['%', '\\%'],
  ['_', '\\_'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
  ['"', '\\textquotedbl{}'],
]);

/** A table with a heading row for LaTeX with the booktabs package: the first column reads, the others are figures. */
export function toLatex(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...body] = rows;
  const line = (cells: readonly string[]): string => `${cells.map(cell).join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{l${'r'.repeat(Math.max(0, heading.length - 1))}}`,
    '\\toprule',
    line(heading),
    '\\midrule',
    ...body.map(line),
    '\\bottomrule',
    '\\end{tabular}',
  ].join('\n');
}

function cell(text: string): string {
  const plain = text.replaceAll(/\s+/g, ' ').replaceAll(/[\\{}$&#%_^~<>|"]/g, (char) => COMMANDS.get(char) ?? char);
  return plain.replaceAll('–', '--').replaceAll('−', '$-$');
}
