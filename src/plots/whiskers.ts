import type { Chart } from '#plots/chart.ts';
import { INK, PENCIL, QUIET, ZERO } from '#plots/plot.ts';
import type { Scale } from '#plots/scale.ts';
import type { Svg } from '#plots/svg.ts';
import { svg } from '#plots/svg.ts';

/** One row: a value as a dot, what it may as well be as a line. */
export interface Whisker {
  readonly name: string;
  /** Beside or under the name, quietly. */
  readonly note: string;
  readonly value: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** The value as it is printed at the row's end. */
  readonly figure: string;
  /** Everything in words, for whoever points at it. */
  readonly said: string;
}

interface WhiskerPlace {
  readonly scale: Scale;
  /** Room above the rows for what explains the axis. */
  readonly head: number;
  readonly written: (tick: number) => string;
  /** Whether 0 is a border between two sides. */
  readonly hasSides: boolean;
}

const ROW = 34;
const NARROW_ROW = 46;
const FIGURE = 64;
const EDGE = 12;

/** Height of so many rows with their axis. */
export function whiskersHeight(chart: Chart, rows: number, head: number): number {
  return head + rows * (chart.isNarrow ? NARROW_ROW : ROW) + 24;
}

/** Inline places between which the scale runs. */
export function whiskersRoom(chart: Chart): { readonly start: number; readonly room: number } {
  const start = chart.labelWidth + EDGE;
  return { start, room: chart.width - start - FIGURE - EDGE };
}

export function drawWhiskers(chart: Chart, rows: readonly Whisker[], { scale, head, written, hasSides }: WhiskerPlace): readonly Svg[] {
  const { start, room } = whiskersRoom(chart);
  const row = chart.isNarrow ? NARROW_ROW : ROW;
  const bottom = head + rows.length * row;
  const along = (value: number): number => chart.at(start + scale.share(value) * room);
  const drawn = rows.map((one, i) => {
    const top = head + i * row;
    const y = chart.isNarrow ? top + 30 : top + row / 2;
    const names = chart.isNarrow
      ? [chart.rowName(one.note === '' ? one.name : `${one.name} · ${one.note}`, top + 14)]
      : one.note === ''
        ? [chart.rowName(one.name, y + 4)]
        : [chart.rowName(one.name, y - 2), chart.text(one.note, 0, y + 12, { quiet: true, size: 11 })];
    const line =
      one.low === undefined || one.high === undefined
        ? []
        : [
            svg`<path d="M${along(one.low)} ${y}H${along(one.high)}M${along(one.low)} ${y - 4}V${y + 4}M${along(one.high)} ${y - 4}V${y + 4}" fill="none" stroke="${QUIET}" stroke-width="2"/>`,
          ];
    const dot = svg`<circle cx="${along(one.value)}" cy="${y}" r="5" fill="${PENCIL}" stroke="${INK}" stroke-width="1"/>`;
    const figure = chart.text(one.figure, chart.width, y + 4, { anchor: 'end' });
    return svg`<g><title>${one.said}</title>${[...names, ...line, dot, figure]}</g>`;
  });
  const zero = hasSides
    ? [svg`<line x1="${along(0)}" x2="${along(0)}" y1="${head - 4}" y2="${bottom}" stroke="${ZERO}" stroke-width="1.5"/>`]
    : [];
  return [...chart.axis(scale, { start, room, top: head, bottom }, written), ...zero, ...drawn];
}
