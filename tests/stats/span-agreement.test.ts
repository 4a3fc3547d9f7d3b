import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { MarkedSpan, SpanMatch } from '#stats/span-agreement.ts';
import { SPAN_MATCHES, addCounts, spanCounts, spanScores } from '#stats/span-agreement.ts';
import { pearson, spearman } from '#stats/correlation.ts';
import { kendall } from '#stats/kendall.ts';
import { fleissKappa } from '#stats/kappa.ts';
import { krippendorffAlpha } from '#stats/krippendorff.ts';
import { SHARED, sharedText } from '../shared.ts';

const spans = fc.array(
  fc
    .record({ start: fc.nat(20), size: fc.integer({ min: 1, max: 8 }), severity: fc.integer({ min: 0, max: 3 }) })
    .map(({ start, size, severity }): MarkedSpan => ({ start, end: start + size, severity })),
  { maxLength: 6 },
);

describe('agreement on spans', () => {
  const a: MarkedSpan[] = [{ start: 0, end: 4, severity: 1 }, { start: 10, end: 12, severity: 2 }]; // prettier-ignore
  const b: MarkedSpan[] = [{ start: 2, end: 4, severity: 2 }, { start: 10, end: 12, severity: 2 }]; // prettier-ignore

  it('counts exact marks, characters and severities', () => {
    expect(spanCounts(a, b, 'exact')).toEqual({ shared: 1, first: 2, second: 2 });
    expect(spanCounts(a, b, 'exact-severity')).toEqual({ shared: 1, first: 2, second: 2 });
    expect(spanCounts(a, b, 'character')).toEqual({ shared: 4, first: 6, second: 4 });
    expect(spanCounts(a, b, 'character-severity')).toEqual({ shared: 3, first: 6, second: 4 });
    expect(spanScores(spanCounts(a, b, 'character'))).toMatchObject({ precision: 1, recall: 4 / 6, f1: 0.8 });
    expect(spanScores(spanCounts([], [], 'exact'))).toMatchObject({ precision: undefined, recall: undefined, f1: undefined });
  });

  it('is 1 with oneself, lies in 0 to 1, and is the same both ways', () => {
    fc.assert(
      fc.property(spans, spans, (first, second) => {
        for (const match of SPAN_MATCHES) {
          const scores = spanScores(spanCounts(first, second, match));
          const mirrored = spanScores(spanCounts(second, first, match));
          expect(mirrored.f1).toBe(scores.f1);
          expect(mirrored.precision).toBe(scores.recall);
          if (scores.f1 !== undefined) expect(scores.f1 >= 0 && scores.f1 <= 1).toBe(true);
          if (first.length > 0) expect(spanScores(spanCounts(first, first, match)).f1).toBe(1);
        }
      }),
    );
  });
});

interface Golden {
  readonly items: readonly { readonly raters: Readonly<Record<string, readonly Mark[]>> }[];
  readonly results: {
    readonly krippendorff: Readonly<Record<'score' | 'error_count', Readonly<Record<'nominal' | 'ordinal' | 'interval', number>>>> & {
      has_major: { nominal: number };
    };
    readonly fleiss_has_major: { readonly kappa: number };
    readonly rater_pairs: Readonly<Record<string, { n: number; pearson: number; spearman: number; kendall_b: number }>>;
    readonly span_f1: {
      readonly micro: Readonly<Record<string, { tp: number; n_a: number; n_b: number; precision: number; recall: number; f1: number }>>;
    };
  };
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

describe.skipIf(SHARED === undefined)('golden numbers of 1,040 texts with three raters', () => {
  const golden =
    SHARED === undefined ? undefined : (JSON.parse(sharedText('golden/metrics/agreement/spans_generalMT2023_ende.json.gz')) as Golden);

  function targetSpans(marks: readonly Mark[] | undefined): readonly MarkedSpan[] {
    return (marks ?? [])
      .filter(({ side }) => side === 'target')
      .map(({ start, end, severity }) => ({ start, end, severity: GRAVITY[severity.toLowerCase()] ?? -1 }));
  }

  test('span precision, recall and F1 in four definitions', () => {
    for (const match of SPAN_MATCHES) {
      const counts = (golden?.items ?? []).flatMap(({ raters }) => {
        const names = Object.keys(raters).sort();
        return names.flatMap((second, i) =>
          names.slice(0, i).map((first) => spanCounts(targetSpans(raters[first]), targetSpans(raters[second]), match)),
        );
      });
      const own = spanScores(addCounts(counts));
      const expected = golden?.results.span_f1.micro[NAMES[match]];
      expect([own.shared, own.first, own.second], match).toEqual([expected?.tp, expected?.n_a, expected?.n_b]);
      expect(own.precision).toBeCloseTo(expected?.precision ?? NaN, 12);
      expect(own.recall).toBeCloseTo(expected?.recall ?? NaN, 12);
      expect(own.f1).toBeCloseTo(expected?.f1 ?? NaN, 12);
    }
  });

  test('α, Fleiss and the raters’ pairs', () => {
    const weight = ({ severity, category }: Mark): number => {
      const path = `${severity}/${category}`.toLowerCase();
      if (path.startsWith('major/non-translation!')) return 25;
      if (path.startsWith('minor/fluency/punctuation')) return 0.1;
      return { major: 5, minor: 1 }[severity.toLowerCase()] ?? 0;
    };
    const names = [...new Set((golden?.items ?? []).flatMap(({ raters }) => Object.keys(raters)))].sort();
    const table = (value: (marks: readonly Mark[]) => number) =>
      (golden?.items ?? []).map(({ raters }) => names.map((name) => (raters[name] ? value(raters[name]) : undefined)));
    // Rounded, so that sums of tenths that are equal on paper are equal here.
    const scores = table((marks) => -Math.round(marks.reduce((sum, mark) => sum + weight(mark), 0) * 1e6) / 1e6);
    const counts = table((marks) => marks.length);
    const majors = table((marks) => (marks.some(({ severity }) => severity === 'Major') ? 1 : 0));
    const results = golden?.results;
    for (const level of ['nominal', 'ordinal', 'interval'] as const) {
      expect(krippendorffAlpha(scores, level)).toMatchObject({ value: expect.closeTo(results?.krippendorff.score[level] ?? NaN, 10) });
      expect(krippendorffAlpha(counts, level)).toMatchObject({
        value: expect.closeTo(results?.krippendorff.error_count[level] ?? NaN, 10),
      });
    }
    expect(krippendorffAlpha(majors, 'nominal')).toMatchObject({
      value: expect.closeTo(results?.krippendorff.has_major.nominal ?? NaN, 10),
    });
    expect(fleissKappa(majors)).toMatchObject({ value: expect.closeTo(results?.fleiss_has_major.kappa ?? NaN, 10) });
    for (const [pair, expected] of Object.entries(results?.rater_pairs ?? {})) {
      const [first, second] = pair.split('|').map((name) => names.indexOf(name));
      const both = scores.flatMap((row) => {
        const [x, y] = [row[first ?? -1], row[second ?? -1]];
        return x === undefined || y === undefined ? [] : [[x, y] as const];
      });
      const x = both.map(([value]) => value);
      const y = both.map(([, value]) => value);
      expect(both).toHaveLength(expected.n);
      expect(pearson(x, y)).toMatchObject({ value: expect.closeTo(expected.pearson, 10) });
      expect(spearman(x, y)).toMatchObject({ value: expect.closeTo(expected.spearman, 10) });
      expect(kendall(x, y, 'b')).toMatchObject({ value: expect.closeTo(expected.kendall_b, 10) });
    }
  });
});
