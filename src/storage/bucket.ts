import { Failure } from '#core/failure.ts';
import type { BucketAddress } from '#storage/credentials.ts';
import type { Signer } from '#storage/sigv4.ts';
import { sha256Hex, signRequest } from '#storage/sigv4.ts';

/** What a send needs of its surroundings. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  /** This page's origin, as the bucket sees it. */
  readonly origin: string;
  readonly isOnline: () => boolean;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface Stored {
  /** `already`: the very same object lay there, since its key holds its hash. */
  readonly outcome: 'stored' | 'already';
}

/** Everything a request to the bucket has in common: no cache, no cookies, no redirect, no referrer. */
export const PLAIN: RequestInit = { cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' };
/** After this a request counts as cut. */
const TIMEOUT = 60_000;

/** An answer that refuses; `date` is its clock, where it may be read. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly date: number | undefined;
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, date: number | undefined, retryAfter: number | undefined) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.date = date;
    this.retryAfter = retryAfter;
  }
}

/** The object's address, path style. Keys and prefix hold only characters that need no escaping. */
export function objectUrl(address: BucketAddress, key: string): string {
  return `${address.endpoint}/${address.bucket}/${fullKey(address, key)}`;
}

export function fullKey(address: BucketAddress, key: string): string {
  return address.prefix === '' ? key : `${address.prefix}/${key}`;
}

/**
 * Writes the object once: never over another. The payload's hash is signed, so the server refuses bytes that changed on the way.
 * `offset` is added to the device's clock, in milliseconds. A network error comes out as fetch's TypeError, an answer that refuses as `Refused`: `explain` (bucket-diagnosis.ts) tells what they mean.
 */
export async function putOnce(
  address: BucketAddress,
  signer: Signer,
  object: { readonly key: string; readonly bytes: Uint8Array; readonly sha256: string; readonly type: string },
  around: Surroundings,
  offset: number,
): Promise<Stored> {
  const body = new Uint8Array(object.bytes);
  if ((await sha256Hex(body)) !== object.sha256) throw new Failure('s3/damaged-here', { key: object.key });
  const put = async (condition: Record<string, string>): Promise<Response> => {
    const url = objectUrl(address, object.key);
    const headers = { 'content-type': object.type, ...condition };
    const signed = await signRequest(signer, { method: 'PUT', url, headers, payloadSha256: object.sha256 }, around.now() + offset);
    return around.fetch(url, { ...PLAIN, method: 'PUT', headers: signed, body, signal: withTimeout(around.signal) });
  };
  let response = await put({ 'if-none-match': '*' });
  if (response.status === 501) response = await put({}); // no conditional writes there: safe, since the key holds the hash
  if (response.ok) return { outcome: 'stored' };
  if (response.status === 412) return { outcome: 'already' };
  throw await refusal(response);
}

/** What a readable answer says. */
export async function refusal(response: Response): Promise<Refused> {
  const text = await response.text();
  const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? '';
  const serverTime = /<ServerTime>([^<]*)<\/ServerTime>/.exec(text)?.[1];
  const date = Date.parse(serverTime ?? response.headers.get('date') ?? '');
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
  return new Refused(
    response.status,
    code,
    Number.isNaN(date) ? undefined : date,
    Number.isNaN(retryAfter) ? undefined : retryAfter * 1000,
  );
}

export function withTimeout(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
}
