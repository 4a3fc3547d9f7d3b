/** Where a unit stands on screen, in pixels; `index` is its place in the text. */
export interface PlacedUnit {
  readonly index: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * The units in the order the eye meets them: line by line, each line from its beginning side. In text of one direction that is
 * the order of the text; where directions mix (an English name in Hebrew) it is not, and arrow keys follow the eye.
 */
export function visualOrder(units: readonly PlacedUnit[], dir: 'ltr' | 'rtl'): readonly number[] {
  return linesOf(units).flatMap((line) =>
    line.toSorted((a, b) => (dir === 'ltr' ? a.left - b.left : b.right - a.right) || a.index - b.index).map((unit) => unit.index),
  );
}

/** The unit on the next (`by` = 1) or previous line that stands nearest below or above; undefined on the outermost line. */
export function unitOnLine(units: readonly PlacedUnit[], from: PlacedUnit, by: 1 | -1): number | undefined {
  const lines = linesOf(units);
  const at = lines.findIndex((line) => line.some((unit) => unit.index === from.index));
  const line = lines[at + by];
  if (at < 0 || !line) return undefined;
  const middle = (from.left + from.right) / 2;
  const distance = (unit: PlacedUnit): number => Math.max(unit.left - middle, middle - unit.right, 0);
  return line.reduce((best, unit) => (distance(unit) < distance(best) ? unit : best)).index;
}

/** Units whose heights overlap share a line. */
function linesOf(units: readonly PlacedUnit[]): PlacedUnit[][] {
  const lines: PlacedUnit[][] = [];
  for (const unit of units.toSorted((a, b) => a.top - b.top || a.index - b.index)) {
    const line = lines.at(-1);
    const first = line?.[0];
    if (line && first && (unit.top + unit.bottom) / 2 < first.bottom) line.push(unit);
    else lines.push([unit]);
  }
  return lines;
}
