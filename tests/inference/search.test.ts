import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BeamSearch } from '#inference/beam-search.ts';
import { beamsOf, choose, describeDecoding } from '#inference/decoding.ts';
import type { GenerationRules } from '#inference/generation-rules.ts';
import { readGenerationRules } from '#inference/generation-rules.ts';

interface Case {
  readonly size: number;
  readonly seed: number;
  readonly sourceIds: readonly number[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly ids: readonly number[];
  /** Only of beam search. */
  readonly score?: number;
}

const { cases } = JSON.parse(readFileSync(new URL('golden/search.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
}; // written by make-search.py

/** The made-up model of make-search.py: scores that are a hash of the tokens so far. */
function mixed(value: number): number {
  let found = Math.imul(value ^ (value >>> 15), 2246822519);
  found = Math.imul(found ^ (found >>> 13), 3266489917);
  return (found ^ (found >>> 16)) >>> 0;
}

function logitsOf({ seed, size }: Case, rules: GenerationRules, ids: readonly number[]): Float32Array {
  const before = [rules.startId, ...ids];
  const state = before.reduce((hash, id) => mixed(hash ^ id), seed);
  return Float32Array.from({ length: size }, (_, token) => {
    const value = (mixed(state ^ Math.imul(token, 2654435761)) % 100003) / 12500;
    return value + (rules.endIds.includes(token) ? before.length / 2 - 2 : 0);
  });
}

function greedy(one: Case, rules: GenerationRules): readonly number[] {
  const ids: number[] = [];
  while (ids.length + 1 < rules.maxLength && !rules.endIds.includes(ids.at(-1) ?? -1)) {
    ids.push(choose(logitsOf(one, rules, ids), rules, { ids, sourceIds: one.sourceIds, maxLength: rules.maxLength }).id);
  }
  return ids;
}

function beam(one: Case, rules: GenerationRules): BeamSearch {
  const search = new BeamSearch(rules, rules.beams, rules.maxLength, one.sourceIds);
  let paths: readonly (readonly number[])[] = Array.from({ length: rules.beams }, () => []);
  while (!search.isDone) {
    const before = paths;
    search.advance((at) => logitsOf(one, rules, before[at] ?? []));
    paths = search.parents.map((parent, at) => [...(before[parent] ?? []), search.lastIds[at] ?? -1]);
  }
  return search;
}

const rulesOf = (one: Case): GenerationRules => readGenerationRules({}, one.options, { endId: 0, maxLength: 512 });

test('the cases use every rule, and most end of themselves', () => {
  expect(cases).toHaveLength(240);
  expect(new Set(cases.flatMap(({ options }) => Object.keys(options))).size).toBe(21);
  expect(cases.filter(({ ids, options }) => ids.length < Number(options.max_length) - 1).length).toBeGreaterThan(120);
});

describe('greedy search under a model’s rules gives the ids of transformers', () => {
  const own = cases.filter(({ score }) => score === undefined);
  test.each(own.map((one, i) => [i, one] as const))('case %i', (_, one) => {
    expect(greedy(one, rulesOf(one))).toEqual(one.ids);
  });
});

describe('beam search under a model’s rules gives the ids and scores of transformers', () => {
  const own = cases.filter(({ score }) => score !== undefined);
  test.each(own.map((one, i) => [i, one] as const))('case %i', (_, one) => {
    const { ids, score, logProbs } = beam(one, rulesOf(one)).best;
    expect(ids).toEqual(one.ids);
    expect(Math.abs(score - (one.score ?? NaN))).toBeLessThanOrEqual(1e-5 + 1e-6 * Math.abs(score));
    expect(logProbs).toHaveLength(ids.length);
  });
});

test('a search is put in words that tell its beams', () => {
  const [one] = cases;
  if (!one) throw new Error('no cases');
  const rules = { ...rulesOf(one), lengthPenalty: 0.6, earlyStopping: true, maxLength: 64 };
  expect(describeDecoding(rules, 1)).toBe('greedy; at most 64 tokens');
  expect(describeDecoding(rules, 4)).toBe('beam 4; length penalty 0.6; early stopping true; at most 64 tokens');
  expect([1, 4, 12].map((beams) => beamsOf(describeDecoding(rules, beams)))).toEqual([1, 4, 12]);
});
