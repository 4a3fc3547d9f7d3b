import { describe, it } from 'vitest';
import type { Dissimilarity } from '#stats/gamma-alignment.ts';
import { bestAlignment } from '#stats/gamma-alignment.ts';
import { SHARED } from '../shared.ts';
import { GoldenFile } from './golden-file.ts';

interface Golden {
  readonly cases: readonly {
    readonly continuum: Readonly<Record<string, readonly (readonly [number, number, string])[]>>;
    readonly alpha: number;
    readonly beta: number;
    readonly delta_empty: number;
    readonly category_matrix: Readonly<Record<string, Readonly<Record<string, number>>>> | null;
    readonly published?: object | null;
  }[];
}

describe.skipIf(SHARED === undefined)('golden disorders of γ', () => {
  it('every best alignment', () => {
    const golden = new GoldenFile<Golden>('agreement/gamma.json');
    for (const [at, { continuum, alpha, beta, delta_empty, category_matrix, published }] of golden.data.cases.entries()) {
      const dissimilarity: Dissimilarity = {
        position: alpha,
        category: beta,
        empty: delta_empty,
        ...(category_matrix ? { distance: (a: string, b: string) => category_matrix[a]?.[b] ?? 1 } : {}),
      };
      const raters = Object.values(continuum).map((list) => list.map(([start, end, category]) => ({ start, end, category })));
      const { disorder } = bestAlignment(raters, dissimilarity);
      golden.meets(['cases', at, 'best_disorder'], disorder);
      // pygamma-agreement sums in single precision, and prints the other with two digits.
      if (published && 'disorder' in published) golden.meets(['cases', at, 'published', 'disorder'], disorder, { within: 0.001 });
    }
    golden.settle({
      tool: 'versions',
      definition: 'note',
      'cases > * > id': 'name',
      'cases > * > note': 'note',
      'cases > * > continuum': 'input',
      'cases > * > alpha': 'input',
      'cases > * > beta': 'input',
      'cases > * > delta_empty': 'input',
      'cases > * > category_matrix': 'input',
      'cases > * > published > gamma_range': 'a range, since γ is sampled: stats/gamma.test.ts holds γ near it',
      'cases > * > published > gamma_cat_range': 'of γ-cat, which Stet does not compute',
    });
  });
});
