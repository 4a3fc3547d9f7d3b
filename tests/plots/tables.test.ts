import { describe, expect, it } from 'vitest';
import { toLatex } from '#plots/latex.ts';
import { toMarkdown } from '#plots/markdown.ts';

const ROWS = [
  ['System', 'MQM'],
  ['A_1 & 50% | {x} \\ ^~ "q" <b>', '2.31 (2.04 – 2.60)'],
];

describe('tables', () => {
  it('go to LaTeX with its signs as text', () => {
    expect(toLatex(ROWS)).toBe(
      [
        '\\begin{tabular}{lr}',
        '\\toprule',
        'System & MQM \\\\',
        '\\midrule',
        'A\\_1 \\& 50\\% \\textbar{} \\{x\\} \\textbackslash{} \\textasciicircum{}\\textasciitilde{} \\textquotedbl{}q\\textquotedbl{} \\textless{}b\\textgreater{} & 2.31 (2.04 -- 2.60) \\\\',
        '\\bottomrule',
        '\\end{tabular}',
      ].join('\n'),
    );
  });

  it('go to Markdown with its signs as text', () => {
    expect(toMarkdown(ROWS).split('\n')).toEqual([
      '| System | MQM |',
      '| :--- | ---: |',
      '| A\\_1 \\& 50% \\| \\{x\\} \\\\ ^~ "q" \\<b\\> | 2.31 (2.04 – 2.60) |',
    ]);
  });
});
