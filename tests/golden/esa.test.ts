import { describe, it } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import { GOOGLE_WMT } from '#core/typologies.ts';
import { ESA } from '#metrics/scores.ts';
import { meanRating } from '#metrics/rating.ts';
import { rankSystems } from '#stats/ranking.ts';
import { mean } from '#stats/summary.ts';
import { combinedSignedRank, wilcoxonSignedRank } from '#stats/wilcoxon.ts';
import { SHARED, sharedText } from '../shared.ts';
import { GoldenFile } from './golden-file.ts';

interface Golden {
  readonly doc_domain: Readonly<Record<string, string>>;
  readonly result: { readonly segments: Readonly<Record<string, number>> };
}

interface Scored {
  readonly key: string;
  readonly domain: string;
  readonly value: number;
}

const KEY = { projectId: 'p', level: 'segment', unitId: 'p.d0.s0', systemId: 'p.y0', round: 1 } as const;

function rowsOf(): readonly { readonly system: string; readonly document: string; readonly key: string; readonly one: Annotation }[] {
  const lines = sharedText('golden/metrics/inputs/esa_synthetic.csv.gz').trim().split('\n');
  return lines.flatMap((line) => {
    // The list of spans may hold commas, so the end time is counted from the end.
    const row = line.split(',');
    const [annotatorId = '', system = '', segment = '', type, , , overall, document = ''] = row;
    if (type !== 'TGT' || /tutorial/.test(system) || /#incomplete|#dup|canary/.test(document)) return [];
    const one = { ...emptyAnnotation({ ...KEY, annotatorId }), scores: { ESA: Number(overall) }, updatedAt: Number(row.at(-1)) };
    return [{ system, document, key: `${document} ${segment}`, one }];
  });
}

describe.skipIf(SHARED === undefined)('golden numbers of a made-up ESA campaign', () => {
  it('averages, p-values, ranges of ranks and clusters as WMT24', () => {
    const golden = new GoldenFile<Golden>('esa/esa_synthetic.json.gz');
    const { doc_domain } = golden.data;
    const units = new Map<string, { system: string; document: string; key: string; given: Annotation[] }>();
    for (const { system, document, key, one } of rowsOf()) {
      const unit = units.get(`${system} ${key}`) ?? { system, document, key, given: [] };
      unit.given.push(one);
      units.set(`${system} ${key}`, unit);
    }
    const scored = new Map<string, Scored[]>();
    for (const { system, document, key, given } of units.values()) {
      const one = { key, domain: doc_domain[document] ?? '', value: meanRating(ESA, given, GOOGLE_WMT)?.value ?? NaN };
      scored.set(system, [...(scored.get(system) ?? []), one]);
    }
    // Of one annotator's scores of a translation the last counts.
    const kept = [...units.values()].reduce((sum, { given }) => sum + (meanRating(ESA, given, GOOGLE_WMT)?.annotators ?? 0), 0);
    const counts = { rows_after_filter: kept, segments_scored: units.size, duplicated: kept - units.size };
    golden.meets(['result'], counts);
    const domains = [...new Set(Object.values(doc_domain))];
    const names = [...scored.keys()].sort();
    const averageOf = (list: readonly Scored[], domain?: string): number =>
      mean(list.filter((one) => domain === undefined || one.domain === domain).map(({ value }) => value));
    for (const [system, list] of scored) {
      golden.meets(['result', 'segments', system], list.length);
      golden.meets(['result', 'per_domain', system], Object.fromEntries(domains.map((domain) => [domain, averageOf(list, domain)])));
    }
    const differences = (first: string, second: string, domain?: string): number[] => {
      const others = new Map(scored.get(second)?.map(({ key, value }) => [key, value]));
      const own = scored.get(first)?.filter((one) => domain === undefined || one.domain === domain) ?? [];
      return own.flatMap(({ key, value }) => {
        const other = others.get(key);
        return other === undefined ? [] : [value - other];
      });
    };
    const variants = {
      micro: {
        score: (list: readonly Scored[]) => averageOf(list),
        p: (first: string, second: string) => wilcoxonSignedRank(differences(first, second)).p,
      },
      macro: {
        score: (list: readonly Scored[]) => mean(domains.map((domain) => averageOf(list, domain))),
        p: (first: string, second: string) => combinedSignedRank(domains.map((domain) => differences(first, second, domain))),
      },
    };
    for (const [variant, { score, p }] of Object.entries(variants)) {
      const scores = names.map((name) => score(scored.get(name) ?? []));
      const where = ['result', 'variants', variant];
      const pOf = (first: number, second: number): number => p(names[first] ?? '', names[second] ?? '');
      const { systems, pairs } = rankSystems(scores, pOf, { alpha: 0.05, correction: 'none' });
      golden.meets([...where, 'order'], systems.map(({ index }) => names[index])); // prettier-ignore
      for (const { index, best, worst, wins, losses, cluster } of systems) {
        const system = names[index] ?? '';
        golden.meets([...where, 'score', system], scores[index]);
        golden.meets([...where, 'rank_range', system], [best, worst]);
        golden.meets([...where, 'wins', system], wins);
        golden.meets([...where, 'losses', system], losses);
        golden.meets([...where, 'cluster', system], cluster);
      }
      // The tool's sum over domains is of 1 − p, which has no room for a p under 1e-16: it says 0 then.
      const nearness = { relative: 1e-7, ...(variant === 'macro' ? { within: 1e-16 } : {}) };
      for (const { first, second, p: own } of pairs) {
        golden.meets([...where, 'p_values', `${names[first] ?? ''}|${names[second] ?? ''}`], own, nearness);
      }
    }
    golden.settle({
      tool: 'versions',
      rule: 'note',
      input: 'input',
      input_columns: 'input',
      doc_domain: 'input',
      'result > language_pair': 'input',
    });
  });
});
