import { describe, expect, it } from 'vitest';
import { Bleu } from '#metrics/bleu.ts';
import { Chrf } from '#metrics/chrf.ts';
import { referenceCount, sumStats } from '#metrics/corpus.ts';
import type { TextMetric } from '#metrics/metric.ts';
import { printedScore } from '#metrics/printed.ts';
import { Ter } from '#metrics/ter.ts';
import type { Series } from '#stats/series.ts';
import { SHARED, sharedText } from '../shared.ts';
import type { NoResults, Steps } from './golden-file.ts';
import { GoldenFile } from './golden-file.ts';
import type { Outcome } from './outcomes.ts';
import { SEED, bootstrapOutcomes, randomizationOutcomes, randomizationPs, seriesOf } from './outcomes.ts';

/** By metric and system. */
type Table<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;
interface Spread {
  readonly mean: number;
  readonly sd: number;
}
interface Significance {
  readonly baseline: string;
  readonly refs: readonly string[];
  readonly bleu_tokenizer: 'zh' | '13a';
  readonly sacrebleu_bs: { readonly n_samples: number; readonly results: Table<unknown> };
  readonly sacrebleu_ar: {
    readonly n_samples: number;
    readonly n_ar_confidence: number;
    readonly results: Table<{ p_value: number | null }>;
  };
  readonly single_system_bootstrap: { readonly system: string; readonly n_bootstrap: number };
  readonly float64: { readonly ar: Table<{ readonly near_ties: number }> };
  readonly bs_over_seeds: { readonly results: Table<Readonly<Record<'mean' | 'ci' | 'p_value', Spread>>> };
  readonly ar_over_seeds: { readonly results: Table<Spread> };
}

/** sacreBLEU sums in single precision. */
const SINGLE = { within: 5e-6 };

/** A metric's signature with what the test adds to it behind the number of references. */
function signatureOf(metric: TextMetric, references: number | 'var', test: string): string {
  const [first = '', ...others] = metric.signature(references).split('|');
  return [first, test, `seed:${SEED}`, ...others].join('|');
}

/** The score of one system in as many resamples as the file has it, 2.5 % cut off on each side. */
function endsOf(values: Float64Array): readonly [number, number] {
  const sorted = values.toSorted();
  const tail = Math.floor(sorted.length / 40);
  return [sorted[tail] ?? NaN, sorted[sorted.length - tail - 1] ?? NaN];
}

/** How often a system scores higher than, lower than and as the baseline (Koehn 2004). */
function koehnCounts(own: Outcome, baseline: Outcome | undefined): Readonly<Record<string, number>> {
  const apart = Array.from(own.values, (value, i) => Math.sign(value - (baseline?.values[i] ?? NaN)));
  const count = (sign: number): number => apart.filter((one) => one === sign).length;
  return { koehn_wins: count(1), koehn_losses: count(-1), koehn_ties: count(0) };
}

function meetsSpread(golden: GoldenFile<Significance>, steps: Steps, own: number | undefined, { sd }: Spread, more = 0): void {
  golden.meets([...steps, 'mean'], own, { within: 4 * sd + more });
}

describe.skipIf(SHARED === undefined)('significance on real texts', () => {
  it.each(['zh-en-ted', 'en-zh-bio', 'et-en-mlqe'] as const)('%s equals sacreBLEU digit for digit', (pair) => {
    const golden = new GoldenFile<Significance>(`sacrebleu/significance-${pair}.json`);
    const { baseline, refs, bleu_tokenizer, sacrebleu_bs: bs, sacrebleu_ar: ar, single_system_bootstrap: single } = golden.data;
    const inputs = JSON.parse(sharedText(`golden/metrics/inputs/${pair}.json.gz`)) as {
      refs: Record<string, readonly (string | null)[]>;
      systems: Record<string, readonly string[]>;
    };
    const metrics: Record<string, TextMetric> = { BLEU: new Bleu({ tokenize: bleu_tokenizer }), chrF2: new Chrf(), TER: new Ter() };
    for (const [id, metric] of Object.entries(metrics)) {
      const systems = Object.keys(bs.results[id] ?? {});
      expect(systems[0]).toBe(baseline);
      const texts = systems.map((name) =>
        (inputs.systems[name] ?? []).map((hypothesis, i) => ({
          hypothesis,
          references: refs.map((ref) => inputs.refs[ref]?.[i]).filter((text) => typeof text === 'string'),
        })),
      );
      const units = texts[0]?.length ?? 0;
      const series = texts.map((list) => seriesOf(metric, list));
      const bootstrapped = bootstrapOutcomes(series, units, bs.n_samples);
      const randomized = randomizationOutcomes(series, units, ar.n_samples, ar.n_ar_confidence);
      const references = referenceCount(texts[0] ?? []);
      golden.meets(['sacrebleu_bs', 'signatures', id], signatureOf(metric, references, `bs:${bs.n_samples}`));
      golden.meets(['sacrebleu_ar', 'signatures', id], signatureOf(metric, references, `bs:${ar.n_ar_confidence}|ar:${ar.n_samples}`));
      for (const [i, system] of systems.entries()) {
        const [own, other] = [bootstrapped[i], randomized[i]];
        if (!own || !other) throw new Error(`no ${system}`);
        for (const [name, one] of [
          ['sacrebleu_bs', own],
          ['sacrebleu_ar', other],
        ] as const) {
          golden.meets([name, 'results', id, system], { mean: one.mean, ci: one.half }, SINGLE);
          golden.meets([name, 'results', id, system, 'score'], one.score);
          golden.meets([name, 'results', id, system, 'p_value'], one.p, { within: 0 });
        }
        const [ci_low, ci_high] = endsOf(own.values);
        golden.meets(['float64', 'bs', id, system], { score: own.score, mean: own.mean, ci: own.half, ci_low, ci_high });
        const seeds = golden.data.bs_over_seeds.results[id]?.[system];
        if (!seeds) throw new Error(`no other seeds of ${system}`);
        meetsSpread(golden, ['bs_over_seeds', 'results', id, system, 'mean'], own.mean, seeds.mean);
        meetsSpread(golden, ['bs_over_seeds', 'results', id, system, 'ci'], own.half, seeds.ci);
        if (i === 0) continue;
        golden.meets(['float64', 'bs', id, system], { p_value: own.p, ...koehnCounts(own, bootstrapped[0]) }, { within: 0 });
        golden.meets(['float64', 'ar', id, system, 'p_value'], other.p, { within: 0 });
        golden.meets(['float64', 'ar', id, system, 'count'], Math.round((other.p ?? NaN) * (ar.n_samples + 1)) - 1);
        meetsSpread(golden, ['bs_over_seeds', 'results', id, system, 'p_value'], own.p, seeds.p_value, 0.01);
        const trials = golden.data.ar_over_seeds.results[id]?.[system];
        if (!trials) throw new Error(`no other seeds of ${system}`);
        meetsSpread(golden, ['ar_over_seeds', 'results', id, system], other.p, trials, 0.01);
      }
      const at = systems.indexOf(single.system);
      const [own, list, one] = [bootstrapped[at], texts[at], series[at]];
      if (!own || !list || !one || single.n_bootstrap !== bs.n_samples) throw new Error(`no ${single.system}`);
      golden.meets(['single_system_bootstrap', 'results', id], { mean: own.mean, ci: own.half }, SINGLE);
      golden.meets(['single_system_bootstrap', 'results', id], {
        score: own.score,
        format: printedScore(metric, sumStats(Float64Array.from(one.rows), one.width), own),
        signature: signatureOf(metric, references, `bs:${single.n_bootstrap}`),
      });
    }
    golden.settle(noResults(golden.data.baseline));
  });
});

function noResults(baseline: string): NoResults {
  return {
    pair: 'name',
    tool: 'versions',
    baseline: 'input',
    refs: 'input',
    bleu_tokenizer: 'input',
    seed: 'input',
    'sacrebleu_bs > n_samples': 'input',
    'sacrebleu_ar > n_samples': 'input',
    'sacrebleu_ar > n_ar_confidence': 'input',
    'sacrebleu_ar > note': 'note',
    'single_system_bootstrap > system': 'input',
    'single_system_bootstrap > n_bootstrap': 'input',
    'float64 > note': 'note',
    'float64 > ar > * > * > near_ties': 'how far p may move with another order of adding; ours is equal',
    'bs_over_seeds > seeds': 'input',
    'bs_over_seeds > n_samples': 'input',
    'bs_over_seeds > results > * > * > * > sd': 'the tolerance of the mean',
    'bs_over_seeds > results > * > * > * > min': 'extremes of other seeds',
    'bs_over_seeds > results > * > * > * > max': 'extremes of other seeds',
    [`bs_over_seeds > results > * > ${baseline} > p_value > mean`]: 'the baseline is not tested: always 0',
    'ar_over_seeds > seeds': 'input',
    'ar_over_seeds > n_samples': 'input',
    'ar_over_seeds > results > * > * > sd': 'the tolerance of the mean',
    'ar_over_seeds > results > * > * > min': 'extremes of other seeds',
    'ar_over_seeds > results > * > * > max': 'extremes of other seeds',
  };
}

describe.skipIf(SHARED === undefined)('significance of sixteen systems', () => {
  it('equals sacreBLEU, and comes as near to Moses and multeval as sacreBLEU asks of itself', () => {
    const golden = new GoldenFile<{
      readonly n: number;
      readonly bs: { readonly n_samples: number; readonly results: Readonly<Record<string, object>> };
      readonly ar: { readonly n_samples: number; readonly results: Readonly<Record<string, object>> };
      readonly stats_columns: Readonly<Record<string, readonly (readonly number[])[]>>;
    }>('sacrebleu/significance-wmt17-stats.json.gz');
    const { n, bs, ar, stats_columns } = golden.data;
    const metric = new Bleu({ tokenize: 'none' });
    const systems = Object.keys(bs.results);
    const series = systems.map((name): Series => {
      const columns = stats_columns[name] ?? [];
      const rows = Float64Array.from(
        { length: n * metric.width },
        (_, k) => columns[k % metric.width]?.[Math.floor(k / metric.width)] ?? NaN,
      );
      return { rows, width: metric.width, value: (sums) => metric.score(sums) };
    });
    const own = bootstrapOutcomes(series, n, bs.n_samples);
    const ps = randomizationPs(series, n, ar.n_samples);
    for (const [i, system] of systems.entries()) {
      const one = own[i];
      if (!one) throw new Error(`no ${system}`);
      golden.meets(['bs', 'results', system], { mean: one.mean, ci: one.half }, SINGLE);
      golden.meets(['bs', 'results', system, 'score'], one.score);
      golden.meets(['ar', 'results', system, 'score'], one.score);
      if (i === 0) continue;
      golden.meets(['bs', 'results', system, 'p_value'], one.p, { within: 0 });
      golden.meets(['ar', 'results', system, 'p_value'], ps[i - 1], { within: 0 });
      golden.meets(['moses_p_values', 'values', system], one.p, { within: 0.01 });
      golden.meets(['multeval_p_values', 'values', system, 0], ps[i - 1], { within: 0.01 });
    }
    golden.settle({
      tool: 'versions',
      origin: 'note',
      baseline: 'input',
      n: 'input',
      'bs > n_samples': 'input',
      'bs > seed': 'input',
      'ar > n_samples': 'input',
      'ar > seed': 'input',
      'moses_p_values > note': 'note',
      'multeval_p_values > note': 'note',
      'multeval_p_values > values > * > 1': 'of TER, and the file has no texts and no counts of edits',
      stats_columns: 'input',
    });
  });
});
