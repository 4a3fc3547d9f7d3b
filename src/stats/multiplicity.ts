/** Corrections for many tests at once. Holm and Bonferroni keep the chance of any false finding, BH the expected share of false ones among the findings. */
export const CORRECTIONS = ['none', 'bonferroni', 'holm', 'benjamini-hochberg'] as const;
export type Correction = (typeof CORRECTIONS)[number];

/**
 * Adjusted p-values in the order given, each to be compared with the level as it stands (statsmodels `multipletests`; Holm 1979; Benjamini &
 * Hochberg 1995, for independent or positively dependent tests).
 */
export function adjustedPValues(pValues: readonly number[], correction: Correction): readonly number[] {
  const tests = pValues.length;
  if (correction === 'none') return [...pValues];
  if (correction === 'bonferroni') return pValues.map((p) => Math.min(1, p * tests));
  const order = pValues.map((p, place) => ({ p, place })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(tests).fill(1);
  if (correction === 'holm') {
    let largest = 0;
    for (const [i, { p, place }] of order.entries()) {
      largest = Math.max(largest, Math.min(1, p * (tests - i)));
      adjusted[place] = largest;
    }
    return adjusted;
  }
  let smallest = 1;
  for (const [i, { p, place }] of [...order.entries()].reverse()) {
    smallest = Math.min(smallest, (p * tests) / (i + 1));
    adjusted[place] = smallest;
  }
  return adjusted;
}
