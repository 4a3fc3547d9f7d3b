import { describe, expect, it } from 'vitest';
import type { Annotation, ErrorSpan } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import { GOOGLE_WMT } from '#core/typologies.ts';
import { ESA } from '#metrics/scores.ts';
import { MQM } from '#metrics/mqm.ts';
import { countingAnnotations, meanRating } from '#metrics/rating.ts';

const KEY = { projectId: 'p', level: 'segment', unitId: 'p.d0.s0', systemId: 'p.y0', annotatorId: 'a', round: 1 } as const;

function annotation(changes: Partial<Annotation>): Annotation {
  return { ...emptyAnnotation(KEY), ...changes };
}

function error(severity: ErrorSpan['severity'], category: string): ErrorSpan {
  return { id: `${severity} ${category}`, parts: [], category, severity, origin: 'human' };
}

describe('MQM', () => {
  it('adds the weights of an annotator and averages annotators', () => {
    const judged = [
      annotation({ annotatorId: 'a', errors: [error('major', 'accuracy/omission'), error('minor', 'fluency/punctuation')] }),
      annotation({ annotatorId: 'b', errors: [error('major', 'non-translation!')], status: 'done' }),
      annotation({ annotatorId: 'c', status: 'done' }),
    ];
    expect(meanRating(MQM, judged, GOOGLE_WMT)).toEqual({ value: (5.1 + 25 + 0) / 3, annotators: 3 });
  });

  it('counts nothing that was only opened, no review verdict, no document score', () => {
    expect(meanRating(MQM, [annotation({})], GOOGLE_WMT)).toBeUndefined();
    expect(meanRating(MQM, [annotation({ status: 'done', answers: { verdict: 'pass' } })], GOOGLE_WMT)).toBeUndefined();
    expect(meanRating(MQM, [annotation({ status: 'done', level: 'document' })], GOOGLE_WMT)).toBeUndefined();
  });

  it("takes an annotator's last round, and of one round the later", () => {
    const rounds = [
      annotation({ round: 2, status: 'done', updatedAt: 1 }),
      annotation({ round: 1, errors: [error('major', 'other')], updatedAt: 2 }),
      annotation({ round: 3, updatedAt: 9 }),
    ];
    expect(countingAnnotations(rounds, (one) => MQM.value(one, GOOGLE_WMT) !== undefined).map(({ round }) => round)).toEqual([2]);
    expect(meanRating(MQM, rounds, GOOGLE_WMT)).toEqual({ value: 0, annotators: 1 });
  });
});

describe('ESA', () => {
  it('averages the annotators who scored', () => {
    const scored = [
      annotation({ scores: { ESA: 80 } }),
      annotation({ annotatorId: 'b', scores: { ESA: 91 } }),
      annotation({ annotatorId: 'c', status: 'done' }),
    ];
    expect(meanRating(ESA, scored, GOOGLE_WMT)).toEqual({ value: 85.5, annotators: 2 });
  });
});
