import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Scorer } from '#inference/scorer.ts';
import { readShippedManifest } from '#inference/shipped-manifest.ts';
import { inspectTfjs } from '#inference/tfjs-manifest.ts';
import { openTfjs } from '#inference/tfjs.ts';
import { auc } from '../../models/train/scorer-figures.ts';
import { RISK_ROWS } from '../models/risk-rows.ts';
import { sourcesOf, stored } from './tfjs-files.ts';

const FOLDER = 'models/risk-scorer';
const manifest = readShippedManifest(`${FOLDER}/manifest.json`, JSON.parse(readFileSync(`${FOLDER}/manifest.json`, 'utf8')));

describe('the risk scorer that ships', () => {
  it('is what its manifest says, byte for byte, and no more than a megabyte', async () => {
    for (const { path, bytes, sha256 } of manifest.files) {
      const file = readFileSync(`${FOLDER}/${path}`);
      expect([path, file.length, createHash('sha256').update(file).digest('hex')]).toEqual([path, bytes, sha256]);
    }
    expect(manifest.files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(2 ** 20);
    const found = await inspectTfjs(sourcesOf(FOLDER));
    expect(found).toMatchObject({
      role: 'scorer',
      higherIsBetter: manifest.higherIsBetter,
      name: manifest.name,
      license: manifest.license,
    });
    expect(found?.paths.map((path) => path.replace('risk-scorer/', '')).sort()).toEqual([...(manifest.precisions[0]?.files ?? [])].sort());
  });

  it('finds broken translations riskier than fair ones', async () => {
    const scorer = await open();
    const fair: number[] = [];
    const broken: number[] = [];
    for (const row of RISK_ROWS) {
      fair.push(await riskOf(scorer, row, row.fair));
      broken.push(await riskOf(scorer, row, row.broken));
    }
    scorer.close();
    const misjudged = RISK_ROWS.filter((_, i) => (fair[i] ?? 1) >= (broken[i] ?? 0)).map(
      (row) => `${row.sourceLang}-${row.targetLang} ${row.fault}`,
    );
    expect(misjudged).toEqual([]);
    expect([...fair, ...broken].every((risk) => risk >= 0 && risk <= 1)).toBe(true);
    const isBad = [...fair.map(() => false), ...broken.map(() => true)];
    expect(auc([...fair, ...broken], isBad)).toBeGreaterThan(0.95);
  });
});

async function open(): Promise<Scorer> {
  const sources = sourcesOf(FOLDER);
  const found = await inspectTfjs(sources);
  if (!found) throw new Error(`${FOLDER} holds no model`);
  const { model, read } = stored(found, sources);
  return openTfjs(model, read);
}

async function riskOf(
  scorer: Scorer,
  row: { source: string; sourceLang: string; targetLang: string },
  hypothesis: string,
): Promise<number> {
  const options = { signal: new AbortController().signal, sourceLang: row.sourceLang, targetLang: row.targetLang };
  for await (const value of scorer.score([{ source: row.source, hypothesis }], options)) return value;
  throw new Error('the scorer gave nothing');
}
