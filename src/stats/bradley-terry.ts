import type { Undetermined } from '#stats/undetermined.ts';

/** By systems' places: `wins[i][j]` times i was put before j; `ties[i][j]`, the same both ways, times they were put level. */
export interface PairwiseCounts {
  readonly wins: readonly (readonly number[])[];
  readonly ties: readonly (readonly number[])[];
}

/** Rankings and scores given side by side, as pairs: one row one judgement by one person, a value a system (undefined: not shown); higher is better. */
export function countPairwise(rows: readonly (readonly (number | undefined)[])[], systems: number): PairwiseCounts {
  const square = (): number[][] => Array.from({ length: systems }, () => new Array<number>(systems).fill(0));
  const [wins, ties] = [square(), square()];
  const add = (table: number[][], i: number, j: number): void => {
    const row = table[i];
    if (row) row[j] = (row[j] ?? 0) + 1;
  };
  for (const row of rows) {
    for (let i = 0; i < systems; i++) {
      for (let j = 0; j < systems; j++) {
        const [own, other] = [row[i], row[j]];
        if (i === j || own === undefined || other === undefined) continue;
        if (own > other) add(wins, i, j);
        else if (own === other) add(ties, i, j);
      }
    }
  }
  return { wins, ties };
}

export interface Strength {
  /** Log-odds against an average system; a difference of ln 3 is a chance of 3 in 4 to be put first. */
  readonly value: number;
  readonly standardError: number;
  /** Chance to be put before an average system. */
  readonly winRate: number;
}

/**
 * The model of Bradley & Terry (1952): every system has one strength, and the chance that one is put before another follows from the difference. A tie counts as half a win each way.
 * Maximum likelihood by Newton's method; standard errors from the information. `separate`: some systems never lost against, or never met, the others, so that no strength is finite.
 */
export function bradleyTerry({ wins, ties }: PairwiseCounts): readonly Strength[] | Undetermined {
  const size = wins.length;
  const won = wins.map((row, i) => row.map((count, j) => (i === j ? 0 : count + (ties[i]?.[j] ?? 0) / 2)));
  if (size < 2) return { reason: 'few' };
  if (!reachesAll(won, false) || !reachesAll(won, true)) return { reason: 'separate' };
  const value = new Array<number>(size).fill(0);
  for (let step = 0; step < 100; step++) {
    const { slope, information } = derivatives(won, value);
    const change = solve(information, slope);
    for (const [i, by] of change.entries()) value[i] = (value[i] ?? 0) + by;
    if (change.every((by) => Math.abs(by) < 1e-13)) break;
  }
  const { information } = derivatives(won, value);
  return value.map((own, i) => {
    const unit = value.map((_, j) => (i === j ? 1 : 0) - 1 / size);
    const variance = solve(information, unit)[i] ?? 0;
    return { value: own, standardError: Math.sqrt(variance), winRate: 1 / (1 + Math.exp(-own)) };
  });
}

/** Of the log-likelihood. The information is made regular by fixing the mean strength at 0. */
function derivatives(
  won: readonly (readonly number[])[],
  value: readonly number[],
): { readonly slope: number[]; readonly information: number[][] } {
  const slope = new Array<number>(value.length).fill(0);
  const information = value.map(() => new Array<number>(value.length).fill(1 / value.length));
  for (const [i, own] of value.entries()) {
    for (const [j, other] of value.entries()) {
      if (i === j) continue;
      const met = (won[i]?.[j] ?? 0) + (won[j]?.[i] ?? 0);
      const chance = 1 / (1 + Math.exp(other - own));
      slope[i] = (slope[i] ?? 0) + (won[i]?.[j] ?? 0) - met * chance;
      const weight = met * chance * (1 - chance);
      const row = information[i];
      if (!row) continue;
      row[i] = (row[i] ?? 0) + weight;
      row[j] = (row[j] ?? 0) - weight;
    }
  }
  return { slope, information };
}

/** Gaussian elimination with the largest pivot. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) if (Math.abs(rows[i]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = i;
    const head = rows[pivot] ?? [];
    rows[pivot] = rows[column] ?? [];
    rows[column] = head;
    for (const [i, row] of rows.entries()) {
      if (i === column) continue;
      const factor = (row[column] ?? 0) / (head[column] ?? 1);
      for (let j = column; j <= size; j++) row[j] = (row[j] ?? 0) - factor * (head[j] ?? 0);
    }
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}

/** Whether every system can be reached from the first by wins (or, turned, by losses). */
function reachesAll(won: readonly (readonly number[])[], isTurned: boolean): boolean {
  const seen = new Set([0]);
  for (const at of seen) {
    for (let next = 0; next < won.length; next++) {
      const count = isTurned ? won[next]?.[at] : won[at]?.[next];
      if ((count ?? 0) > 0) seen.add(next);
    }
  }
  return seen.size === won.length;
}
