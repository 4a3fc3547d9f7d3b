import type { ChartFrame } from '#plots/chart.ts';
import { Chart } from '#plots/chart.ts';
import { GRID, PAPER, PENCIL, ZERO } from '#plots/plot.ts';
import { scaleOver } from '#plots/scale.ts';
import type { Svg } from '#plots/svg.ts';
import { svg } from '#plots/svg.ts';

/** A true share of faulty units and the chance that goes with it, both 0 to 1. */
interface Point {
  readonly share: number;
  readonly chance: number;
}

/** The operating characteristic of a sampling plan: what it does to lots of every quality. */
export interface OperatingCurve {
  /** By rising share. */
  readonly points: readonly Point[];
  /** Points worth a name. */
  readonly marks: readonly (Point & { readonly name: string })[];
}

export interface OperatingCurveWords {
  readonly title: string;
  readonly description: string;
  /** Under the horizontal axis and over the vertical one. */
  readonly share: string;
  readonly chance: string;
  readonly percent: (share: number, decimals: number) => string;
}

const HEIGHT = 210;
const TOP = 26;
const BOTTOM = 160;
/** Room for the numbers of the vertical axis, and for half a number at the end of the horizontal one. */
const START = 46;
const END = 20;

export function drawOperatingCurve({ points, marks }: OperatingCurve, frame: ChartFrame, words: OperatingCurveWords): string {
  const chart = new Chart(frame);
  const room = chart.width - START - END;
  const scale = scaleOver(points.map(({ share }) => share * 100), chart.isNarrow ? 4 : 6); // prettier-ignore
  const x = (share: number): number => chart.at(START + scale.share(share * 100) * room);
  const y = (chance: number): number => BOTTOM - chance * (BOTTOM - TOP);
  const levels = [0, 0.5, 1].map(
    (chance) =>
      svg`<g><line x1="${chart.at(START)}" x2="${chart.at(START + room)}" y1="${y(chance)}" y2="${y(chance)}" stroke="${chance === 0 ? ZERO : GRID}"/>${chart.text(words.percent(chance, 0), START - 8, y(chance) + 4, { quiet: true, size: 11, anchor: 'end' })}</g>`,
  );
  const line = points.map(({ share, chance }, i) => `${i === 0 ? 'M' : 'L'}${round(x(share))} ${round(y(chance))}`).join('');
  const dots = marks.map(
    ({ share, chance, name }) =>
      svg`<g><line x1="${x(share)}" x2="${x(share)}" y1="${y(chance)}" y2="${BOTTOM}" stroke="${ZERO}" stroke-dasharray="3 3"/><circle cx="${x(share)}" cy="${y(chance)}" r="4.5" fill="${PENCIL}" stroke="${PAPER}" stroke-width="1.5"><title>${name}</title></circle></g>`,
  );
  const body: readonly Svg[] = [
    chart.text(words.chance, 0, 12, { quiet: true, size: 11 }),
    ...levels,
    ...chart.axis(scale, { start: START, room, top: TOP, bottom: BOTTOM }, (tick) => words.percent(tick / 100, scale.decimals)),
    svg`<path d="${line}" fill="none" stroke="${PENCIL}" stroke-width="2" stroke-linejoin="round"/>`,
    ...dots,
    chart.text(words.share, START + room / 2, BOTTOM + 36, { quiet: true, size: 11, anchor: 'middle' }),
  ];
  return chart.finish('operating-curve', { ...words, empty: words.description }, HEIGHT, points.length > 1 ? body : []);
}

/** What the curve is drawn from: a heading row, then a row a point; shares as numbers from 0 to 1. */
export function operatingCurveData(
  { points }: OperatingCurve,
  words: Pick<OperatingCurveWords, 'share' | 'chance'>,
): readonly (readonly string[])[] {
  return [[words.share, words.chance], ...points.map(({ share, chance }) => [String(share), String(chance)])];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
