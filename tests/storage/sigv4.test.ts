import { AwsV4Signer } from 'aws4fetch';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importSecret, signPolicy, signRequest } from '#storage/sigv4.ts';

const AT = Date.UTC(2026, 10, 20, 23, 59, 58);
const TIME = '20261120T235958Z';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function bothSignatures(options: {
  secret: string;
  path: string;
  region: string;
  token?: string;
  condition?: boolean;
}): Promise<[string, string]> {
  const url = `http://127.0.0.1:17480/${options.path}`;
  const headers: Record<string, string> = options.condition ? { 'if-none-match': '*' } : {};
  const token = options.token === undefined ? {} : { sessionToken: options.token };
  const signer = { accessKey: 'AK', region: options.region, key: await importSecret(options.secret), ...token };
  const ours = await signRequest(signer, { method: 'PUT', url, headers, payloadSha256: sha256('x') }, AT);
  const theirs = await new AwsV4Signer({
    accessKeyId: 'AK',
    secretAccessKey: options.secret,
    ...token,
    service: 's3',
    region: options.region,
    method: 'PUT',
    url,
    headers: { ...headers, 'x-amz-content-sha256': sha256('x') },
    datetime: TIME,
  }).sign();
  return [ours.authorization ?? '', theirs.headers.get('authorization') ?? ''];
}

describe('request signatures equal those of aws4fetch', () => {
  test('for a conditional write with a session token', async () => {
    const [ours, theirs] = await bothSignatures({
      secret: 's/+=',
      path: 'bucket/labels/v=1/a.jsonl.gz',
      region: 'eu-central-1',
      token: 'T//+=',
      condition: true,
    });
    expect(ours).toBe(theirs);
  });

  test('for any key of the letters we use, any secret and region', async () => {
    const step = fc.stringMatching(/^[A-Za-z0-9._=-]{1,12}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 5 }),
        fc.string({ minLength: 1 }),
        fc.stringMatching(/^[a-z0-9-]{1,12}$/),
        async (steps, secret, region) => {
          fc.pre(steps.every((part) => part !== '.' && part !== '..')); // a URL resolves them away
          const [ours, theirs] = await bothSignatures({ secret, path: steps.join('/'), region });
          expect(ours).toBe(theirs);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('the secret cannot be read back from its key', async () => {
  const key = await importSecret('hidden');
  expect(key.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  expect(JSON.stringify(key)).not.toContain('hidden');
});

test('a browser upload is allowed for one key, one size and ten minutes', async () => {
  const signer = { accessKey: 'AK', region: 'us-east-1', key: await importSecret('s') };
  const { fields } = await signPolicy(signer, { bucket: 'b', key: 'probe/x', maxBytes: 11 }, ['success_action_status', '201'], AT);
  const policy = JSON.parse(atob(new Map(fields).get('policy') ?? '')) as { expiration: string; conditions: unknown[] };
  expect(policy.expiration).toBe('2026-11-21T00:09:58.000Z');
  expect(policy.conditions).toContainEqual(['eq', '$key', 'probe/x']);
  expect(policy.conditions).toContainEqual(['content-length-range', 0, 11]);
});
