import { Failure } from '#core/failure.ts';
import type { Signer } from '#storage/sigv4.ts';
import { importSecret } from '#storage/sigv4.ts';

/** Where labels go. `endpoint` is an origin such as `https://s3.eu-central-1.amazonaws.com`; `prefix` has no slash at either end and may be empty. */
export interface BucketAddress {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly prefix: string;
}

/** What the person types. It exists in memory only, on its way to `keepCredentials`. */
export interface BucketForm extends BucketAddress {
  readonly accessKey: string;
  readonly secret: string;
  readonly sessionToken: string;
  readonly passphrase: string;
}

/** AES-GCM under a key that PBKDF2 makes of the passphrase. */
interface Locked {
  readonly kind: 'locked';
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  readonly secretIv: Uint8Array<ArrayBuffer>;
  readonly secret: ArrayBuffer;
  readonly token?: { readonly iv: Uint8Array<ArrayBuffer>; readonly bytes: ArrayBuffer };
}

interface Open {
  readonly kind: 'open';
  readonly key: CryptoKey;
  readonly sessionToken?: string;
}

/** How a bucket rests in the database: the secret only as a key that cannot be read back, or sealed by the passphrase. Never exported. */
export interface StoredBucket extends BucketAddress {
  readonly accessKey: string;
  readonly credentials: Open | Locked;
  /** Epoch milliseconds. */
  readonly savedAt: number;
}

/** OWASP's figure for PBKDF2-HMAC-SHA256 (Password Storage Cheat Sheet, 2023). */
const ITERATIONS = 600_000;
const HMAC: HmacImportParams = { name: 'HMAC', hash: 'SHA-256' };
const encoder = new TextEncoder();

/** The form, checked and trimmed; throws the Failure of the first field that cannot be right. `origins` are those the policy of this page allows. */
export function checkForm(form: BucketForm, origins: readonly string[]): BucketForm {
  const endpoint = originOf(form.endpoint.trim());
  const bucket = form.bucket.trim();
  const prefix = form.prefix.trim().replace(/^\/+|\/+$/g, '');
  if (!origins.includes(endpoint)) throw new Failure('s3/origin-not-allowed', { endpoint, line: [...origins, endpoint].join(' ') });
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new Failure('s3/bad-bucket-name', { bucket });
  if (!/^[A-Za-z0-9._=/-]*$/.test(prefix)) throw new Failure('s3/bad-prefix', { prefix });
  const region = form.region.trim() || 'us-east-1';
  const accessKey = form.accessKey.trim();
  const secret = form.secret.trim();
  if (accessKey === '' || secret === '') throw new Failure('s3/no-key');
  return { endpoint, region, bucket, prefix, accessKey, secret, sessionToken: form.sessionToken.trim(), passphrase: form.passphrase };
}

/** Turns what was typed into what may be stored. */
export async function keepCredentials(form: BucketForm, now: number): Promise<StoredBucket> {
  const { endpoint, region, bucket, prefix, accessKey } = form;
  const credentials = form.passphrase === '' ? await openCredentials(form) : await lockCredentials(form);
  return { endpoint, region, bucket, prefix, accessKey, credentials, savedAt: now };
}

/** A signer, or undefined where a passphrase is needed first. */
export function signerOf(stored: StoredBucket): Signer | undefined {
  const { credentials, accessKey, region } = stored;
  if (credentials.kind === 'locked') return undefined;
  return {
    accessKey,
    region,
    key: credentials.key,
    ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
  };
}

/** Opens locked credentials straight into a key that cannot be read back. A wrong passphrase is a Failure. */
export async function unlock(stored: StoredBucket, passphrase: string): Promise<Signer> {
  const { credentials, accessKey, region } = stored;
  if (credentials.kind === 'open') return { accessKey, region, key: credentials.key };
  const wrapping = await passphraseKey(passphrase, credentials.salt, credentials.iterations);
  try {
    const key = await crypto.subtle.unwrapKey(
      'raw',
      credentials.secret,
      wrapping,
      { name: 'AES-GCM', iv: credentials.secretIv },
      HMAC,
      false,
      ['sign'],
    );
    if (!credentials.token) return { accessKey, region, key };
    const token = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: credentials.token.iv }, wrapping, credentials.token.bytes);
    return { accessKey, region, key, sessionToken: new TextDecoder().decode(token) };
  } catch (cause) {
    if (cause instanceof DOMException) throw new Failure('s3/wrong-passphrase', {}, { cause });
    throw cause;
  }
}

async function openCredentials(form: BucketForm): Promise<Open> {
  const key = await importSecret(form.secret);
  return { kind: 'open', key, ...(form.sessionToken === '' ? {} : { sessionToken: form.sessionToken }) };
}

async function lockCredentials(form: BucketForm): Promise<Locked> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const wrapping = await passphraseKey(form.passphrase, salt, ITERATIONS);
  const seal = async (text: string): Promise<{ iv: Uint8Array<ArrayBuffer>; bytes: ArrayBuffer }> => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, bytes: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, wrapping, encoder.encode(text)) };
  };
  const secret = await seal(`AWS4${form.secret}`);
  const token = form.sessionToken === '' ? {} : { token: await seal(form.sessionToken) };
  return { kind: 'locked', salt, iterations: ITERATIONS, secretIv: secret.iv, secret: secret.bytes, ...token };
}

async function passphraseKey(passphrase: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(passphrase.normalize('NFC')), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, material, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
    'unwrapKey',
  ]);
}

function originOf(text: string): string {
  try {
    const url = new URL(text);
    if ((url.protocol === 'https:' || url.protocol === 'http:') && url.username === '') return url.origin;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
  }
  throw new Failure('s3/bad-endpoint', { endpoint: text });
}
