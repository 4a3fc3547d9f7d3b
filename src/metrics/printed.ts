import type { TextMetric } from '#metrics/metric.ts';

/** What a bootstrap says of a score, as sacreBLEU prints it. */
export interface Confidence {
  readonly mean: number;
  /** Half the width of the interval. */
  readonly half: number;
}

/** A score as sacreBLEU's `Score.format` prints it, such as `BLEU = 48.50 79.7/57.1/41.3/29.4 (BP = 1.000 …)`. */
export function printedScore(metric: TextMetric, sums: Float64Array, confidence?: Confidence): string {
  const spread = confidence && confidence.mean > 0 ? ` (μ = ${fixed(confidence.mean, 2)} ± ${fixed(confidence.half, 2)})` : '';
  const detail = metric.detail?.(sums) ?? '';
  return `${metric.id} = ${fixed(metric.score(sums), 2)}${spread}${detail === '' ? '' : ` ${detail}`}`;
}

/** A number with so many decimals as Python prints it: a tie, which only exact binary fractions can be, goes to the even digit. */
export function fixed(value: number, places: number): string {
  const printed = value.toFixed(places);
  const unit = 10 ** places;
  const scaled = value * unit;
  const isTie = Math.abs(scaled) < 2 ** 52 && scaled / unit === value && Math.abs(scaled % 1) === 0.5 && isDyadic(value);
  if (!isTie) return printed;
  const below = Math.floor(scaled);
  return ((below % 2 === 0 ? below : below + 1) / unit).toFixed(places);
}

/** Whether a value is a multiple of 1/1024: then products with 10 and 100 are exact, and so is a tie that is seen in them. */
function isDyadic(value: number): boolean {
  return Number.isInteger(value * 1024);
}
