import { expect } from 'vitest';
import { sharedText } from '../shared.ts';

/** Every file of golden numbers below `golden/metrics`, and the test here that holds it. */
export const GOLDEN_FILES = {
  'agreement/agreement.json.gz': 'agreement',
  'agreement/correlation.json.gz': 'correlation',
  'agreement/gamma.json': 'gamma',
  'agreement/spans_generalMT2023_ende.json.gz': 'spans',
  'esa/esa_synthetic.json.gz': 'esa',
  'meta/ted_zhen.json.gz': 'meta-evaluation',
  'mqm/mqm_ted_zhen.scores.json.gz': 'mqm',
  'mqm/weight-cases.json': 'mqm',
  'rng/numpy-pcg64.json': 'random',
  'sacrebleu/edge-cases.json.gz': 'edge-cases',
  'sacrebleu/en-de-bio-doc.json.gz': 'sacrebleu',
  'sacrebleu/en-de-bio.json.gz': 'sacrebleu',
  'sacrebleu/en-ru-bio.json.gz': 'sacrebleu',
  'sacrebleu/en-zh-bio.json.gz': 'sacrebleu',
  'sacrebleu/et-en-mlqe.json.gz': 'sacrebleu',
  'sacrebleu/significance-en-zh-bio.json': 'significance',
  'sacrebleu/significance-et-en-mlqe.json': 'significance',
  'sacrebleu/significance-wmt17-stats.json.gz': 'significance',
  'sacrebleu/significance-zh-en-ted.json': 'significance',
  'sacrebleu/zh-en-ted.json.gz': 'sacrebleu',
  'sampling/ansi-z14.json.gz': 'sampling',
} as const;
export type GoldenPath = keyof typeof GOLDEN_FILES;

export type Steps = readonly (string | number)[];

/** How near a number must come to the golden one; both may be told, then either is enough. 1e-9 of difference where neither is. */
export interface Nearness {
  /** Largest difference. */
  readonly within?: number;
  /** Largest difference as a share of the golden number. */
  readonly relative?: number;
}

/** What a file holds beside its results, by path (`*` is any step, deeper ones are included), with why none of it is compared. */
export type NoResults = Readonly<Record<string, string>>;

const BETWEEN = ' > ';

/**
 * A file of golden numbers that keeps account of itself: only `meets` compares, only what it has compared counts as met, and `settle` fails as long as any
 * leaf of the file is neither met nor named as no result. A leaf is a number, a string, true, false, null, or an empty list or object.
 */
export class GoldenFile<T> {
  readonly data: T;
  readonly #path: GoldenPath;
  readonly #met = new Set<string>();

  constructor(path: GoldenPath) {
    this.#path = path;
    this.data = JSON.parse(sharedText(`golden/metrics/${path}`)) as T; // the caller states the shape; `meets` checks every leaf it compares
  }

  /**
   * Compares a value of ours, or a tree of them, with what the file has there. Lists must be of the same length; of an object the keys that ours has are compared, the others stay open.
   * Where the golden leaf is null, ours is undefined or null; where the tool raised (`{ error }`), ours gives a reason why there is no number.
   */
  meets(steps: Steps, own: unknown, nearness: Nearness = {}): void {
    let golden: unknown = this.data;
    for (const step of steps) {
      if (!isTree(golden) || !Object.hasOwn(golden, step)) expect.fail(`${this.#path} has no ${steps.join(BETWEEN)}`);
      golden = childOf(golden, step);
    }
    this.#compare(steps.join(BETWEEN), golden, own, nearness);
  }

  /** That every leaf is met, or named as no result; and that nothing is named in vain, or named and met. Prints how many are which. */
  settle(noResults: NoResults): void {
    const named = Object.keys(noResults).map((path) => ({ path, steps: path.split(BETWEEN), leaves: 0 }));
    const open: string[] = [];
    const both: string[] = [];
    for (const leaf of leavesOf(this.data)) {
      const steps = leaf.split(BETWEEN);
      const name = named.find((one) => one.steps.every((step, i) => step === '*' || step === steps[i]));
      if (name) name.leaves++;
      if (name && this.#met.has(leaf)) both.push(leaf);
      if (!name && !this.#met.has(leaf)) open.push(leaf);
    }
    const others = named.reduce((sum, { leaves }) => sum + leaves, 0);
    process.stdout.write(`golden ${this.#path}: ${this.#met.size} leaves met, ${others} are no results, ${open.length} open\n`);
    expect(open.slice(0, 20), `${this.#path}: ${open.length} leaves neither compared nor named`).toEqual([]);
    expect(both.slice(0, 20), `${this.#path}: named as no result, but compared`).toEqual([]);
    const missing = named.filter(({ leaves }) => leaves === 0).map(({ path }) => path);
    expect(missing, `${this.#path}: named, but not there`).toEqual([]);
  }

  #compare(path: string, golden: unknown, own: unknown, nearness: Nearness): void {
    if (!isTree(golden) || isEmpty(golden)) {
      if (!isMet(golden, own, nearness)) expect.fail(`${this.#path} at ${path}: ${printed(own)} is not ${printed(golden)}`);
      this.#met.add(path);
      return;
    }
    if ('error' in golden && isTree(own) && 'reason' in own) {
      this.#met.add(`${path}${BETWEEN}error`);
      return;
    }
    const values: unknown = ArrayBuffer.isView(own) ? Array.from(own as Float64Array) : own; // typed arrays stand for lists
    if (!isTree(values)) return expect.fail(`${this.#path} at ${path}: ${printed(own)} is no list or object`);
    if (Array.isArray(golden) && (!Array.isArray(values) || values.length !== golden.length)) {
      expect.fail(`${this.#path} at ${path}: ${Object.keys(values).length} are not ${golden.length}`);
    }
    for (const key of Object.keys(values)) {
      const next = `${path}${path === '' ? '' : BETWEEN}${key}`;
      if (!Object.hasOwn(golden, key)) expect.fail(`${this.#path} has no ${next}`);
      this.#compare(next, childOf(golden, key), childOf(values, key), nearness);
    }
  }
}

type Tree = Readonly<Record<string | number, unknown>>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

function isEmpty(value: Tree): boolean {
  return Object.keys(value).length === 0;
}

function childOf(tree: Tree, key: string | number): unknown {
  return tree[key];
}

function isMet(golden: unknown, own: unknown, { within, relative }: Nearness): boolean {
  if (golden === null) return own === null || own === undefined;
  if (isTree(golden)) return isTree(own) && isEmpty(own) && Array.isArray(own) === Array.isArray(golden);
  if (typeof golden !== 'number' || typeof own !== 'number') return own === golden;
  if (own === golden) return true;
  const apart = Math.abs(own - golden);
  const most = Math.max(within ?? (relative === undefined ? 1e-9 : 0), (relative ?? 0) * Math.abs(golden));
  return apart <= most;
}

function printed(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 200) ?? String(value);
}

function* leavesOf(value: unknown, path = ''): Generator<string> {
  if (!isTree(value) || isEmpty(value)) {
    yield path;
    return;
  }
  for (const key of Object.keys(value)) yield* leavesOf(childOf(value, key), `${path}${path === '' ? '' : BETWEEN}${key}`);
}
