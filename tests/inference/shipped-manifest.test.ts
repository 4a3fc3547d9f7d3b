import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { FEATURE_SETS } from '#inference/features.ts';
import { inspect } from '#inference/manifest.ts';
import { readShippedManifest } from '#inference/shipped-manifest.ts';
import { writeShippedMarian } from '../models/shipped.ts';

type Json = Record<string, unknown>;

const scratch = mkdtempSync(join(tmpdir(), 'stet-manifest-'));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

const folder = join(scratch, 'en-de');
writeShippedMarian(folder);
const made = (): Json => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Json; // written by the script under test

function refusal(change: Json): Failure {
  try {
    readShippedManifest('en-de/manifest.json', { ...made(), ...change });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

test('what the script writes is read, with the files that are in the folder', () => {
  const manifest = readShippedManifest('en-de/manifest.json', made());
  expect(manifest).toMatchObject({ kind: 'translator', name: 'Stand-in en-de', sourceLang: 'en', targetLang: 'de', parameters: 1000 });
  const paths = manifest.files.map(({ path }) => path);
  expect(paths).toContain('onnx/encoder_model_quantized.onnx');
  expect(paths).toContain('tokenizer.json');
  expect(paths).not.toContain('manifest.json');
  expect(manifest.precisions.map(({ precision }) => precision)).toEqual(['q8', 'fp32']);
});

test('a folder dropped by hand is what its manifest says: graphs below onnx/, 8 bits first', async () => {
  const sources = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: path.slice(scratch.length + 1), file: new Blob([readFileSync(path)]) };
    });
  const manifest = readShippedManifest('en-de/manifest.json', made());
  for (const { precision, files } of manifest.precisions) {
    const found = await inspect(sources, precision === 'q8' ? undefined : precision);
    expect(found.precision).toBe(precision);
    expect(found.paths.map((path) => path.slice('en-de/'.length)).sort()).toEqual([...files].sort());
  }
});

describe('a manifest that is wrong is refused, with the field', () => {
  const sha256 = 'a'.repeat(64);
  const cases: readonly [name: string, field: string, change: Json][] = [
    ['an unknown kind', 'kind', { kind: 'language-model' }],
    ['no name', 'name', { name: ' ' }],
    ['no language', 'targetLang', { targetLang: undefined }],
    ['a language that is none', 'sourceLang', { sourceLang: 'English!' }],
    ['nothing it is bad at', 'weaknesses', { weaknesses: [] }],
    ['a figure that is no number', 'figures[0].value', { figures: [{ metric: 'BLEU', value: '30', on: 'x' }] }],
    [
      'a figure of a precision that is not there',
      'figures[0].precision',
      { figures: [{ metric: 'B', value: 1, on: 'x', precision: 'q4' }] },
    ],
    ['a precision without its file', 'precisions[0].files', { precisions: [{ precision: 'q8', files: ['onnx/none.onnx'] }] }],
    ['a path that leads out', 'files[0].path', { files: [{ path: '../en-de/config.json', bytes: 1, sha256 }] }],
    ['a path with an address in it', 'files[0].path', { files: [{ path: 'https://elsewhere/x', bytes: 1, sha256 }] }],
    ['a short hash', 'files[0].sha256', { files: [{ path: 'config.json', bytes: 1, sha256: 'abc' }] }],
    ['an empty file', 'files[0].bytes', { files: [{ path: 'config.json', bytes: 0, sha256 }] }],
    ['a sum that is off', 'bytes', { bytes: 1 }],
    ['a card that is not there', 'card', { card: 'CARD.md' }],
    ['a scorer that names no way', 'higherIsBetter', { kind: 'scorer' }],
    [
      'a scorer with a feature Stet has not',
      'features',
      { kind: 'scorer', higherIsBetter: false, features: ['length.source', 'moon.phase'] },
    ],
  ];
  test.each(cases)('%s: %s', (_, field, change) => {
    expect(refusal(change)).toMatchObject({ code: 'model/manifest', values: { file: 'en-de/manifest.json', field } });
  });

  test('another layout, or no manifest at all', () => {
    expect(refusal({ stet: 2 })).toMatchObject({ code: 'model/manifest-layout', values: { found: '2', known: 1 } });
    expect(() => readShippedManifest('x', 'text')).toThrow(Failure);
  });
});

test('a scorer names its features by set or one by one', () => {
  const [[set = '', names = []] = []] = [...FEATURE_SETS];
  const scorer = { kind: 'scorer', higherIsBetter: false, sourceLang: undefined, targetLang: undefined };
  expect(readShippedManifest('x', { ...made(), ...scorer, features: set })).toMatchObject({ features: set, higherIsBetter: false });
  const short = names.slice(0, 3);
  expect(readShippedManifest('x', { ...made(), ...scorer, features: short })).toMatchObject({ features: short });
});
