import { logGamma } from '#stats/distributions.ts';

/** General inspection levels, and special ones for small samples where looking is dear. */
export const INSPECTION_LEVELS = ['S-1', 'S-2', 'S-3', 'S-4', 'I', 'II', 'III'] as const;
export type InspectionLevel = (typeof INSPECTION_LEVELS)[number];

export const INSPECTIONS = ['normal', 'tightened'] as const;
export type Inspection = (typeof INSPECTIONS)[number];

/** Acceptable quality levels: faulty units in a hundred. */
export const AQLS = [
  0.01, 0.015, 0.025, 0.04, 0.065, 0.1, 0.15, 0.25, 0.4, 0.65, 1, 1.5, 2.5, 4, 6.5, 10, 15, 25, 40, 65, 100, 150, 250, 400, 650, 1000,
] as const;
export type Aql = (typeof AQLS)[number];

const LETTERS = 'ABCDEFGHJKLMNPQRS';
/** Sample size by code letter. */
const SIZES = [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150];
/** Largest lot of each row of Table I, and its code letters by level. */
const LOTS: readonly (readonly [number, string])[] = [
  [8, 'AAAAAAB'],
  [15, 'AAAAABC'],
  [25, 'AABBBCD'],
  [50, 'ABBCCDE'],
  [90, 'BBCCCEF'],
  [150, 'BBCDDFG'],
  [280, 'BCDEEGH'],
  [500, 'BCDEFHJ'],
  [1200, 'CCEFGJK'],
  [3200, 'CDEGHKL'],
  [10_000, 'CDFGJLM'],
  [35_000, 'CDFHKMN'],
  [150_000, 'DEGJLNP'],
  [500_000, 'DEGJMPQ'],
  [Infinity, 'DEHKNQR'],
];

/** Acceptance numbers along the tables' diagonals (letter's place + AQL's place). What is missing is an arrow to the nearest plan. */
const DIAGONALS: Readonly<Record<Inspection, ReadonlyMap<number, number>>> = {
  normal: new Map([[14, 0], [17, 1], [18, 2], [19, 3], [20, 5], [21, 7], [22, 10], [23, 14], [24, 21], [25, 30], [26, 44]]), // prettier-ignore
  tightened: new Map([[15, 0], [18, 1], [19, 2], [20, 3], [21, 5], [22, 8], [23, 12], [24, 18], [25, 27], [26, 41]]), // prettier-ignore
};
/** The two largest acceptance numbers stand only from this place of the AQL on. */
const LARGE_FROM = { 25: 21, 26: 22 } as const;

export interface SamplingPlan {
  readonly letter: string;
  readonly size: number;
  /** Accept the lot with at most so many faulty units; reject it with one more. */
  readonly accept: number;
  /** Whether the plan's sample is the whole lot or more: then every unit is looked at. */
  readonly isWholeLot: boolean;
}

/** Single sampling plan of ANSI/ASQ Z1.4 (MIL-STD-105E, ISO 2859-1) for a lot of this many units. `lot` ≥ 2. */
export function samplingPlan(lot: number, aql: Aql, level: InspectionLevel, inspection: Inspection): SamplingPlan {
  const letters = LOTS.find(([largest]) => lot <= largest)?.[1] ?? '';
  const letter = LETTERS.indexOf(letters.charAt(INSPECTION_LEVELS.indexOf(level)));
  const { place, accept } = planAt(letter, AQLS.indexOf(aql), inspection);
  const size = SIZES[place] ?? 0;
  return { letter: LETTERS.charAt(letter), size, accept, isWholeLot: size >= lot };
}

/** The plan in the cell or at the end of its arrow: down to larger samples or, where the cell stands right below a plan that accepts none (normal) or beyond the last one, up to smaller ones. */
function planAt(letter: number, aql: number, inspection: Inspection): { readonly place: number; readonly accept: number } {
  const last = inspection === 'tightened' ? LETTERS.indexOf('S') : LETTERS.indexOf('R');
  const plan = (place: number): number | undefined => {
    const sum = place + aql;
    if (place < 0 || place > last) return undefined;
    // Code letter S is there for one plan only.
    if (place === LETTERS.indexOf('S') && !(inspection === 'tightened' && sum === 18 && aql === 2)) return undefined;
    if ((sum === 25 || sum === 26) && aql < LARGE_FROM[sum]) return undefined;
    // The tightened table begins with code letter B.
    if (inspection === 'tightened' && sum === 15 && place === 0) return undefined;
    return DIAGONALS[inspection].get(sum);
  };
  const own = plan(letter);
  if (own !== undefined) return { place: letter, accept: own };
  if (inspection === 'normal' && plan(letter - 1) === 0) return { place: letter - 1, accept: 0 };
  for (let place = letter + 1; place <= last; place++) {
    const accept = plan(place);
    if (accept !== undefined) return { place, accept };
  }
  for (let place = letter - 1; place >= 0; place--) {
    const accept = plan(place);
    if (accept !== undefined) return { place, accept };
  }
  throw new Error('every AQL has a plan');
}

/** The chance that a lot with this share of faulty units, 0 to 1, is accepted: a point of the plan's operating characteristic; for lots far larger than the sample. */
export function acceptanceChance({ size, accept }: Pick<SamplingPlan, 'size' | 'accept'>, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return accept >= size ? 1 : 0;
  let sum = 0;
  for (let k = 0; k <= Math.min(accept, size); k++)
    sum += Math.exp(logChoose(size, k) + k * Math.log(share) + (size - k) * Math.log1p(-share));
  return Math.min(1, sum);
}

/** The same by Poisson's distribution, for faults that may be several a unit; `rate` is faults a unit, ≥ 0. */
export function acceptanceChanceOfFaults({ size, accept }: Pick<SamplingPlan, 'size' | 'accept'>, rate: number): number {
  if (rate <= 0) return 1;
  const mean = size * rate;
  let sum = 0;
  for (let k = 0; k <= accept; k++) sum += Math.exp(k * Math.log(mean) - mean - logGamma(k + 1));
  return Math.min(1, sum);
}

/** The same for a lot of `lot` units of which `faulty` are faulty, exactly. The sample is at most the lot. */
export function acceptanceChanceInLot({ size, accept }: Pick<SamplingPlan, 'size' | 'accept'>, lot: number, faulty: number): number {
  const good = lot - faulty;
  const least = Math.max(0, size - good);
  if (accept < least) return 0;
  // Of the fewest faulty units that the sample can hold; from there on by ratios, which keep every digit.
  let log = least === 0 ? 0 : logChoose(faulty, least) - logChoose(lot, size);
  if (least === 0) for (let i = 0; i < size; i++) log += Math.log1p(-faulty / (lot - i));
  let chance = Math.exp(log);
  let sum = chance;
  for (let k = least; k < Math.min(accept, faulty, size); k++) {
    chance *= ((faulty - k) * (size - k)) / ((k + 1) * (good - size + k + 1));
    sum += chance;
  }
  return Math.min(1, sum);
}

/** The chance to see at least one of `faulty` units among `population` in a simple sample of `sampled`. */
export function detectionChance(population: number, faulty: number, sampled: number): number {
  return 1 - acceptanceChanceInLot({ size: sampled, accept: 0 }, population, faulty);
}

/** The smallest sample that shows at least one of `faulty` units with this chance, below 1; undefined where there are none. */
export function sampleToDetect(population: number, faulty: number, chance: number): number | undefined {
  if (faulty <= 0) return undefined;
  let low = 0;
  let high = population;
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2);
    if (detectionChance(population, faulty, middle) >= chance) high = middle;
    else low = middle;
  }
  return high;
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
