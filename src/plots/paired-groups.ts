import type { SheetMetric } from '#core/score-sheet.ts';
import type { PlotFrame, PlotSource } from '#plots/plot.ts';
import { metricOf } from '#plots/plot.ts';

/** The mean advantage of one system over another in one part of the segments. */
export interface PairedGroup {
  readonly name: string;
  /** Segments that have a value of both. */
  readonly segments: number;
  /** > 0 where the first system is better, in the metric's unit. */
  readonly difference: number;
  /** 95 % by the normal approximation; absent for fewer than `LEAST` segments. */
  readonly low?: number;
  readonly high?: number;
}

/** Fewer shared segments make no claim, here as in the comparison of systems. */
const LEAST = 20;
/** The standard normal's 0.975 quantile. */
const Z = 1.959963984540054;

/** Every shared segment's difference, put into the groups that `groupOf` names; groups in the order in which they first come. */
export function pairedGroups(
  source: PlotSource,
  frame: Pick<PlotFrame, 'metricId' | 'pair'>,
  groupOf: (segment: number) => string,
): readonly PairedGroup[] {
  const pair = pairOf(source, frame);
  if (!pair) return [];
  const groups = new Map<string, number[]>();
  for (const [i, first] of pair.first.entries()) {
    const difference = (pair.metric.higherIsBetter ? 1 : -1) * (first - (pair.second[i] ?? NaN));
    if (Number.isNaN(difference)) continue;
    const group = groupOf(i);
    const known = groups.get(group);
    if (known) known.push(difference);
    else groups.set(group, [difference]);
  }
  return [...groups].map(([name, differences]) => ({ name, segments: differences.length, ...interval(differences) }));
}

/** Values of the two systems of the frame, along the segments. */
export function pairOf(
  source: PlotSource,
  frame: Pick<PlotFrame, 'metricId' | 'pair'>,
): { readonly metric: SheetMetric; readonly first: Float64Array; readonly second: Float64Array } | undefined {
  const found = metricOf(source, frame);
  const { values } = source;
  if (!found || !values || !frame.pair) return undefined;
  const [first, second] = [frame.pair.firstId, frame.pair.secondId].map(
    (id) => values.values[values.systemIds.indexOf(id)]?.[found.column],
  );
  return first && second && { metric: found.metric, first, second };
}

function interval(differences: readonly number[]): { readonly difference: number; readonly low?: number; readonly high?: number } {
  const count = differences.length;
  const difference = differences.reduce((sum, value) => sum + value, 0) / count;
  if (count < LEAST) return { difference };
  const squares = differences.reduce((sum, value) => sum + (value - difference) ** 2, 0);
  const half = Z * Math.sqrt(squares / (count - 1) / count);
  return { difference, low: difference - half, high: difference + half };
}
