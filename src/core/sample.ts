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
  readonly id: string;
  readonly projectId: string;
  readonly seed: number;
  readonly plan: SamplePlan;
  readonly unitIds: readonly string[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}
