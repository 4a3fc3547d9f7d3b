import type { AnnotatorSheet } from '#core/annotator-sheet.ts';
import { Chart, shortened } from '#plots/chart.ts';
import type { Plot, PlotFrame, PlotSource } from '#plots/plot.ts';
import { PENCIL, QUIET, TRACK } from '#plots/plot.ts';
import type { Svg } from '#plots/svg.ts';
import { svg } from '#plots/svg.ts';

/** How well each two raters agree: a number in every square, the fuller the colour the better. */
export const AGREEMENT: Plot = {
  id: 'agreement',
  has: ({ annotators }) => (annotators?.annotatorIds.length ?? 0) > 1,
  draw,
  data: (source, { words }) => {
    const { first, second, value, shared } = words.agreement.columns;
    const rows = (source.annotators?.pairs ?? []).map((pair) => [
      raterName(source, pair.firstId),
      raterName(source, pair.secondId),
      String(pair.alpha ?? ''),
      String(pair.shared),
    ]);
    return [[first, second, value, shared], ...rows];
  },
};

function raterName({ annotatorNames }: PlotSource, id: string): string {
  return annotatorNames?.get(id) ?? id;
}

const ROW = 34;
const HEAD = 24;
const GAP = 3;
/** Text over the colour must stay readable in light and dark, so it is never full. */
const FULLEST = 0.45;

function draw(source: PlotSource, frame: PlotFrame): string {
  const chart = new Chart(frame);
  const { words } = frame;
  const { annotators } = source;
  const known = (annotators?.pairs ?? []).flatMap(({ alpha }) => alpha ?? []);
  if (!annotators || annotators.annotatorIds.length < 2) return chart.finish('agreement', { ...words.agreement, description: '' }, 0, []);
  // The last rater has no row, the first no column: each pair stands once.
  const raters = annotators.annotatorIds.map((id) => ({ id, name: raterName(source, id) }));
  const rows = raters.slice(0, -1);
  const columns = raters.slice(1);
  const label = Math.min(150, Math.max(64, Math.round(chart.width * 0.24)));
  const wide = (chart.width - label) / columns.length;
  const heads = columns.map(
    ({ name }, i) =>
      svg`<text x="${chart.at(label + i * wide + wide / 2)}" y="14" text-anchor="middle" font-size="12" fill="${QUIET}"><title>${name}</title>${shortened(name, wide)}</text>`,
  );
  const drawn = rows.map(({ id, name }, i) => {
    const top = HEAD + i * ROW;
    const head = svg`<text x="${chart.at(0)}" y="${top + 20}" font-size="12" fill="${QUIET}"><title>${name}</title>${shortened(name, label)}</text>`;
    const cells = columns.flatMap((column, k) =>
      k < i ? [] : [cell(annotators, [{ id, name }, column], { left: label + k * wide, top, wide }, chart, frame)],
    );
    return svg`<g>${[head, ...cells]}</g>`;
  });
  const [least, most] = known.length === 0 ? ['', ''] : [words.ratio(Math.min(...known)), words.ratio(Math.max(...known))];
  const description = known.length === 0 ? words.agreement.empty : words.agreement.description(raters.length, least, most);
  return chart.finish('agreement', { ...words.agreement, description }, HEAD + rows.length * ROW, [...heads, ...drawn]);
}

function cell(
  { pairs }: AnnotatorSheet,
  [first, second]: readonly [Rater, Rater],
  { left, top, wide }: { readonly left: number; readonly top: number; readonly wide: number },
  chart: Chart,
  { words }: PlotFrame,
): Svg {
  const pair = pairs.find(({ firstId, secondId }) => [firstId, secondId].includes(first.id) && [firstId, secondId].includes(second.id));
  const value = pair?.alpha === undefined ? '–' : words.ratio(pair.alpha);
  const note = words.agreement.cell(first.name, second.name, value, words.count(pair?.shared ?? 0));
  const place = { x: chart.at(left + GAP, wide - GAP), width: wide - GAP, height: ROW - GAP };
  const box = svg`<rect x="${place.x}" y="${top}" width="${place.width}" height="${place.height}" rx="3" fill="${TRACK}"/>`;
  const fullness = FULLEST * Math.max(0, pair?.alpha ?? 0);
  const colour = svg`<rect x="${place.x}" y="${top}" width="${place.width}" height="${place.height}" rx="3" fill="${PENCIL}" fill-opacity="${fullness}"/>`;
  return svg`<g><title>${note}</title>${[box, colour, chart.text(value, left + GAP + (wide - GAP) / 2, top + 20, { anchor: 'middle' })]}</g>`;
}

interface Rater {
  readonly id: string;
  readonly name: string;
}
