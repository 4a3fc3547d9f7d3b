import { describe, expect, it } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { GOOGLE_WMT } from '#core/typologies.ts';
import type { Typology } from '#core/typology.ts';
import { weightOf } from '#core/typology.ts';
import { MQM } from '#metrics/mqm.ts';
import { judgedSegment } from '#metrics/mqm-judged.ts';
import { mqmRates, totalMqm } from '#metrics/mqm-quality.ts';
import type { WeightRule } from '#metrics/mqm-weights.ts';
import { marotWeights, typologyWeights } from '#metrics/mqm-weights.ts';
import { meanRating } from '#metrics/rating.ts';
import { SHARED, sharedText } from '../shared.ts';
import { readMqm } from '../metrics/read-mqm.ts';
import { GoldenFile } from './golden-file.ts';

interface Golden {
  readonly systems: readonly string[];
  readonly seg_ids: readonly (string | number)[];
  readonly scores: Readonly<Record<string, object>>;
  readonly error_counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

function weighing(weights: Typology['weights']): WeightRule {
  return typologyWeights({ ...GOOGLE_WMT, weights });
}

/** The weightings of the file's `schemes`. */
const SCHEMES: Readonly<Record<string, WeightRule>> = {
  'google-mtme': typologyWeights(GOOGLE_WMT),
  'marot-default': marotWeights,
  'flat-1': weighing({ major: 1, minor: 1, neutral: 0 }),
  'major10-style0': weighing({
    major: 10,
    minor: 1,
    neutral: 0,
    'major/style': 2,
    'minor/style': 0,
    'minor/accuracy/omission': 3,
    'major/non-translation!': 25,
    'minor/fluency/punctuation': 0.1,
  }),
};

describe.skipIf(SHARED === undefined)('golden MQM', () => {
  it('weighs as mt-metrics-eval and Marot do', () => {
    const golden = new GoldenFile<{ readonly cases: readonly { readonly severity: string; readonly category: string }[] }>(
      'mqm/weight-cases.json',
    );
    const severities = new Set<string>(GOOGLE_WMT.severities);
    const critical: string[] = [];
    for (const [at, { severity, category }] of golden.data.cases.entries()) {
      golden.meets(['cases', at, 'marot'], marotWeights(severity, category));
      if (severity === 'Critical') {
        expect(weightOf(GOOGLE_WMT, severity, category)).toBe(GOOGLE_WMT.weights['critical']);
        critical.push(`cases > ${at} > google_mtme`);
      } else
        golden.meets(['cases', at, 'google_mtme'], severities.has(severity.toLowerCase()) ? weightOf(GOOGLE_WMT, severity, category) : 0);
    }
    expect(golden.data.cases).toHaveLength(20);
    golden.settle({
      google_mtme: 'note',
      'cases > * > severity': 'input',
      'cases > * > category': 'input',
      ...Object.fromEntries(critical.map((path) => [path, 'WMT’s own data has no critical errors; Stet weighs them as Marot does'])),
    });
  });

  it('TED zh-en: every segment and system in four weightings', async () => {
    const golden = new GoldenFile<Golden>('mqm/mqm_ted_zhen.scores.json.gz');
    const { systems: names, seg_ids, error_counts } = golden.data;
    const table = sharedText('golden/metrics/inputs/mqm_ted_zhen.tsv.gz');
    const { segments, systems, annotators, annotations } = await readMqm('mqm_ted_zhen.tsv', table);
    const own = new Map<string, Annotation[]>();
    const counts = new Map<string, Map<string, number>>();
    const raters = new Map<string, Map<string, number>>();
    const add = (into: Map<string, Map<string, number>>, system: string, key: string): void => {
      const row = into.get(system) ?? new Map<string, number>();
      into.set(system, row.set(key, (row.get(key) ?? 0) + 1));
    };
    for (const one of annotations) {
      const system = systems.get(one.systemId)?.name ?? '';
      const key = `${system} ${segments.get(one.unitId)?.externalId ?? ''}`;
      own.set(key, [...(own.get(key) ?? []), one]);
      add(raters, system, annotators.get(one.annotatorId) ?? '');
      for (const { severity, category } of one.errors) add(counts, system, `${severity}|${category}`.toLowerCase());
      if (one.errors.length === 0) add(counts, system, 'no-error|no-error');
    }
    for (const [scheme, weights] of Object.entries(SCHEMES)) {
      const where = ['scores', scheme];
      const totals = names.map((system) => {
        const judged = seg_ids.map((id) => {
          const given = own.get(`${system} ${id}`) ?? [];
          const segment = judgedSegment(given, GOOGLE_WMT, weights, { sourceCharacters: 0, sourceWords: 0 });
          if (scheme === 'google-mtme') {
            const points = segment ? totalMqm([segment]).points : NaN;
            expect(meanRating(MQM, given, GOOGLE_WMT)?.value ?? NaN, `${system} ${id}`).toBeCloseTo(points, 9);
          }
          return segment;
        });
        golden.meets([...where, 'segment', system], judged.map((one) => (one ? totalMqm([one]).points : undefined))); // prettier-ignore
        return totalMqm(judged.filter((one) => one !== undefined));
      });
      const scores = totals.map((total) => mqmRates(total).perSegment ?? NaN);
      for (const [i, system] of names.entries()) {
        const score = scores[i] ?? NaN;
        const total = totals[i];
        const rank = 1 + scores.filter((other) => other < score).length;
        golden.meets([...where, 'system', system], { score, rank, segments: total?.segments, total: total?.points });
        if (scheme !== 'google-mtme') continue;
        // Printed with two digits, one of them cut off instead of rounded.
        golden.meets([...where, 'published_readme', system, 'score'], score, { within: 0.01 });
        golden.meets([...where, 'published_readme', system, 'rank'], rank);
      }
    }
    for (const [system, expected] of Object.entries(error_counts)) {
      const row = counts.get(system);
      expect(row?.size).toBe(Object.keys(expected).length);
      for (const kind of Object.keys(expected)) golden.meets(['error_counts', system, kind], row?.get(kind.toLowerCase()));
      golden.meets(['raters', system], Object.fromEntries(raters.get(system) ?? []));
    }
    golden.settle({
      input: 'input',
      licence: 'note',
      rule: 'note',
      schemes: 'input',
      systems: 'names',
      seg_ids: 'input',
      'scores > * > check_avg_seg_scores_tsv': 'what the maker of the file checked; metrics/ted.test.ts does it for en-de',
      'scores > * > published_agrees': 'what the maker of the file checked',
    });
  });
});
