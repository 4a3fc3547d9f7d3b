import type { TextMetric } from '#metrics/metric.ts';

/** One segment with at least one reference. */
export interface ReferencedText {
  readonly hypothesis: string;
  readonly references: readonly string[];
}

/** The statistics of each segment, one after the other: `width` numbers a segment. */
export function corpusStats(metric: TextMetric, texts: readonly ReferencedText[]): Float64Array {
  const rows = new Float64Array(texts.length * metric.width);
  for (const [i, { hypothesis, references }] of texts.entries()) {
    const [row] = metric.stats(references, [hypothesis]);
    if (row) rows.set(row, i * metric.width);
  }
  return rows;
}

/** The sums over all segments. */
export function sumStats(rows: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) sums[i % width] = (sums[i % width] ?? 0) + (rows[i] ?? 0);
  return sums;
}

/** `nrefs` of a signature. */
export function referenceCount(texts: readonly Pick<ReferencedText, 'references'>[]): number | 'var' {
  const first = texts[0]?.references.length ?? 1;
  return texts.every(({ references }) => references.length === first) ? first : 'var';
}
