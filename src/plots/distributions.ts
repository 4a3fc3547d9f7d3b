import type { SheetMetric } from '#core/score-sheet.ts';
import { mean } from '#stats/summary.ts';
import { Chart } from '#plots/chart.ts';
import type { Plot, PlotFrame, PlotSource } from '#plots/plot.ts';
import { INK, PENCIL, TRACK, metricOf, nameOf } from '#plots/plot.ts';
import type { Scale } from '#plots/scale.ts';
import { scaleOver } from '#plots/scale.ts';
import type { Svg } from '#plots/svg.ts';
import { svg } from '#plots/svg.ts';

/** How many segments got which value: a histogram a system, one under the other on the same scale. */
export const DISTRIBUTIONS: Plot = {
  id: 'distributions',
  has: (source, frame) => histogramsOf(source, frame) !== undefined,
  draw,
  data: (source, frame) => {
    const { system, low, high, segments } = frame.words.distributions.columns;
    const found = histogramsOf(source, frame);
    const rows = (found?.systems ?? []).flatMap(({ name, counts }) =>
      counts.map((count, i) => [name, String(found?.edges[i] ?? ''), String(found?.edges[i + 1] ?? ''), String(count)]),
    );
    return [[system, low, high, segments], ...rows];
  },
};

const BINS = 20;
const ROW = 58;
const NARROW_ROW = 74;
const BARS = 44;
const EDGE = 12;

interface Histograms {
  readonly metric: SheetMetric;
  readonly scale: Scale;
  /** Ends of the bins; the last bin holds its upper end too. */
  readonly edges: readonly number[];
  readonly systems: readonly { readonly name: string; readonly counts: readonly number[]; readonly mean: number }[];
  /** In the fullest bin. */
  readonly most: number;
}

function histogramsOf(source: PlotSource, frame: Pick<PlotFrame, 'metricId'>): Histograms | undefined {
  const found = metricOf(source, frame);
  const { values } = source;
  if (!found || !values) return undefined;
  const lists = values.systemIds.flatMap((id, i) => {
    const known = (values.values[i]?.[found.column] ?? new Float64Array(0)).filter((value) => !Number.isNaN(value));
    return known.length === 0 ? [] : [{ name: nameOf(source, id), known }];
  });
  if (lists.length === 0) return undefined;
  const scale = scaleOver(
    lists.flatMap(({ known }) => ends(known)),
    5,
  );
  const edges = Array.from({ length: BINS + 1 }, (_, i) => scale.low + ((scale.high - scale.low) * i) / BINS);
  const systems = lists.map(({ name, known }) => {
    const counts = Array.from({ length: BINS }, () => 0);
    for (const value of known) {
      const bin = Math.min(BINS - 1, Math.floor(scale.share(value) * BINS));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return { name, counts, mean: mean(known) };
  });
  return { metric: found.metric, scale, edges, systems, most: Math.max(...systems.flatMap(({ counts }) => counts)) };
}

/** Least and most; a spread over as many arguments as there are segments would not fit the stack. */
function ends(values: Float64Array): readonly number[] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

function draw(source: PlotSource, frame: PlotFrame): string {
  const chart = new Chart(frame);
  const { words } = frame;
  const found = histogramsOf(source, frame);
  if (!found) return chart.finish('distributions', { ...words.distributions, description: '' }, 0, []);
  const { metric, scale, edges, systems, most } = found;
  const row = chart.isNarrow ? NARROW_ROW : ROW;
  const bottom = systems.length * row;
  const start = chart.labelWidth + EDGE;
  const room = chart.width - start - EDGE;
  const bin = room / BINS;
  const drawn = systems.map(({ name, counts, mean: average }, i): Svg => {
    const foot = (i + 1) * row - 4;
    const bars = counts.map((count, k) => {
      if (count === 0) return svg``;
      const height = Math.max(2, (count / most) * BARS);
      const note = words.distributions.bin(
        words.figure(metric, edges[k] ?? NaN),
        words.figure(metric, edges[k + 1] ?? NaN),
        words.count(count),
      );
      return svg`<rect x="${chart.at(start + k * bin + 0.5, bin - 1)}" y="${foot - height}" width="${bin - 1}" height="${height}" fill="${PENCIL}"><title>${note}</title></rect>`;
    });
    const at = chart.at(start + scale.share(average) * room);
    const said = words.distributions.mean(name, words.figure(metric, average));
    const marker = svg`<path d="M${at} ${foot - BARS - 3}V${foot + 3}" stroke="${INK}" stroke-width="1.5" stroke-dasharray="3 2" fill="none"><title>${said}</title></path>`;
    const names = chart.isNarrow
      ? [chart.rowName(said, foot - BARS - 10)]
      : [
          chart.rowName(name, foot - BARS / 2),
          chart.text(words.distributions.mean('', words.figure(metric, average)), 0, foot - BARS / 2 + 15, { quiet: true, size: 11 }),
        ];
    const ground = svg`<rect x="${chart.at(start, room)}" y="${foot}" width="${room}" height="1" fill="${TRACK}"/>`;
    return svg`<g>${[...names, ground, ...bars, marker]}</g>`;
  });
  const axis = chart.axis(scale, { start, room, top: 4, bottom }, (tick) => words.decimal(tick, scale.decimals));
  const means = systems.map(({ name, mean: average }) => words.distributions.mean(name, words.figure(metric, average)));
  return chart.finish(
    'distributions',
    { ...words.distributions, description: words.distributions.description(metric.name, means) },
    bottom + 22,
    [...axis, ...drawn],
  );
}
