import { acceptanceChanceInLot, detectionChance } from '#stats/acceptance.ts';
import { clusteredShare } from '#stats/clustered-share.ts';
import type { Interval } from '#stats/proportion.ts';
import { hitsInPopulation } from '#stats/proportion.ts';
import { allocate } from '#stats/strata.ts';
import { stratifiedShare } from '#stats/survey.ts';
import type { DrawPlan, SampleWish } from '#state/review-plan.ts';
import type { SampleFrame } from '#workers/review-sample.ts';

/** A true share of problems, and the chance of what the curve is about. Both 0 to 1. */
export interface CurvePoint {
  readonly share: number;
  readonly chance: number;
}

/** A point of a curve with the number of faulty units that it stands for. */
interface LotPoint extends CurvePoint {
  readonly faulty: number;
}

/** What a plan can tell before anything is drawn. */
export interface Forecast {
  /** The rate asked about: as many faulty units, at least one; found is at least one of them. */
  readonly find: LotPoint;
  /** The verdict's 95 % interval, if the sample shows that rate; shares. Undefined for one whole document, which says nothing of the others. */
  readonly expected?: Interval;
  /** Of an acceptance plan the chance to accept, of others the chance to find at least one problem. */
  readonly curve: readonly CurvePoint[];
  /** Of a plan from the table: the chance to accept a lot as near to its quality level as whole units allow, one faulty unit at least. */
  readonly atLevel?: LotPoint;
  /** Of an acceptance plan: the smallest share that is accepted with at most 10 %. */
  readonly limit?: LotPoint;
  /** Of whole documents: how many there will be, and a simple sample of how many units would be as sure where an interval is expected. */
  readonly documents?: { readonly drawn: number; readonly worth?: number };
}

/** The consumer's risk by custom. */
const LIMIT_CHANCE = 0.1;
const POINTS = 60;
/** Where a curve has as good as arrived. */
const SETTLED = 0.01;

/** Undefined where the plan has a problem, for the worst first, which speaks for nothing else, and where everything is looked at, so that nothing is left to chance. */
export function forecastOf(wish: SampleWish, plan: DrawPlan, frame: SampleFrame): Forecast | undefined {
  if (plan.problem || wish.kind === 'risk') return undefined;
  const { population } = frame;
  if (plan.size >= population && !plan.rule) return undefined;
  const faulty = Math.max(1, Math.round((population * wish.rate) / 100));
  const found = (all: number): number => findChance(plan, population, all);
  const { rule } = plan;
  const accepted = (all: number): number =>
    rule ? acceptanceChanceInLot({ size: plan.size, accept: rule.reject - 1 }, population, all) : 0;
  const pointAt = (all: number, chanceOf: (all: number) => number): LotPoint => ({
    faulty: all,
    share: all / population,
    chance: chanceOf(all),
  });
  const expected = expectedInterval(wish, plan, frame, faulty / population);
  const curve = curveOf(population, faulty, rule ? accepted : found, rule !== undefined);
  const limit = rule ? firstBelow(population, accepted, LIMIT_CHANCE) : undefined;
  const level = rule?.table ? Math.max(1, Math.round((population * rule.table.aql) / 100)) : undefined;
  return {
    find: pointAt(faulty, found),
    ...(expected ? { expected } : {}),
    curve,
    ...(level === undefined ? {} : { atLevel: pointAt(level, accepted) }),
    ...(limit === undefined ? {} : { limit: pointAt(limit, accepted) }),
    ...(wish.kind === 'documents'
      ? {
          documents: {
            drawn: drawnOf(plan, frame),
            ...(expected ? { worth: simpleSizeOf(expected, population, faulty / population) } : {}),
          },
        }
      : {}),
  };
}

/** The chance to see at least one of `faulty` units, spread evenly over the strata. */
function findChance({ size, groups }: DrawPlan, population: number, faulty: number): number {
  if (groups.length === 0) return detectionChance(population, faulty, size);
  const spread = allocate(groups.map((group) => group.population), faulty, 'proportional'); // prettier-ignore
  const missed = groups.reduce((chance, group, i) => chance * (1 - detectionChance(group.population, spread[i] ?? 0, group.drawn)), 1);
  return 1 - missed;
}

function expectedInterval(wish: SampleWish, plan: DrawPlan, frame: SampleFrame, rate: number): Interval | undefined {
  const { population } = frame;
  if (wish.kind === 'documents') {
    const drawn = drawnOf(plan, frame);
    const units = plan.size / drawn;
    const clusters = Array.from({ length: drawn }, () => ({ units, hits: units * rate }));
    return clusteredShare(clusters, { documents: frame.documents, units: population });
  }
  const given = plan.groups.filter(({ drawn }) => drawn > 0);
  if (given.length > 0)
    return stratifiedShare(given.map((group) => ({ population: group.population, sampled: group.drawn, hits: group.drawn * rate })));
  const ends = hitsInPopulation(Math.round(plan.size * rate), plan.size, population);
  return { low: ends.low / population, high: ends.high / population };
}

/** About how many documents come together. */
function drawnOf({ size }: DrawPlan, { population, documents }: SampleFrame): number {
  return Math.min(documents, Math.ceil((size * documents) / population));
}

/** The fewest units of a simple sample whose interval at that rate is no wider. */
function simpleSizeOf({ low, high }: Interval, population: number, rate: number): number {
  const isAsSure = (size: number): boolean => {
    const own = stratifiedShare([{ population, sampled: size, hits: size * rate }]);
    return own.high - own.low <= high - low;
  };
  let [least, most] = [1, population];
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (isAsSure(middle)) most = middle;
    else least = middle + 1;
  }
  return most;
}

/** From no faulty unit to where the curve has settled, and always as far as twice the rate asked about. */
function curveOf(population: number, faulty: number, chanceOf: (all: number) => number, falls: boolean): readonly CurvePoint[] {
  const settled = firstBelow(population, (all) => (falls ? chanceOf(all) : 1 - chanceOf(all)), SETTLED) ?? population;
  const last = Math.min(population, Math.max(settled, faulty * 2));
  const places = new Set(Array.from({ length: POINTS + 1 }, (_, i) => Math.round((i * last) / POINTS)));
  return [...places].map((all) => ({ share: all / population, chance: chanceOf(all) }));
}

/** The fewest faulty units at which a falling chance is at most `limit`. */
function firstBelow(population: number, chanceOf: (all: number) => number, limit: number): number | undefined {
  if (chanceOf(population) > limit) return undefined;
  let [low, high] = [0, population];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (chanceOf(middle) <= limit) high = middle;
    else low = middle + 1;
  }
  return high;
}
