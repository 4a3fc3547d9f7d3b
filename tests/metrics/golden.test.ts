import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReferencedText } from '#metrics/corpus.ts';
import { corpusStats, referenceCount, sumStats } from '#metrics/corpus.ts';
import { Bleu } from '#metrics/bleu.ts';
import { bleuTokens } from '#metrics/bleu-tokenizer.ts';
import { printedScore } from '#metrics/printed.ts';
import { SHARED, sharedText } from '../shared.ts';
import type { GoldenOptions } from './options.ts';
import { isTokenizer, metricOf } from './options.ts';

/** Golden numbers of sacreBLEU 2.6.0 over real texts; see the README beside them. */
const PAIRS = ['zh-en-ted', 'en-de-bio', 'en-de-bio-doc', 'en-zh-bio', 'en-ru-bio', 'et-en-mlqe'];
const TOLERANCE = 1e-9;

interface Inputs {
  readonly src: readonly string[];
  readonly refs: Readonly<Record<string, readonly (string | null)[]>>;
  readonly systems: Readonly<Record<string, readonly string[]>>;
}

interface GoldenScore {
  readonly score: number;
  readonly format: string;
  readonly counts?: readonly number[];
  readonly totals?: readonly number[];
  readonly precisions?: readonly number[];
  readonly bp?: number;
  readonly sys_len?: number;
  readonly ref_len?: number;
}

interface Golden {
  readonly corpus: readonly {
    id: string;
    refs: readonly string[];
    options: GoldenOptions;
    systems: Record<string, GoldenScore>;
    signature: string;
  }[];
  readonly sentence: readonly { id: string; refs: readonly string[]; options: GoldenOptions; systems: Record<string, readonly number[]> }[];
  readonly stats: readonly { id: string; refs: readonly string[]; system: string; rows: readonly (readonly number[])[] }[];
  readonly tokenized_sha256: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function texts(inputs: Inputs, system: string, refs: readonly string[]): ReferencedText[] {
  return (inputs.systems[system] ?? []).map((hypothesis, i) => ({
    hypothesis,
    references: refs.map((name) => inputs.refs[name]?.[i]).filter((text) => typeof text === 'string'),
  }));
}

describe.skipIf(SHARED === undefined)('golden numbers of sacreBLEU', () => {
  for (const pair of PAIRS) {
    it(pair, () => {
      const inputs = JSON.parse(sharedText(`golden/metrics/inputs/${pair}.json.gz`)) as Inputs;
      const golden = JSON.parse(sharedText(`golden/metrics/sacrebleu/${pair}.json.gz`)) as Golden;
      const covered = { corpus: 0, sentence: 0, stats: 0, tokenized: 0 };
      for (const { id, refs, options, systems, signature } of golden.corpus) {
        const metric = metricOf(options);
        for (const [system, expected] of Object.entries(systems)) {
          const pairs = texts(inputs, system, refs);
          const sums = sumStats(corpusStats(metric, pairs), metric.width);
          expect(Math.abs(metric.score(sums) - expected.score), `${id} ${system}`).toBeLessThanOrEqual(TOLERANCE);
          expect(metric.signature(referenceCount(pairs))).toBe(signature);
          expect(printedScore(metric, sums), `${id} ${system}`).toBe(expected.format);
          if (metric instanceof Bleu) expectDetail(metric, sums, expected);
          covered.corpus++;
        }
      }
      for (const { id, refs, options, systems } of golden.sentence) {
        const metric = metricOf(options);
        for (const [system, expected] of Object.entries(systems)) {
          const rows = corpusStats(metric, texts(inputs, system, refs));
          const worst = expected.reduce((most, score, i) => {
            const own = metric.score(rows.subarray(i * metric.width, (i + 1) * metric.width));
            return Math.max(most, Math.abs(own - score));
          }, 0);
          expect(worst, `${id} ${system}`).toBeLessThanOrEqual(TOLERANCE);
          covered.sentence += expected.length;
        }
      }
      for (const { id, refs, system, rows } of golden.stats) {
        const options = golden.corpus.find((entry) => entry.id === id)?.options;
        if (!options) throw new Error(`no options ${id}`);
        const metric = metricOf(options);
        expect([...corpusStats(metric, texts(inputs, system, refs))]).toEqual(rows.flat());
        covered.stats += rows.length;
      }
      for (const [id, hashes] of Object.entries(golden.tokenized_sha256)) {
        if (!isTokenizer(id)) continue;
        for (const [name, sha256] of Object.entries(hashes)) {
          const lines = name === 'src' ? inputs.src : (inputs.refs[name] ?? inputs.systems[name] ?? []);
          const tokenized = lines.map((line) => (line === null ? '' : bleuTokens(id, line).join(' ')));
          expect(createHash('sha256').update(tokenized.join('\n'), 'utf8').digest('hex'), `${id} ${name}`).toBe(sha256);
          covered.tokenized++;
        }
      }
      process.stdout.write(
        `golden ${pair}: ${covered.corpus} corpus and ${covered.sentence} sentence scores, ${covered.stats} rows of statistics, ` +
          `${covered.tokenized} tokenized texts\n`,
      );
      expect(covered.corpus).toBeGreaterThan(40);
    });
  }
});

function expectDetail(metric: Bleu, sums: Float64Array, expected: GoldenScore): void {
  const own = metric.explain(sums);
  expect(own.counts).toEqual(expected.counts);
  expect(own.totals).toEqual(expected.totals);
  expect(own.hypothesisLength).toBe(expected.sys_len);
  expect(own.referenceLength).toBe(expected.ref_len);
  expect(Math.abs(own.brevityPenalty - (expected.bp ?? NaN))).toBeLessThanOrEqual(TOLERANCE);
  own.precisions.forEach((precision, i) => {
    expect(Math.abs(precision - (expected.precisions?.[i] ?? NaN))).toBeLessThanOrEqual(TOLERANCE);
  });
}
