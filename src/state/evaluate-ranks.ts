import type { ScoreSheet } from '#core/score-sheet.ts';
import { rankSystems } from '#stats/ranking.ts';

/** Where a system stands by one metric. */
export interface Rank {
  readonly systemId: string;
  /** The best and the worst rank that the tests leave open. */
  readonly best: number;
  readonly worst: number;
  /** From 1: every system of a cluster is significantly better than every one of the later ones. */
  readonly cluster: number;
}

/** Level of significance, as the settings' correction holds it for all pairs together. */
export const RANK_ALPHA = 0.05;

/** The systems from best to worst by this metric, as far as its paired tests tell them apart; none where nothing was, or has yet been, tested. */
export function ranksOf(sheet: ScoreSheet, metricId: string): readonly Rank[] {
  const column = sheet.metrics.findIndex(({ id }) => id === metricId);
  const tests = sheet.pairTests.find((one) => one.metricId === metricId);
  const metric = sheet.metrics[column];
  if (!metric || !tests?.isTested) return [];
  // What makes no claim in the comparison with the best makes none here.
  const least = sheet.comparisons.find((one) => one.metricId === metricId)?.least ?? 0;
  const sign = metric.higherIsBetter ? 1 : -1;
  const scored = sheet.systems.flatMap(({ id, values }) => (values[column] ? [{ id, score: sign * values[column].value }] : []));
  const pValues = new Map<string, number | undefined>(
    tests.pairs
      .filter(({ segments }) => segments >= least)
      .flatMap(({ firstId, secondId, p }) => [
        [`${firstId} ${secondId}`, p],
        [`${secondId} ${firstId}`, p],
      ]),
  );
  const ranking = rankSystems(
    scored.map(({ score }) => score),
    (first, second) => pValues.get(`${scored[first]?.id ?? ''} ${scored[second]?.id ?? ''}`),
    { alpha: RANK_ALPHA, correction: sheet.request.settings.correction },
  );
  return ranking.systems.map(({ index, best, worst, cluster }) => ({ systemId: scored[index]?.id ?? '', best, worst, cluster }));
}
