import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { pearson, spearman } from '#stats/correlation.ts';
import { normalAbove, normalQuantile, studentAbove, studentBothSides } from '#stats/distributions.ts';
import { countPairs, kendall } from '#stats/kendall.ts';
import { adjustedPValues, CORRECTIONS } from '#stats/multiplicity.ts';
import type { Correction } from '#stats/multiplicity.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import { combinedSignedRank, wilcoxonSignedRank } from '#stats/wilcoxon.ts';

interface Fixture {
  readonly correlations: readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly pearson: readonly [number, number];
    readonly interval: readonly [number, number];
    readonly spearman: readonly [number, number];
    readonly kendall: Readonly<Record<'b' | 'c', readonly [number, number]>>;
  }[];
  readonly wilcoxon: readonly { readonly differences: readonly number[]; readonly p: number; readonly pAbove: number }[];
  readonly corrections: Readonly<Record<Correction | 'p', readonly number[]>>;
  readonly normal: readonly (readonly [number, number])[];
  readonly quantiles: readonly (readonly [number, number])[];
  readonly student: readonly (readonly [number, number, number])[];
}

// golden/agreement.py wrote these with scipy 1.13.1 and statsmodels 0.14.4.
const fixture = JSON.parse(readFileSync(new URL('golden/agreement.json', import.meta.url), 'utf8')) as Fixture;

function expectRelative(own: number | undefined, expected: number, tolerance = 1e-10): void {
  expect(Math.abs((own ?? NaN) - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected) + 1e-300);
}

describe('distributions equal SciPy', () => {
  test('normal and Student', () => {
    for (const [z, p] of fixture.normal) {
      expectRelative(normalAbove(z), p, 1e-12);
      expectRelative(normalAbove(-z), 1 - p, 1e-12);
    }
    for (const [share, z] of fixture.quantiles) expect(normalQuantile(share)).toBeCloseTo(z, 11);
    for (const [t, freedom, p] of fixture.student) {
      expectRelative(studentBothSides(t, freedom), p);
      expectRelative(studentAbove(t, freedom), p / 2);
    }
    expect([normalQuantile(0), normalQuantile(1), studentAbove(-Infinity, 3)]).toEqual([-Infinity, Infinity, 1]);
  });
});

describe('correlations equal SciPy', () => {
  test.each(fixture.correlations)('of $x.length pairs', ({ x, y, ...expected }) => {
    const [r, rho] = [pearson(x, y), spearman(x, y)];
    if (isUndetermined(r) || isUndetermined(rho)) throw new Error('undetermined');
    expect(r.value).toBeCloseTo(expected.pearson[0], 12);
    expectRelative(r.p, expected.pearson[1]);
    expect([r.low, r.high]).toEqual([expect.closeTo(expected.interval[0], 10), expect.closeTo(expected.interval[1], 10)]);
    expect(rho.value).toBeCloseTo(expected.spearman[0], 12);
    if (Math.abs(rho.value) < 1 - 1e-12) expectRelative(rho.p, expected.spearman[1]);
    for (const variant of ['b', 'c'] as const) {
      const tau = kendall(x, y, variant);
      if (isUndetermined(tau)) throw new Error('undetermined');
      expect(tau.value).toBeCloseTo(expected.kendall[variant][0], 12);
      expectRelative(tau.p, expected.kendall[variant][1]);
    }
  });
});

describe('the signed-rank test equals SciPy', () => {
  test.each(fixture.wilcoxon)('of $differences.length differences', ({ differences, p, pAbove }) => {
    const own = wilcoxonSignedRank(differences);
    expectRelative(own.p, p);
    expectRelative(own.pAbove, pAbove);
  });

  it('combines strata into one test', () => {
    const [one] = fixture.wilcoxon;
    const list = one?.differences ?? [];
    expectRelative(combinedSignedRank([list]), one?.p ?? NaN, 1e-12);
    expect(combinedSignedRank([list, list])).toBeLessThan(one?.p ?? 0);
    expect(combinedSignedRank([])).toBe(1);
    expect(combinedSignedRank([[0], [0]])).toBe(1);
  });

  it('finds nothing where nothing differs, and mirrors with the sign', () => {
    expect(wilcoxonSignedRank([0, 0, 0])).toMatchObject({ p: 1, differing: 0 });
    expect(wilcoxonSignedRank([])).toMatchObject({ p: 1 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 80 }), (list) => {
        const [own, mirrored] = [wilcoxonSignedRank(list), wilcoxonSignedRank(list.map((value) => -value))];
        expect(own.p).toBeGreaterThan(0);
        expect(own.p).toBeLessThanOrEqual(1);
        expect(mirrored.above).toBe(own.below);
        if (own.method === 'normal') expect(mirrored.p).toBeCloseTo(own.p, 12);
      }),
    );
  });
});

describe('corrections equal statsmodels', () => {
  test.each(CORRECTIONS.filter((correction) => correction !== 'none'))('%s', (correction) => {
    const own = adjustedPValues(fixture.corrections.p, correction);
    for (const [i, expected] of fixture.corrections[correction].entries()) expect(own[i]).toBeCloseTo(expected, 12);
  });

  it('never makes a p-value smaller, and keeps Holm between none and Bonferroni', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (p) => {
        const [holm, bonferroni, discovery] = (['holm', 'bonferroni', 'benjamini-hochberg'] as const).map((one) => adjustedPValues(p, one));
        for (const [i, raw] of p.entries()) {
          expect(holm?.[i]).toBeGreaterThanOrEqual(raw);
          expect(holm?.[i]).toBeLessThanOrEqual(bonferroni?.[i] ?? NaN);
          expect(discovery?.[i]).toBeGreaterThanOrEqual(raw - 1e-15);
          expect(discovery?.[i]).toBeLessThanOrEqual((holm?.[i] ?? NaN) + 1e-12);
        }
        expect(adjustedPValues(p, 'none')).toEqual(p);
      }),
    );
  });
});

const column = fc.integer({ min: 1, max: 40 }).chain((size) => {
  const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: size, maxLength: size });
  return fc.tuple(values, values);
});

describe('correlation by its nature', () => {
  it('lies in -1 to 1, does not depend on the order of pairs, and is never NaN', () => {
    fc.assert(
      fc.property(column, ([x, y]) => {
        const all = (a: readonly number[], b: readonly number[]) => [pearson(a, b), spearman(a, b), kendall(a, b, 'b'), kendall(a, b, 'c')];
        const turned = all([...x].reverse(), [...y].reverse());
        for (const [i, result] of all(x, y).entries()) {
          const other = turned[i];
          if (!other || isUndetermined(result) || isUndetermined(other)) {
            expect(other).toEqual(result);
            continue;
          }
          expect(Math.abs(result.value)).toBeLessThanOrEqual(1);
          expect(other.value).toBeCloseTo(result.value, 12);
          if (result.p !== undefined) expect(result.p >= 0 && result.p <= 1).toBe(true);
        }
      }),
    );
  });

  it('counts pairs by sorting as by comparing each', () => {
    const x = Array.from({ length: 2500 }, (_, i) => (i * 7919) % 101);
    const y = Array.from({ length: 2500 }, (_, i) => (i * 104729) % 53);
    const { concordant, discordant, tiedX, tiedY, tiedBoth } = countPairs(x, y);
    expect({ concordant, discordant, tiedX, tiedY, tiedBoth }).toEqual(countPairs(x, y, 1e-9));
    expect(concordant + discordant + tiedX + tiedY + tiedBoth).toBe((2500 * 2499) / 2);
  });
});
