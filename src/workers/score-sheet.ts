import type { ScoreRequest } from '#core/score-settings.ts';
import type { ScoreSheet, SheetMetric, SheetValue, SystemScores } from '#core/score-sheet.ts';
import { typologyOf } from '#core/typologies.ts';
import { referenceCount } from '#metrics/corpus.ts';
import type { Interval, Series } from '#stats/bootstrap.ts';
import { bootstrap, meanSeries, valueOf } from '#stats/bootstrap.ts';
import { compareWithBest } from '#workers/score-comparison.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { ScoredProject } from '#workers/score-project.ts';
import { corpusSeries } from '#workers/score-statistics.ts';

/** Fixed, and printed with every interval: the same texts and judgements always give the same figures. sacreBLEU's own default. */
const SEED = 12345;
const SAMPLES = 1000;
const LEVEL = 0.95;
const BOOTSTRAP = { samples: SAMPLES, seed: SEED, level: LEVEL } as const;

/** The columns of the sheet. */
export function sheetMetrics(project: ScoredProject): readonly SheetMetric[] {
  const { texts, statistics, models, ratingMetrics } = project;
  const typology = typologyOf(texts.project.typologyId);
  const references = referenceCount(
    texts.documents.flatMap((document) => document.references.filter((own) => own.length > 0).map((own) => ({ references: own }))),
  );
  return [
    ...ratingMetrics.map((metric): SheetMetric => ({
      id: metric.id,
      kind: 'rating',
      name: metric.id,
      higherIsBetter: metric.higherIsBetter,
      signature: metric.signature(typology),
    })),
    ...statistics.measures.map(({ corpus, sentence }): SheetMetric => {
      const signature = corpus.signature(references);
      const segmentSignature = sentence.signature(references);
      const { id, higherIsBetter } = corpus;
      return { id, kind: 'text', name: id, higherIsBetter, signature, ...(segmentSignature === signature ? {} : { segmentSignature }) };
    }),
    ...models.map(({ metricId, name, higherIsBetter, signature }): SheetMetric => ({
      id: metricId,
      kind: 'model',
      name,
      higherIsBetter,
      signature,
    })),
  ];
}

/** Every number of the project. */
export async function buildSheet(project: ScoredProject, request: ScoreRequest, pace: Pace): Promise<ScoreSheet> {
  const { texts, ratings, ratingMetrics } = project;
  const { systems } = texts;
  const textValues = await project.keep('corpus scores', () => scoreTexts(project, pace));
  const means = await averages(project, pace);
  const rows = systems.map((system): SystemScores => {
    const rating = ratings.get(system.id);
    return {
      id: system.id,
      name: system.name,
      origin: system.origin,
      translated: texts.documents.reduce(
        (sum, { targets }) => sum + (targets.get(system.id)?.filter((text) => text !== null).length ?? 0),
        0,
      ),
      rated: rating?.rated ?? 0,
      annotators: rating?.annotatorIds.size ?? 0,
      values: [...(means.ratings.get(system.id) ?? []), ...(textValues.get(system.id) ?? []), ...(means.models.get(system.id) ?? [])],
    };
  });
  const comparisons = [];
  for (const [i, metric] of ratingMetrics.entries()) {
    const rated = systems.map(({ id }) => ({
      systemId: id,
      values: ratings.get(id)?.values[i] ?? new Float64Array(texts.count).fill(NaN),
    }));
    const comparison = await compareWithBest(metric, rated, SEED, pace);
    if (comparison) comparisons.push(comparison);
  }
  return {
    projectId: texts.project.id,
    request,
    segments: texts.count,
    documents: texts.documents.length,
    allSegments: texts.count,
    referenced: texts.documents.reduce((sum, { references }) => sum + references.filter((own) => own.length > 0).length, 0),
    annotators: new Set([...ratings.values()].flatMap(({ annotatorIds }) => [...annotatorIds])).size,
    metrics: sheetMetrics(project),
    systems: rows,
    losses: [...ratings.values()].flatMap(({ losses }) => losses),
    comparisons,
    pairTests: [],
    bootstrap: BOOTSTRAP,
  };
}

async function scoreTexts(
  { texts, statistics }: ScoredProject,
  pace: Pace,
): Promise<ReadonlyMap<string, readonly (SheetValue | undefined)[]>> {
  const scored = texts.systems.map(({ id }) => statistics.scored(texts, id));
  const series = scored.flatMap(({ rows }) =>
    statistics.measures.map(({ corpus }, i) => corpusSeries(corpus, rows[i] ?? new Uint32Array(0))),
  );
  return split(
    texts.systems.map(({ id }) => id),
    await estimate(series, pace),
  );
}

async function averages(
  project: ScoredProject,
  pace: Pace,
): Promise<Record<'ratings' | 'models', ReadonlyMap<string, readonly (SheetValue | undefined)[]>>> {
  const { texts, ratings, models, ratingMetrics } = project;
  const ids = texts.systems.map(({ id }) => id);
  const series = (values: readonly (Float64Array | undefined)[]): readonly Series[] =>
    values.map((list) => meanSeries((list ?? new Float64Array(0)).filter((value) => !Number.isNaN(value))));
  const rated = ids.flatMap((id) => series(ratingMetrics.map((_, i) => ratings.get(id)?.values[i])));
  const scored = ids.flatMap((id) => series(models.map(({ values }) => values.get(id))));
  const all = await estimate([...rated, ...scored], pace);
  return { ratings: split(ids, all.slice(0, rated.length)), models: split(ids, all.slice(rated.length)) };
}

/** The values in turn belong to the systems in turn, as many to each. */
function split<T>(ids: readonly string[], values: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const width = ids.length === 0 ? 0 : values.length / ids.length;
  return new Map(ids.map((id, i) => [id, values.slice(i * width, (i + 1) * width)]));
}

/** Value and interval of each series; nothing for one without units. Series of as many units share their resamples. */
async function estimate(series: readonly Series[], pace: Pace): Promise<readonly (SheetValue | undefined)[]> {
  const sizes = series.map(({ rows, width }) => rows.length / width);
  const intervals = new Map<Series, Interval>();
  for (const size of new Set(sizes)) {
    if (size < 2) continue;
    const group = series.filter((_, i) => sizes[i] === size);
    const running = bootstrap(group, size, BOOTSTRAP);
    for (;;) {
      const { done, value } = running.next();
      if (done) {
        for (const [i, one] of group.entries()) {
          const interval = value[i];
          if (interval) intervals.set(one, interval);
        }
        break;
      }
      await pace.step(0);
    }
  }
  return series.map((one, i) => {
    const segments = sizes[i] ?? 0;
    return segments === 0 ? undefined : { value: valueOf(one), segments, ...intervals.get(one) };
  });
}
