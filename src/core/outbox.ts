/** A sealed, immutable batch of finished work, on its way to the bucket or there. `id` is the object's key below the prefix. */
export interface OutboxItem {
  readonly id: string;
  readonly projectId: string;
  readonly documentId: string;
  readonly systemId: string;
  readonly annotatorId: string;
  /** Hex, of `bytes`. */
  readonly sha256: string;
  /** Events inside; what the state line counts while it is unsent. */
  readonly events: number;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly bytes: Uint8Array;
  readonly status: 'waiting' | 'sent';
  readonly attempts: number;
  /** Epoch milliseconds before which no new attempt is made. */
  readonly notBefore: number;
  /** The failure's code of the last attempt. */
  readonly lastFailure?: string;
  readonly sealedAt: number;
  readonly sentAt?: number;
  /** The bucket it went to, as `endpoint/bucket/prefix`. */
  readonly sentTo?: string;
}
