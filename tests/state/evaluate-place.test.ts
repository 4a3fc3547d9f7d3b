import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WHOLE, countsMark, isWhole, textMatcher } from '#core/evaluation-filter.ts';
import type { TextMetricSettings } from '#core/score-settings.ts';
import { PROTOCOLS } from '#core/protocol.ts';
import { CORRECTIONS, PAIRED_TESTS, RESAMPLED_UNITS } from '#core/score-settings.ts';
import { SEVERITIES } from '#core/typology.ts';
import { METRIC_KINDS, optionsOf, withOption } from '#core/metric-options.ts';
import { evaluateQueryOf, parseEvaluatePlace } from '#state/evaluate-place.ts';
import { USUAL_SETTINGS, hasSameWeights, settingsOf, settingsText } from '#state/evaluate-settings.ts';
import { hashOf, parseRoute } from '#state/route.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1 });
const words = fc.array(word);
const metric: fc.Arbitrary<TextMetricSettings> = fc.constantFrom(...METRIC_KINDS).chain((kind) =>
  fc
    .tuple(
      ...optionsOf(kind).map(([name, shape]) => {
        const value =
          shape.type === 'choice'
            ? fc.constantFrom(...shape.values)
            : shape.type === 'flag'
              ? fc.boolean()
              : fc.integer({ min: shape.least, max: shape.most });
        return value.map((one) => [name, one] as const);
      }),
    )
    .map((options) => options.reduce<TextMetricSettings>((made, [name, value]) => withOption(made, name, value), { kind })),
);
const points = fc.integer({ min: 1, max: 900 }).map((tenths) => tenths / 10);
const settings = fc.record({
  scores: fc
    .record(
      {
        textMetrics: fc.array(metric, { maxLength: 4 }),
        unit: fc.constantFrom(...RESAMPLED_UNITS),
        test: fc.constantFrom(...PAIRED_TESTS),
        correction: fc.constantFrom(...CORRECTIONS),
        samples: fc.integer({ min: 100, max: 100_000 }),
        trials: fc.integer({ min: 100, max: 100_000 }),
        seed: fc.maxSafeNat(),
        level: fc.constantFrom(0.9, 0.95, 0.99),
        lead: fc.constantFrom(...PROTOCOLS),
        weights: fc.dictionary(fc.constantFrom('minor', 'major', 'critical', 'major/non-translation!'), points, { minKeys: 1 }),
      },
      { requiredKeys: ['textMetrics', 'unit', 'test', 'correction', 'samples', 'trials', 'seed', 'level'] },
    )
    .map((own) => ({ ...own })),
  policy: fc.record(
    {
      passMark: fc.integer({ min: 1, max: 99 }),
      acceptablePoints: points,
      failsOnCritical: fc.boolean(),
      longText: fc.record({ words: fc.integer({ min: 2000, max: 100_000 }), points }),
    },
    { requiredKeys: ['passMark', 'acceptablePoints', 'failsOnCritical'] },
  ),
});
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
    settings,
    rivalId: word,
    metricId: word,
    mark: fc.record(
      { category: fc.string({ unit: 'grapheme' }), severity: fc.constantFrom(...SEVERITIES), systemId: word },
      { requiredKeys: ['category'] },
    ),
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
    expect(parseEvaluatePlace(undefined)).toEqual({ filter: WHOLE, settings: USUAL_SETTINGS });
    expect(evaluateQueryOf({ filter: WHOLE, settings: USUAL_SETTINGS })).toBe('');
    expect(isWhole(WHOLE)).toBe(true);
    expect(isWhole({ ...WHOLE, documentIds: ['d'] })).toBe(false);
  });

  it('takes no setting that it does not know', () => {
    const query =
      'unit=word&lead=GEMBA&test=coin&samples=7&seed=-1&level=2&correction=luck&pass=0&weights=minor%3D-1&long=5&use=BLEU~tokenize:klingon+rouge+chrF~wordOrder:99~beta:3';
    expect(parseEvaluatePlace(query).settings).toEqual({
      ...USUAL_SETTINGS,
      scores: { ...USUAL_SETTINGS.scores, textMetrics: [{ kind: 'BLEU' }, { kind: 'chrF', beta: 3 }] },
    });
  });

  it('tells weights apart by what they cost, not by the order they stand in', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('minor', 'major', 'critical', 'neutral'), points, { minKeys: 1 }), (weights) => {
        expect(hasSameWeights(weights, Object.fromEntries(Object.entries(weights).toReversed()))).toBe(true);
        const [first = ''] = Object.keys(weights);
        expect(hasSameWeights(weights, { ...weights, [first]: 91 })).toBe(false);
        expect(hasSameWeights(weights, { ...weights, extra: 1 })).toBe(false);
      }),
    );
  });

  it('starts from what the project keeps, and names only what differs', () => {
    fc.assert(
      fc.property(settings, place, (kept, there) => {
        const own = settingsOf(settingsText(kept));
        expect(own).toEqual(kept);
        expect(parseEvaluatePlace(undefined, own).settings).toEqual(kept);
        expect(evaluateQueryOf({ filter: WHOLE, settings: own }, own)).toBe('');
        expect(parseEvaluatePlace(evaluateQueryOf(there, own), own)).toEqual(there);
      }),
    );
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
