import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { bootstrap } from '#stats/bootstrap.ts';
import { LEVELS, alphaSeries, krippendorffAlpha } from '#stats/krippendorff.ts';
import type { MeasurementLevel, RatingTable } from '#stats/krippendorff.ts';
import { KAPPA_WEIGHTS, cohenKappa, fleissKappa, kappaInterval } from '#stats/kappa.ts';
import type { KappaWeights } from '#stats/kappa.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import { valueOf } from '#stats/series.ts';
import { unitisingAlpha } from '#stats/unitising.ts';

type Row = readonly (number | null)[];

interface Fixture {
  readonly tables: readonly {
    readonly rows: readonly Row[];
    readonly alpha: Readonly<Record<MeasurementLevel, number>>;
    readonly kappa: Readonly<Record<KappaWeights | 'standardError' | 'low' | 'high' | 'quadraticError', number>>;
    readonly fleiss?: number;
  }[];
}

// golden/agreement.py wrote these with krippendorff 0.8.1, scikit-learn 1.5.2 and statsmodels 0.14.4.
const fixture = JSON.parse(readFileSync(new URL('golden/agreement.json', import.meta.url), 'utf8')) as Fixture;

function tableOf(rows: readonly Row[]): RatingTable {
  return rows.map((row) => row.map((value) => value ?? undefined));
}

function column(table: RatingTable, rater: number): readonly (number | undefined)[] {
  return table.map((row) => row[rater]);
}

function valueIn(result: object): number | undefined {
  return 'value' in result && typeof result.value === 'number' ? result.value : undefined;
}

describe('agreement equals the reference tools', () => {
  test.each(fixture.tables.map((table, i) => ({ i, ...table })))('table $i', ({ rows, alpha, kappa, fleiss }) => {
    const table = tableOf(rows);
    for (const level of LEVELS) {
      expect(valueIn(krippendorffAlpha(table, level)), level).toBeCloseTo(alpha[level], 10);
      expect(valueOf(alphaSeries(table, level)), level).toBeCloseTo(alpha[level], 10);
    }
    const [a, b] = [column(table, 0), column(table, 1)];
    for (const weights of KAPPA_WEIGHTS) expect(valueIn(cohenKappa(a, b, weights)), weights).toBeCloseTo(kappa[weights], 10);
    const plain = cohenKappa(a, b, 'none');
    const quadratic = cohenKappa(a, b, 'quadratic');
    if (isUndetermined(plain) || isUndetermined(quadratic)) throw new Error('no kappa');
    expect(plain.standardError).toBeCloseTo(kappa.standardError, 10);
    expect(plain.low).toBeCloseTo(kappa.low, 10);
    expect(plain.high).toBeCloseTo(kappa.high, 10);
    expect(quadratic.standardError).toBeCloseTo(kappa.quadraticError, 10);
    if (fleiss !== undefined) expect(valueIn(fleissKappa(table))).toBeCloseTo(fleiss, 10);
  });
});

const tables = fc.array(fc.array(fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }), { minLength: 3, maxLength: 3 }), {
  maxLength: 20,
});

describe('agreement by its nature', () => {
  it('is 1 where all agree, at most 1 always, and never NaN', () => {
    fc.assert(
      fc.property(tables, (table) => {
        for (const level of LEVELS) {
          const result = krippendorffAlpha(table, level);
          if (isUndetermined(result)) continue;
          expect(result.value).toBeLessThanOrEqual(1);
          expect(Number.isFinite(result.value)).toBe(true);
        }
        const same = table.map(([first]) => [first, first, first]);
        const equal = krippendorffAlpha(same, 'interval');
        if (!isUndetermined(equal)) expect(equal.value).toBe(1);
        for (const weights of KAPPA_WEIGHTS) {
          const kappa = cohenKappa(column(table, 0), column(table, 1), weights);
          if (isUndetermined(kappa)) continue;
          expect(Object.values(kappa).every(Number.isFinite)).toBe(true);
          expect(kappa.value).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  it('does not depend on the order of items or of raters', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const turned = [...table].reverse().map(([a, b, c]) => [c, a, b]);
        for (const level of LEVELS) {
          const [own, other] = [krippendorffAlpha(table, level), krippendorffAlpha(turned, level)];
          if (isUndetermined(own)) expect(other).toEqual(own);
          else expect(valueIn(other)).toBeCloseTo(own.value, 10);
        }
      }),
    );
  });

  it('holds κ within -1 to 1, around its value', () => {
    expect(kappaInterval({ value: 0.5, standardError: 0.1 })).toEqual({ low: expect.closeTo(0.2803, 4), high: expect.closeTo(0.6699, 4) });
    expect(kappaInterval({ value: 1, standardError: 0 })).toEqual({ low: 1, high: 1 });
    expect(kappaInterval({ value: -0.9, standardError: 0.5 }).low).toBeGreaterThanOrEqual(-1);
  });

  it('says why there is no number', () => {
    expect(krippendorffAlpha([], 'nominal')).toEqual({ reason: 'few' });
    expect(krippendorffAlpha([[1, undefined]], 'nominal')).toEqual({ reason: 'few' });
    expect(krippendorffAlpha([[3, 3]], 'nominal')).toEqual({ reason: 'constant' });
    expect(krippendorffAlpha([[-3, 3]], 'ratio')).toEqual({ reason: 'negative' });
    expect(cohenKappa([1], [undefined], 'none')).toEqual({ reason: 'few' });
    expect(fleissKappa([[1, 2], [1]])).toEqual({ reason: 'unequal' });
  });

  it('is resampled from as few numbers an item however many values there are', () => {
    const table = Array.from({ length: 400 }, (_, i) => [
      ((i * 7919) % 10007) / 3 + 1e6,
      ((i * 7919) % 10007) / 3 + ((i * 104729) % 997) + 1e6,
    ]);
    const series = alphaSeries(table, 'interval');
    expect(series.width).toBe(4);
    expect(valueOf(series)).toBeCloseTo(valueIn(krippendorffAlpha(table, 'interval')) ?? NaN, 9);
    expect(valueOf(alphaSeries([[3, 3], [3, 3]], 'interval'))).toBe(1); // prettier-ignore
  });

  it('has a bootstrap interval around it', () => {
    const table = tableOf(fixture.tables[1]?.rows ?? []);
    const running = bootstrap([alphaSeries(table, 'nominal')], table.length, { samples: 500, seed: 1, level: 0.95 });
    let step = running.next();
    while (!step.done) step = running.next();
    const alpha = valueIn(krippendorffAlpha(table, 'nominal')) ?? NaN;
    expect(step.value[0]?.low).toBeLessThan(alpha);
    expect(step.value[0]?.high).toBeGreaterThan(alpha);
  });
});

describe('unitising', () => {
  // Krippendorff (2004), p. 254; the numbers are those of DKPro Statistics' test of it.
  const unit = (start: number, length: number, category: string) => ({ start: start - 150, end: start - 150 + length, category });
  const example = {
    length: 300,
    raters: [
      [unit(225, 70, 'c'), unit(370, 30, 'c'), unit(180, 60, 'k'), unit(300, 50, 'k')],
      [unit(220, 80, 'c'), unit(355, 20, 'c'), unit(400, 20, 'c'), unit(180, 60, 'k'), unit(300, 50, 'k')],
    ],
  };

  it("equals Krippendorff's example", () => {
    const result = unitisingAlpha(example);
    if (isUndetermined(result)) throw new Error('no alpha');
    expect(result.value).toBeCloseTo(0.8591, 3);
    const [c, k] = [result.categories.get('c'), result.categories.get('k')];
    expect(c?.observed).toBeCloseTo(0.0144, 4);
    expect(c?.expected).toBeCloseTo(0.0532, 4);
    expect(c?.value).toBeCloseTo(0.7286, 4);
    expect(k?.expected).toBeCloseTo(0.049, 4);
    expect(k?.value).toBe(1);
  });

  it('does not depend on the order of raters, and is 1 for equal ones', () => {
    const [first = [], second = []] = example.raters;
    expect(unitisingAlpha({ length: 300, raters: [second, first] })).toEqual(unitisingAlpha(example));
    expect(valueIn(unitisingAlpha({ length: 300, raters: [first, first, first] }))).toBe(1);
    expect(unitisingAlpha({ length: 300, raters: [[], []] })).toEqual({ reason: 'few' });
    expect(unitisingAlpha({ length: 300, raters: [first] })).toEqual({ reason: 'few' });
  });
});
