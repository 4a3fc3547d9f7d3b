import { unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Sample, SamplePlan } from '#core/sample.ts';
import { bundle } from '#formats/bundle.ts';
import { fixtures } from './fixtures.ts';
import { load, memoryFile, sha256, writeBytes } from './memory.ts';

const content = (await fixtures()).get('bundle')?.files[0]?.content;
if (content === undefined || typeof content === 'string') throw new Error('the bundle fixture is bytes');
const bytes = content;
const open = (data: Uint8Array) => load(bundle, [memoryFile('x.stet', data)]);
const text = (data: Uint8Array | undefined): string => new TextDecoder().decode(data);

/** The fixture with one file's text changed; the manifest follows unless told not to. */
function changed(path: string, change: (content: string) => string, keepsManifest = false): Uint8Array {
  const files = unzipSync(bytes);
  const before = files[path];
  const after = new TextEncoder().encode(change(text(before)));
  files[path] = after;
  if (!keepsManifest) {
    const manifest = JSON.parse(text(files['manifest.json']));
    for (const file of manifest.files) if (file.path === path) Object.assign(file, { sha256: sha256(after), bytes: after.length });
    files['manifest.json'] = new TextEncoder().encode(JSON.stringify(manifest));
  }
  return zipSync(files);
}

describe('a bundle', () => {
  test('lists each table with rows, bytes and the SHA-256 that sha256sum gives', () => {
    const files = unzipSync(bytes);
    const manifest = JSON.parse(text(files['manifest.json']));
    expect(manifest).toMatchObject({ format: 'stet', version: 1 });
    for (const { path, sha256: sum, bytes: length, rows } of manifest.files) {
      expect(sha256(files[path] ?? '')).toBe(sum);
      expect(files[path]?.length).toBe(length);
      expect(text(files[path]).split('\n').length - 1).toBe(rows);
      expect(text(files['SHA256SUMS'])).toContain(`${sum}  ${path}\n`);
    }
    expect(text(files['typologies.jsonl'])).toContain('"mqm-core"');
  });

  test('is refused where a byte of a table, the manifest or the zip is not what it was', async () => {
    await expect(open(changed('segments.jsonl', (table) => table.replace('enter', 'Enter'), true))).rejects.toMatchObject({
      code: 'bundle/damaged',
      values: { path: 'segments.jsonl' },
    });
    await expect(open(changed('manifest.json', () => '{}', true))).rejects.toMatchObject({ code: 'bundle/manifest' });
    await expect(open(changed('manifest.json', (table) => table.replace('"version": 1', '"version": 2'), true))).rejects.toMatchObject({
      code: 'bundle/version',
    });
    await expect(open(bytes.slice(0, bytes.length - 40))).rejects.toMatchObject({ code: 'bundle/damaged' });
    await expect(open(new Uint8Array([0x50, 0x4b, 3, 4, 0]))).rejects.toMatchObject({ code: 'bundle/damaged' });
  });

  test('leaves out rows that are no records, and tells their line', async () => {
    const cases: readonly [string, (table: string) => string][] = [
      ['segments.jsonl', (table) => table.replace('"index":0', '"index":-1')],
      ['segments.jsonl', (table) => table.replace('"projectId":"p1"', '"projectId":"p2"')],
      ['events.jsonl', (table) => table.replace('"severity":"critical"', '"severity":"<b>"')],
      ['events.jsonl', () => 'no JSON\n'],
      ['documents.jsonl', (table) => table.replace('"id":"p1.d0"', '"id":"../p1"')],
    ];
    for (const [path, change] of cases) {
      const { issues } = await open(changed(path, change));
      expect(issues[0]).toMatchObject({ code: 'bundle/row', line: 1, file: `x.stet/${path}` });
    }
  });

  test('holds samples of every kind with plan and seed, and no others', async () => {
    const plan = { systemId: 'p1.y0', size: 4, population: 9 };
    const group = { id: 'p1.d0', population: 9, drawn: 4 };
    const table = { aql: 1, level: 'II', inspection: 'normal', letter: 'J' } as const;
    const plans = [
      { ...plan, kind: 'random' },
      { ...plan, kind: 'risk', metricId: 'model:a', higherIsBetter: true },
      { ...plan, kind: 'stratified', by: 'length', allocation: 'equal', groups: [{ ...group, id: '0', least: 3, most: 12 }] },
      { ...plan, kind: 'documents', documents: 3, groups: [group] },
      { ...plan, kind: 'acceptance', acceptance: { accept: 1, reject: 2, table } },
    ] as const satisfies readonly SamplePlan[];
    const samples: Sample[] = plans.map((one, i) => ({
      id: `sample.${i}`,
      projectId: 'p1',
      seed: i,
      plan: one,
      unitIds: ['p1.d0.s0'],
      createdAt: 1,
    }));
    const { tables } = await open(bytes);
    const again = await open(await writeBytes(bundle, { ...tables, samples }));
    expect(again.issues).toEqual([]);
    expect(again.tables.samples).toEqual(samples);
    const wrong = [
      { kind: 'guessed' },
      { groups: [{ ...group, drawn: -1 }] },
      { acceptance: { accept: 1, reject: 2, table: { ...table, inspection: 'lax' } } },
    ];
    for (const change of wrong) {
      const row = JSON.stringify({ ...samples[0], plan: { ...plans[0], ...change } });
      const { issues } = await open(changed('samples.jsonl', () => `${row}\n`));
      expect(issues[0]).toMatchObject({ code: 'bundle/row', line: 1, file: 'x.stet/samples.jsonl' });
    }
  });

  test('takes annotations from the events alone', async () => {
    const { tables } = await open(changed('annotations.jsonl', () => ''));
    expect(tables.annotations).toHaveLength(2);
  });

  test('is not written where a quote is not the slice its offsets name', async () => {
    const { tables } = await open(bytes);
    const annotations = tables.annotations.map((annotation) => ({
      ...annotation,
      errors: annotation.errors.map((error) => ({ ...error, parts: error.parts.map((part) => ({ ...part, start: part.start + 1 })) })),
    }));
    await expect(writeBytes(bundle, { ...tables, annotations })).rejects.toMatchObject({
      code: 'bundle/slice',
      values: { segment: 1, quote: 'not' },
    });
    const older = annotations.map((annotation) => ({ ...annotation, textSha256: sha256('an older wording') }));
    await expect(writeBytes(bundle, { ...tables, annotations: older })).resolves.toBeDefined();
  });
});
