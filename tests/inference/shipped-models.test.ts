import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspect } from '#inference/manifest.ts';
import { readShippedManifest } from '#inference/shipped-manifest.ts';

const MODELS = join(import.meta.dirname, '..', '..', 'models');
const folders = readdirSync(MODELS).filter((name) => existsSync(join(MODELS, name, 'manifest.json')));

describe.each(folders)('models/%s', (folder) => {
  const manifest = readShippedManifest(folder, JSON.parse(readFileSync(join(MODELS, folder, 'manifest.json'), 'utf8')));

  test('has the files that its manifest lists', () => {
    for (const { path, bytes, sha256 } of manifest.files) {
      const content = readFileSync(join(MODELS, folder, path));
      expect([path, content.length, createHash('sha256').update(content).digest('hex')]).toEqual([path, bytes, sha256]);
    }
  });

  test.each(manifest.precisions)('is in $precision what it says, and needs just the files it names', async ({ precision, files }) => {
    const sources = manifest.files.map(({ path }) => ({
      path: `${folder}/${path}`,
      file: new Blob([readFileSync(join(MODELS, folder, path))]),
    }));
    const found = await inspect(sources, manifest.kind === 'translator' ? precision : undefined);
    expect(found).toMatchObject({ role: manifest.kind, runtime: manifest.runtime, architecture: manifest.architecture, precision });
    expect(found.paths.map((path) => path.slice(folder.length + 1)).sort()).toEqual([...files].sort());
    if (manifest.kind === 'scorer') expect(found.higherIsBetter).toBe(manifest.higherIsBetter);
  });
});

test('all that ships is at most 40 MB', () => {
  const files = folders.flatMap((folder) => readdirSync(join(MODELS, folder), { recursive: true, withFileTypes: true }));
  const sizes = files.filter((entry) => entry.isFile()).map((entry) => statSync(join(entry.parentPath, entry.name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(40e6);
});
