import { WORD_CODES, WORD_SLOTS } from '#inference/features-words.ts';
import type { Random } from '#stats/random.ts';

export const VECTOR = 16;
const ROUNDS = 5;
const EPOCHS = 30;
const NEGATIVES = 8;
const RATE = 0.05;
/** Links weaker or rarer than this are chance. */
const LEAST_STRENGTH = 0.1;
const LEAST_COUNT = 1.2;

/** Codes of the words of both sides, as the features give them. */
export interface Coded {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/** Vectors by word code: those of words that translate each other point the same way, and their product is near 1. */
export interface Lexicon {
  readonly vectors: Float32Array;
  /** 1 for codes of words it has learned. */
  readonly known: Uint8Array;
}

/** Reads the codes back out of the whole set's values. */
export function codesIn(values: readonly number[]): Coded {
  const begin = values.length - 2 * (1 + WORD_SLOTS);
  const codes = (from: number): readonly number[] =>
    values.slice(from, from + WORD_SLOTS).flatMap((value) => (value === 0 ? [] : [value * WORD_CODES]));
  return { source: codes(begin + 1), target: codes(begin + 2 + WORD_SLOTS) };
}

/** The codes that the words would have in languages that no lexicon has seen. */
export function strange({ source, target }: Coded): Coded {
  const other = (salt: number) => (code: number) => 1 + ((code * 7919 + salt) % (WORD_CODES - 1));
  return { source: source.map(other(1)), target: target.map(other(2)) };
}

interface Link {
  readonly a: number;
  readonly b: number;
  readonly strength: number;
  readonly weight: number;
}

/** Learns which words translate each other from pairs of one direction each (IBM Model 1 both ways), then vectors that say the same. */
export function learnLexicon(directions: readonly (readonly Coded[])[], random: Random): Lexicon {
  return vectorsOf(
    directions.flatMap((pairs) => links(pairs)),
    random,
  );
}

/** Strength of a link: the geometric mean of its probabilities both ways. */
function links(pairs: readonly Coded[]): readonly Link[] {
  const forth = alignments(pairs);
  const back = alignments(pairs.map(({ source, target }) => ({ source: target, target: source })));
  const found: Link[] = [];
  for (const [key, { probability, count }] of forth) {
    const [a, b] = [Math.floor(key / WORD_CODES), key % WORD_CODES];
    const strength = Math.sqrt(probability * (back.get(b * WORD_CODES + a)?.probability ?? 0));
    if (a === 0 || strength < LEAST_STRENGTH || count < LEAST_COUNT) continue;
    found.push({ a, b, strength: Math.min(1, 1.6 * strength), weight: Math.sqrt(Math.min(5, count)) });
  }
  return found;
}

/** Brown et al. (1993), Model 1, by expectation maximisation: how likely each source word (0: none) gives each target word, by source * WORD_CODES + target. */
function alignments(pairs: readonly Coded[]): ReadonlyMap<number, { readonly probability: number; readonly count: number }> {
  const places = new Map<number, number>();
  const cells = pairs.map(({ source, target }) => {
    const froms = [0, ...source];
    return target.map((to) =>
      Int32Array.from(froms, (from) => {
        const key = from * WORD_CODES + to;
        const place = places.get(key) ?? places.size;
        places.set(key, place);
        return place;
      }),
    );
  });
  const from = Int32Array.from(places.keys(), (key) => Math.floor(key / WORD_CODES));
  let probability = new Float64Array(places.size).fill(1);
  let counts = probability;
  for (let round = 0; round < ROUNDS; round++) {
    counts = new Float64Array(places.size);
    for (const row of cells.flat()) {
      let sum = 0;
      for (const place of row) sum += probability[place] ?? 0;
      for (const place of row) counts[place] = (counts[place] ?? 0) + (probability[place] ?? 0) / sum;
    }
    const totals = new Float64Array(WORD_CODES);
    counts.forEach((count, place) => {
      totals[from[place] ?? 0] = (totals[from[place] ?? 0] ?? 0) + count;
    });
    probability = counts.map((count, place) => count / (totals[from[place] ?? 0] ?? 1));
  }
  return new Map(Array.from(places, ([key, place]) => [key, { probability: probability[place] ?? 0, count: counts[place] ?? 0 }]));
}

/** Least squares by AdaGrad: linked words' product is the link's strength, other words' product is 0. */
function vectorsOf(all: readonly Link[], random: Random): Lexicon {
  const vectors = new Float32Array(WORD_CODES * VECTOR);
  const known = new Uint8Array(WORD_CODES);
  const squares = new Float32Array(WORD_CODES * VECTOR).fill(1e-8);
  for (const { a, b } of all) known[a] = known[b] = 1;
  known.forEach((isKnown, code) => {
    for (let i = 0; isKnown && i < VECTOR; i++) vectors[code * VECTOR + i] = random.next() - 0.5;
  });
  const pull = (a: number, b: number, wanted: number, weight: number): void => {
    let product = 0;
    for (let i = 0; i < VECTOR; i++) product += (vectors[a * VECTOR + i] ?? 0) * (vectors[b * VECTOR + i] ?? 0);
    const slope = weight * (product - wanted);
    for (let i = 0; i < VECTOR; i++) {
      const [x, y] = [vectors[a * VECTOR + i] ?? 0, vectors[b * VECTOR + i] ?? 0];
      step(a * VECTOR + i, slope * y);
      step(b * VECTOR + i, slope * x);
    }
  };
  const step = (at: number, slope: number): void => {
    squares[at] = (squares[at] ?? 0) + slope * slope;
    vectors[at] = (vectors[at] ?? 0) - (RATE * slope) / Math.sqrt(squares[at]);
  };
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const shifts = Array.from({ length: NEGATIVES }, () => random.below(all.length));
    all.forEach(({ a, b, strength, weight }, i) => {
      pull(a, b, strength, weight);
      for (const shift of shifts) {
        const other = all[(i + shift) % all.length];
        if (!other) continue;
        if (other.b !== b) pull(a, other.b, 0, 0.25);
        if (other.a !== a) pull(other.a, b, 0, 0.25);
      }
    });
  }
  return { vectors, known };
}

/** Below this a product is likely chance. */
export const SHARP = 0.4;

/** What the shipped graph computes of the word codes, source first: mean of the best products, of what is above SHARP in them, of known words. */
export function lexiconValues({ source, target }: Coded, { vectors, known }: Lexicon): readonly number[] {
  const best = (from: readonly number[], to: readonly number[]): readonly number[] => {
    const products = from.map((a) => to.reduce((most, b) => Math.max(most, product(vectors, a, b)), 0));
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, from.length);
    return [mean(products), mean(products.map((value) => Math.max(0, value - SHARP))), mean(from.map((code) => known[code] ?? 0))];
  };
  return [...best(source, target), ...best(target, source)];
}

function product(vectors: Float32Array, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < VECTOR; i++) sum += (vectors[a * VECTOR + i] ?? 0) * (vectors[b * VECTOR + i] ?? 0);
  return sum;
}
