import type { PairTests, ScoreSheet, SheetMetric, SheetValue, SystemScores } from '#core/score-sheet.ts';
import { correctedInterval, percentileInterval } from '#stats/bootstrap.ts';
import { comparePairs, compareWithBest, comparisonSamples, testPairs } from '#workers/score-comparison.ts';
import type { Estimates } from '#workers/score-estimates.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** The columns of the sheet: what people gave, then what texts give, then what models gave. */
export function sheetMetrics(view: ScoreView): readonly SheetMetric[] {
  const { statistics, models, ratingMetrics, typology, facts } = view;
  const { references } = facts;
  const named = new Set<string>();
  const textMetrics = statistics.map(({ measure: { corpus, sentence } }): SheetMetric => {
    const signature = corpus.signature(references);
    const segmentSignature = sentence.signature(references);
    const { id: name, higherIsBetter } = corpus;
    const id = named.has(name) ? `${name}|${signature}` : name;
    named.add(name);
    return { id, kind: 'text', name, higherIsBetter, signature, ...(segmentSignature === signature ? {} : { segmentSignature }) };
  });
  return [
    ...ratingMetrics.map((metric): SheetMetric => ({
      id: metric.id,
      kind: 'rating',
      name: metric.id,
      higherIsBetter: metric.higherIsBetter,
      signature: metric.signature(typology),
    })),
    ...textMetrics,
    ...models.map(({ metricId, name, higherIsBetter, signature }): SheetMetric => ({
      id: metricId,
      kind: 'model',
      name,
      higherIsBetter,
      signature,
    })),
  ];
}

/** Every number of what the request asks for. */
export async function buildSheet(view: ScoreView, estimates: Estimates, pace: Pace): Promise<ScoreSheet> {
  const { texts, systems, request, places, ratingMetrics } = view;
  const { samples, seed, level } = request.settings;
  const metrics = sheetMetrics(view);
  const columns = metrics.map((metric, place) => ({ metric, place }));
  // Judgements are compared at a higher level; the first of their resamples are those of the intervals.
  const most = comparisonSamples(systems.length, samples);
  const values = columns.map((): readonly (SheetValue | undefined)[] => []);
  for (const group of [columns.filter(({ metric }) => metric.kind !== 'text'), columns.filter(({ metric }) => metric.kind === 'text')]) {
    const [first] = group;
    if (!first) continue;
    const series = group.flatMap(({ place }) => systems.map(({ id }) => view.seriesOf(place, id)));
    const drawn = first.metric.kind === 'text' ? samples : most;
    const resampled = await estimates.values(series, view.unitsOf(first.place), { samples: drawn, seed }, pace);
    for (const [i, { place }] of group.entries()) {
      values[place] = systems.map(({ id }, s) =>
        sheetValue(view, estimates, place, id, resampled[i * systems.length + s]?.subarray(0, samples), level),
      );
    }
  }
  // What models made and nobody has rated is told apart by the references; the rest is left to people.
  const unrated = systems.filter(({ id, origin }) => origin === 'model' && (view.ratingsOf(id)?.rated ?? 0) === 0);
  const comparisons = [];
  const pairTests = [];
  for (const column of columns) {
    const among = column.place < ratingMetrics.length ? systems : column.metric.kind === 'text' ? unrated : [];
    const comparison = await compareWithBest(view, column, among, estimates, pace);
    if (comparison) comparisons.push(comparison);
    const tests = await comparePairs(view, column, estimates, pace);
    if (tests) pairTests.push(tests);
  }
  const ratings = systems.flatMap(({ id }) => view.ratingsOf(id) ?? []);
  return {
    projectId: texts.project.id,
    request,
    segments: places.length,
    documents: view.documents.length,
    allSegments: texts.count,
    referenced: view.facts.referenced,
    annotators: new Set(ratings.flatMap(({ annotatorIds }) => [...annotatorIds])).size,
    metrics,
    systems: systems.map(({ id, name, origin }, s): SystemScores => {
      const rating = view.ratingsOf(id);
      return {
        id,
        name,
        origin,
        translated: view.facts.translated.get(id) ?? 0,
        rated: rating?.rated ?? 0,
        annotators: rating?.annotatorIds.size ?? 0,
        values: values.map((column) => column[s]),
      };
    }),
    losses: ratings.flatMap(({ losses }) => losses),
    comparisons,
    pairTests,
    bootstrap: { samples, seed, level },
  };
}

/** Every two systems tested against each other by one metric; undefined where there is nothing to test. */
export async function buildTests(view: ScoreView, metricId: string, estimates: Estimates, pace: Pace): Promise<PairTests | undefined> {
  const metrics = sheetMetrics(view);
  const place = metrics.findIndex(({ id }) => id === metricId);
  const metric = metrics[place];
  return metric && testPairs(view, { metric, place }, estimates, pace);
}

/** Undefined where the system has no value; without an interval where there are fewer than two units to resample. */
function sheetValue(
  view: ScoreView,
  estimates: Estimates,
  column: number,
  systemId: string,
  resampled: Float64Array | undefined,
  level: number,
): SheetValue | undefined {
  const shared = view.sharedOf(column, systemId, systemId);
  if (shared.segments === 0) return undefined;
  const { first, units } = shared;
  const interval =
    resampled && (view.isText(column) ? percentileInterval(resampled, { level, units }) : correctedInterval(resampled, first, level));
  return { value: estimates.valueOf(shared.first), segments: shared.segments, ...interval };
}
