import { describe, expect, it, test } from 'vitest';
import { bestAlignment } from '#stats/gamma-alignment.ts';
import type { Gamma, GammaOptions } from '#stats/gamma.ts';
import { gammaAgreement } from '#stats/gamma.ts';
import type { Undetermined } from '#stats/undetermined.ts';
import type { Continuum, Unit } from '#stats/unitising.ts';
import { SHARED, sharedText } from '../shared.ts';

interface Golden {
  readonly cases: readonly {
    readonly id: string;
    readonly continuum: Readonly<Record<string, readonly (readonly [number, number, string])[]>>;
    readonly alpha: number;
    readonly beta: number;
    readonly delta_empty: number;
    readonly category_matrix: Readonly<Record<string, Readonly<Record<string, number>>>> | null;
    readonly best_disorder: number;
  }[];
}

function units(list: readonly (readonly [number, number, string])[]): readonly Unit[] {
  return list.map(([start, end, category]) => ({ start, end, category }));
}

function gamma(texts: readonly Continuum[], options?: GammaOptions): Gamma | Undetermined {
  const running = gammaAgreement(texts, options);
  let step = running.next();
  while (!step.done) step = running.next();
  return step.value;
}

describe('γ', () => {
  // Made up: three raters who mark nearly the same, and one who does not.
  const first = units([[2, 9, 'a'], [11, 17, 'b'], [32, 44, 'c']]); // prettier-ignore
  const near = units([[2, 9, 'a'], [12, 17, 'b'], [32, 40, 'c']]); // prettier-ignore
  const far = units([
    [20, 22, 'c'],
    [50, 58, 'a'],
  ]);

  it('is 1 for equal raters and falls with what they do not share', () => {
    expect(gamma([{ length: 60, raters: [first, first, first] }])).toMatchObject({ value: 1, observed: 0 });
    const [close, apart] = [gamma([{ length: 60, raters: [first, near] }]), gamma([{ length: 60, raters: [first, far] }])];
    if ('reason' in close || 'reason' in apart) throw new Error('undetermined');
    expect(close.value).toBeGreaterThan(0.8);
    expect(apart.value).toBeLessThan(0.3);
    expect(close.samplingError).toBeLessThan(0.05);
  });

  it('is the same for the same seed, near for another, and does not depend on the order of raters', () => {
    const text = { length: 60, raters: [first, near, far] };
    expect(gamma([text], { seed: 1 })).toEqual(gamma([text], { seed: 1 }));
    const [one, other] = [gamma([text], { seed: 1, samples: 100 }), gamma([text], { seed: 2, samples: 100 })];
    if ('reason' in one || 'reason' in other) throw new Error('undetermined');
    expect(Math.abs(one.value - other.value)).toBeLessThan(6 * Math.hypot(one.samplingError, other.samplingError));
    const turned = gamma([{ ...text, raters: [far, first, near] }]);
    expect('observed' in turned ? turned.observed : NaN).toBeCloseTo(one.observed, 12);
  });

  it('adds texts up, and says why there is no number', () => {
    const text = { length: 60, raters: [first, near] };
    const [one, two] = [gamma([text]), gamma([text, { length: 9, raters: [[], []] }, text])];
    if ('reason' in one || 'reason' in two) throw new Error('undetermined');
    expect(two.observed).toBeCloseTo(one.observed, 12);
    expect(gamma([])).toEqual({ reason: 'few' });
    expect(gamma([{ length: 9, raters: [[], []] }])).toEqual({ reason: 'few' });
    expect(bestAlignment([[], []], { position: 3, category: 1, empty: 1 })).toEqual({ disorder: 0, unitary: [] });
  });

  test.skipIf(SHARED === undefined)("lies in the range of pygamma-agreement's test", () => {
    const { cases } = JSON.parse(sharedText('golden/metrics/agreement/gamma.json')) as Golden;
    const raters = Object.values(cases.find(({ id }) => id === 'alex-paul-suzan')?.continuum ?? {}).map(units);
    const result = gamma([{ length: 60, raters }], { samples: 300 });
    expect('value' in result ? result.value : NaN).toBeGreaterThan(0.42);
    expect('value' in result ? result.value : NaN).toBeLessThan(0.49);
  });
});
