import { describe, expect, it } from 'vitest';
import { Bleu } from '#metrics/bleu.ts';
import { corpusStats, referenceCount, sumStats } from '#metrics/corpus.ts';
import { Ter } from '#metrics/ter.ts';
import { SHARED } from '../shared.ts';
import type { GoldenOptions } from '../metrics/options.ts';
import { metricOf, tokensOf } from '../metrics/options.ts';
import { GoldenFile } from './golden-file.ts';

interface EdgeCases {
  readonly configs: Readonly<Record<string, GoldenOptions>>;
  readonly cases: readonly {
    readonly id: string;
    readonly hyps: readonly string[];
    readonly refs: readonly (readonly (string | null)[])[];
    readonly results: Readonly<Record<string, unknown>>;
    readonly tok: Readonly<Record<string, readonly string[]>>;
    readonly signature?: string;
  }[];
}

describe.skipIf(SHARED === undefined)('edge cases of sacreBLEU', () => {
  it('are equal to the last digit that counts', () => {
    const golden = new GoldenFile<EdgeCases>('sacrebleu/edge-cases.json.gz');
    const { cases, configs } = golden.data;
    for (const [at, { id, hyps, refs, results, tok, signature }] of cases.entries()) {
      const texts = hyps.map((hypothesis, i) => ({
        hypothesis,
        references: refs.map((stream) => stream[i]).filter((text) => typeof text === 'string'),
      }));
      for (const tokenizer of Object.keys(tok)) golden.meets(['cases', at, 'tok', tokenizer], tokensOf(tokenizer, hyps[0] ?? ''));
      if (texts.every(({ references }) => references.length === 0)) {
        // sacreBLEU raises here; a segment without any reference never reaches a metric of ours.
        expect(
          Object.values(results).every((one) => typeof one === 'object' && one !== null && 'error' in one),
          id,
        ).toBe(true);
        continue;
      }
      for (const config of Object.keys(results)) {
        const options = configs[config];
        if (!options) throw new Error(`no options ${config}`);
        const metric = metricOf(options);
        const sums = sumStats(corpusStats(metric, texts), metric.width);
        const score = metric.score(sums);
        const where = ['cases', at, 'results', config];
        if (metric instanceof Bleu) {
          const { brevityPenalty, hypothesisLength, referenceLength, counts, totals, precisions } = metric.explain(sums);
          golden.meets(where, [score, brevityPenalty, hypothesisLength, referenceLength, counts, totals, precisions]);
        } else if (metric instanceof Ter) golden.meets(where, [score, sums[0], sums[1]]);
        else golden.meets(where, score);
        if (config === 'bleu-13a-exp' && signature !== undefined) {
          golden.meets(['cases', at, 'signature'], metric.signature(referenceCount(texts)));
        }
      }
    }
    expect([cases.length, Object.keys(configs).length]).toEqual([79, 35]);
    const unscored = cases.findIndex(({ id }) => id === 'all-missing');
    golden.settle({
      tool: 'versions',
      what: 'note',
      how: 'note',
      configs: 'input',
      'cases > * > id': 'name',
      'cases > * > note': 'note',
      'cases > * > hyps': 'input',
      'cases > * > refs': 'input',
      [`cases > ${unscored} > results`]: 'names of Python errors of the one case that has no reference',
    });
  });
});
