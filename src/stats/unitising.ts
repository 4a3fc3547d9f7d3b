import type { Undetermined } from '#stats/undetermined.ts';

/** One stretch that a rater marked; half-open, in the unit of the continuum. */
export interface Unit {
  readonly start: number;
  readonly end: number;
  readonly category: string;
}

/** One text, or several laid end to end: what every rater marked in it. */
export interface Continuum {
  readonly length: number;
  /** One list a rater; a rater who marked nothing has an empty one. */
  readonly raters: readonly (readonly Unit[])[];
}

export interface UnitisingAlpha {
  readonly value: number;
  /** By category, where at least one rater used it. */
  readonly categories: ReadonlyMap<string, { readonly value: number; readonly observed: number; readonly expected: number }>;
}

/** A stretch of a rater's continuum: marked with the category or a gap between marks. */
interface Section {
  readonly start: number;
  readonly end: number;
  readonly isUnit: boolean;
}

/**
 * Krippendorff's α for unitising, _uα (Krippendorff 2004, Content Analysis, ch. 11.3; as DKPro Statistics): do raters mark the same stretches with the same categories? Within one
 * rater and category, marks that overlap are taken as one stretch, since the measure knows no overlaps. `few`: under two raters, or no mark at all.
 */
export function unitisingAlpha({ length, raters }: Continuum): UnitisingAlpha | Undetermined {
  const categories = new Set(raters.flatMap((units) => units.map(({ category }) => category)));
  if (raters.length < 2 || categories.size === 0 || length <= 0) return { reason: 'few' };
  let [observed, expected] = [0, 0];
  const byCategory = new Map<string, { value: number; observed: number; expected: number }>();
  for (const category of categories) {
    const sections = raters.map((units) =>
      sectionsOf(
        units.filter((unit) => unit.category === category),
        length,
      ),
    );
    const seen = observedDisagreement(sections, length);
    const chance = expectedDisagreement(sections, length);
    observed += seen;
    expected += chance;
    byCategory.set(category, { value: 1 - seen / chance, observed: seen, expected: chance });
  }
  return { value: 1 - observed / expected, categories: byCategory };
}

function sectionsOf(units: readonly Unit[], length: number): readonly Section[] {
  const sections: Section[] = [];
  let at = 0;
  for (const { start, end } of [...units].sort((a, b) => a.start - b.start)) {
    const last = sections.at(-1);
    if (last?.isUnit && start < last.end) {
      sections[sections.length - 1] = { ...last, end: Math.max(last.end, end) };
    } else {
      if (start > at) sections.push({ start: at, end: start, isUnit: false });
      sections.push({ start, end, isUnit: true });
    }
    at = Math.max(at, end);
  }
  if (at < length) sections.push({ start: at, end: length, isUnit: false });
  return sections;
}

/** The squared distance of two raters' sections: of both ends where two units overlap, the unit's length where it lies within a gap. */
function distance(a: Section, b: Section): number {
  if (a.isUnit && b.isUnit) return a.start < b.end && b.start < a.end ? (a.start - b.start) ** 2 + (a.end - b.end) ** 2 : 0;
  if (a.isUnit && !b.isUnit && b.start <= a.start && a.end <= b.end) return (a.end - a.start) ** 2;
  if (b.isUnit && !a.isUnit && a.start <= b.start && b.end <= a.end) return (b.end - b.start) ** 2;
  return 0;
}

function observedDisagreement(raters: readonly (readonly Section[])[], length: number): number {
  let sum = 0;
  for (const [i, own] of raters.entries()) {
    for (const other of raters.slice(0, i)) {
      for (const a of own) for (const b of other) sum += 2 * distance(a, b);
    }
  }
  return sum / (raters.length * (raters.length - 1) * length * length);
}

function expectedDisagreement(raters: readonly (readonly Section[])[], length: number): number {
  const sections = raters.flat();
  const units = sections.filter(({ isUnit }) => isUnit).map(({ start, end }) => end - start);
  const gaps = sections.filter(({ isUnit }) => !isUnit).map(({ start, end }) => end - start);
  const size = raters.length * length;
  let sum = 0;
  let within = 0;
  for (const unit of units) {
    const amongUnits = ((units.length - 1) / 3) * (2 * unit ** 3 - 3 * unit ** 2 + unit);
    const inGaps = gaps.reduce((total, gap) => total + (gap >= unit ? gap - unit + 1 : 0), 0);
    sum += amongUnits + unit * unit * inGaps;
    within += unit * (unit - 1);
  }
  return ((2 / length) * sum) / (size * (size - 1) - within);
}
