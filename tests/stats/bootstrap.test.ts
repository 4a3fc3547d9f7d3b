import { describe, expect, it } from 'vitest';
import type { Interval } from '#stats/bootstrap.ts';
import { bootstrap } from '#stats/bootstrap.ts';
import type { Series } from '#stats/series.ts';
import { meanSeries, valueOf } from '#stats/series.ts';
import { mean, quantile } from '#stats/summary.ts';

function run(series: readonly Series[], units: number, samples = 1000, level = 0.95): readonly Interval[] {
  const running = bootstrap(series, units, { samples, seed: 12345, level });
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}

const values = Float64Array.from({ length: 50 }, (_, i) => (i * 37) % 50);

describe('summary', () => {
  it('takes quantiles as NumPy does', () => {
    expect(quantile([1, 2, 3, 4], 0.4)).toBeCloseTo(2.2, 12);
    expect([quantile([5], 0.9), quantile([1, 2], 0), quantile([1, 2], 1)]).toEqual([5, 1, 2]);
    expect(quantile([], 0.5)).toBeNaN();
    expect(mean([1, 2, 6])).toBe(3);
    expect(mean([])).toBeNaN();
  });
});

describe('bootstrap', () => {
  it("gives NumPy's interval of a mean", () => {
    // rng = np.random.default_rng(12345); v = np.arange(50) * 37 % 50
    // np.quantile(v[rng.integers(50, size=(1000, 50))].mean(axis=1), [0.025, 0.975])
    const [interval] = run([meanSeries(values)], 50);
    expect(interval?.low).toBeCloseTo(20.339, 9);
    expect(interval?.high).toBeCloseTo(28.3815, 9);
    expect(valueOf(meanSeries(values))).toBe(24.5);
  });

  it('draws each resample once for all series', () => {
    const shifted = values.map((value) => value + 100);
    const [plain, moved] = run([meanSeries(values), meanSeries(shifted)], 50);
    expect(moved?.low).toBeCloseTo((plain?.low ?? NaN) + 100, 9);
    const twice: Series = { rows: Uint32Array.from(values), width: 1, value: ([sum = 0], units) => (2 * sum) / units };
    const [doubled] = run([twice], 50);
    expect(doubled?.high).toBeCloseTo(2 * (plain?.high ?? NaN), 9);
  });

  it('widens with the level, and stops where the caller stops', () => {
    const [narrow] = run([meanSeries(values)], 50, 500, 0.5);
    const [wide] = run([meanSeries(values)], 50, 500, 0.99);
    expect((wide?.high ?? 0) - (wide?.low ?? 0)).toBeGreaterThan((narrow?.high ?? 0) - (narrow?.low ?? 0));
    const running = bootstrap([meanSeries(values)], 50, { samples: 10, seed: 1, level: 0.95 });
    expect(Array.from({ length: 3 }, () => running.next().done)).toEqual(Array(3).fill(false));
    expect(running.next().done).toBe(true);
  });
});
