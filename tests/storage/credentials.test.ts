import { describe, expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import type { BucketForm } from '#storage/credentials.ts';
import { checkForm, keepCredentials, signerOf, unlock } from '#storage/credentials.ts';
import { signRequest } from '#storage/sigv4.ts';

const ORIGINS = ['https://s3.example'];
const form: BucketForm = {
  endpoint: ' https://s3.example/ ',
  region: 'eu-central-1',
  bucket: 'labels',
  prefix: '/team/a/',
  accessKey: 'AK ',
  secret: ' wJalrXUtnFEMI/K7MDENG+bPx ',
  sessionToken: '',
  passphrase: '',
};

const failure = (values: Partial<BucketForm>): string => {
  try {
    checkForm({ ...form, ...values }, ORIGINS);
    return '';
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
};

describe('a bucket form', () => {
  test('is trimmed to what requests need', () => {
    expect(checkForm(form, ORIGINS)).toMatchObject({
      endpoint: 'https://s3.example',
      prefix: 'team/a',
      accessKey: 'AK',
      secret: form.secret.trim(),
    });
    expect(checkForm({ ...form, region: ' ' }, ORIGINS).region).toBe('us-east-1');
  });

  test('says which field cannot be right', () => {
    expect(failure({ endpoint: 's3.example' })).toBe('s3/bad-endpoint');
    expect(failure({ endpoint: 'https://user:pass@s3.example' })).toBe('s3/bad-endpoint');
    expect(failure({ bucket: 'No_Such' })).toBe('s3/bad-bucket-name');
    expect(failure({ prefix: 'a b' })).toBe('s3/bad-prefix');
    expect(failure({ secret: ' ' })).toBe('s3/no-key');
  });

  test('with an endpoint the policy does not allow is refused with the line to add', () => {
    try {
      checkForm({ ...form, endpoint: 'https://elsewhere.example' }, ORIGINS);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 's3/origin-not-allowed', values: { line: 'https://s3.example https://elsewhere.example' } });
    }
  });
});

describe('stored credentials', () => {
  const everything = (value: unknown): string =>
    JSON.stringify(value, (_, part: unknown) =>
      part instanceof ArrayBuffer || ArrayBuffer.isView(part) ? Buffer.from(part as ArrayBuffer).toString('latin1') : part,
    );

  test('hold the secret only as a key that cannot be read back', async () => {
    const stored = await keepCredentials(checkForm(form, ORIGINS), 1);
    expect(everything(stored)).not.toContain(form.secret.trim());
    expect(signerOf(stored)?.key.extractable).toBe(false);
  });

  test('behind a passphrase hold nothing that signs', async () => {
    const stored = await keepCredentials(checkForm({ ...form, sessionToken: 'TOKEN-IN-CLEAR', passphrase: 'correct horse' }, ORIGINS), 1);
    expect(signerOf(stored)).toBeUndefined();
    expect(everything(stored)).not.toContain(form.secret.trim());
    expect(everything(stored)).not.toContain('TOKEN-IN-CLEAR');
    await expect(unlock(stored, 'wrong horse')).rejects.toMatchObject({ code: 's3/wrong-passphrase' });
  });

  test('sign alike with and without a passphrase', async () => {
    const checked = checkForm({ ...form, sessionToken: 'T' }, ORIGINS);
    const open = signerOf(await keepCredentials(checked, 1));
    const unlocked = await unlock(await keepCredentials({ ...checked, passphrase: 'p' }, 1), 'p');
    expect(open).toBeDefined();
    if (!open) return;
    const request = { method: 'PUT', url: 'https://s3.example/labels/x', headers: {}, payloadSha256: 'e'.repeat(64) } as const;
    expect(await signRequest(unlocked, request, 0)).toEqual(await signRequest(open, request, 0));
    expect(unlocked.key.extractable).toBe(false);
  });
});
