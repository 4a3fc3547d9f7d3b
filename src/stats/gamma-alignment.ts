import type { Unit } from '#stats/unitising.ts';

/** How far apart two marks are, and what a mark without a partner costs (Mathet, Widlöcher & Métivier 2015). */
export interface Dissimilarity {
  /** Weight of the distance in place. */
  readonly position: number;
  /** Weight of the distance in category. */
  readonly category: number;
  /** Cost of no partner; also the scale of both distances. */
  readonly empty: number;
  /** Distance of two categories, 0 to 1; where not given, 1 for different ones. */
  readonly distance?: (a: string, b: string) => number;
}

export const DEFAULT_DISSIMILARITY: Dissimilarity = { position: 3, category: 1, empty: 1 };

/** Marks that are taken for the same, at most one a rater. */
export type UnitaryAlignment = readonly (Unit | undefined)[];

export interface Alignment {
  /** Mean disorder of the unitary alignments, by the mean number of marks a rater: 0 where all raters marked the same. */
  readonly disorder: number;
  readonly unitary: readonly UnitaryAlignment[];
}

/** Tells that an exact search would take too long. */
export class TooEntangled extends Error {
  override readonly name = 'TooEntangled';
}

/** Steps of the search before it is given up. */
const MOST_STEPS = 2_000_000;

/**
 * The best alignment of all raters' marks, exactly: the cheapest way to part all marks into unitary alignments, by branch and bound. Alignments that cost no less than their marks alone
 * are left out, which changes nothing; what is left falls apart into small independent knots. Throws `TooEntangled` for a knot that is too large. At least two raters.
 */
export function bestAlignment(raters: readonly (readonly Unit[])[], dissimilarity: Dissimilarity): Alignment {
  const units = raters.reduce((sum, list) => sum + list.length, 0);
  if (units === 0) return { disorder: 0, unitary: [] };
  const candidates = usefulAlignments(raters, dissimilarity);
  const unitary: UnitaryAlignment[] = [];
  let cost = 0;
  for (const knot of knotsOf(raters, candidates)) {
    const best = partKnot(knot, raters.length, dissimilarity);
    cost += best.cost;
    unitary.push(...best.unitary);
  }
  return { disorder: cost / (units / raters.length), unitary };
}

interface Candidate {
  readonly cost: number;
  readonly units: UnitaryAlignment;
  /** Place of each mark in the list of all marks. */
  readonly places: readonly number[];
}

function distanceOf(a: Unit, b: Unit, { position, category, empty, distance }: Dissimilarity): number {
  const place = ((Math.abs(a.start - b.start) + Math.abs(a.end - b.end)) / (a.end - a.start + (b.end - b.start))) ** 2 * empty;
  const kind = (distance ? distance(a.category, b.category) : a.category === b.category ? 0 : 1) * empty;
  return position * place + category * kind;
}

/** All unitary alignments of two or more marks that cost less than the marks one by one would. */
function usefulAlignments(raters: readonly (readonly Unit[])[], dissimilarity: Dissimilarity): readonly Candidate[] {
  const pairs = (raters.length * (raters.length - 1)) / 2;
  const first = raters.map((_, i) => raters.slice(0, i).reduce((sum, list) => sum + list.length, 0));
  const found: Candidate[] = [];
  const extend = (rater: number, chosen: readonly (Unit | undefined)[], places: readonly number[], filled: number): void => {
    // Even with a mark of every rater still to come, it would cost more than the marks alone.
    const most = places.length + raters.length - rater;
    if (filled >= most * dissimilarity.empty * pairs) return;
    if (rater === raters.length) {
      if (places.length < 2) return;
      const missing = pairs - (places.length * (places.length - 1)) / 2;
      const cost = (filled + missing * dissimilarity.empty) / pairs;
      if (cost < places.length * dissimilarity.empty) found.push({ cost, units: chosen, places });
      return;
    }
    extend(rater + 1, [...chosen, undefined], places, filled);
    for (const [i, unit] of (raters[rater] ?? []).entries()) {
      const more = chosen.reduce((sum, other) => sum + (other ? distanceOf(other, unit, dissimilarity) : 0), 0);
      extend(rater + 1, [...chosen, unit], [...places, (first[rater] ?? 0) + i], filled + more);
    }
  };
  extend(0, [], [], 0);
  return found;
}

/** Marks that are tied together by candidates, with those candidates. */
interface Knot {
  readonly places: readonly number[];
  readonly units: readonly { readonly rater: number; readonly unit: Unit }[];
  readonly candidates: readonly Candidate[];
}

function knotsOf(raters: readonly (readonly Unit[])[], candidates: readonly Candidate[]): readonly Knot[] {
  const all = raters.flatMap((list, rater) => list.map((unit) => ({ rater, unit })));
  const root = all.map((_, i) => i);
  const find = (at: number): number => {
    let place = at;
    while (root[place] !== place) place = root[place] ?? place;
    return place;
  };
  for (const { places } of candidates) for (const place of places) root[find(place)] = find(places[0] ?? place);
  const knots = new Map<number, number[]>();
  for (const place of all.keys()) knots.set(find(place), [...(knots.get(find(place)) ?? []), place]);
  return [...knots].map(([key, places]) => ({
    places,
    units: places.flatMap((place) => all[place] ?? []),
    candidates: candidates.filter(({ places: [own] }) => own !== undefined && find(own) === key),
  }));
}

/** The cheapest cover of a knot's marks, each exactly once. A mark alone lacks a partner in every pair of raters: it costs `empty`. */
function partKnot(
  { places, units, candidates }: Knot,
  raters: number,
  { empty }: Dissimilarity,
): { readonly cost: number; readonly unitary: readonly UnitaryAlignment[] } {
  const alone = empty;
  const byPlace = new Map(
    places.map((place) => [place, candidates.filter((one) => one.places.includes(place)).toSorted((a, b) => a.cost - b.cost)]),
  );
  // What a mark costs at least: its share in the cheapest alignment it can be in.
  const least = new Map(
    places.map((place) => [place, Math.min(alone, ...(byPlace.get(place) ?? []).map(({ cost, places: own }) => cost / own.length))]),
  );
  let best = { cost: Infinity, chosen: [] as readonly (Candidate | number)[] };
  let steps = 0;
  const covered = new Set<number>();
  const search = (cost: number, bound: number, chosen: readonly (Candidate | number)[]): void => {
    if (++steps > MOST_STEPS) throw new TooEntangled();
    if (cost + bound >= best.cost - 1e-12) return;
    // The mark with the fewest ways left is settled first.
    let next: number | undefined;
    let ways: readonly Candidate[] = [];
    for (const place of places) {
      if (covered.has(place)) continue;
      const own = (byPlace.get(place) ?? []).filter((one) => one.places.every((other) => !covered.has(other)));
      if (next === undefined || own.length < ways.length) [next, ways] = [place, own];
    }
    if (next === undefined) {
      best = { cost, chosen };
      return;
    }
    for (const one of ways) {
      for (const place of one.places) covered.add(place);
      search(cost + one.cost, bound - one.places.reduce((sum, place) => sum + (least.get(place) ?? 0), 0), [...chosen, one]);
      for (const place of one.places) covered.delete(place);
    }
    covered.add(next);
    search(cost + alone, bound - (least.get(next) ?? 0), [...chosen, next]);
    covered.delete(next);
  };
  search(
    0,
    [...least.values()].reduce((sum, value) => sum + value, 0),
    [],
  );
  const unitary = best.chosen.map((one) => {
    if (typeof one !== 'number') return one.units;
    const own = units[places.indexOf(one)];
    return Array.from({ length: raters }, (_, rater) => (own?.rater === rater ? own.unit : undefined));
  });
  return { cost: best.cost, unitary };
}
