import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Bleu } from '#metrics/bleu.ts';
import { Chrf } from '#metrics/chrf.ts';
import type { TextMetric } from '#metrics/metric.ts';
import { Ter } from '#metrics/ter.ts';
import type { Series } from '#stats/series.ts';
import type { Outcome } from '../golden/outcomes.ts';
import { bootstrapOutcomes, randomizationOutcomes, seriesOf } from '../golden/outcomes.ts';

function textSeries(metric: TextMetric, hypotheses: readonly string[], references: readonly (readonly string[])[]): Series {
  return seriesOf(
    metric,
    hypotheses.map((hypothesis, i) => ({ hypothesis, references: references[i] ?? [] })),
  );
}

function expectOutcome(
  own: Outcome | undefined,
  golden: { score: number; p?: number | null; mean: number; ci: number },
  tolerance: number,
): void {
  expect(Math.abs((own?.score ?? NaN) - golden.score)).toBeLessThanOrEqual(1e-9);
  if (typeof golden.p === 'number') expect(own?.p).toBe(golden.p);
  expect(Math.abs((own?.mean ?? NaN) - golden.mean)).toBeLessThanOrEqual(tolerance);
  expect(Math.abs((own?.half ?? NaN) - golden.ci)).toBeLessThanOrEqual(tolerance);
}

/** See `../metrics/golden/make.py`. sacreBLEU sums in single precision. */
describe('significance on our own texts', () => {
  const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../metrics/golden/${name}`, import.meta.url), 'utf8')) as T; // our own file
  const { texts } = read<{ texts: readonly { references: readonly (string | null)[] }[] }>('sacrebleu.json');
  const golden = read<{
    systems: Record<string, readonly string[]>;
    tests: readonly {
      test: string;
      samples: number;
      results: Record<string, readonly { score: number; p: number | null; mean: number; ci: number }[]>;
    }[];
  }>('significance.json');
  const references = texts.map((row) => row.references.filter((text) => text !== null));
  const metrics: Record<string, TextMetric> = { BLEU: new Bleu(), chrF2: new Chrf(), TER: new Ter() };

  for (const { test, samples, results } of golden.tests) {
    for (const [id, expected] of Object.entries(results)) {
      it(`${id} by ${test} gives sacreBLEU's p-values`, () => {
        const metric = metrics[id];
        if (!metric) throw new Error(`no metric ${id}`);
        const series = Object.values(golden.systems).map((hypotheses) => textSeries(metric, hypotheses, references));
        const own =
          test === 'bs' ? bootstrapOutcomes(series, texts.length, samples) : randomizationOutcomes(series, texts.length, samples, 1000);
        for (const [i, one] of expected.entries()) expectOutcome(own[i], one, 5e-6);
      });
    }
  }
});
