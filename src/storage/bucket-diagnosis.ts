import { Failure } from '#core/failure.ts';
import type { Surroundings } from '#storage/bucket.ts';
import { fullKey, objectUrl, PLAIN, refusal, Refused, withTimeout } from '#storage/bucket.ts';
import type { BucketAddress } from '#storage/credentials.ts';
import type { Signer } from '#storage/sigv4.ts';
import { sha256Hex, signPolicy } from '#storage/sigv4.ts';

/** `retry`: try again after the usual wait, or after `retryAfter` milliseconds. `person`: only a person can mend it. `clock`: sign again with `offset`. */
export interface Verdict {
  readonly cure: 'retry' | 'person' | 'clock';
  readonly failure: Failure;
  readonly retryAfter?: number;
  readonly offset?: number;
}

/** The probe: always the same bytes under the same key, so it never piles up. */
export const PROBE_BYTES: Uint8Array<ArrayBuffer> = new TextEncoder().encode('stet probe\n');
export async function probeKey(): Promise<string> {
  return `probe/v=1/${await sha256Hex(PROBE_BYTES)}.txt`;
}

/** Servers refuse more than 15 minutes (AWS: RequestTimeTooSkewed); nearer than this is not the cause. */
const SKEW = 5 * 60_000;

/**
 * What a failed PUT means. A page sees a refusal without CORS headers and a dead network as the same TypeError, so the ladder asks on:
 * is the endpoint there (a request whose answer nobody reads), does the bucket let this site in (the same PUT, unsigned, which must be refused
 * readably), does it take the key (a form POST, which needs no CORS: where the answer is unreadable, success shows as a redirect that cannot be followed).
 */
export async function explain(
  error: unknown,
  address: BucketAddress,
  signer: Signer,
  around: Surroundings,
  offset: number,
): Promise<Verdict> {
  if (error instanceof Refused) return explainAnswer(error, address, signer, around, offset);
  if (!isNetworkError(error)) throw error;
  const { endpoint, bucket } = address;
  if (!(await answers(endpoint, around))) return retry(around.isOnline() ? 's3/unreachable' : 's3/offline', { endpoint });
  const door = await knock(address, around);
  if (door) return explainDoor(door, address, signer, around, offset);
  const glimpse = await glance(address, around);
  if (glimpse && isBusy(glimpse)) return busy(glimpse, endpoint);
  const accepted = await postProbe(address, signer, around, offset, 'blind');
  if (accepted === 'refused') return person('s3/no-bucket', { bucket, endpoint, accessKey: signer.accessKey });
  if (await answers(endpoint, around)) return person('s3/no-cors', { bucket, origin: around.origin });
  return retry('s3/cut', { endpoint });
}

async function explainDoor(door: Refused, address: BucketAddress, signer: Signer, around: Surroundings, offset: number): Promise<Verdict> {
  const { endpoint, bucket } = address;
  if (isBusy(door)) return busy(door, endpoint);
  if (door.code === 'NoSuchBucket') return person('s3/no-bucket', { bucket, endpoint, accessKey: signer.accessKey });
  const skew = skewOf(door, around, offset);
  if (skew) return skew;
  const accepted = await postProbe(address, signer, around, offset, 'readable');
  if (accepted === 'refused') return person('s3/wrong-key', { accessKey: signer.accessKey, bucket });
  return retry('s3/cut', { endpoint });
}

function explainAnswer(answer: Refused, address: BucketAddress, signer: Signer, around: Surroundings, offset: number): Verdict {
  const { endpoint, bucket } = address;
  if (isBusy(answer)) return busy(answer, endpoint);
  const values = { accessKey: signer.accessKey, bucket, endpoint, code: answer.code, status: answer.status };
  const skew = answer.code === 'RequestTimeTooSkewed' ? skewOf(answer, around, offset) : undefined;
  if (skew) return skew;
  switch (answer.code) {
    case 'RequestTimeTooSkewed':
      return person('s3/clock', { minutes: Math.round(offset / 60_000) });
    case 'BadDigest':
    case 'XAmzContentSHA256Mismatch':
      return retry('s3/changed-on-the-way', values);
    case 'NoSuchBucket':
      return person('s3/no-bucket', values);
    case 'ExpiredToken':
    case 'TokenRefreshRequired':
      return person('s3/expired', values);
    case 'InvalidAccessKeyId':
    case 'SignatureDoesNotMatch':
    case 'InvalidToken':
      return person('s3/wrong-key', values);
    default:
      return person(answer.status === 403 || answer.status === 401 ? 's3/denied' : 's3/refused', values);
  }
}

function skewOf(answer: Refused, around: Surroundings, offset: number): Verdict | undefined {
  if (answer.date === undefined) return undefined;
  const found = answer.date - around.now();
  if (Math.abs(found - offset) < SKEW) return undefined;
  return { cure: 'clock', failure: new Failure('s3/clock', { minutes: Math.round(Math.abs(found) / 60_000) }), offset: found };
}

/** Whether anything answers at the endpoint; the answer itself cannot be read and need not be. */
async function answers(endpoint: string, around: Surroundings): Promise<boolean> {
  return settles(
    () => around.fetch(`${endpoint}/`, { ...PLAIN, redirect: 'follow', mode: 'no-cors', signal: withTimeout(around.signal) }),
    around,
  );
}

/** The PUT without a signature. A readable refusal proves that the bucket is there and lets this site in; undefined: unreadable. */
async function knock(address: BucketAddress, around: Surroundings): Promise<Refused | undefined> {
  const headers = {
    'content-type': 'text/plain',
    'if-none-match': '*',
    'x-amz-content-sha256': await sha256Hex(PROBE_BYTES),
    'x-amz-date': '20200101T000000Z',
  };
  const url = objectUrl(address, await probeKey());
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await refusal(
        await around.fetch(url, { ...PLAIN, method: 'PUT', headers, body: PROBE_BYTES, signal: withTimeout(around.signal) }),
      );
    } catch (error) {
      around.signal.throwIfAborted();
      if (!isNetworkError(error)) throw error; // a cut looks the same: knock again
    }
  }
  return undefined;
}

/** A request that needs no preflight: a gateway that is too busy even for preflights may say so here. Undefined: unreadable. */
async function glance(address: BucketAddress, around: Surroundings): Promise<Refused | undefined> {
  try {
    return await refusal(
      await around.fetch(objectUrl(address, await probeKey()), { ...PLAIN, method: 'GET', signal: withTimeout(around.signal) }),
    );
  } catch (error) {
    around.signal.throwIfAborted();
    if (isNetworkError(error)) return undefined;
    throw error;
  }
}

async function postProbe(
  address: BucketAddress,
  signer: Signer,
  around: Surroundings,
  offset: number,
  sight: 'readable' | 'blind',
): Promise<'accepted' | 'refused' | 'cut'> {
  const key = fullKey(address, await probeKey());
  const answer = sight === 'blind' ? (['success_action_redirect', 'about:blank'] as const) : (['success_action_status', '201'] as const);
  const policy = await signPolicy(signer, { bucket: address.bucket, key, maxBytes: PROBE_BYTES.length }, answer, around.now() + offset);
  const form = new FormData();
  for (const [name, value] of policy.fields) form.append(name, value);
  form.append('file', new Blob([PROBE_BYTES], { type: 'text/plain' }), 'probe.txt');
  const url = `${address.endpoint}/${address.bucket}`;
  const request: RequestInit = { ...PLAIN, method: 'POST', body: form, redirect: 'follow', signal: withTimeout(around.signal) };
  if (sight === 'blind') {
    // Fetch §4.6: a redirect to a scheme that is not HTTP is a network error, in this mode too; a refusal is not a redirect and comes through, unreadable.
    return (await settles(() => around.fetch(url, { ...request, mode: 'no-cors' }), around)) ? 'refused' : 'accepted';
  }
  try {
    const response = await around.fetch(url, request);
    if (response.ok) return 'accepted';
    return response.status === 403 || response.status === 401 ? 'refused' : 'cut';
  } catch (error) {
    around.signal.throwIfAborted();
    if (isNetworkError(error)) return 'cut';
    throw error;
  }
}

async function settles(ask: () => Promise<Response>, around: Surroundings): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    around.signal.throwIfAborted();
    if (isNetworkError(error)) return false;
    throw error;
  }
}

function isNetworkError(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
}

function isBusy(answer: Refused): boolean {
  return [409, 429, 500, 502, 503, 504].includes(answer.status);
}

function busy(answer: Refused, endpoint: string): Verdict {
  const verdict = retry('s3/busy', { status: answer.status, endpoint });
  return answer.retryAfter === undefined ? verdict : { ...verdict, retryAfter: answer.retryAfter };
}

function retry(code: string, values: Failure['values']): Verdict {
  return { cure: 'retry', failure: new Failure(code, values) };
}

function person(code: string, values: Failure['values']): Verdict {
  return { cure: 'person', failure: new Failure(code, values) };
}
