import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Scorer, ScoredText } from '#inference/scorer.ts';
import { inspectTfjs } from '#inference/tfjs-manifest.ts';
import { openTfjs } from '#inference/tfjs.ts';
import { randomFrom } from '#stats/random.ts';
import { examples } from '../models/tfjs-damage.ts';
import { isHeldOut } from '../models/tfjs-training.ts';
import { sourcesOf, stored } from './tfjs-files.ts';

const MODELS = [
  ['layers-model', false],
  ['graph-model', true],
] as const;

describe.each(MODELS)('the %s fixture', (name, higherIsBetter) => {
  it('finds damaged translations worse than fair ones, on sentences it never saw', async () => {
    const { scorer } = await open(name);
    const held = examples(randomFrom(5), isHeldOut);
    const values = new Map<number, number>();
    for (const [i, example] of held.entries()) {
      for await (const value of scorer.score([example], { signal: new AbortController().signal, ...example })) values.set(i, value);
    }
    scorer.close();
    const of = (isDamaged: boolean): number[] =>
      held.flatMap((example, i) => ((example.damage !== undefined) === isDamaged ? (values.get(i) ?? NaN) : []));
    expect(of(true).length).toBeGreaterThan(80);
    expect(higherIsBetter ? auc(of(false), of(true)) : auc(of(true), of(false))).toBeGreaterThan(0.85);
  });

  it('gives the same values in one batch as one by one, in order', async () => {
    const { scorer } = await open(name);
    const pairs = examples(randomFrom(5), () => true).slice(0, 300);
    const together = await collect(scorer, pairs);
    const alone = (await Promise.all(pairs.slice(0, 20).map((pair) => collect(scorer, [pair])))).flat();
    expect(together).toHaveLength(300);
    alone.forEach((value, i) => {
      expect(value).toBeCloseTo(together[i] ?? NaN, 6);
    });
    scorer.close();
  });

  it('leaves no tensor behind, and has as many after 1,000 segments as after 100', async () => {
    const before = memory().numTensors;
    const { scorer, opened } = await open(name);
    expect(opened).toBe(before);
    const hundred = examples(randomFrom(5), () => true).slice(0, 100);
    expect(hundred).toHaveLength(100);
    await collect(scorer, hundred);
    const { numTensors, numBytes } = memory();
    for (let round = 1; round < 10; round++) await collect(scorer, hundred);
    expect([memory().numTensors, memory().numBytes], 'after 1,000 segments').toEqual([numTensors, numBytes]);
    scorer.close();
    expect(memory().numTensors).toBe(before);
  });

  it('stops when aborted', async () => {
    const { scorer } = await open(name);
    const abort = new AbortController();
    const pairs = Array.from({ length: 1000 }, () => ({ source: 'One', hypothesis: 'Eins' }));
    let seen = 0;
    const run = async (): Promise<void> => {
      for await (const value of scorer.score(pairs, { signal: abort.signal, sourceLang: 'en', targetLang: 'de' })) {
        seen += Number.isFinite(value) ? 1 : 0;
        abort.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toBeLessThan(1000);
    scorer.close();
  });
});

it('a stored shard that was cut is refused', async () => {
  const sources = sourcesOf('tests/models/layers-model');
  const manifest = await inspectTfjs(sources);
  if (!manifest) throw new Error('the fixture is no model');
  const { model, read } = stored(manifest, sources);
  const cut = openTfjs(model, async (path) => (path.endsWith('.bin') ? (await read(path)).slice(0, 8) : read(path)));
  await expect(cut).rejects.toMatchObject({ code: 'tfjs/shard-size' });
});

async function open(name: string): Promise<{ scorer: Scorer; opened: number }> {
  const sources = sourcesOf(`tests/models/${name}`);
  const manifest = await inspectTfjs(sources);
  if (!manifest) throw new Error(`${name} is no model`);
  const opened = memory().numTensors;
  const { model, read } = stored(manifest, sources);
  return { scorer: await openTfjs(model, read), opened };
}

async function collect(scorer: Scorer, pairs: readonly ScoredText[]): Promise<number[]> {
  const values: number[] = [];
  const options = { signal: new AbortController().signal, sourceLang: 'en', targetLang: 'de' };
  for await (const value of scorer.score(pairs, options)) values.push(value);
  return values;
}

/** The chance that one of the first is above one of the second (area under the ROC curve). */
function auc(above: readonly number[], below: readonly number[]): number {
  const wins = above.flatMap((a) => below.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
  return wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
}
