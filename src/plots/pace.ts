import { Chart } from '#plots/chart.ts';
import type { Plot, PlotFrame, PlotSource } from '#plots/plot.ts';
import { scaleOver } from '#plots/scale.ts';
import { drawWhiskers, whiskersHeight } from '#plots/whiskers.ts';

/** How long a translation takes each person: the median of the seconds, with the middle half as a line. */
export const PACE: Plot = {
  id: 'pace',
  has: (source) => timesOf(source).length > 0,
  draw,
  data: (source, { words }) => {
    const { annotator, median, low, high, translations } = words.pace.columns;
    const rows = timesOf(source).map((one) => [one.name, String(one.median), String(one.low), String(one.high), String(one.count)]);
    return [[annotator, median, low, high, translations], ...rows];
  },
};

interface Time {
  readonly name: string;
  readonly count: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

function timesOf({ annotators, annotatorNames }: PlotSource): readonly Time[] {
  return (annotators?.people ?? []).flatMap(({ annotatorId, seconds }) =>
    seconds ? [{ name: annotatorNames?.get(annotatorId) ?? annotatorId, ...seconds }] : [],
  );
}

function draw(source: PlotSource, frame: PlotFrame): string {
  const chart = new Chart(frame);
  const { words } = frame;
  const times = timesOf(source);
  if (times.length === 0) return chart.finish('pace', { ...words.pace, description: '' }, 0, []);
  const scale = scaleOver([0, ...times.map(({ high }) => high)], chart.isNarrow ? 3 : 5);
  const rows = times.map(({ name, count, low, median, high }) => ({
    name,
    note: words.pace.counted(words.count(count)),
    value: median,
    low,
    high,
    figure: words.pace.seconds(words.decimal(median, 0)),
    said: words.pace.said(name, words.decimal(median, 0), words.decimal(low, 0), words.decimal(high, 0)),
  }));
  const medians = times.map(({ median }) => median);
  const description = words.pace.description(times.length, words.decimal(Math.min(...medians), 0), words.decimal(Math.max(...medians), 0));
  return chart.finish(
    'pace',
    { ...words.pace, description },
    whiskersHeight(chart, rows.length, 4),
    drawWhiskers(chart, rows, { scale, head: 4, written: (tick) => words.decimal(tick, scale.decimals), hasSides: false }),
  );
}
