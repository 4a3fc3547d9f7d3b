import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextMetricSettings } from '#core/score-settings.ts';
import type { ReferencedText } from '#metrics/corpus.ts';
import { corpusStats, sumStats } from '#metrics/corpus.ts';
import type { TextMetric } from '#metrics/metric.ts';
import { textMeasure } from '#metrics/table.ts';

const SETTINGS: readonly TextMetricSettings[] = [
  { kind: 'BLEU' },
  { kind: 'BLEU', tokenize: 'char', smooth: 'add-k' },
  { kind: 'BLEU', tokenize: 'intl', smooth: 'floor', effectiveOrder: true },
  { kind: 'BLEU', tokenize: 'zh', smooth: 'none', lowercase: true },
  { kind: 'chrF' },
  { kind: 'chrF', wordOrder: 2, whitespace: true, epsSmoothing: true },
  { kind: 'TER' },
  { kind: 'TER', normalized: true, noPunctuation: true, asianSupport: true, caseSensitive: true },
];

/** Words of many scripts: right to left, astral, composed and decomposed, signs, odd white space, and nothing. */
const word = fc.constantFrom(
  'the', 'cat', 'Sitzt', 'éclair', 'e\u0301clair', '字', '𠀀字', '🙂', '👩‍👩‍👧', 'שלום', 'مرحبا،', '٣', '12,5', "dog's", '.', '...', '&amp;', '<skipped>', '\u00a0', '\u0085', '__proto__', '$&',
); // prettier-ignore
const sentence = fc.array(word, { maxLength: 14 }).map((words) => words.join(' '));
const segment = fc.record({ hypothesis: sentence, references: fc.array(sentence, { minLength: 1, maxLength: 3 }) });
const corpus = fc.array(segment, { minLength: 1, maxLength: 6 });

function score(metric: TextMetric, texts: readonly ReferencedText[]): number {
  return metric.score(sumStats(corpusStats(metric, texts), metric.width));
}

function isBetterOrEqual(metric: TextMetric, a: number, b: number): boolean {
  return metric.higherIsBetter ? a >= b - 1e-9 : a <= b + 1e-9;
}

describe.each(SETTINGS.map((settings) => [JSON.stringify(settings), settings] as const))('%s', (_, settings) => {
  const { corpus: metric, sentence: ofSentence } = textMeasure(settings, { language: 'de' });

  it('is a number within its bounds, whatever the texts', () => {
    fc.assert(
      fc.property(corpus, (texts) => {
        for (const value of [score(metric, texts), ...texts.map((text) => score(ofSentence, [text]))]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(metric.higherIsBetter ? 100 + 1e-9 : Infinity);
          expect(Number.isNaN(value)).toBe(false);
        }
      }),
    );
  });

  it('does not depend on the order of segments', () => {
    fc.assert(
      fc.property(corpus, (texts) => {
        expect(score(metric, texts.toReversed())).toBeCloseTo(score(metric, texts), 9);
      }),
    );
  });

  it('of sums is that of the texts together', () => {
    fc.assert(
      fc.property(corpus, corpus, (a, b) => {
        const parts = [a, b].map((texts) => sumStats(corpusStats(metric, texts), metric.width));
        const sums = Float64Array.from(parts[0] ?? [], (value, i) => value + (parts[1]?.[i] ?? 0));
        expect(metric.score(sums)).toBeCloseTo(score(metric, [...a, ...b]), 9);
      }),
    );
  });

  it('takes reading what it is given no further than the text itself', () => {
    fc.assert(
      fc.property(segment, ({ hypothesis, references }) => {
        const once = [...(metric.stats(references, [hypothesis])[0] ?? [])];
        const again = metric.stats(references, ['another text altogether', hypothesis, ''])[1];
        expect([...(again ?? [])]).toEqual(once);
      }),
    );
  });

  it('is as good as it gets where every text is its reference', () => {
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 5 }), (lines) => {
        const own = lines.map((line) => ({ hypothesis: line, references: [line] }));
        for (const other of lines) {
          const worse = own.map(({ references }) => ({ hypothesis: other, references }));
          expect(isBetterOrEqual(metric, score(metric, own), score(metric, worse))).toBe(true);
        }
      }),
    );
  });
});

describe('a perfect translation', () => {
  const long = fc.array(fc.constantFrom('ein', 'langer', 'Satz', 'über', 'Katzen', 'und', '字', '🙂', 'شمس'), {
    minLength: 8,
    maxLength: 14,
  });

  it.each([
    ['BLEU', { kind: 'BLEU' }, 100],
    ['chrF2', { kind: 'chrF' }, 100],
    ['chrF2++', { kind: 'chrF', wordOrder: 2 }, 100],
    ['TER', { kind: 'TER' }, 0],
  ] as const)('has the best %s, and does a corpus no harm', (_, settings, best) => {
    const { corpus: metric } = textMeasure(settings, { language: 'de' });
    fc.assert(
      fc.property(long, corpus, (words, texts) => {
        const line = words.join(' ');
        const perfect = { hypothesis: line, references: [line] };
        expect(score(metric, [perfect])).toBeCloseTo(best, 9);
        // BLEU's smoothing halves a precision for each order without a match: an added match may end that, but never the other way round.
        if (settings.kind !== 'BLEU') expect(isBetterOrEqual(metric, score(metric, [...texts, perfect]), score(metric, texts))).toBe(true);
      }),
    );
  });

  it('is one only in the very same characters: nothing is normalised', () => {
    const { corpus: metric } = textMeasure({ kind: 'chrF' }, { language: 'fr' });
    expect(score(metric, [{ hypothesis: 'éclair', references: ['e\u0301clair'.normalize('NFC')] }])).toBe(100);
    expect(score(metric, [{ hypothesis: 'éclair', references: ['éclair'.normalize('NFD')] }])).toBeLessThan(100);
  });
});

describe('moved words', () => {
  const { corpus: ter } = textMeasure({ kind: 'TER' }, { language: 'en' });

  it('cost one edit, not more than edits without moves, and at most what replacing everything does', () => {
    expect([...(ter.stats(['a b c d e f g h'], ['e f g h a b c d'])[0] ?? [])]).toEqual([1, 8]);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 20 }),
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 20 }),
        (text, reference) => {
          const [edits = NaN] = ter.stats([reference.join(' ')], [text.join(' ')])[0] ?? [];
          expect(edits).toBeLessThanOrEqual(Math.max(text.length, reference.length));
          expect(edits).toBeGreaterThanOrEqual(Math.abs(text.length - reference.length));
        },
      ),
    );
  });
});
