import { describe, expect, it } from 'vitest';
import type { Correlation } from '#stats/correlation.ts';
import { pearson, spearman } from '#stats/correlation.ts';
import { kendall } from '#stats/kendall.ts';
import type { Undetermined } from '#stats/undetermined.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import { SHARED } from '../shared.ts';
import { GoldenFile } from './golden-file.ts';

type Tau = { readonly tau: number | null; readonly p: number | null } | { readonly error: string };
interface Golden {
  readonly cases: readonly (Readonly<Record<`kendall_${'b' | 'c'}_${'auto' | 'asymptotic' | 'exact'}`, Tau>> & {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly spearman: { readonly p: number | null };
  })[];
}

function valueOf(result: Correlation | Undetermined): number | undefined {
  return isUndetermined(result) ? undefined : result.value;
}

function pOf(result: Correlation | Undetermined): number | undefined {
  return isUndetermined(result) ? undefined : result.p;
}

describe.skipIf(SHARED === undefined)('golden numbers of correlation', () => {
  it('Pearson, Spearman and Kendall, with ties, constants and two points', () => {
    const golden = new GoldenFile<Golden>('agreement/correlation.json.gz');
    /** p by the way, exact or not, that SciPy's own choice does not take. */
    const notTaken: string[] = [];
    for (const [at, one] of golden.data.cases.entries()) {
      const r = pearson(one.x, one.y);
      const ends = isUndetermined(r) ? [undefined, undefined] : [r.low, r.high];
      golden.meets(['cases', at, 'pearson'], { r: valueOf(r), ci95_fisher: ends });
      golden.meets(['cases', at, 'pearson', 'p'], pOf(r), { relative: 1e-7 });
      const rho = spearman(one.x, one.y);
      golden.meets(['cases', at, 'spearman', 'rho'], valueOf(rho));
      // SciPy's ρ of a perfect order is a hair below 1, and so its p a hair above 0.
      golden.meets(['cases', at, 'spearman', 'p'], pOf(rho), { relative: 1e-7, within: 1e-20 });
      for (const variant of ['b', 'c'] as const) {
        const own = kendall(one.x, one.y, variant);
        const auto = one[`kendall_${variant}_auto`];
        for (const way of ['auto', 'asymptotic', 'exact'] as const) {
          const name = `kendall_${variant}_${way}` as const;
          const expected = one[name];
          // Where there are ties SciPy refuses an exact p, and nobody asks for one.
          if ('error' in expected) notTaken.push(`cases > ${at} > ${name}`);
          else golden.meets(['cases', at, name, 'tau'], valueOf(own));
          if ('error' in expected || 'error' in auto) continue;
          if (expected.p === auto.p) golden.meets(['cases', at, name, 'p'], pOf(own), { relative: 1e-7 });
          else notTaken.push(`cases > ${at} > ${name} > p`);
        }
      }
    }
    expect(golden.data.cases).toHaveLength(13);
    golden.settle({
      tool: 'versions',
      'cases > * > id': 'name',
      'cases > * > note': 'note',
      'cases > * > x': 'input',
      'cases > * > y': 'input',
      ...Object.fromEntries(notTaken.map((path) => [path, 'p by the way that SciPy does not choose, or that it refuses'])),
    });
  });
});
