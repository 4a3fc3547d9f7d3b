import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Random } from '#stats/random.ts';
import { SHARED } from '../shared.ts';
import { GoldenFile } from './golden-file.ts';

interface Golden {
  readonly vectors: readonly (Readonly<Record<string, unknown>> & {
    readonly seed: number;
    readonly uint64_first_12: readonly string[];
    readonly choice_after_111_bools: readonly number[];
    readonly float32_20: readonly number[];
    readonly float64_10: readonly number[];
  })[];
}

function uint64(random: Random): string {
  const low = BigInt(random.uint32());
  return String((BigInt(random.uint32()) << 32n) | low);
}

/** NumPy's `integers(2, size=size, dtype=bool)` as a byte each. */
function bits(random: Random, size: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(size / 32));
  random.fillBits(words);
  return Uint8Array.from({ length: size }, (_, i) => ((words[i >>> 5] ?? 0) >>> (i & 31)) & 1);
}

function sha256(data: Uint8Array | Uint32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}

function tallied(values: readonly number[], bound: number): number[] {
  const counts = Array<number>(bound).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

describe.skipIf(SHARED === undefined)('golden random numbers of NumPy', () => {
  it('every draw', () => {
    const golden = new GoldenFile<Golden>('rng/numpy-pcg64.json');
    for (const [at, vector] of golden.data.vectors.entries()) {
      const { seed } = vector;
      const where = ['vectors', at];
      const whole = new Random(seed);
      golden.meets([...where, 'uint64_first_12'], vector.uint64_first_12.map(() => uint64(whole))); // prettier-ignore
      for (const key of Object.keys(vector)) {
        const bound = Number(/^choice_(\d+)_100$/.exec(key)?.[1] ?? NaN);
        if (Number.isNaN(bound)) continue;
        const random = new Random(seed);
        const drawn = Array.from({ length: 100 }, () => random.below(bound));
        golden.meets([...where, key], drawn);
        if (bound > 70_000) continue;
        const counts = new Uint16Array(bound);
        new Random(seed).count(bound, 100, counts);
        expect([...counts]).toEqual(tallied(drawn, bound));
      }
      const long = new Random(seed);
      const drawn = Uint32Array.from({ length: 1000 * 3004 }, () => long.below(3004));
      const sum = drawn.reduce((all, value) => all + value, 0);
      golden.meets([...where, 'choice_3004_size_1000x3004'], { sha256_le_uint32: sha256(drawn), sum, last5: drawn.slice(-5) });
      golden.meets([...where, 'bool_120'], bits(new Random(seed), 120).join(''));
      const flags = bits(new Random(seed), 10_000 * 1003);
      golden.meets([...where, 'bool_10000x1003'], { sha256_bytes: sha256(flags), ones: flags.reduce((all, flag) => all + flag, 0) });
      const after = new Random(seed);
      bits(after, 111);
      golden.meets([...where, 'choice_after_111_bools'], vector.choice_after_111_bools.map(() => after.below(529))); // prettier-ignore
      const [single, double] = [new Random(seed), new Random(seed)];
      golden.meets([...where, 'float32_20'], vector.float32_20.map(() => (single.uint32() >>> 8) / 2 ** 24), { within: 0 }); // prettier-ignore
      golden.meets([...where, 'float64_10'], vector.float64_10.map(() => double.next()), { within: 0 }); // prettier-ignore
    }
    const inside = 'the inside of the generator: every draw above follows from it';
    golden.settle({
      numpy: 'version',
      how: 'note',
      'vectors > * > seed': 'input',
      'vectors > * > seedsequence_pool': inside,
      'vectors > * > generate_state_uint32_8': inside,
      'vectors > * > generate_state_uint64_4': inside,
      'vectors > * > pcg64_state': inside,
      'vectors > * > pcg64_inc': inside,
    });
  });
});
