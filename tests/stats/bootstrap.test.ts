import { describe, expect, it } from 'vitest';
import type { Interval } from '#stats/bootstrap.ts';
import { bootstrap, correctedInterval, differenceInterval, percentileInterval } from '#stats/bootstrap.ts';
import { Resamples, resample } from '#stats/resampling.ts';
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
    // tail = scipy.stats.norm.sf(np.sqrt(50 / 49) * scipy.stats.t.ppf(0.975, 49))
    // np.quantile(v[rng.integers(50, size=(1000, 50))].mean(axis=1), [tail, 1 - tail])
    const [interval] = run([meanSeries(values)], 50);
    expect(interval?.low).toBeCloseTo(20.20632927, 7);
    expect(interval?.high).toBeCloseTo(28.53683536, 7);
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

  it('takes Student’s interval of a difference for few units', () => {
    const few = Float64Array.of(1, 4, 2, 7, 3, 1, 5, 0);
    const running = resample([meanSeries(few)], new Resamples({ units: 8, samples: 20_000, seed: 1 }));
    let step = running.next();
    while (step.done !== true) step = running.next();
    const found = differenceInterval(step.value[0] ?? new Float64Array(), { level: 0.95, units: 8 });
    // scipy.stats.t.interval(0.95, 7, np.mean(few), scipy.stats.sem(few))
    expect(found?.low).toBeCloseTo(0.904831, 1);
    expect(found?.high).toBeCloseTo(4.845168, 1);
    expect(differenceInterval(values, { level: 0.95, units: 50 })).toEqual(percentileInterval(values, { level: 0.95, units: 50 }));
    expect(differenceInterval(values, { level: 0.95, units: 1 })).toBeUndefined();
  });

  it('leans to where the long tail is', () => {
    // 30 segments, most with few points, some with many.
    const points = Float64Array.from({ length: 30 }, (_, i) => (i % 10 === 0 ? 20 : i % 4));
    const series = meanSeries(points);
    const running = resample([series], new Resamples({ units: 30, samples: 4000, seed: 1 }));
    let step = running.next();
    while (step.done !== true) step = running.next();
    const [resampled = new Float64Array()] = step.value;
    const [plain, corrected] = [percentileInterval(resampled, { level: 0.95, units: 30 }), correctedInterval(resampled, series, 0.95)];
    if (!plain || !corrected) throw new Error('no interval');
    expect(corrected.low).toBeGreaterThan(plain.low);
    expect(corrected.high).toBeGreaterThan(plain.high);
    expect(corrected.low).toBeLessThan(mean(points));
    const same = meanSeries(Float64Array.of(3, 3, 3));
    expect(correctedInterval(Float64Array.of(3, 3), same, 0.95)).toEqual({ low: 3, high: 3 });
    expect(correctedInterval(Float64Array.of(3), meanSeries(Float64Array.of(3)), 0.95)).toBeUndefined();
  });

  it('counts units that have a value, and has nothing to say of one', () => {
    const some = values.map((value, i) => (i < 8 ? value : NaN));
    const [few, same] = [run([meanSeries(some)], 50)[0], percentileInterval(values.toSorted(), { level: 0.95, units: 8 })];
    expect(few?.low).toBeGreaterThanOrEqual(0);
    expect(same?.low).toBeCloseTo(quantile(values.toSorted(), 0.00575), 1);
    expect(percentileInterval(values, { level: 0.95, units: 1 })).toBeUndefined();
    expect(run([meanSeries(values.map((value, i) => (i === 3 ? value : NaN)))], 50)).toEqual([{ low: NaN, high: NaN }]);
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
