import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WHOLE, countsMark, isWhole, textMatcher } from '#core/evaluation-filter.ts';
import { SEVERITIES } from '#core/typology.ts';
import { evaluateQueryOf, parseEvaluatePlace } from '#state/evaluate-place.ts';
import { hashOf, parseRoute } from '#state/route.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1 });
const place = fc.record(
  {
    filter: fc.record({
      systemIds: fc.array(word),
      documentIds: fc.array(word),
      annotatorIds: fc.array(word),
      categories: fc.array(word),
      severities: fc.subarray([...SEVERITIES]),
      text: fc.string({ unit: 'grapheme' }),
      isPattern: fc.boolean(),
    }),
    rivalId: word,
    metricId: word,
  },
  { requiredKeys: ['filter'] },
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

  it('is the whole project without a query, and takes no unknown severity', () => {
    expect(parseEvaluatePlace(undefined)).toEqual({ filter: WHOLE });
    expect(parseEvaluatePlace('severity=huge&severity=major&what=ever').filter.severities).toEqual(['major']);
    expect(isWhole(WHOLE)).toBe(true);
    expect(isWhole({ ...WHOLE, documentIds: ['d'] })).toBe(false);
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
