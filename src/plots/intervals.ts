import type { SheetMetric, SheetValue, SystemScores } from '#core/score-sheet.ts';
import { Chart } from '#plots/chart.ts';
import type { Plot, PlotFrame, PlotSource } from '#plots/plot.ts';
import { metricOf } from '#plots/plot.ts';
import { scaleOver } from '#plots/scale.ts';
import { drawWhiskers, whiskersHeight } from '#plots/whiskers.ts';

/** Each system's value of one metric with its interval, the best first. */
export const INTERVALS: Plot = {
  id: 'intervals',
  has: (source, frame) => valuesOf(source, frame).length > 1,
  draw,
  data: (source, frame) => {
    const { system, value, low, high, segments } = frame.words.intervals.columns;
    const rows = valuesOf(source, frame).map((one) => [
      one.system.name,
      String(one.score.value),
      String(one.score.low ?? ''),
      String(one.score.high ?? ''),
      String(one.score.segments),
    ]);
    return [[system, value, low, high, segments], ...rows];
  },
};

interface Scored {
  readonly system: SystemScores;
  readonly score: SheetValue;
}

function valuesOf(source: PlotSource, frame: Pick<PlotFrame, 'metricId'>): readonly Scored[] {
  const found = metricOf(source, frame);
  if (!found) return [];
  const sign = found.metric.higherIsBetter ? -1 : 1;
  return source.sheet.systems
    .flatMap((system) => {
      const score = system.values[found.column];
      return score ? [{ system, score }] : [];
    })
    .sort((a, b) => sign * (a.score.value - b.score.value));
}

function draw(source: PlotSource, frame: PlotFrame): string {
  const chart = new Chart(frame);
  const { words } = frame;
  const scored = valuesOf(source, frame);
  const metric = metricOf(source, frame)?.metric;
  const [best] = scored;
  if (!metric || !best) return chart.finish('intervals', { ...words.intervals, description: words.intervals.empty }, 0, []);
  const ends = scored.flatMap(({ score }) => [score.value, score.low ?? score.value, score.high ?? score.value]);
  const scale = scaleOver(ends, chart.isNarrow ? 3 : 5);
  const rows = scored.map(({ system, score }) => ({
    name: system.name,
    note: '',
    ...score,
    figure: words.figure(metric, score.value),
    said: `${system.name}: ${written(words.figure, metric, score)}`,
  }));
  const description = words.intervals.description(metric.name, best.system.name, words.figure(metric, best.score.value), scored.length);
  return chart.finish(
    'intervals',
    { ...words.intervals, description },
    whiskersHeight(chart, rows.length, 4),
    drawWhiskers(chart, rows, { scale, head: 4, written: (tick) => words.decimal(tick, scale.decimals), hasSides: false }),
  );
}

function written(figure: PlotFrame['words']['figure'], metric: SheetMetric, { value, low, high }: SheetValue): string {
  const interval = low === undefined || high === undefined ? '' : ` (${figure(metric, low)} – ${figure(metric, high)})`;
  return `${figure(metric, value)}${interval}`;
}
