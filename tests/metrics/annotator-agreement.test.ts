import { describe, expect, it } from 'vitest';
import type { Annotation, ErrorSpan } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import { ESA_SCALE } from '#core/protocol.ts';
import { GOOGLE_WMT } from '#core/typologies.ts';
import { annotatorAgreement, repeatAgreement, targetSpans } from '#metrics/annotator-agreement.ts';
import { ESA } from '#metrics/scores.ts';
import { MQM } from '#metrics/mqm.ts';

function mark(start: number, end: number, severity: ErrorSpan['severity'] = 'minor'): ErrorSpan {
  return {
    id: `${start}`,
    parts: [{ side: 'target', start, end, quote: '' }],
    category: 'fluency/punctuation',
    severity,
    origin: 'human',
  };
}

function judged(unit: number, annotatorId: string, errors: readonly ErrorSpan[], changes: Partial<Annotation> = {}, round = 1): Annotation {
  const key = { projectId: 'p', level: 'segment', unitId: `s${unit}`, systemId: 'y', annotatorId, round } as const;
  return { ...emptyAnnotation(key), errors, status: 'done', ...changes };
}

describe('agreement between annotators', () => {
  const units = [
    [judged(0, 'b', [mark(0, 4)]), judged(0, 'a', [mark(0, 4)])],
    [judged(1, 'a', []), judged(1, 'b', []), judged(1, 'c', [])],
    [judged(2, 'a', [mark(0, 4, 'major'), mark(6, 8)]), judged(2, 'b', [mark(0, 2, 'major'), mark(2, 4)])],
  ];

  it('is measured pair by pair and for all', () => {
    const { annotatorIds, pairs, scores, spans } = annotatorAgreement(units, MQM, GOOGLE_WMT);
    expect(annotatorIds).toEqual(['a', 'b', 'c']);
    expect(pairs.map(({ firstId, secondId, shared }) => [firstId, secondId, shared])).toEqual([['a', 'b', 3], ['a', 'c', 1], ['b', 'c', 1]]); // prettier-ignore
    expect(scores).toMatchObject({ value: 1, items: 3, judgements: 7 });
    expect(pairs[1]?.scores).toEqual({ reason: 'constant' });
    expect(spans.exact).toMatchObject({ shared: 1, first: 3, second: 3, f1: 1 / 3 });
    expect(pairs[0]?.spans.character).toMatchObject({ shared: 8, first: 10, second: 8 });
    expect(pairs[0]?.spans['character-severity'].shared).toBe(7);
    expect(pairs[1]?.spans.exact.f1).toBeUndefined();
  });

  it('compares severities where both marked the same words', () => {
    const { severity, pairs } = annotatorAgreement(units, MQM, GOOGLE_WMT);
    // [0, 4) finds [0, 2), which comes before [2, 4); [6, 8) finds none.
    expect(severity).toMatchObject({ matched: 2, plain: { value: 1 }, weighted: { value: 1 } });
    expect(pairs[1]?.severity).toEqual({ matched: 0, plain: { reason: 'few' }, weighted: { reason: 'few' } });
    const apart = [[judged(0, 'a', [mark(0, 4), mark(5, 9, 'major')]), judged(0, 'b', [mark(0, 4, 'major'), mark(5, 8, 'critical')])]];
    const { plain, weighted } = annotatorAgreement(apart, MQM, GOOGLE_WMT).severity;
    if (!('value' in plain) || !('value' in weighted)) throw new Error('no κ');
    // Nothing is equal, but each only a step apart.
    expect(plain.value).toBeLessThanOrEqual(0);
    expect(weighted.value).toBeGreaterThan(plain.value);
  });

  it('says nothing of nobody', () => {
    expect(annotatorAgreement([], MQM, GOOGLE_WMT)).toMatchObject({ annotatorIds: [], pairs: [], scores: { reason: 'few' } });
    expect(targetSpans(judged(0, 'a', [{ ...mark(0, 1), parts: [{ side: 'source', start: 0, end: 1, quote: '' }] }]))).toEqual([]);
  });
});

describe('agreement with oneself', () => {
  it('compares the first round with the last', () => {
    const score = (unit: number, value: number, round: number) => judged(unit, 'a', [], { scores: { [ESA_SCALE.id]: value } }, round);
    const found = repeatAgreement([[score(0, 90, 1), score(0, 90, 2)], [score(1, 40, 3), score(1, 60, 1)], [score(2, 5, 1)]], ESA, GOOGLE_WMT); // prettier-ignore
    expect(found).toMatchObject([{ annotatorId: 'a', repeats: 2, same: 0.5, distance: 10 }]);
    expect(found[0]?.scores).toMatchObject({ items: 2 });
    expect(repeatAgreement([[score(0, 1, 1)]], ESA, GOOGLE_WMT)).toEqual([]);
  });
});
