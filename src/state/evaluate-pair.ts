import type { ScoreSheet, SheetMetric } from '#core/score-sheet.ts';
import type { EvaluatePlace } from '#state/evaluate-place.ts';

/** What plots and segments are about: a metric, and the two systems held against each other by it. */
export interface Focus {
  readonly metric: SheetMetric;
  readonly pair?: { readonly firstId: string; readonly secondId: string };
}

/** What the place asks for, as far as the sheet has it; else the first metric that people gave, the best system by it, and the one closest behind. */
export function focusOf(sheet: ScoreSheet, { metricId, rivalId }: Pick<EvaluatePlace, 'metricId' | 'rivalId'>): Focus | undefined {
  const hasValues = (column: number): boolean => sheet.systems.some(({ values }) => values[column]);
  const known = sheet.metrics.filter((_, column) => hasValues(column));
  const metric = known.find(({ id }) => id === metricId) ?? known.find(({ kind }) => kind === 'rating') ?? known[0];
  if (!metric) return undefined;
  const column = sheet.metrics.indexOf(metric);
  const sign = metric.higherIsBetter ? -1 : 1;
  const ranked = sheet.systems
    .flatMap(({ id, values }) => (values[column] ? [{ id, value: sign * values[column].value }] : []))
    .sort((a, b) => a.value - b.value);
  const leaderId = sheet.comparisons.find((comparison) => comparison.metricId === metric.id)?.leaderId ?? ranked[0]?.id;
  const rivals = ranked.filter(({ id }) => id !== leaderId);
  const rival = rivals.find(({ id }) => id === rivalId) ?? rivals[0];
  return { metric, ...(leaderId !== undefined && rival ? { pair: { firstId: leaderId, secondId: rival.id } } : {}) };
}
