import type { SheetMetric } from '#core/score-sheet.ts';
import { Chart } from '#plots/chart.ts';
import type { Plot, PlotFrame, PlotSource } from '#plots/plot.ts';
import { GRID, INK, PAPER, PENCIL, QUIET, metricOf } from '#plots/plot.ts';
import type { Scale } from '#plots/scale.ts';
import { scaleOver } from '#plots/scale.ts';
import type { Svg } from '#plots/svg.ts';
import { svg } from '#plots/svg.ts';
import { mean } from '#stats/summary.ts';

/** An automatic metric against what people gave: segments as squares, the larger the more, systems as named points. Better is up, and further along. */
export const SCATTER: Plot = {
  id: 'scatter',
  has: (source, frame) => {
    const columns = columnsOf(source, frame);
    const values = source.values?.values ?? [];
    return columns !== undefined && values.some((own) => isBoth(own[columns.human], own[columns.metric]));
  },
  draw,
  data: (source, frame) => {
    const cloud = cloudOf(source, frame);
    const { system, segment } = frame.words.scatter.columns;
    if (!cloud) return [[system, segment]];
    const rows = cloud.segments.flatMap(({ name, places, xs, ys }) =>
      Array.from(places, (place, i) => [name, String(place + 1), String(xs[i] ?? NaN), String(ys[i] ?? NaN)]),
    );
    return [[system, segment, cloud.human.name, cloud.metric.name], ...rows];
  },
};

/** Squares across and down. */
const CELLS = 28;
const HEIGHT = 300;
const FOOT = 34;
const SIDE = 44;

interface Segments {
  readonly name: string;
  readonly places: Uint32Array;
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

interface Cloud {
  readonly human: SheetMetric;
  readonly metric: SheetMetric;
  /** By system: the segments that have both values. */
  readonly segments: readonly Segments[];
  readonly count: number;
  readonly systems: readonly { readonly id: string; readonly name: string; readonly x: number; readonly y: number }[];
}

/** The first metric that people gave, and the chosen one, or the first other where the chosen one is people's own. */
function columnsOf(
  source: PlotSource,
  frame: Pick<PlotFrame, 'metricId'>,
): { readonly human: number; readonly metric: number } | undefined {
  const { metrics, systems } = source.sheet;
  const first = (isRating: boolean): number =>
    metrics.findIndex(({ kind }, i) => (kind === 'rating') === isRating && systems.some(({ values }) => values[i]));
  const chosen = metricOf(source, frame);
  const human = first(true);
  const metric = chosen && chosen.metric.kind !== 'rating' ? chosen.column : first(false);
  return human < 0 || metric < 0 ? undefined : { human, metric };
}

function isBoth(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  return a !== undefined && b !== undefined && a.some((value, i) => !Number.isNaN(value + (b[i] ?? NaN)));
}

function cloudOf(source: PlotSource, frame: Pick<PlotFrame, 'metricId'>): Cloud | undefined {
  const { sheet, values } = source;
  const columns = columnsOf(source, frame);
  const human = sheet.metrics[columns?.human ?? -1];
  const metric = sheet.metrics[columns?.metric ?? -1];
  if (!columns || !human || !metric || !values) return undefined;
  const names = new Map(sheet.systems.map(({ id, name }) => [id, name]));
  const byId = new Map(
    values.systemIds.flatMap((systemId, i) => {
      const [xs, ys] = [values.values[i]?.[columns.human], values.values[i]?.[columns.metric]];
      return xs && ys ? [[systemId, both(names.get(systemId) ?? systemId, values.places, xs, ys)]] : [];
    }),
  );
  const segments = [...byId.values()];
  const count = segments.reduce((sum, { places }) => sum + places.length, 0);
  if (count < 2) return undefined;
  const systems = sheet.systems.flatMap(({ id, name }) => {
    const own = byId.get(id);
    return own && own.places.length > 0 ? [{ id, name, x: mean(own.xs), y: mean(own.ys) }] : [];
  });
  return { human, metric, segments, count, systems };
}

/** The places that have both values. */
function both(name: string, places: Uint32Array, xs: Float64Array, ys: Float64Array): Segments {
  const has = (_: unknown, i: number): boolean => !Number.isNaN((xs[i] ?? NaN) + (ys[i] ?? NaN));
  return { name, places: places.filter(has), xs: xs.filter(has), ys: ys.filter(has) };
}

function draw(source: PlotSource, frame: PlotFrame): string {
  const chart = new Chart(frame);
  const { words } = frame;
  const cloud = cloudOf(source, frame);
  if (!cloud) return chart.finish('scatter', { ...words.scatter, description: '' }, 0, []);
  const { human, metric, segments, count, systems } = cloud;
  const x = directed(scaleOver(ends(segments.map(({ xs }) => xs)), chart.isNarrow ? 4 : 6), human);
  const y = directed(scaleOver(ends(segments.map(({ ys }) => ys)), 5), metric);
  const room = chart.width - SIDE - 8;
  const top = 18;
  const tall = HEIGHT - top;
  const bottom = HEIGHT;
  const along = (value: number): number => SIDE + x.share(value) * room;
  const up = (value: number): number => bottom - y.share(value) * tall;
  const rungs = y.ticks.map(
    (tick) =>
      svg`<g><line x1="${chart.at(SIDE)}" x2="${chart.at(SIDE + room)}" y1="${up(tick)}" y2="${up(tick)}" stroke="${GRID}"/>${chart.text(words.decimal(tick, y.decimals), SIDE - 6, up(tick) + 4, { quiet: true, size: 11, anchor: 'end' })}</g>`,
  );
  const points = systems.map(({ name, x: one, y: other }) => {
    const said = words.scatter.system(name, words.figure(metric, other), words.figure(human, one));
    const isLate = along(one) > SIDE + room * 0.7;
    const label = svg`<text x="${chart.at(along(one) + (isLate ? -9 : 9))}" y="${up(other) - 7}" text-anchor="${isLate ? 'end' : 'start'}" font-weight="600" fill="${INK}" stroke="${PAPER}" stroke-width="4" paint-order="stroke">${name}</text>`;
    return svg`<g><title>${said}</title><circle cx="${chart.at(along(one))}" cy="${up(other)}" r="6" fill="${PAPER}" stroke="${INK}" stroke-width="2.5"/>${label}</g>`;
  });
  const names = [
    chart.text(`${words.scatter.better(metric.name)} ↑`, 0, 11, { quiet: true, size: 11 }),
    chart.text(
      frame.dir === 'rtl' ? `← ${words.scatter.better(human.name)}` : `${words.scatter.better(human.name)} →`,
      chart.width,
      bottom + FOOT - 3,
      { quiet: true, size: 11, anchor: 'end' },
    ),
  ];
  const description = words.scatter.description(metric.name, human.name, words.count(count), systems.length);
  return chart.finish('scatter', { ...words.scatter, description }, bottom + FOOT, [
    ...chart.axis(x, { start: SIDE, room, top, bottom }, (tick) => words.decimal(tick, x.decimals)),
    ...rungs,
    ...squares(cloud, { x, y, room, top, tall }, chart, frame),
    ...points,
    ...names,
  ]);
}

/** Better is further along, also where less is better. */
function directed(scale: Scale, { higherIsBetter }: SheetMetric): Scale {
  return higherIsBetter ? scale : { ...scale, share: (value) => 1 - scale.share(value) };
}

/** Least and most. */
function ends(lists: readonly Float64Array[]): readonly number[] {
  let [least, most] = [Infinity, -Infinity];
  for (const values of lists) {
    for (const value of values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return [least, most];
}

function squares(
  { segments }: Cloud,
  { x, y, room, top, tall }: { readonly x: Scale; readonly y: Scale; readonly room: number; readonly top: number; readonly tall: number },
  chart: Chart,
  { words }: PlotFrame,
): readonly Svg[] {
  const counts = new Map<number, number>();
  const cell = (share: number): number => Math.min(CELLS - 1, Math.floor(share * CELLS));
  for (const { xs, ys } of segments) {
    for (let i = 0; i < xs.length; i++) {
      const key = cell(y.share(ys[i] ?? 0)) * CELLS + cell(x.share(xs[i] ?? 0));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const most = [...counts.values()].reduce((a, b) => Math.max(a, b), 1);
  const [wide, high] = [room / CELLS, tall / CELLS];
  const largest = Math.min(wide, high) - 1;
  return [...counts].map(([key, count]) => {
    const size = Math.max(3, largest * Math.sqrt(count / most));
    const left = SIDE + ((key % CELLS) + 0.5) * wide - size / 2;
    const above = top + tall - (Math.floor(key / CELLS) + 0.5) * high - size / 2;
    return svg`<rect x="${chart.at(left, size)}" y="${above}" width="${size}" height="${size}" fill="${PENCIL}" fill-opacity="0.55" stroke="${QUIET}" stroke-width="0.5"><title>${words.scatter.cell(words.count(count))}</title></rect>`;
  });
}
