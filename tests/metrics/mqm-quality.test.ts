import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ErrorSpan } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import { GOOGLE_WMT, MQM_CORE } from '#core/typologies.ts';
import { judgedSegment } from '#metrics/mqm-judged.ts';
import { assessQuality, logarithmicTolerance, mqmRates, totalMqm, wordsToVerdict } from '#metrics/mqm-quality.ts';
import type { QualityPolicy } from '#core/quality-policy.ts';
import type { JudgedSegment } from '#metrics/mqm-quality.ts';
import { marotWeights, typologyWeights } from '#metrics/mqm-weights.ts';
import { sourceLength } from '#metrics/source-length.ts';
import { weightedCount, weightedCountInterval } from '#stats/weighted-counts.ts';
import { SHARED, sharedText } from '../shared.ts';

const POLICY: QualityPolicy = { passMark: 95, acceptablePoints: 10, failsOnCritical: true };

function segment(words: number, errors: readonly number[] = []): JudgedSegment {
  return { errors, isCritical: errors.includes(25), sourceCharacters: words * 6, sourceWords: words };
}

describe('MQM quality scores', () => {
  // The standard's worked example: 5,000 words with 2 critical, 3 major and 8 minor errors.
  const text = totalMqm([segment(2000, [25, 25, 5]), segment(2000, [5, 5, 1, 1, 1, 1]), segment(1000, [1, 1, 1, 1])]);

  it('follows the worked example', () => {
    expect(text).toMatchObject({ points: 73, segments: 3, sourceWords: 5000, criticalSegments: 1 });
    expect(mqmRates(text)).toEqual({ perSegment: 73 / 3, per1000Words: 14.6, per100Characters: (73 / 30000) * 100 });
    const quality = assessQuality(text, POLICY, 1);
    expect(quality?.raw).toBeCloseTo(98.54, 10);
    expect(quality?.linear).toBeCloseTo(92.7, 10);
    expect(quality).toMatchObject({ range: 'medium', verdict: 'critical', passes: false, nonLinear: undefined });
  });

  it('fails for a critical error only where the policy says so', () => {
    const clean = totalMqm([segment(20000, [25])]);
    expect(assessQuality(clean, POLICY, 1)).toMatchObject({ verdict: 'critical', passes: false });
    expect(assessQuality(clean, { ...POLICY, failsOnCritical: false }, 1)).toMatchObject({ verdict: 'pass', passes: true });
  });

  it('gives a small sample a verdict and no score', () => {
    const sample = totalMqm([segment(200, [1])]);
    expect(assessQuality(sample, POLICY, 1)).toMatchObject({ range: 'small', verdict: 'open', passes: undefined });
    const more = wordsToVerdict(sample, POLICY, 1);
    expect(more).toBeGreaterThan(200);
    expect(assessQuality(totalMqm([segment(300, Array<number>(40).fill(5))]), POLICY, 1)).toMatchObject({
      range: 'small',
      verdict: 'fail',
    });
    expect(assessQuality(totalMqm([]), POLICY, 1)).toBeUndefined();
    expect(mqmRates(totalMqm([]))).toEqual({ perSegment: undefined, per100Characters: undefined, per1000Words: undefined });
  });

  it('bends the tolerance through both points', () => {
    const long = { words: 50_000, points: 200 };
    const curve = logarithmicTolerance({ words: 1000, points: 10 }, long);
    expect(curve?.(1000)).toBeCloseTo(10, 9);
    expect(curve?.(50_000)).toBeCloseTo(200, 6);
    expect(curve?.(10_000)).toBeGreaterThan((200 * 10_000) / 50_000);
    expect(logarithmicTolerance({ words: 1000, points: 10 }, { words: 2000, points: 20 })).toBeUndefined();
    expect(logarithmicTolerance({ words: 1000, points: 10 }, { words: 2000, points: 9 })).toBeUndefined();
    const quality = assessQuality(totalMqm([segment(50_000, Array<number>(200).fill(1))]), { ...POLICY, longText: long }, 1);
    expect(quality?.nonLinear).toBeCloseTo(95, 6);
    expect(quality).toMatchObject({ range: 'large', passes: true, verdict: 'open' });
  });

  it('has its score at the pass mark where the points are what is acceptable, and falls with every error', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(fc.constantFrom(1, 5), { maxLength: 30 }), (thousands, errors) => {
        const words = thousands * 1000;
        const policy = { ...POLICY, acceptablePoints: 7 };
        const exact = assessQuality(totalMqm([segment(words, Array<number>(7 * thousands).fill(1))]), policy, 1);
        expect(exact?.linear).toBeCloseTo(95, 9);
        const [before, after] = [errors, [...errors, 1]].map((list) => assessQuality(totalMqm([segment(words, list)]), policy, 1));
        expect(after?.linear).toBeLessThan(before?.linear ?? 0);
        expect(after?.raw).toBeLessThan(before?.raw ?? 0);
        const rate = (errors.reduce((sum, points) => sum + points, 0) / words) * 1000;
        expect(before?.interval.low).toBeLessThanOrEqual(rate);
        expect(before?.interval.high).toBeGreaterThan(rate);
      }),
    );
  });

  it('gives the exact Poisson interval where all errors weigh the same', () => {
    // scipy.stats: chi2.ppf(0.025, 2 * 7) / 2, chi2.ppf(0.975, 2 * 8) / 2; chi2.ppf(0.975, 2) / 2
    const { low, high } = weightedCountInterval(weightedCount(Array<number>(7).fill(1)), 1, 0.95);
    expect([low, high]).toEqual([expect.closeTo(2.8143630515198654, 12), expect.closeTo(14.422675361702376, 12)]);
    expect(weightedCountInterval(weightedCount([]), 1, 0.95)).toEqual({ low: 0, high: expect.closeTo(3.6888794541139354, 12) });
  });
});

describe('a judged segment', () => {
  const key = { projectId: 'p', level: 'segment', unitId: 'p.d0.s0', systemId: 'p.y0', round: 1 } as const;
  const error = (severity: ErrorSpan['severity']): ErrorSpan => ({
    id: severity,
    parts: [],
    category: 'accuracy/omission',
    severity,
    origin: 'human',
  });
  const length = { sourceCharacters: 12, sourceWords: 2 };

  it('shares the points out among its annotators', () => {
    const annotations = [
      { ...emptyAnnotation({ ...key, annotatorId: 'a' }), errors: [error('critical'), error('neutral')] },
      { ...emptyAnnotation({ ...key, annotatorId: 'b' }), status: 'done' as const },
      emptyAnnotation({ ...key, annotatorId: 'c' }),
    ];
    expect(judgedSegment(annotations, MQM_CORE, typologyWeights(MQM_CORE), length)).toEqual({
      errors: [12.5],
      isCritical: true,
      ...length,
    });
    expect(judgedSegment(annotations.slice(2), MQM_CORE, typologyWeights(MQM_CORE), length)).toBeUndefined();
  });

  it('counts words by the language’s rules, and characters as code points', () => {
    expect(sourceLength("Don't panic, 𝒳!", 'en')).toEqual({ sourceCharacters: 15, sourceWords: 3 });
    expect(sourceLength('彼は東京に住んでいる。', 'ja').sourceWords).toBeGreaterThan(3);
    expect(sourceLength('', 'en')).toEqual({ sourceCharacters: 0, sourceWords: 0 });
    expect(sourceLength('مرحبا بالعالم', 'ar')).toEqual({ sourceCharacters: 13, sourceWords: 2 });
  });
});

interface WeightCases {
  readonly cases: readonly { severity: string; category: string; google_mtme: number; marot: number }[];
}

interface TedGolden {
  readonly systems: readonly string[];
  readonly scores: Readonly<
    Record<
      string,
      {
        readonly system: Readonly<Record<string, { score: number }>>;
        readonly segment?: Readonly<Record<string, readonly (number | null)[]>>;
      }
    >
  >;
}

describe.skipIf(SHARED === undefined)('golden numbers of MQM weights', () => {
  // Critical, which mt-metrics-eval does not weigh, is 5 in our typology.
  const google = typologyWeights({ ...GOOGLE_WMT, weights: { ...GOOGLE_WMT.weights, critical: 0 } });

  test('of single errors', () => {
    const { cases } = JSON.parse(sharedText('golden/metrics/mqm/weight-cases.json')) as WeightCases;
    for (const { severity, category, google_mtme, marot } of cases) {
      expect(google(severity, category), `${severity}:${category}`).toBe(google_mtme);
      expect(marotWeights(severity, category), `${severity}:${category}`).toBe(marot);
    }
    expect(cases).toHaveLength(20);
  });

  test('of TED zh-en in four weightings', () => {
    const golden = JSON.parse(sharedText('golden/metrics/mqm/mqm_ted_zhen.scores.json.gz')) as TedGolden;
    const [header = '', ...lines] = sharedText('golden/metrics/inputs/mqm_ted_zhen.tsv.gz').trimEnd().split('\n');
    const columns = header.split('\t');
    const rows = lines.map((line) => new Map(line.split('\t').map((cell, i) => [columns[i] ?? '', cell])));
    const rules = new Map([
      ['google-mtme', google],
      ['marot-default', marotWeights],
      ['flat-1', typologyWeights({ ...GOOGLE_WMT, weights: { major: 1, minor: 1, neutral: 0 } })],
      [
        'major10-style0',
        typologyWeights({
          ...GOOGLE_WMT,
          weights: {
            major: 10, minor: 1, neutral: 0, 'major/style': 2, 'minor/style': 0, 'minor/accuracy/omission': 3,
            'major/non-translation!': 25, 'minor/fluency/punctuation': 0.1,
          }, // prettier-ignore
        }),
      ],
    ]);
    for (const [name, rule] of rules) {
      const raters = new Map<string, Map<string, number>>();
      for (const row of rows) {
        const cell = (column: string): string => row.get(column) ?? '';
        const key = `${cell('system')} ${cell('seg_id')}`;
        const own = raters.get(key) ?? new Map<string, number>();
        own.set(cell('rater'), (own.get(cell('rater')) ?? 0) + rule(cell('severity'), cell('category')));
        raters.set(key, own);
      }
      for (const [system, { score }] of Object.entries(golden.scores[name]?.system ?? {})) {
        const judged = [...raters]
          .filter(([key]) => key.startsWith(`${system} `))
          .map(([, own]) => [...own.values()].map((points) => points / own.size));
        const totals = totalMqm(judged.map((errors) => ({ errors, isCritical: false, sourceCharacters: 0, sourceWords: 0 })));
        expect(mqmRates(totals).perSegment, `${name} ${system}`).toBeCloseTo(score, 9);
      }
    }
  });
});
