import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomizationP } from '#stats/randomization.ts';
import { meanSeries } from '#stats/series.ts';

function pOf(first: readonly number[], second: readonly number[], countsTies: boolean, trials = 2000): number {
  const series = (values: readonly number[]) => ({ ...meanSeries(Float64Array.from(values)), countsTies });
  const running = randomizationP([[series(first), series(second)]], first.length, { trials, seed: 1 });
  let step = running.next();
  while (!step.done) step = running.next();
  return step.value[0] ?? NaN;
}

describe('paired approximate randomisation that counts trials which are level', () => {
  it('comes to the exact test of all exchanges', () => {
    // Five segments, all one point better: of 32 exchanges two are as far apart, none farther.
    const [first, second] = [[2, 3, 1, 4, 2], [1, 2, 0, 3, 1]]; // prettier-ignore
    expect(pOf(first, second, true, 20_000)).toBeCloseTo(2 / 32, 2);
    expect(pOf(first, second, false, 20_000)).toBeCloseTo(0, 4);
    expect(pOf(first, first, true)).toBe(1);
  });

  it('finds level what only the order of adding keeps apart', () => {
    const tenths = [0.1, 0.2, 0.3, 0.7, 1.1, 0.4];
    const less = tenths.map((value) => value - 0.1);
    expect(pOf(tenths, less, true, 20_000)).toBeCloseTo(2 / 64, 2);
  });

  it('never refuses what sacreBLEU’s rule keeps', () => {
    const list = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(list, list, (first, second) => {
        expect(pOf(first, second, true, 300)).toBeGreaterThanOrEqual(pOf(first, second, false, 300));
      }),
    );
  });
});
