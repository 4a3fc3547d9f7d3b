/** A metric's or a model's value for one unit; `signature` says how it was computed. */
export interface MetricValue {
  readonly projectId: string;
  /** Such as `BLEU`, `chrF2`, or `model:<sha256>` for a TensorFlow.js or ONNX scorer. */
  readonly metricId: string;
  readonly runId?: string;
  readonly signature: string;
  readonly level: 'segment' | 'document' | 'system';
  readonly systemId: string;
  readonly unitId: string;
  readonly value: number;
  readonly inputSha256: string;
}
