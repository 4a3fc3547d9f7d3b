import { describe, it } from 'vitest';
import { pearson, spearman } from '#stats/correlation.ts';
import { fleissKappa } from '#stats/kappa.ts';
import { kendall } from '#stats/kendall.ts';
import type { Alpha } from '#stats/krippendorff.ts';
import { krippendorffAlpha } from '#stats/krippendorff.ts';
import type { MarkedSpan, SpanMatch } from '#stats/span-agreement.ts';
import { SPAN_MATCHES, addCounts, spanCounts, spanScores } from '#stats/span-agreement.ts';
import { mean } from '#stats/summary.ts';
import type { Undetermined } from '#stats/undetermined.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import { SHARED } from '../shared.ts';
import { GoldenFile } from './golden-file.ts';

interface Golden {
  readonly items: readonly { readonly raters: Readonly<Record<string, readonly Mark[]>> }[];
  readonly results: { readonly rater_pairs: Readonly<Record<string, object>> };
}

interface Mark {
  readonly severity: string;
  readonly category: string;
  readonly side: string;
  readonly start: number;
  readonly end: number;
}

const NAMES: Readonly<Record<SpanMatch, string>> = {
  exact: 'exact',
  'exact-severity': 'exact_severity',
  character: 'char',
  'character-severity': 'char_severity',
};
const GRAVITY: Readonly<Record<string, number>> = { neutral: 0, minor: 1, major: 2, critical: 3 };

function targetSpans(marks: readonly Mark[] | undefined): readonly MarkedSpan[] {
  return (marks ?? [])
    .filter(({ side }) => side === 'target')
    .map(({ start, end, severity }) => ({ start, end, severity: GRAVITY[severity.toLowerCase()] ?? -1 }));
}

function penalty({ severity, category }: Mark): number {
  const path = `${severity}/${category}`.toLowerCase();
  if (path.startsWith('major/non-translation!')) return 25;
  if (path.startsWith('minor/fluency/punctuation')) return 0.1;
  return { major: 5, minor: 1 }[severity.toLowerCase()] ?? 0;
}

function valueOf(result: Alpha | Undetermined): number | undefined {
  return isUndetermined(result) ? undefined : result.value;
}

describe.skipIf(SHARED === undefined)('golden numbers of 1,040 texts with three raters', () => {
  it('span precision, recall and F1 in four definitions; α, Fleiss and every two raters', () => {
    const golden = new GoldenFile<Golden>('agreement/spans_generalMT2023_ende.json.gz');
    const { items, results } = golden.data;
    for (const match of SPAN_MATCHES) {
      const counts = items.flatMap(({ raters }) => {
        const names = Object.keys(raters).sort();
        return names.flatMap((second, i) =>
          names.slice(0, i).map((first) => spanCounts(targetSpans(raters[first]), targetSpans(raters[second]), match)),
        );
      });
      const { shared, first, second, precision, recall, f1 } = spanScores(addCounts(counts));
      golden.meets(['results', 'span_f1', 'micro', NAMES[match]], { tp: shared, n_a: first, n_b: second, precision, recall, f1 });
      golden.meets(['results', 'span_f1', 'macro', 'pairs'], counts.length);
      // The mean over pairs takes two empty sides as agreement.
      if (match.startsWith('character')) golden.meets(['results', 'span_f1', 'macro', NAMES[match]], mean(counts.map((one) => spanScores(one).f1 ?? 1))); // prettier-ignore
    }
    const names = [...new Set(items.flatMap(({ raters }) => Object.keys(raters)))].sort();
    const table = (value: (marks: readonly Mark[]) => number) =>
      items.map(({ raters }) => names.map((name) => (raters[name] ? value(raters[name]) : undefined)));
    // Rounded, so that sums of tenths that are equal on paper are equal here.
    const scores = table((marks) => -Math.round(marks.reduce((sum, mark) => sum + penalty(mark), 0) * 1e6) / 1e6);
    const counts = table((marks) => marks.length);
    const majors = table((marks) => (marks.some(({ severity }) => severity === 'Major') ? 1 : 0));
    for (const level of ['nominal', 'ordinal', 'interval'] as const) {
      golden.meets(['results', 'krippendorff', 'score', level], valueOf(krippendorffAlpha(scores, level)));
      golden.meets(['results', 'krippendorff', 'error_count', level], valueOf(krippendorffAlpha(counts, level)));
    }
    golden.meets(['results', 'krippendorff', 'has_major', 'nominal'], valueOf(krippendorffAlpha(majors, 'nominal')));
    const fleiss = fleissKappa(majors);
    if (isUndetermined(fleiss)) throw new Error(fleiss.reason);
    golden.meets(['results', 'fleiss_has_major'], { items: fleiss.items, kappa: fleiss.value });
    for (const pair of Object.keys(results.rater_pairs)) {
      const [first = -1, second = -1] = pair.split('|').map((name) => names.indexOf(name));
      const both = scores.flatMap((row) => {
        const [x, y] = [row[first], row[second]];
        return x === undefined || y === undefined ? [] : [[x, y] as const];
      });
      const [x, y] = [both.map(([value]) => value), both.map(([, value]) => value)];
      const [r, rho, tau] = [pearson(x, y), spearman(x, y), kendall(x, y, 'b')].map((one) => (isUndetermined(one) ? undefined : one.value));
      golden.meets(['results', 'rater_pairs', pair], { n: both.length, pearson: r, spearman: rho, kendall_b: tau });
    }
    golden.settle({
      tool: 'versions',
      origin: 'note',
      note: 'note',
      raters: 'names',
      items: 'input',
      'results > span_f1 > definition': 'note',
    });
  });
});
