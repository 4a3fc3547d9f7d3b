import type { ScoreSheet } from '#core/score-sheet.ts';
import type { Severity, Typology } from '#core/typology.ts';
import { SEVERITIES, categoryNames } from '#core/typology.ts';
import { Chart } from '#plots/chart.ts';
import type { Plot, PlotFrame, PlotSource } from '#plots/plot.ts';
import { QUIET, SEVERITY_FILL, SEVERITY_PAPER, TRACK } from '#plots/plot.ts';
import type { Svg } from '#plots/svg.ts';
import { svg } from '#plots/svg.ts';

/** Where the points are lost: penalty points a judged segment, by category and severity. */
export const LOSSES: Plot = {
  id: 'losses',
  has: ({ sheet }) => sheet.metrics.some(({ id }) => id === 'MQM'),
  draw,
  data,
};

/** The category that costs most over the systems of the frame; undefined where nothing does. */
export function largestLoss({ sheet }: PlotSource, frame: PlotFrame): { readonly label: string; readonly points: number } | undefined {
  return barsOf(sheet, frame)[0];
}

interface Part {
  readonly severity: Severity;
  readonly points: number;
  readonly errors: number;
}

interface Bar {
  /** Its path; absent for what stands for several. */
  readonly category?: string;
  readonly label: string;
  readonly points: number;
  /** The most harmful first. */
  readonly parts: readonly Part[];
}

const MOST_BARS = 8;
const ROW = 30;
const BAR = 15;
const LEGEND = 30;
/** Room for the points at a bar's end. */
const FIGURE = 64;
const HARMFUL_FIRST: readonly Severity[] = SEVERITIES.toReversed();

function draw({ sheet }: PlotSource, frame: PlotFrame): string {
  const chart = new Chart(frame);
  const { words } = frame;
  const bars = barsOf(sheet, frame);
  const [largest] = bars;
  if (!largest) return chart.finish('losses', { ...words.losses, description: '' }, 0, []);
  const row = chart.isNarrow ? ROW + 16 : ROW;
  const description = words.losses.description(bars.length, largest.label, words.points(largest.points));
  return chart.finish('losses', { ...words.losses, description }, LEGEND + bars.length * row, [
    svg`<defs>${patterns(chart)}</defs>`,
    legend(bars, frame, chart),
    ...drawBars(bars, frame, chart, row),
  ]);
}

/** Severity is a pattern as well as a colour: critical is solid, major striped, minor dotted, neutral plain paper. */
function patterns(chart: Chart): readonly Svg[] {
  return [
    svg`<pattern id="${chart.own('major')}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="${SEVERITY_PAPER.major}"/><rect width="4" height="6" fill="${SEVERITY_FILL.major}"/></pattern>`,
    svg`<pattern id="${chart.own('minor')}" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="${SEVERITY_PAPER.minor}"/><circle cx="2.5" cy="2.5" r="1.5" fill="${SEVERITY_FILL.minor}"/></pattern>`,
  ];
}

interface BoxPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A page leads from what carries a category and a severity to the segments that have such marks. */
function box(severity: Severity, chart: Chart, { x, y, width, height }: BoxPlace, note = '', category?: string): Svg {
  const title = note === '' ? svg`` : svg`<title>${note}</title>`;
  const named = category === undefined ? svg`` : svg` data-category="${category}" data-severity="${severity}"`;
  return svg`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fillOf(severity, chart)}" stroke="${SEVERITY_FILL[severity]}" stroke-width="1"${named}>${title}</rect>`;
}

function fillOf(severity: Severity, chart: Chart): string {
  if (severity === 'critical') return SEVERITY_FILL.critical;
  return severity === 'neutral' ? SEVERITY_PAPER.neutral : `url(#${chart.own(severity)})`;
}

function legend(bars: readonly Bar[], { words }: PlotFrame, chart: Chart): Svg {
  const shown = HARMFUL_FIRST.filter((severity) => bars.some(({ parts }) => parts.some((part) => part.severity === severity)));
  let start = 0;
  const entries = shown.map((severity) => {
    const word = words.severities[severity];
    const at = start;
    start += 34 + word.length * 8;
    return svg`${box(severity, chart, { x: chart.at(at + 0.5, 14), y: 2.5, width: 14, height: 11 })}<text x="${chart.at(at + 21)}" y="13" font-size="12" fill="${QUIET}">${word}</text>`;
  });
  return svg`<g>${entries}</g>`;
}

function drawBars(bars: readonly Bar[], { words }: PlotFrame, chart: Chart, row: number): readonly Svg[] {
  const label = chart.labelWidth;
  const room = chart.width - label - FIGURE;
  const most = Math.max(...bars.map(({ points }) => points));
  return bars.map((bar, i) => {
    const top = LEGEND + i * row;
    const y = chart.isNarrow ? top + 16 : top + (row - BAR) / 2;
    let start = label;
    const parts = bar.parts.map((part) => {
      const length = (part.points / most) * room;
      const note = words.losses.part(bar.label, words.severities[part.severity], words.points(part.points), words.count(part.errors));
      const drawn = box(part.severity, chart, { x: chart.at(start, length), y, width: length, height: BAR }, note, bar.category);
      start += length;
      return drawn;
    });
    const name = chart.rowName(bar.label, chart.isNarrow ? top + 11 : y + 12);
    const value = chart.text(words.points(bar.points), chart.width, y + 12, { anchor: 'end' });
    const track = svg`<rect x="${chart.at(label, room)}" y="${y}" width="${room}" height="${BAR}" fill="${TRACK}"/>`;
    return svg`<g>${[name, track, ...parts, value]}</g>`;
  });
}

function barsOf(sheet: ScoreSheet, { systemIds, typology, words }: PlotFrame): readonly Bar[] {
  const categories = new Map<string, Part[]>();
  for (const { category, ...part } of pooled(sheet, systemIds)) {
    const known = categories.get(category);
    if (known) known.push(part);
    else categories.set(category, [part]);
  }
  const bars = [...categories]
    .map(([category, parts]) => ({ category, parts, points: parts.reduce((sum, { points }) => sum + points, 0) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points);
  const first = bars.length > MOST_BARS ? bars.slice(0, MOST_BARS - 1) : bars;
  const rest = bars.slice(first.length);
  const labels = labelled(
    first.map(({ category }) => category),
    typology,
    words.losses.noCategory,
  );
  const named = first.map(({ category, points, parts }, i) => ({ category, label: labels[i] ?? '', points, parts: merged(parts) }));
  if (rest.length === 0) return named;
  const points = rest.reduce((sum, bar) => sum + bar.points, 0);
  return [...named, { label: words.losses.others(rest.length), points, parts: merged(rest.flatMap((bar) => bar.parts)) }];
}

/** The last step of each path; where two would read alike, the whole path. */
function labelled(categories: readonly string[], typology: Typology, none: string): readonly string[] {
  const names = categories.map((category) => categoryNames(typology, category));
  const short = names.map((steps) => steps.at(-1) ?? none);
  return names.map((steps, i) => {
    const own = short[i] ?? none;
    return short.filter((other) => other === own).length > 1 ? steps.join(' / ') || none : own;
  });
}

function merged(parts: readonly Part[]): readonly Part[] {
  return HARMFUL_FIRST.map((severity) => {
    const own = parts.filter((part) => part.severity === severity);
    const sum = (pick: (part: Part) => number): number => own.reduce((total, part) => total + pick(part), 0);
    return { severity, points: sum(({ points }) => points), errors: sum(({ errors }) => errors) };
  }).filter(({ points }) => points > 0);
}

/** Losses over several systems: each system's weigh as many judged segments as it has. */
function pooled(sheet: ScoreSheet, systemIds: readonly string[]): readonly (Part & { readonly category: string })[] {
  const chosen = sheet.systems.filter(({ id }) => systemIds.length === 0 || systemIds.includes(id));
  const mqm = sheet.metrics.findIndex(({ id }) => id === 'MQM');
  const judged = new Map(chosen.map(({ id, values }) => [id, values[mqm]?.segments ?? 0]));
  const total = [...judged.values()].reduce((sum, segments) => sum + segments, 0);
  return sheet.losses
    .filter(({ systemId }) => judged.has(systemId))
    .map(({ systemId, category, severity, points, errors }) => ({
      category,
      severity,
      errors,
      points: (points * (judged.get(systemId) ?? 0)) / total,
    }));
}

function data({ sheet }: PlotSource, { systemIds, typology, words }: PlotFrame): readonly (readonly string[])[] {
  const { system, category, severity, points, errors } = words.losses.columns;
  const names = new Map(sheet.systems.map(({ id, name }) => [id, name]));
  const rows = sheet.losses
    .filter(({ systemId }) => systemIds.length === 0 || systemIds.includes(systemId))
    .map((loss) => [
      names.get(loss.systemId) ?? loss.systemId,
      categoryNames(typology, loss.category).join('/'),
      loss.severity,
      String(loss.points),
      String(loss.errors),
    ]);
  return [[system, category, severity, points, errors], ...rows];
}
