import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarkedSpan } from '#stats/span-agreement.ts';
import { SPAN_MATCHES, matchedSpans, spanCounts, spanScores } from '#stats/span-agreement.ts';

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

  it('finds for each mark at most one on the same words, the one that shares most', () => {
    const long = { start: 0, end: 10, severity: 2 };
    const [early, late, beside] = [{ start: 0, end: 3, severity: 1 }, { start: 4, end: 12, severity: 3 }, { start: 10, end: 14, severity: 0 }]; // prettier-ignore
    expect(matchedSpans([long], [early, late, beside])).toEqual([[long, late]]);
    expect(matchedSpans([long, beside], [early, late])).toEqual([[long, late]]);
    expect(matchedSpans([], [early])).toEqual([]);
    fc.assert(
      fc.property(spans, spans, (first, second) => {
        const pairs = matchedSpans(first, second);
        expect(new Set(pairs.flat()).size).toBe(2 * pairs.length);
        expect(matchedSpans(second, first)).toHaveLength(pairs.length);
        expect(matchedSpans(first, first)).toHaveLength(first.length);
      }),
    );
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
