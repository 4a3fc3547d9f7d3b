import { describe, expect, test } from 'vitest';
import { inspect } from '#inference/manifest.ts';
import { tagsOf } from '#inference/target-code.ts';
import { openOnRuntime } from '#inference/onnx.ts';
import type { Row, Translator } from '#inference/translator.ts';
import type { FamilyFixture, FamilyRow } from '../models/families.ts';
import { byDirection, FAMILY_NAMES, familyFixture } from '../models/families.ts';
import { modelOf, nodeRuntime } from './node-runtime.ts';

const FAMILIES = FAMILY_NAMES.map((name) => [name, name === 'mt5' ? 't5' : name] as const);

const runtime = nodeRuntime();
const { signal } = new AbortController();

async function open({ files }: FamilyFixture): Promise<Translator> {
  return openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), runtime);
}

/** All rows through the model, a call a direction, in their order. */
async function translated(model: Translator, rows: readonly FamilyRow[], beams: number): Promise<ReadonlyMap<FamilyRow, Row>> {
  const found = new Map<FamilyRow, Row>();
  for (const own of byDirection(rows)) {
    const languages = { source: own[0]?.from ?? '', target: own[0]?.to ?? '' };
    const texts = own.map((row) => row.source);
    for await (const row of model.generate(texts, { signal, beams, languages })) {
      const asked = own[row.index];
      if (asked) found.set(asked, row);
    }
  }
  return found;
}

describe.each(FAMILIES)('%s', (name, family) => {
  const fixture = familyFixture(name);
  const { rows, forced } = fixture.expected;

  test('is told by its folder', async () => {
    const sources = [...fixture.files].map(([path, bytes]) => ({ path: `some/${path}`, file: new Blob([bytes]) }));
    const manifest = await inspect(sources);
    expect(manifest).toMatchObject({ role: 'translator', architecture: family, precision: 'fp32' });
    expect(manifest.sourceLang).toBe(name === 'marian' ? 'en' : undefined); // the others are told it with each text
    for (const own of byDirection(rows)) expect(manifest.targetLangs).toContain(tagsOf([own[0]?.to ?? ''])[0]);
    expect(manifest.targetLangs).toContain('de');
  });

  test('gives the ids and texts of transformers on 100 texts, greedily', async () => {
    const model = await open(fixture);
    const found = await translated(model, rows, 1);
    expect(rows).toHaveLength(100);
    for (const row of rows) {
      expect(found.get(row)?.ids).toEqual(row.ids);
      expect(found.get(row)?.text).toBe(row.text);
    }
    expect(new Set(rows.map((row) => row.ids.join(' '))).size).toBeGreaterThan(80);
    expect(rows.filter((row) => found.get(row)?.ended === true).length).toBeGreaterThan(70);
    await model.close();
  });

  test('gives the ids and scores of transformers on 100 texts with 4 beams', async () => {
    const model = await open(fixture);
    const found = await translated(model, rows, 4);
    for (const row of rows) {
      expect(found.get(row)?.ids).toEqual(row.beamIds);
      expect(Math.abs((found.get(row)?.score ?? NaN) - row.beamScore)).toBeLessThan(2e-4);
    }
    expect(rows.some((row) => row.ids.join(' ') !== row.beamIds.join(' '))).toBe(true);
    await model.close();
  });

  test('gives given targets the log-probabilities of transformers', async () => {
    const model = await open(fixture);
    for (const own of byDirection(forced)) {
      const languages = { source: own[0]?.from ?? '', target: own[0]?.to ?? '' };
      for await (const { index, ids, logProbs } of model.score(own, { signal, languages })) {
        const wanted = own[index];
        expect(ids).toEqual(wanted?.ids);
        for (const [j, logProb] of logProbs.entries()) expect(Math.abs(logProb - (wanted?.logProbs[j] ?? NaN))).toBeLessThan(2e-3);
      }
    }
    await model.close();
  });
});
