/** How a sample was drawn, so that anyone can draw it again: the order is that of `unitIds`. */
export interface SamplePlan {
  readonly kind: 'random' | 'risk';
  readonly systemId: string;
  /** Segments asked for; fewer where the system has fewer. */
  readonly size: number;
  /** How many segments the system had translated when it was drawn: what the sample speaks for. */
  readonly population: number;
  /** The metric or model whose value orders a `risk` sample, the worst first. */
  readonly metricId?: string;
  /** Whether its higher values are the better ones. */
  readonly higherIsBetter?: boolean;
}

export interface Sample {
  /** Made by `sampleId`; the item of every annotation that reviews it. */
  readonly id: string;
  readonly projectId: string;
  readonly seed: number;
  readonly plan: SamplePlan;
  readonly unitIds: readonly string[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

const PREFIX = 'sample.';

/** The id of a new sample; it tells what it is, so that a review annotation is known for one while it has no verdict. */
export function sampleId(newId: string): string {
  return `${PREFIX}${newId}`;
}

export function isSampleId(id: string): boolean {
  return id.startsWith(PREFIX);
}
