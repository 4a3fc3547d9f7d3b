import type { SheetMetric } from '#core/score-sheet.ts';
import { quantile } from '#stats/summary.ts';
import { Chart } from '#plots/chart.ts';
import type { PairedGroup } from '#plots/paired-groups.ts';
import { pairOf, pairedGroups } from '#plots/paired-groups.ts';
import type { Plot, PlotFrame, PlotSource } from '#plots/plot.ts';
import { metricOf, nameOf } from '#plots/plot.ts';
import { scaleOver } from '#plots/scale.ts';
import { drawWhiskers, whiskersHeight, whiskersRoom } from '#plots/whiskers.ts';
import type { DifferenceWords, PlotWords } from '#plots/words.ts';

/** Where two systems differ: the mean advantage of one over the other in each document, each domain, and by the length of the source. */
export const BY_DOCUMENT = differencePlot('byDocument', byDocument);
export const BY_DOMAIN = differencePlot('byDomain', byDomain);
export const BY_LENGTH = differencePlot('byLength', byLength);

type DifferenceId = 'byDocument' | 'byDomain' | 'byLength';
type GroupsOf = (source: PlotSource, frame: Pick<PlotFrame, 'metricId' | 'pair'>, words?: PlotWords) => readonly PairedGroup[];

/** More groups than this are not drawn: the largest differences are, the data has all. */
const MOST_ROWS = 12;
const LENGTH_GROUPS = 4;
const HEAD = 22;

function differencePlot(id: DifferenceId, groupsOf: GroupsOf): Plot {
  return {
    id,
    has: (source, frame) => groupsOf(source, frame).length > 1,
    draw: (source, frame) => draw(id, groupsOf(source, frame, frame.words), source, frame),
    data: (source, frame) => {
      const { group, segments, difference, low, high } = frame.words[id].columns;
      const rows = groupsOf(source, frame, frame.words).map((one) => [
        one.name === '' ? frame.words[id].none : one.name,
        String(one.segments),
        String(one.difference),
        String(one.low ?? ''),
        String(one.high ?? ''),
      ]);
      return [[group, segments, difference, low, high], ...rows];
    },
  };
}

function byDocument(source: PlotSource, frame: Pick<PlotFrame, 'metricId' | 'pair'>): readonly PairedGroup[] {
  const names = new Map(source.documents.map(({ id, name }) => [id, name]));
  const { documents, documentIds } = source.values ?? { documents: [], documentIds: [] };
  return pairedGroups(source, frame, (segment) => {
    const id = documentIds[documents[segment] ?? -1] ?? '';
    return names.get(id) ?? id;
  });
}

function byDomain(source: PlotSource, frame: Pick<PlotFrame, 'metricId' | 'pair'>): readonly PairedGroup[] {
  const domains = new Map(source.documents.map(({ id, domain }) => [id, domain ?? '']));
  const { documents, documentIds } = source.values ?? { documents: [], documentIds: [] };
  return pairedGroups(source, frame, (segment) => domains.get(documentIds[documents[segment] ?? -1] ?? '') ?? '');
}

/** Four groups of about as many segments each, from the shortest sources to the longest. */
function byLength(source: PlotSource, frame: Pick<PlotFrame, 'metricId' | 'pair'>, words?: PlotWords): readonly PairedGroup[] {
  const pair = pairOf(source, frame);
  const lengths = source.values?.lengths;
  if (!pair || !lengths) return [];
  const shared = lengths.filter((_, i) => !Number.isNaN((pair.first[i] ?? NaN) - (pair.second[i] ?? NaN))).sort();
  if (shared.length === 0) return [];
  const ends = Array.from({ length: LENGTH_GROUPS }, (_, i) => Math.floor(quantile(shared, (i + 1) / LENGTH_GROUPS)));
  const bounds = [...new Set(ends)];
  const starts = bounds.map((_, i) => (i === 0 ? (shared[0] ?? 0) : (bounds[i - 1] ?? 0) + 1));
  const groups = pairedGroups(source, frame, (segment) => String(bounds.findIndex((end) => (lengths[segment] ?? 0) <= end)));
  return groups
    .toSorted((a, b) => Number(a.name) - Number(b.name))
    .map((group) => {
      const [least, most] = [starts[Number(group.name)] ?? 0, bounds[Number(group.name)] ?? 0];
      return { ...group, name: words ? words.byLength.length(words.count(least), words.count(most)) : group.name };
    });
}

function draw(id: DifferenceId, groups: readonly PairedGroup[], source: PlotSource, frame: PlotFrame): string {
  const chart = new Chart(frame);
  const { words, pair } = frame;
  const own: DifferenceWords = words[id];
  const metric = metricOf(source, frame)?.metric;
  if (!metric || !pair || groups.length === 0) return chart.finish(id, { ...own, description: own.empty }, 0, []);
  const [first, second] = [nameOf(source, pair.firstId), nameOf(source, pair.secondId)];
  const shown = id === 'byLength' ? groups : largest(groups);
  const rest = groups.length - shown.length;
  const scale = scaleOver(
    [0, ...shown.flatMap(({ difference, low, high }) => [difference, low ?? difference, high ?? difference])],
    chart.isNarrow ? 3 : 5,
  );
  const rows = shown.map((group) => rowOf(group, own, words, metric));
  const { start } = whiskersRoom(chart);
  const sides = [
    ...(scale.low < 0 ? [chart.text(own.favours(second), start, 12, { quiet: true, size: 11 })] : []),
    ...(scale.high > 0 ? [chart.text(own.favours(first), chart.width, 12, { quiet: true, size: 11, anchor: 'end' })] : []),
  ];
  const body = drawWhiskers(chart, rows, { scale, head: HEAD, written: (tick) => words.decimal(tick, scale.decimals), hasSides: true });
  const height = whiskersHeight(chart, rows.length, HEAD);
  const more = rest === 0 ? [] : [chart.text(own.others(rest), 0, height + 12, { quiet: true, size: 11 })];
  return chart.finish(
    id,
    { ...own, description: own.description(metric.name, first, second, groups.length) },
    height + (rest === 0 ? 0 : 18),
    [...sides, ...body, ...more],
  );
}

function largest(groups: readonly PairedGroup[]): readonly PairedGroup[] {
  return groups
    .toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
    .slice(0, MOST_ROWS)
    .sort((a, b) => b.difference - a.difference);
}

function rowOf({ name, segments, difference, low, high }: PairedGroup, own: DifferenceWords, words: PlotWords, metric: SheetMetric) {
  const shown = name === '' ? own.none : name;
  const interval = low === undefined || high === undefined ? '' : ` (${words.signed(metric, low)} – ${words.signed(metric, high)})`;
  const note = own.segments(words.count(segments));
  const figure = words.signed(metric, difference);
  return { name: shown, note, value: difference, low, high, figure, said: `${shown}, ${note}: ${figure}${interval}` };
}
