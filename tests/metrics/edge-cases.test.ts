import { describe, expect, it } from 'vitest';
import { Bleu } from '#metrics/bleu.ts';
import { bleuTokens } from '#metrics/bleu-tokenizer.ts';
import { corpusStats, sumStats } from '#metrics/corpus.ts';
import { SHARED, sharedText } from '../shared.ts';
import type { GoldenOptions } from './options.ts';
import { isTokenizer, metricOf } from './options.ts';

type BleuResult = readonly [number, number, number, number, readonly number[], readonly number[], readonly number[]];
/** Score, edits, mean reference length. */
type TerResult = readonly [number, number, number];

interface EdgeCases {
  readonly configs: Readonly<Record<string, GoldenOptions>>;
  readonly cases: readonly {
    readonly id: string;
    readonly hyps: readonly string[];
    readonly refs: readonly (readonly (string | null)[])[];
    readonly results: Readonly<Record<string, number | BleuResult | TerResult | { readonly error: string }>>;
    readonly tok: Readonly<Record<string, readonly string[]>>;
  }[];
}

describe.skipIf(SHARED === undefined)('edge cases of sacreBLEU', () => {
  it('are equal to the last digit that counts', () => {
    const golden = JSON.parse(sharedText('golden/metrics/sacrebleu/edge-cases.json.gz')) as EdgeCases;
    let scores = 0;
    let refused = 0;
    for (const { id, hyps, refs, results, tok } of golden.cases) {
      for (const [config, expected] of Object.entries(results)) {
        const options = golden.configs[config];
        if (!options) throw new Error(`no options ${config}`);
        const metric = metricOf(options);
        const texts = hyps.map((hypothesis, i) => ({
          hypothesis,
          references: refs.map((stream) => stream[i]).filter((text) => typeof text === 'string'),
        }));
        if (typeof expected === 'object' && 'error' in expected) {
          // What sacreBLEU cannot score has a segment without any reference: such segments never reach a metric here.
          expect(
            texts.some(({ references }) => references.length === 0),
            `${id} ${config}`,
          ).toBe(true);
          refused++;
          continue;
        }
        const sums = sumStats(corpusStats(metric, texts), metric.width);
        const score = typeof expected === 'number' ? expected : expected[0];
        expect(Math.abs(metric.score(sums) - score), `${id} ${config}`).toBeLessThanOrEqual(1e-9);
        if (metric instanceof Bleu && typeof expected === 'object') {
          const { brevityPenalty, hypothesisLength, referenceLength, counts, totals } = metric.explain(sums);
          expect(Math.abs(brevityPenalty - expected[1]), `${id} ${config}`).toBeLessThanOrEqual(1e-9);
          expect([hypothesisLength, referenceLength, counts, totals], `${id} ${config}`).toEqual(expected.slice(2, 6));
        }
        scores++;
      }
      for (const [tokenizer, tokens] of Object.entries(tok)) {
        if (isTokenizer(tokenizer)) expect(bleuTokens(tokenizer, hyps[0] ?? ''), `${id} ${tokenizer}`).toEqual(tokens);
      }
    }
    process.stdout.write(`edge cases: ${golden.cases.length} cases, ${scores} scores equal, ${refused} without a reference\n`);
    expect(scores).toBeGreaterThan(2000);
  });
});
