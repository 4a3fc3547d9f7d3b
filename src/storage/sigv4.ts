/** Who signs, and for which region. `key` is HMAC over `AWS4` + secret: SigV4 needs nothing else of the secret, so it can be non-extractable. */
export interface Signer {
  readonly accessKey: string;
  readonly region: string;
  readonly key: CryptoKey;
  readonly sessionToken?: string;
}

export interface UnsignedRequest {
  readonly method: 'PUT' | 'GET' | 'HEAD';
  readonly url: string;
  /** Lower-case names. All of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  /** Hex, of the body. */
  readonly payloadSha256: string;
}

/** The fields of a browser upload by policy (a form POST), signed. */
export interface SignedPolicy {
  readonly fields: readonly (readonly [name: string, value: string])[];
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const HMAC: HmacImportParams = { name: 'HMAC', hash: 'SHA-256' };
const encoder = new TextEncoder();

/** The only form in which the secret is kept: it signs, and nothing can read it back. */
export async function importSecret(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', encoder.encode(`AWS4${secret}`), HMAC, false, ['sign']);
}

/** All headers to send, `authorization` among them (AWS Signature Version 4, header form). `at` is epoch milliseconds of the server's clock. */
export async function signRequest(signer: Signer, request: UnsignedRequest, at: number): Promise<Record<string, string>> {
  const url = new URL(request.url);
  const time = amzTime(at);
  const headers: Record<string, string> = {
    ...request.headers,
    'x-amz-content-sha256': request.payloadSha256,
    'x-amz-date': time,
    ...(signer.sessionToken === undefined ? {} : { 'x-amz-security-token': signer.sessionToken }),
  };
  const names = [...Object.keys(headers), 'host'].sort();
  const canonicalHeaders = names
    .map((name) => `${name}:${(name === 'host' ? url.host : (headers[name] ?? '')).trim().replace(/\s+/g, ' ')}\n`)
    .join('');
  const canonical = [
    request.method,
    canonicalPath(url),
    canonicalQuery(url),
    canonicalHeaders,
    names.join(';'),
    request.payloadSha256,
  ].join('\n');
  const scope = scopeOf(signer, time);
  const toSign = [ALGORITHM, time, scope, await sha256Hex(encoder.encode(canonical))].join('\n');
  const signature = hex(await hmac(await dayKey(signer, time), toSign));
  headers.authorization = `${ALGORITHM} Credential=${signer.accessKey}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

/** A form POST of one small object, allowed for ten minutes (AWS: "Authenticating requests: browser-based uploads using POST"). */
export async function signPolicy(
  signer: Signer,
  object: { readonly bucket: string; readonly key: string; readonly maxBytes: number },
  answer: readonly [name: 'success_action_redirect' | 'success_action_status', value: string],
  at: number,
): Promise<SignedPolicy> {
  const time = amzTime(at);
  const fields: [string, string][] = [
    ['key', object.key],
    [...answer],
    ['x-amz-algorithm', ALGORITHM],
    ['x-amz-credential', `${signer.accessKey}/${scopeOf(signer, time)}`],
    ['x-amz-date', time],
    ...(signer.sessionToken === undefined ? [] : ([['x-amz-security-token', signer.sessionToken]] as [string, string][])),
  ];
  const policy = btoa(
    JSON.stringify({
      expiration: new Date(at + 600_000).toISOString(),
      conditions: [
        { bucket: object.bucket },
        ...fields.map(([name, value]) => ['eq', `$${name}`, value]),
        ['content-length-range', 0, object.maxBytes],
      ],
    }),
  );
  const signature = hex(await hmac(await dayKey(signer, time), policy));
  return { fields: [...fields, ['policy', policy], ['x-amz-signature', signature]] };
}

export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', bytes));
}

async function dayKey(signer: Signer, time: string): Promise<CryptoKey> {
  const chain = [signer.region, 's3', 'aws4_request'];
  let key = signer.key;
  for (const step of [time.slice(0, 8), ...chain]) {
    key = await crypto.subtle.importKey('raw', await hmac(key, step), HMAC, false, ['sign']);
  }
  return key;
}

function scopeOf(signer: Signer, time: string): string {
  return `${time.slice(0, 8)}/${signer.region}/s3/aws4_request`;
}

async function hmac(key: CryptoKey, text: string): Promise<ArrayBuffer> {
  return crypto.subtle.sign('HMAC', key, encoder.encode(text));
}

function canonicalPath(url: URL): string {
  return url.pathname
    .split('/')
    .map((step) => encodeStrictly(decodeURIComponent(step)))
    .join('/');
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&');
}

/** RFC 3986: everything but unreserved characters. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function amzTime(at: number): string {
  return new Date(at).toISOString().replace(/[:-]|\.\d{3}/g, '');
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
