import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReferencedText } from '#metrics/corpus.ts';
import { corpusStats, referenceCount, sumStats } from '#metrics/corpus.ts';
import { Bleu } from '#metrics/bleu.ts';
import { Ter } from '#metrics/ter.ts';
import { printedScore } from '#metrics/printed.ts';
import { SHARED, sharedText } from '../shared.ts';
import type { GoldenOptions } from '../metrics/options.ts';
import { metricOf, tokensOf } from '../metrics/options.ts';
import { GoldenFile } from './golden-file.ts';

/** Golden numbers of sacreBLEU 2.6.0 over real texts; see the README beside them. */
const PAIRS = ['zh-en-ted', 'en-de-bio', 'en-de-bio-doc', 'en-zh-bio', 'en-ru-bio', 'et-en-mlqe'] as const;

interface Inputs {
  readonly src: readonly string[];
  readonly refs: Readonly<Record<string, readonly (string | null)[]>>;
  readonly systems: Readonly<Record<string, readonly string[]>>;
}

interface Golden {
  readonly corpus: readonly {
    readonly id: string;
    readonly refs: readonly string[];
    readonly options: GoldenOptions;
    readonly systems: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }[];
  readonly sentence: readonly {
    readonly refs: readonly string[];
    readonly options: GoldenOptions;
    readonly systems: Readonly<Record<string, readonly number[]>>;
  }[];
  readonly stats: readonly {
    readonly id: string;
    readonly refs: readonly string[];
    readonly system: string;
    readonly rows: readonly (readonly number[])[];
  }[];
  readonly tokenized_sha256: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tokenized_sample: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function texts(inputs: Inputs, system: string, refs: readonly string[]): ReferencedText[] {
  return (inputs.systems[system] ?? []).map((hypothesis, i) => ({
    hypothesis,
    references: refs.map((name) => inputs.refs[name]?.[i]).filter((text) => typeof text === 'string'),
  }));
}

describe.skipIf(SHARED === undefined).each(PAIRS)('golden numbers of sacreBLEU: %s', (pair) => {
  it('every score, statistic, signature and token', () => {
    const inputs = JSON.parse(sharedText(`golden/metrics/inputs/${pair}.json.gz`)) as Inputs;
    const golden = new GoldenFile<Golden>(`sacrebleu/${pair}.json.gz`);
    for (const [at, { refs, options, systems }] of golden.data.corpus.entries()) {
      const metric = metricOf(options);
      for (const system of Object.keys(systems)) {
        const pairs = texts(inputs, system, refs);
        const sums = sumStats(corpusStats(metric, pairs), metric.width);
        const where = ['corpus', at, 'systems', system];
        golden.meets([...where, 'score'], metric.score(sums));
        golden.meets([...where, 'format'], printedScore(metric, sums));
        golden.meets(['corpus', at, 'signature'], metric.signature(referenceCount(pairs)));
        if (metric instanceof Bleu) golden.meets(where, detailOf(metric, sums));
        else if (metric instanceof Ter) golden.meets(where, { num_edits: sums[0], ref_length: sums[1] });
        else golden.meets([...where, 'name'], metric.id);
      }
    }
    for (const [at, { refs, options, systems }] of golden.data.sentence.entries()) {
      const metric = metricOf(options);
      for (const [system, scores] of Object.entries(systems)) {
        const rows = corpusStats(metric, texts(inputs, system, refs));
        const own = scores.map((_, i) => metric.score(rows.subarray(i * metric.width, (i + 1) * metric.width)));
        golden.meets(['sentence', at, 'systems', system], own);
      }
    }
    for (const [at, { id, refs, system, rows }] of golden.data.stats.entries()) {
      const options = golden.data.corpus.find((entry) => entry.id === id)?.options;
      if (!options) throw new Error(`no options ${id}`);
      const metric = metricOf(options);
      const own = corpusStats(metric, texts(inputs, system, refs));
      const list = rows.map((_, i) => own.subarray(i * metric.width, (i + 1) * metric.width));
      golden.meets(['stats', at, 'rows'], list, { within: 0 });
    }
    expectTokens(golden, inputs);
    golden.settle({
      pair: 'name',
      tool: 'versions',
      seed: 'of the sample of lines',
      note: 'note',
      tokenized_note: 'note',
      'corpus > * > id': 'name',
      'corpus > * > refs': 'input',
      'corpus > * > options': 'input',
      'corpus > * > signature_short': 'the same signature abbreviated; Stet prints it in full',
      'sentence > * > id': 'name',
      'sentence > * > refs': 'input',
      'sentence > * > options': 'input',
      'stats > * > id': 'name',
      'stats > * > refs': 'input',
      'stats > * > system': 'input',
      'stats > * > layout': 'note',
    });
  });
});

function detailOf(metric: Bleu, sums: Float64Array): Readonly<Record<string, unknown>> {
  const { counts, totals, precisions, brevityPenalty, hypothesisLength, referenceLength } = metric.explain(sums);
  return { counts, totals, precisions, bp: brevityPenalty, sys_len: hypothesisLength, ref_len: referenceLength };
}

function expectTokens(golden: GoldenFile<Golden>, inputs: Inputs): void {
  const cut = (id: string, line: string | null | undefined): string => (typeof line === 'string' ? tokensOf(id, line).join(' ') : '');
  for (const [id, hashes] of Object.entries(golden.data.tokenized_sha256)) {
    for (const name of Object.keys(hashes)) {
      const lines = name === 'src' ? inputs.src : (inputs.refs[name] ?? inputs.systems[name] ?? []);
      const tokenized = lines.map((line) => cut(id, line)).join('\n');
      golden.meets(['tokenized_sha256', id, name], createHash('sha256').update(tokenized, 'utf8').digest('hex'));
    }
  }
  for (const [id, lines] of Object.entries(golden.data.tokenized_sample)) {
    const [first] = Object.values(inputs.systems);
    for (const line of Object.keys(lines)) golden.meets(['tokenized_sample', id, line], cut(id, first?.[Number(line)]));
  }
  expect(Object.keys(golden.data.tokenized_sample)).toHaveLength(10);
}
