import { logGamma } from '#stats/distributions.ts';

/** General inspection levels, and special ones for small samples where looking is dear. */
export const INSPECTION_LEVELS = ['S-1', 'S-2', 'S-3', 'S-4', 'I', 'II', 'III'] as const;
export type InspectionLevel = (typeof INSPECTION_LEVELS)[number];

/** reduced is that of MIL-STD-105E and ANSI/ASQ Z1.4, with a gap between acceptance and rejection; ISO 2859-1 has another table. */
export const INSPECTIONS = ['normal', 'tightened', 'reduced'] as const;
export type Inspection = (typeof INSPECTIONS)[number];

/** Acceptable quality levels: faulty units in a hundred. */
export const AQLS = [
  0.01, 0.015, 0.025, 0.04, 0.065, 0.1, 0.15, 0.25, 0.4, 0.65, 1, 1.5, 2.5, 4, 6.5, 10, 15, 25, 40, 65, 100, 150, 250, 400, 650, 1000,
] as const;
export type Aql = (typeof AQLS)[number];

const LETTERS = 'ABCDEFGHJKLMNPQRS';
/** Sample size by code letter. */
const SIZES = [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150];
const REDUCED_SIZES = [2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800];
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

/** Acceptance and rejection number. */
type Numbers = readonly [accept: number, reject: number];

/** Numbers along the tables' diagonals (letter's place + AQL's place). What is missing is an arrow to the nearest plan. */
const DIAGONALS: Readonly<Record<Inspection, ReadonlyMap<number, Numbers>>> = {
  normal: diagonal([14, [[0, 1]]], [17, [[1, 2], [2, 3], [3, 4], [5, 6], [7, 8], [10, 11], [14, 15], [21, 22], [30, 31], [44, 45]]]), // prettier-ignore
  tightened: diagonal([15, [[0, 1]]], [18, [[1, 2], [2, 3], [3, 4], [5, 6], [8, 9], [12, 13], [18, 19], [27, 28], [41, 42]]]), // prettier-ignore
  reduced: diagonal([14, [[0, 1]]], [17, [[0, 2], [1, 3], [1, 4], [2, 5], [3, 6], [5, 8], [7, 10], [10, 13], [14, 17], [21, 24], [30, 31]]]), // prettier-ignore
};
/** The diagonal right below the plans that accept no faulty unit. */
const BELOW_NONE = 15;
/** The largest numbers stand only from this place of the AQL on. */
const LARGE_FROM = new Map([[25, 21], [26, 22], [27, 25]]); // prettier-ignore
/** Reduced inspection of code letters A and B, whose samples are as small as C's, from AQL 2.5 on. */
const REDUCED_FROM = 12;
const REDUCED_SMALL: readonly (readonly Numbers[])[] = [
  [[0, 1], [0, 1], [0, 1], [0, 2], [0, 2], [1, 2], [2, 3], [3, 4], [5, 6], [7, 8], [10, 11], [14, 15], [21, 22], [30, 31]], // prettier-ignore
  [[0, 1], [0, 1], [0, 1], [0, 2], [0, 2], [1, 3], [2, 4], [3, 5], [5, 6], [7, 8], [10, 11], [14, 15], [21, 22], [30, 31]], // prettier-ignore
];

function diagonal(...runs: readonly (readonly [from: number, numbers: readonly Numbers[]])[]): ReadonlyMap<number, Numbers> {
  return new Map(runs.flatMap(([from, numbers]) => numbers.map((pair, i) => [from + i, pair] as const)));
}

export interface SamplingPlan {
  readonly letter: string;
  readonly size: number;
  /** Accept the lot with at most so many faulty units. */
  readonly accept: number;
  /** Reject it with at least so many: one more, except in reduced inspection, where a lot between the two is accepted and the next inspected normally. */
  readonly reject: number;
  /** Whether the plan's sample is the whole lot or more: then every unit is looked at. */
  readonly isWholeLot: boolean;
}

/** Single sampling plan of ANSI/ASQ Z1.4 (MIL-STD-105E, ISO 2859-1) for a lot of this many units. `lot` ≥ 2. */
export function samplingPlan(lot: number, aql: Aql, level: InspectionLevel, inspection: Inspection): SamplingPlan {
  const letters = LOTS.find(([largest]) => lot <= largest)?.[1] ?? '';
  const letter = LETTERS.indexOf(letters.charAt(INSPECTION_LEVELS.indexOf(level)));
  const { place, numbers } = planAt(letter, AQLS.indexOf(aql), inspection);
  const [accept, reject] = numbers;
  const size = (inspection === 'reduced' ? REDUCED_SIZES : SIZES)[place] ?? 0;
  return { letter: LETTERS.charAt(letter), size, accept, reject, isWholeLot: size >= lot };
}

/**
 * The plan in the cell or at the end of its arrow: down to larger samples or, where the cell stands right below a plan that accepts none (not in the tightened table) or beyond the
 * last one, up to smaller ones.
 */
function planAt(letter: number, aql: number, inspection: Inspection): { readonly place: number; readonly numbers: Numbers } {
  const own = numbersAt(letter, aql, inspection);
  if (own) return { place: letter, numbers: own };
  const above = inspection !== 'tightened' && letter + aql === BELOW_NONE ? numbersAt(letter - 1, aql, inspection) : undefined;
  if (above) return { place: letter - 1, numbers: above };
  const downAndUp = [...LETTERS].map((_, i) => (i < LETTERS.length - letter ? letter + i : LETTERS.length - i - 1));
  for (const place of downAndUp) {
    const numbers = numbersAt(place, aql, inspection);
    if (numbers) return { place, numbers };
  }
  throw new Error('every AQL has a plan');
}

/** What stands in the cell itself; undefined for an arrow. */
function numbersAt(place: number, aql: number, inspection: Inspection): Numbers | undefined {
  if (inspection === 'reduced' && aql >= REDUCED_FROM && REDUCED_SMALL[place]) return REDUCED_SMALL[place][aql - REDUCED_FROM];
  const sum = place + aql;
  // Code letter S is there for one plan only, and the tightened table begins with code letter B.
  if (place < 0 || (place === LETTERS.indexOf('S') && !(inspection === 'tightened' && sum === 18))) return undefined;
  if (inspection === 'tightened' && sum === 15 && place === 0) return undefined;
  if (aql < (LARGE_FROM.get(sum) ?? 0)) return undefined;
  return DIAGONALS[inspection].get(sum);
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
