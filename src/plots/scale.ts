/** A stretch of numbers laid along a stretch of pixels. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Round numbers between the two, rising. */
  readonly ticks: readonly number[];
  /** Decimals that tell the ticks apart. */
  readonly decimals: number;
  /** Share of the way from `low` to `high`, held to 0–1. */
  readonly share: (value: number) => number;
}

/** Widened to round numbers, with about `count` ticks a step of 1, 2 or 5 times a power of ten apart. */
export function scaleOver(values: readonly number[], count: number): Scale {
  const known = values.filter(Number.isFinite);
  const [least, most] = known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)];
  const room = most > least ? most - least : Math.max(Math.abs(most) * 0.1, 1);
  const step = roundStep(room / Math.max(1, count));
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  const [low, high] = [first * step, last * step];
  return {
    low,
    high,
    ticks: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step),
    decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
    share: (value) => Math.min(1, Math.max(0, (value - low) / (high - low))),
  };
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 5, 10].map((factor) => factor * power);
  return steps.find((step) => step >= rough * (1 - 1e-9)) ?? 10 * power;
}
