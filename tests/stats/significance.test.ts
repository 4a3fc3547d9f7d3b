import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Bleu } from '#metrics/bleu.ts';
import { Chrf } from '#metrics/chrf.ts';
import { corpusStats } from '#metrics/corpus.ts';
import type { TextMetric } from '#metrics/metric.ts';
import { Ter } from '#metrics/ter.ts';
import { bootstrapP, meanAndHalf } from '#stats/bootstrap.ts';
import { Random } from '#stats/random.ts';
import { randomizationP } from '#stats/randomization.ts';
import { Resamples, resample } from '#stats/resampling.ts';
import type { Series } from '#stats/series.ts';
import { valueOf } from '#stats/series.ts';
import { SHARED, sharedText } from '../shared.ts';

const SEED = 12345;

interface Outcome {
  readonly score: number;
  readonly p?: number;
  readonly mean: number;
  readonly half: number;
}

function finish<T>(running: Generator<void, T>): T {
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}

/** Each system against the first, as sacreBLEU's paired bootstrap reports it. */
function bootstrapOutcomes(series: readonly Series[], units: number, samples: number): readonly Outcome[] {
  const scores = series.map(valueOf);
  const values = finish(resample(series, new Resamples({ units, samples, seed: SEED })));
  return values.map((own, i) => {
    const p =
      i === 0
        ? undefined
        : bootstrapP(
            own.map((value, k) => value - (values[0]?.[k] ?? NaN)),
            (scores[0] ?? 0) - (scores[i] ?? 0),
          );
    return { score: scores[i] ?? NaN, ...(p === undefined ? {} : { p }), ...meanAndHalf(own) };
  });
}

/** As its approximate randomisation does: the intervals of all but the first go on with the random numbers that the trials left. */
function randomizationOutcomes(series: readonly Series[], units: number, trials: number, samples: number): readonly Outcome[] {
  const [baseline] = series;
  if (!baseline) return [];
  return series.map((own, i) => {
    const random = new Random(SEED);
    const [p] = i === 0 ? [] : finish(randomizationP([[baseline, own]], units, { trials, seed: SEED }, random));
    const [values = new Float64Array(0)] = finish(resample([own], new Resamples({ units, samples, seed: SEED }, random)));
    return { score: valueOf(own), ...(p === undefined ? {} : { p }), ...meanAndHalf(values) };
  });
}

function seriesOf(metric: TextMetric, hypotheses: readonly string[], references: readonly (readonly string[])[]): Series {
  const texts = hypotheses.map((hypothesis, i) => ({ hypothesis, references: references[i] ?? [] }));
  return { rows: corpusStats(metric, texts), width: metric.width, value: (sums) => metric.score(sums) };
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
        const series = Object.values(golden.systems).map((hypotheses) => seriesOf(metric, hypotheses, references));
        const own =
          test === 'bs' ? bootstrapOutcomes(series, texts.length, samples) : randomizationOutcomes(series, texts.length, samples, 1000);
        for (const [i, one] of expected.entries()) expectOutcome(own[i], one, 5e-6);
      });
    }
  }
});

interface Significance {
  readonly refs: readonly string[];
  readonly bleu_tokenizer: 'zh' | '13a';
  readonly sacrebleu_bs: {
    n_samples: number;
    results: Record<string, Record<string, { score: number; p_value: number | null; mean: number; ci: number }>>;
  };
  readonly sacrebleu_ar: { n_samples: number; n_ar_confidence: number; results: Significance['sacrebleu_bs']['results'] };
  readonly float64: {
    bs: Record<
      string,
      Record<string, { score: number; mean: number; ci: number; ci_low: number; ci_high: number; p_value?: number; koehn_wins?: number }>
    >;
    ar: Record<string, Record<string, { p_value: number; near_ties: number }>>;
  };
}

describe.skipIf(SHARED === undefined)('significance on real texts', () => {
  it.each(['zh-en-ted', 'en-zh-bio', 'et-en-mlqe'])('%s equals sacreBLEU digit for digit', (pair) => {
    const golden = JSON.parse(sharedText(`golden/metrics/sacrebleu/significance-${pair}.json`)) as Significance;
    const inputs = JSON.parse(sharedText(`golden/metrics/inputs/${pair}.json.gz`)) as {
      refs: Record<string, readonly (string | null)[]>;
      systems: Record<string, readonly string[]>;
    };
    const metrics: Record<string, TextMetric> = { BLEU: new Bleu({ tokenize: golden.bleu_tokenizer }), chrF2: new Chrf(), TER: new Ter() };
    let checked = 0;
    for (const [id, results] of Object.entries(golden.sacrebleu_bs.results)) {
      const metric = metrics[id];
      if (!metric) throw new Error(`no metric ${id}`);
      const systems = Object.keys(results);
      const units = inputs.systems[systems[0] ?? '']?.length ?? 0;
      const references = Array.from({ length: units }, (_, i) =>
        golden.refs.map((name) => inputs.refs[name]?.[i]).filter((text) => typeof text === 'string'),
      );
      const series = systems.map((name) => seriesOf(metric, inputs.systems[name] ?? [], references));
      const bootstrapped = bootstrapOutcomes(series, units, golden.sacrebleu_bs.n_samples);
      const randomized = randomizationOutcomes(series, units, golden.sacrebleu_ar.n_samples, golden.sacrebleu_ar.n_ar_confidence);
      for (const [i, system] of systems.entries()) {
        for (const [own, tool] of [
          [bootstrapped[i], results[system]],
          [randomized[i], golden.sacrebleu_ar.results[id]?.[system]],
        ] as const) {
          if (!tool) throw new Error(`no ${id} of ${system}`);
          expectOutcome(own, { ...tool, p: tool.p_value }, 5e-6);
        }
        const exact = golden.float64.bs[id]?.[system];
        if (!exact) throw new Error(`no ${id} of ${system}`);
        expectOutcome(bootstrapped[i], { ...exact, p: exact.p_value ?? null }, 1e-9);
        expect(randomized[i]?.p).toBe(golden.float64.ar[id]?.[system]?.p_value);
        checked++;
      }
    }
    process.stdout.write(`significance ${pair}: ${checked} systems and metrics, p-values equal\n`);
    expect(checked).toBeGreaterThan(8);
  });

  it("equals sacreBLEU on WMT17's sixteen systems", () => {
    const golden = JSON.parse(sharedText('golden/metrics/sacrebleu/significance-wmt17-stats.json.gz')) as {
      n: number;
      bs: { n_samples: number; results: Record<string, { score: number; p_value?: number; mean: number; ci: number }> };
      ar: { n_samples: number; results: Record<string, { p_value?: number }> };
      stats_columns: Record<string, readonly (readonly number[])[]>;
    };
    const metric = new Bleu({ tokenize: 'none' });
    const systems = Object.keys(golden.bs.results);
    const series = systems.map((name): Series => {
      const columns = golden.stats_columns[name] ?? [];
      const rows = Float64Array.from(
        { length: golden.n * metric.width },
        (_, k) => columns[k % metric.width]?.[Math.floor(k / metric.width)] ?? NaN,
      );
      return { rows, width: metric.width, value: (sums) => metric.score(sums) };
    });
    const own = bootstrapOutcomes(series, golden.n, golden.bs.n_samples);
    const [baseline] = series;
    if (!baseline) throw new Error('no systems');
    const trials = { trials: golden.ar.n_samples, seed: SEED };
    const ps = finish(
      randomizationP(
        series.slice(1).map((one) => [baseline, one] as const),
        golden.n,
        trials,
      ),
    );
    for (const [i, system] of systems.entries()) {
      const tool = golden.bs.results[system];
      if (!tool) throw new Error(`no ${system}`);
      expectOutcome(own[i], { ...tool, p: tool.p_value ?? null }, 5e-6);
      if (i > 0) expect(ps[i - 1], system).toBe(golden.ar.results[system]?.p_value);
    }
  });
});
