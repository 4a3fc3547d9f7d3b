import { describe, expect, it } from 'vitest';
import type { Annotation, ErrorSpan } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import { GOOGLE_WMT } from '#core/typologies.ts';
import { weightOf } from '#core/typology.ts';
import { ESA } from '#metrics/esa.ts';
import { MQM } from '#metrics/mqm.ts';
import { countingAnnotations, meanRating } from '#metrics/rating.ts';
import { SHARED, sharedText } from '../shared.ts';
import { readMqm } from './read-mqm.ts';

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

describe.skipIf(SHARED === undefined)('golden MQM', () => {
  it('weighs as mt-metrics-eval does', () => {
    const { cases } = JSON.parse(sharedText('golden/metrics/mqm/weight-cases.json')) as {
      cases: readonly { severity: string; category: string; google_mtme: number }[];
    };
    const severities = new Set<string>(GOOGLE_WMT.severities);
    for (const { severity, category, google_mtme } of cases) {
      // Critical is not among the severities of WMT's own data; this typology weighs it as Marot does.
      const expected = severity === 'Critical' ? GOOGLE_WMT.weights['critical'] : google_mtme;
      expect(severities.has(severity.toLowerCase()) ? weightOf(GOOGLE_WMT, severity, category) : 0, `${severity} ${category}`).toBe(
        expected,
      );
    }
    expect(cases).toHaveLength(20);
  });

  it('TED zh-en: every segment and system score', async () => {
    const golden = JSON.parse(sharedText('golden/metrics/mqm/mqm_ted_zhen.scores.json.gz')) as {
      systems: readonly string[];
      seg_ids: readonly (string | number)[];
      scores: {
        'google-mtme': { segment: Record<string, readonly (number | null)[]>; system: Record<string, { score: number; segments: number }> };
      };
    };
    const { segments, systems, annotations } = await readMqm('mqm_ted_zhen.tsv', sharedText('golden/metrics/inputs/mqm_ted_zhen.tsv.gz'));
    const own = new Map<string, Annotation[]>();
    for (const one of annotations) {
      const key = `${systems.get(one.systemId)?.name ?? ''} ${segments.get(one.unitId)?.externalId ?? ''}`;
      own.set(key, [...(own.get(key) ?? []), one]);
    }
    let compared = 0;
    for (const system of golden.systems) {
      const values: number[] = [];
      for (const [i, expected] of (golden.scores['google-mtme'].segment[system] ?? []).entries()) {
        const rating = meanRating(MQM, own.get(`${system} ${golden.seg_ids[i] ?? ''}`) ?? [], GOOGLE_WMT);
        if (expected === null) expect(rating).toBeUndefined();
        else expect(Math.abs((rating?.value ?? NaN) - expected), `${system} ${golden.seg_ids[i] ?? ''}`).toBeLessThanOrEqual(1e-9);
        if (rating) values.push(rating.value);
        compared++;
      }
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(Math.abs(mean - (golden.scores['google-mtme'].system[system]?.score ?? NaN)), system).toBeLessThanOrEqual(1e-9);
    }
    process.stdout.write(`TED zh-en: ${compared} segment scores, ${golden.systems.length} systems\n`);
  });

  it('ESA of a made-up campaign: every average', () => {
    const rows = sharedText('golden/metrics/inputs/esa_synthetic.csv.gz')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const golden = JSON.parse(sharedText('golden/metrics/esa/esa_synthetic.json.gz')) as {
      result: { variants: { micro: { score: Record<string, number> } }; segments: Record<string, number>; segments_scored: number };
    };
    const units = new Map<string, Annotation[]>();
    for (const row of rows) {
      // The list of spans may hold commas, so the end time is counted from the end.
      const [annotatorId = '', system = '', segment = '', type, , , overall, document = ''] = row;
      if (type !== 'TGT' || /tutorial/.test(system) || /#incomplete|#dup|canary/.test(document)) continue;
      const key = `${system} ${document} ${segment}`;
      const one = annotation({ annotatorId, scores: { ESA: Number(overall) }, updatedAt: Number(row.at(-1)) });
      units.set(key, [...(units.get(key) ?? []), one]);
    }
    expect(units.size).toBe(golden.result.segments_scored);
    for (const [system, expected] of Object.entries(golden.result.variants.micro.score)) {
      const values = [...units]
        .filter(([key]) => key.startsWith(`${system} `))
        .map(([, ones]) => meanRating(ESA, ones, GOOGLE_WMT)?.value ?? NaN);
      expect(values).toHaveLength(golden.result.segments[system] ?? 0);
      expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length - expected), system).toBeLessThanOrEqual(1e-9);
    }
  });
});
