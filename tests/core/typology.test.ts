import { expect, test } from 'vitest';
import { emptyAnnotation } from '#core/annotation.ts';
import { omissionCategory } from '#core/edit.ts';
import { asksMarks, lacking, penalty, scoreWithoutMark, severitiesFor } from '#core/edit-rules.ts';
import { DA_SCALE, ESA_SCALE, SQM_SCALE } from '#core/protocol.ts';
import { categoryNames, categoryPaths, weightOf } from '#core/typology.ts';
import { GOOGLE_WMT, MQM_CORE, TYPOLOGIES, typologyOf } from '#core/typologies.ts';
import { KEY, span } from './events.ts';

test.each(TYPOLOGIES.map((typology) => [typology.name, typology] as const))(
  '%s: every pickable category has two letters of its own',
  (_, typology) => {
    const paths = categoryPaths(typology);
    expect(paths.every(({ keys }) => /^[a-z]{2}$/.test(keys))).toBe(true);
    expect(new Set(paths.map(({ keys }) => keys)).size).toBe(paths.length);
    expect(new Set(paths.map(({ path }) => path)).size).toBe(paths.length);
    expect(omissionCategory(typology)).toBe('accuracy/omission');
  },
);

test('the most specific weight wins, an unknown severity weighs nothing', () => {
  expect(weightOf(GOOGLE_WMT, 'minor', 'Fluency/Punctuation')).toBe(0.1);
  expect(weightOf(GOOGLE_WMT, 'minor', 'fluency/grammar')).toBe(1);
  expect(weightOf(GOOGLE_WMT, 'major', 'non-translation!')).toBe(25);
  expect(weightOf(MQM_CORE, 'critical', 'verity/offensive')).toBe(25);
  expect(weightOf(MQM_CORE, 'trivial', 'style')).toBe(0);
  expect(penalty(MQM_CORE, [span('a', 0, 1, 'critical'), span('b', 0, 1, 'major'), span('c', 0, 1, 'minor')])).toBe(31);
});

test('a category that the typology lacks shows as it came', () => {
  expect(categoryNames(MQM_CORE, 'accuracy/mistranslation')).toEqual(['Accuracy', 'Mistranslation']);
  expect(categoryNames(MQM_CORE, 'accuracy/number/odd')).toEqual(['Accuracy', 'number', 'odd']);
  expect(categoryNames(MQM_CORE, '')).toEqual([]);
  expect(typologyOf('gone')).toBe(MQM_CORE);
});

test('a segment under ESA lacks a score until it has one, and a low one without a mark is asked about', () => {
  const open = emptyAnnotation(KEY);
  expect(lacking(open, ['MQM', 'ESA'])).toBe(ESA_SCALE);
  expect(lacking(open, ['MQM'])).toBeUndefined();
  const low = { ...open, scores: { ESA: 65 } };
  expect(lacking(low, ['ESA'])).toBeUndefined();
  expect(scoreWithoutMark(low)).toBe(true);
  expect(scoreWithoutMark({ ...low, scores: { ESA: 66 } })).toBe(false);
  expect(scoreWithoutMark({ ...low, errors: [span('a')] })).toBe(false);
});

test('under DA and SQM each scale lacks its score, and no mark is asked for or missed', () => {
  const open = emptyAnnotation(KEY);
  expect(lacking(open, ['DA', 'SQM'])).toBe(DA_SCALE);
  expect(lacking({ ...open, scores: { DA: 0 } }, ['DA', 'SQM'])).toBe(SQM_SCALE);
  const scored = { ...open, scores: { DA: 0, SQM: 0 } };
  expect(lacking(scored, ['DA', 'SQM'])).toBeUndefined();
  expect(scoreWithoutMark(scored)).toBe(false);
  expect(severitiesFor(MQM_CORE, ['DA', 'SQM'])).toEqual([]);
  expect(severitiesFor(MQM_CORE, ['MQM', 'SQM'])).toEqual(MQM_CORE.severities);
  expect([asksMarks(['DA', 'SQM']), asksMarks(['ESA']), asksMarks(['MQM', 'SQM'])]).toEqual([false, true, true]);
});

test('ESA alone knows minor and major', () => {
  expect(severitiesFor(MQM_CORE, ['ESA'])).toEqual(['minor', 'major']);
  expect(severitiesFor(MQM_CORE, ['MQM', 'ESA'])).toEqual(MQM_CORE.severities);
});
