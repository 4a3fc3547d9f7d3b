import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WHOLE, countsMark, isWhole, textMatcher } from '#core/evaluation-filter.ts';
import { DEFAULT_SCORE_SETTINGS, PAIRED_TESTS, RESAMPLED_UNITS } from '#core/score-settings.ts';
import { SEVERITIES } from '#core/typology.ts';
import { METRIC_CHOICES, chosenMetrics, evaluateQueryOf, parseEvaluatePlace, withMetrics } from '#state/evaluate-place.ts';
import { hashOf, parseRoute } from '#state/route.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1 });
const words = fc.array(word);
const place = fc.record(
  {
    filter: fc.record({
      systemIds: words,
      documentIds: words,
      annotatorIds: words,
      categories: words,
      severities: fc.subarray([...SEVERITIES]),
      text: fc.string({ unit: 'grapheme' }),
      isPattern: fc.boolean(),
    }),
    settings: fc
      .record({
        unit: fc.constantFrom(...RESAMPLED_UNITS),
        test: fc.constantFrom(...PAIRED_TESTS),
        samples: fc.integer({ min: 100, max: 100_000 }),
        seed: fc.maxSafeNat(),
        chosen: fc.subarray([...METRIC_CHOICES.keys()]),
      })
      .map(({ chosen, ...settings }) => withMetrics({ ...DEFAULT_SCORE_SETTINGS, ...settings }, chosen)),
    rivalId: word,
    metricId: word,
  },
  { requiredKeys: ['filter', 'settings'] },
);

describe('the place on the Evaluate page', () => {
  it('comes back from the address', () => {
    fc.assert(
      fc.property(place, (there) => {
        const route = parseRoute(hashOf({ page: 'evaluate', projectId: 'p', query: evaluateQueryOf(there) }));
        expect(parseEvaluatePlace('query' in route ? route.query : undefined)).toEqual(there);
      }),
    );
  });

  it('is the whole project with the usual settings where the address says nothing', () => {
    expect(parseEvaluatePlace(undefined)).toEqual({ filter: WHOLE, settings: DEFAULT_SCORE_SETTINGS });
    expect(evaluateQueryOf({ filter: WHOLE, settings: DEFAULT_SCORE_SETTINGS })).toBe('');
    expect(isWhole(WHOLE)).toBe(true);
    expect(isWhole({ ...WHOLE, documentIds: ['d'] })).toBe(false);
  });

  it('takes no setting that it does not know', () => {
    const { settings } = parseEvaluatePlace('unit=word&test=coin&samples=7&seed=-1&use=bleu+rouge&what=ever');
    expect(settings).toEqual({ ...DEFAULT_SCORE_SETTINGS, textMetrics: [{ kind: 'BLEU' }] });
    expect(chosenMetrics(settings)).toEqual(['bleu']);
  });
});

describe('a filter', () => {
  it('takes a category with all below it, and no other that begins alike', () => {
    const filter = { ...WHOLE, categories: ['accuracy', 'style/awkward'] };
    const counted = ['accuracy', 'accuracy/omission', 'accuracy-ish', 'style', 'style/awkward'].filter((category) =>
      countsMark(filter, { category, severity: 'minor' }),
    );
    expect(counted).toEqual(['accuracy', 'accuracy/omission', 'style/awkward']);
    expect(countsMark({ ...WHOLE, severities: ['major'] }, { category: 'accuracy', severity: 'minor' })).toBe(false);
  });

  it('finds words whatever their case, patterns too, and refuses what is no pattern', () => {
    expect(textMatcher({ text: 'STRASSE.', isPattern: false })?.('Die Strasse.')).toBe(true);
    expect(textMatcher({ text: '^\\p{Lu}+$', isPattern: true })?.('ÄÖ')).toBe(true);
    expect(textMatcher({ text: '😀.', isPattern: true })?.('😀!')).toBe(true);
    expect(textMatcher({ text: '(', isPattern: true })).toBeUndefined();
    expect(textMatcher({ text: '(', isPattern: false })?.('(a)')).toBe(true);
  });
});
