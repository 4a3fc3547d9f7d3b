import type { ReferencedText } from '#metrics/corpus.ts';
import { corpusStats } from '#metrics/corpus.ts';
import type { TextMetric } from '#metrics/metric.ts';
import { bootstrapP, meanAndHalf } from '#stats/bootstrap.ts';
import { Random } from '#stats/random.ts';
import { randomizationP } from '#stats/randomization.ts';
import { Resamples, resample } from '#stats/resampling.ts';
import type { Series } from '#stats/series.ts';
import { valueOf } from '#stats/series.ts';

/** sacreBLEU's own. */
export const SEED = 12345;

/** What a test of a system against the first says, and the interval of its own score. */
export interface Outcome {
  readonly score: number;
  /** None for the first. */
  readonly p: number | undefined;
  readonly mean: number;
  readonly half: number;
  /** Its score in each resample. */
  readonly values: Float64Array;
}

function finish<T>(running: Generator<void, T>): T {
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}

export function seriesOf(metric: TextMetric, texts: readonly ReferencedText[]): Series {
  return { rows: corpusStats(metric, texts), width: metric.width, value: (sums) => metric.score(sums) };
}

/** Each system against the first, as sacreBLEU's paired bootstrap reports it. */
export function bootstrapOutcomes(series: readonly Series[], units: number, samples: number): readonly Outcome[] {
  const scores = series.map(valueOf);
  const all = finish(resample(series, new Resamples({ units, samples, seed: SEED })));
  return all.map((values, i) => {
    const apart = values.map((value, k) => value - (all[0]?.[k] ?? NaN));
    const p = i === 0 ? undefined : bootstrapP(apart, (scores[0] ?? 0) - (scores[i] ?? 0));
    return { score: scores[i] ?? NaN, p, ...meanAndHalf(values), values };
  });
}

/** As its approximate randomisation does: the intervals of all but the first go on with the random numbers that the trials left. */
export function randomizationOutcomes(series: readonly Series[], units: number, trials: number, samples: number): readonly Outcome[] {
  const [baseline] = series;
  if (!baseline) return [];
  return series.map((own, i) => {
    const random = new Random(SEED);
    const [p] = i === 0 ? [] : finish(randomizationP([[baseline, own]], units, { trials, seed: SEED }, random));
    const [values = new Float64Array(0)] = finish(resample([own], new Resamples({ units, samples, seed: SEED }, random)));
    return { score: valueOf(own), p, ...meanAndHalf(values), values };
  });
}

/** Every system's p of the randomisation against the first, from one stream of random numbers. */
export function randomizationPs(series: readonly Series[], units: number, trials: number): readonly number[] {
  const [baseline, ...others] = series;
  if (!baseline) return [];
  return finish(
    randomizationP(
      others.map((one) => [baseline, one] as const),
      units,
      { trials, seed: SEED },
    ),
  );
}
