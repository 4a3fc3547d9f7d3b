/** How a sample was drawn, so that anyone can draw it again: the order is that of `unitIds`. */
export interface SamplePlan {
  readonly kind: 'random' | 'risk';
  readonly systemId: string;
  /** Segments asked for; fewer where the system has fewer. */
  readonly size: number;
  /** The metric or model whose value orders a `risk` sample. */
  readonly metricId?: string;
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
