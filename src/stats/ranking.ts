import type { Correction } from '#stats/multiplicity.ts';
import { adjustedPValues } from '#stats/multiplicity.ts';

export interface RankedSystem {
  /** Place in the list that was given. */
  readonly index: number;
  /** Systems that are significantly worse, and better. */
  readonly wins: number;
  readonly losses: number;
  /** Best and worst rank that the tests leave open: 1 + losses, and systems − wins. */
  readonly best: number;
  readonly worst: number;
  /** From 1. Every system of a cluster is significantly better than every system of the later ones. */
  readonly cluster: number;
}

export interface RankingOptions {
  /** Level of significance, such as 0.05. */
  readonly alpha: number;
  readonly correction: Correction;
}

export interface Ranking {
  /** From best to worst; equal scores in the order given. */
  readonly systems: readonly RankedSystem[];
  /** By places given: the adjusted p-value of each pair, the lower place first; undefined where the pair could not be tested. */
  readonly pairs: readonly { readonly first: number; readonly second: number; readonly p: number | undefined }[];
}

/**
 * Systems ranked by score with ranges and clusters, as in WMT24's `humeval/tools.py`: a cluster ends where no system above it ties with any below.
 * `scores` are higher for better systems. `pValue` tests a pair, two-sided and named by places given; a pair it cannot test counts as tied.
 */
export function rankSystems(
  scores: readonly number[],
  pValue: (first: number, second: number) => number | undefined,
  { alpha, correction }: RankingOptions,
): Ranking {
  const raw = scores.flatMap((_, second) => scores.slice(0, second).map((_, first) => ({ first, second, p: pValue(first, second) })));
  const adjusted = adjustedPValues(
    raw.flatMap(({ p }) => (p === undefined ? [] : [p])),
    correction,
  );
  let tested = 0;
  const pairs = raw.map((pair) => ({ ...pair, p: pair.p === undefined ? undefined : adjusted[tested++] }));
  const significant = new Set(pairs.filter(({ p }) => p !== undefined && p < alpha).map(({ first, second }) => pairKey(first, second)));
  const order = scores.map((score, index) => ({ score, index })).sort((a, b) => b.score - a.score);
  const isApart = (a: number, b: number): boolean => significant.has(pairKey(a, b));
  let cluster = 1;
  const systems = order.map(({ score, index }, place): RankedSystem => {
    const others = order.filter((other) => isApart(index, other.index));
    const wins = others.filter((other) => score > other.score).length;
    const losses = others.length - wins;
    const own = cluster;
    const isEnd = order.slice(0, place + 1).every((above) => order.slice(place + 1).every((below) => isApart(above.index, below.index)));
    if (isEnd) cluster++;
    return { index, wins, losses, best: losses + 1, worst: order.length - wins, cluster: own };
  });
  return { systems, pairs };
}

function pairKey(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
