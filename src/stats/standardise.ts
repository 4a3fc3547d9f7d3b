/** A score with who gave it. */
export interface RatedScore {
  readonly raterId: string;
  readonly value: number;
}

/**
 * Scores less their rater's mean, by their rater's standard deviation (n − 1): WMT's z-scores of direct assessment, which take away that one rater is strict and another mild.
 * Undefined for a rater who gave one score only, or always the same.
 */
export function standardiseByRater(scores: readonly RatedScore[]): readonly (number | undefined)[] {
  const byRater = new Map<string, number[]>();
  for (const { raterId, value } of scores) {
    const own = byRater.get(raterId);
    if (own) own.push(value);
    else byRater.set(raterId, [value]);
  }
  const scales = new Map(
    [...byRater].map(([raterId, values]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return [raterId, { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 }];
    }),
  );
  return scores.map(({ raterId, value }) => {
    const scale = scales.get(raterId);
    return scale && scale.deviation > 0 ? (value - scale.mean) / scale.deviation : undefined;
  });
}
