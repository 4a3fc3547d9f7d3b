import { drawSample } from '#stats/sampling.ts';

/** proportional: each stratum as large a part of the sample as of the whole. equal: the same number from each, so that small ones can be spoken of too. */
export type Allocation = 'proportional' | 'equal';

/**
 * How many units to draw from strata of these sizes: whole numbers that add up to `total` (or to all there are), none above its stratum, by largest remainder (Hamilton); remainders that
 * are equal go to the earlier stratum. A stratum that is full leaves its rest to the others.
 */
export function allocate(sizes: readonly number[], total: number, allocation: Allocation): readonly number[] {
  const given = sizes.map(() => 0);
  let left = Math.min(Math.max(0, Math.floor(total)), sizes.reduce((sum, size) => sum + size, 0)); // prettier-ignore
  while (left > 0) {
    const open = sizes.flatMap((size, i) => (size > (given[i] ?? 0) ? [i] : []));
    const weightOf = (i: number): number => (allocation === 'equal' ? 1 : (sizes[i] ?? 0));
    const weights = open.reduce((sum, i) => sum + weightOf(i), 0);
    const shares = open.map((i) => ({ i, share: (left * weightOf(i)) / weights }));
    const whole = shares.reduce((sum, { share }) => sum + Math.floor(share), 0);
    const byRemainder = [...shares].sort((a, b) => (b.share % 1) - (a.share % 1));
    const lucky = new Set(byRemainder.slice(0, left - whole).map(({ i }) => i));
    for (const { i, share } of shares) {
      const more = Math.min((sizes[i] ?? 0) - (given[i] ?? 0), Math.floor(share) + (lucky.has(i) ? 1 : 0));
      given[i] = (given[i] ?? 0) + more;
      left -= more;
    }
  }
  return given;
}

/**
 * A stratified random sample without replacement: a simple sample from each stratum, strata in the order in which they first occur. The same seed and the same items give the same
 * sample.
 */
export function drawStratified<T>(
  items: readonly T[],
  stratumOf: (item: T) => string,
  { size, allocation }: { readonly size: number; readonly allocation: Allocation },
  random: () => number,
): readonly T[] {
  const strata = groupsOf(items, stratumOf);
  const counts = allocate(
    strata.map((stratum) => stratum.length),
    size,
    allocation,
  );
  return strata.flatMap((stratum, i) => drawSample(stratum, counts[i] ?? 0, random));
}

/**
 * Whole documents, drawn at random until at least `size` units have come together, so that every unit is seen with its context. Each document has the same chance, whatever its length;
 * units keep their order in it.
 */
export function drawDocuments<T>(items: readonly T[], documentOf: (item: T) => string, size: number, random: () => number): readonly T[] {
  const documents = groupsOf(items, documentOf);
  const drawn: T[] = [];
  for (const document of drawSample(documents, documents.length, random)) {
    if (drawn.length >= size) break;
    drawn.push(...document);
  }
  return drawn;
}

/** Which of `bins` equally filled classes each value is in, from 0; equal values share one, so classes may differ in size or stay empty. */
export function quantileClasses(values: readonly number[], bins: number): readonly number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const limits = Array.from({ length: bins - 1 }, (_, i) => sorted[Math.ceil(((i + 1) * sorted.length) / bins) - 1] ?? Infinity);
  return values.map((value) => limits.filter((limit) => value > limit).length);
}

function groupsOf<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
