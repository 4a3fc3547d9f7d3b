import { describe, expect, it } from 'vitest';
import type { Kappa } from '#stats/kappa.ts';
import { KAPPA_WEIGHTS, cohenKappa, fleissKappa } from '#stats/kappa.ts';
import type { RatingTable } from '#stats/krippendorff.ts';
import { LEVELS, krippendorffAlpha } from '#stats/krippendorff.ts';
import type { Undetermined } from '#stats/undetermined.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import { SHARED } from '../shared.ts';
import type { Steps } from './golden-file.ts';
import { GoldenFile } from './golden-file.ts';

interface Golden {
  readonly cases: readonly {
    readonly id: string;
    readonly data: readonly (readonly (number | null)[])[];
    readonly published?: Readonly<Record<string, number | object>>;
    readonly cohen?: Readonly<Record<string, GoldenKappa>>;
    readonly cohen_pairwise_complete?: Readonly<Record<string, GoldenKappa>>;
    readonly fleiss?: { readonly labels: readonly number[] };
    readonly nltk?: object;
    readonly nltk_alpha?: number;
  }[];
  readonly contingency: readonly (GoldenKappa & { readonly table: readonly (readonly number[])[]; readonly published: object })[];
  readonly fleiss_tables: readonly { readonly table: readonly (readonly number[])[]; readonly published: object }[];
}

interface GoldenKappa {
  readonly statsmodels: Readonly<Record<string, number | null>>;
}

type Column = readonly (number | undefined)[];

const NAMES = { none: 'unweighted', linear: 'linear', quadratic: 'quadratic' } as const;
/** Published examples are printed with few digits. */
const PRINTED = { within: 0.0005 };

function valueIn(result: { readonly value: number } | Undetermined): number | undefined {
  return isUndetermined(result) ? undefined : result.value;
}

/** Agreement beyond what so many labels, each as likely as the others, would give: Bennett's S, of many raters Randolph's κ. */
function beyondEqual(observed: number, labels: number): number {
  return (observed * labels - 1) / (labels - 1);
}

function meetsKappa(golden: GoldenFile<Golden>, steps: Steps, a: Column, b: Column, { statsmodels }: GoldenKappa): void {
  for (const weights of KAPPA_WEIGHTS) golden.meets([...steps, NAMES[weights]], valueIn(cohenKappa(a, b, weights)));
  const plain = cohenKappa(a, b, 'none');
  const own = isUndetermined(plain) ? {} : { kappa: plain.value, std: plain.standardError, low95: plain.low, upp95: plain.high };
  for (const name of ['kappa', 'std', 'low95', 'upp95'] as const) {
    if (name in statsmodels) golden.meets([...steps, 'statsmodels', name], name in own ? own[name] : undefined);
  }
}

/** NLTK's names: average agreement, S, Scott's π, mean κ of the pairs of raters, κ of Davies & Fleiss, α of labels without order. */
function meetsNltk(golden: GoldenFile<Golden>, steps: Steps, table: RatingTable, labels: number, isPublished: boolean): void {
  const raters = table[0]?.length ?? 0;
  const columns = Array.from({ length: raters }, (_, i) => table.map((row) => row[i]));
  const pairs = columns.flatMap((b, i) => columns.slice(0, i).map((a) => cohenKappa(a, b, 'none')));
  const known = pairs.filter((one): one is Kappa => !isUndetermined(one));
  const mean = (of: (one: Kappa) => number): number => known.reduce((sum, one) => sum + of(one), 0) / known.length;
  const fleiss = fleissKappa(table);
  if (isUndetermined(fleiss)) {
    for (const name of ['S', 'pi', 'kappa', 'multi_kappa']) golden.meets([...steps, name], fleiss);
    return;
  }
  const [observed, expected] = [mean((one) => one.observed), mean((one) => one.expected)];
  const simple = { avg_Ao: fleiss.observed, S: beyondEqual(fleiss.observed, labels), pi: fleiss.value };
  if (isPublished) golden.meets([...steps.slice(0, 2), 'published', 'nltk'], simple, PRINTED);
  golden.meets(steps, {
    ...simple,
    kappa: mean((one) => one.value),
    multi_kappa: (observed - expected) / (1 - expected),
    alpha: valueIn(krippendorffAlpha(table, 'nominal')),
  });
}

describe.skipIf(SHARED === undefined)('golden numbers of agreement', () => {
  it('Krippendorff, Cohen, Fleiss and what follows from them: published examples and random tables', () => {
    const golden = new GoldenFile<Golden>('agreement/agreement.json.gz');
    const { cases, contingency, fleiss_tables } = golden.data;
    for (const [at, one] of cases.entries()) {
      const table = (one.data[0] ?? []).map((_, item) => one.data.map((row) => row[item] ?? undefined));
      const alphas = Object.fromEntries(LEVELS.map((level) => [level, krippendorffAlpha(table, level)]));
      for (const [level, alpha] of Object.entries(alphas)) {
        golden.meets(['cases', at, 'krippendorff', level], isUndetermined(alpha) ? alpha : alpha.value);
        const published = one.published?.[level];
        if (published !== undefined) golden.meets(['cases', at, 'published', level], valueIn(alpha), PRINTED);
      }
      for (const name of ['cohen', 'cohen_pairwise_complete'] as const) {
        for (const [pair, expected] of Object.entries(one[name] ?? {})) {
          const [first = 0, second = 0] = pair.split('-').map(Number);
          meetsKappa(golden, ['cases', at, name, pair], table.map((row) => row[first]), table.map((row) => row[second]), expected); // prettier-ignore
        }
      }
      if (one.fleiss) {
        const fleiss = fleissKappa(table);
        golden.meets(['cases', at, 'fleiss', 'fleiss'], valueIn(fleiss));
        const randolph = isUndetermined(fleiss) ? undefined : beyondEqual(fleiss.observed, one.fleiss.labels.length);
        golden.meets(['cases', at, 'fleiss', 'randolph'], randolph);
      }
      if (one.nltk) meetsNltk(golden, ['cases', at, 'nltk'], table, one.fleiss?.labels.length ?? 0, 'nltk' in (one.published ?? {}));
      if (one.nltk_alpha !== undefined) golden.meets(['cases', at, 'nltk_alpha'], valueIn(krippendorffAlpha(table, 'nominal')));
    }
    for (const [at, one] of contingency.entries()) {
      const pairs = one.table.flatMap((row, i) => row.flatMap((count, j) => Array<[number, number]>(count).fill([i, j])));
      const [a, b] = [pairs.map(([left]) => left), pairs.map(([, right]) => right)];
      meetsKappa(golden, ['contingency', at], a, b, one);
      golden.meets(['contingency', at, 'published', 'kappa'], valueIn(cohenKappa(a, b, 'none')), { within: 0.00005 });
    }
    for (const [at, { table }] of fleiss_tables.entries()) {
      const fleiss = fleissKappa(table.map((counts) => counts.flatMap((count, label) => Array<number>(count).fill(label))));
      if (isUndetermined(fleiss)) throw new Error(fleiss.reason);
      golden.meets(['fleiss_tables', at, 'fleiss'], fleiss.value);
      golden.meets(['fleiss_tables', at, 'published', 'fleiss'], fleiss.value, { within: 0.005 });
      golden.meets(['fleiss_tables', at, 'randolph'], beyondEqual(fleiss.observed, table[0]?.length ?? 0));
    }
    const same = cases.findIndex(({ id }) => id === 'one-value');
    expect(same).toBeGreaterThanOrEqual(0);
    const ofKappa = Object.fromEntries(
      ['cases > * > cohen > *', 'cases > * > cohen_pairwise_complete > *', 'contingency > *'].flatMap((where) => [
        [`${where} > labels`, 'the labels of the input'],
        [`${where} > confusion`, 'counts of the input'],
        [`${where} > statsmodels > kappa_max`, 'the largest κ that the margins allow'],
        [`${where} > statsmodels > std0`, 'of a test that κ is 0: Stet gives the interval'],
        [`${where} > statsmodels > z`, 'of a test that κ is 0: Stet gives the interval'],
        [`${where} > statsmodels > p_two_sided`, 'of a test that κ is 0: Stet gives the interval'],
      ]),
    );
    golden.settle({
      tool: 'versions',
      'cases > * > id': 'name',
      'cases > * > note': 'note',
      'cases > * > data': 'input',
      'cases > * > layout': 'note',
      ...ofKappa,
      'cases > * > fleiss > labels': 'the labels of the input',
      [`cases > ${same} > nltk > avg_Ao`]: 'all gave one label: NLTK counts that as full agreement, the other tools and Stet as no number',
      [`cases > ${same} > nltk > alpha`]: 'all gave one label: NLTK counts that as full agreement, the other tools and Stet as no number',
      'contingency > * > id': 'name',
      'contingency > * > table': 'input',
      'fleiss_tables > * > id': 'name',
      'fleiss_tables > * > table': 'input',
      'fleiss_tables > * > layout': 'note',
    });
  });
});
