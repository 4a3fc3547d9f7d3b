/** One segment of one system with its texts, as a review looks at it. */
export interface ReviewUnit {
  readonly unitId: string;
  readonly systemId: string;
  readonly documentId: string;
  /** 0-based place in its document. */
  readonly index: number;
  readonly source: string;
  /** Null where the system has not translated it. */
  readonly target: string | null;
  readonly references: Readonly<Record<string, string>>;
}
