import type { ScoreGroup } from '#stats/meta-evaluation.ts';
import type { Undetermined } from '#stats/undetermined.ts';

export interface TieCalibration {
  /** Metric scores that differ by at most this count as tied: the smallest value that agrees best with people. */
  readonly epsilon: number;
  /** Pairwise accuracy with ties at that value, averaged over groups (acc*_eq). */
  readonly accuracy: number;
  /** Accuracy without any tie made. */
  readonly plain: number;
  /** Accuracy by epsilon, rising: to show how flat the best is, since where most human pairs tie, tying everything may win. */
  readonly curve: readonly { readonly epsilon: number; readonly accuracy: number }[];
}

/** Accuracies closer than this differ by the order of adding only; then the smaller epsilon stands. */
const ROUNDING = 1e-12;

/**
 * Tie calibration (Deutsch, Foster & Freitag 2023; mt-metrics-eval `tau_optimization` with every pair): all pairs of a group become ties one by one by rising difference. Takes
 * about 20 bytes a pair. `few` where no group has a pair.
 */
export function calibrateTies(groups: readonly ScoreGroup[]): TieCalibration | Undetermined {
  const sizes = groups.map(({ human }) => (human.length * (human.length - 1)) / 2);
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const used = sizes.filter((size) => size > 0).length;
  if (used === 0) return { reason: 'few' };
  const differences = new Float64Array(count);
  const rows = new Uint32Array(count);
  /** What a pair adds to the agreeing ones when it becomes a tie: 1, 0 or -1. */
  const gains = new Int8Array(count);
  const agreeing = new Float64Array(groups.length);
  let pair = 0;
  for (const [row, { human, metric }] of groups.entries()) {
    for (let i = 0; i < human.length; i++) {
      for (let j = i + 1; j < human.length; j++) {
        const [apart, difference] = [(human[i] ?? 0) - (human[j] ?? 0), (metric[i] ?? 0) - (metric[j] ?? 0)];
        const agrees = apart === 0 ? difference === 0 : apart * difference > 0;
        differences[pair] = Math.abs(difference);
        rows[pair] = row;
        gains[pair] = (apart === 0 ? 1 : 0) - (agrees ? 1 : 0);
        if (agrees) agreeing[row] = (agreeing[row] ?? 0) + 1;
        pair++;
      }
    }
  }
  const accuracyOf = (row: number): number => (agreeing[row] ?? 0) / (sizes[row] ?? 1);
  let total = 0;
  for (let row = 0; row < groups.length; row++) if ((sizes[row] ?? 0) > 0) total += accuracyOf(row);
  const curve = [{ epsilon: 0, accuracy: total / used }];
  const plain = total / used;
  const order = Uint32Array.from(differences, (_, i) => i).sort((a, b) => (differences[a] ?? 0) - (differences[b] ?? 0) || a - b);
  for (const at of order) {
    const row = rows[at] ?? 0;
    // The sum is carried on as mt-metrics-eval carries it, so that equal accuracies are equal to the last bit.
    total -= accuracyOf(row);
    agreeing[row] = (agreeing[row] ?? 0) + (gains[at] ?? 0);
    total += accuracyOf(row);
    const step = { epsilon: differences[at] ?? 0, accuracy: total / used };
    if (curve.at(-1)?.epsilon === step.epsilon) curve[curve.length - 1] = step;
    else curve.push(step);
  }
  const best = curve.reduce((most, step) => (step.accuracy > most.accuracy + ROUNDING ? step : most));
  return { ...best, plain, curve };
}
