import type { ScoreSettings } from '#core/score-settings.ts';
import type { Comparison, Difference, PairTests, SheetMetric, SystemPair } from '#core/score-sheet.ts';
import { pairedDifferences } from '#stats/power.ts';
import type { Series } from '#stats/series.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import type { Estimates } from '#workers/score-estimates.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { ScoreView, SharedSeries } from '#workers/score-view.ts';

/**
 * Fewer shared segments make no claim: a bootstrap of a handful of values sees too little of the spread to be believed
 * (three differences of one sign would always "prove" it).
 */
export const LEAST_SHARED = 20;

/** A column of the sheet. */
export interface Column {
  readonly place: number;
  readonly metric: Pick<SheetMetric, 'id' | 'higherIsBetter'>;
}

/** How many resamples the comparison with the best needs: far tails want ten beyond each end. */
export function comparisonSamples(systems: number, samples: number): number {
  return Math.max(samples, Math.ceil(20 / (1 - comparisonLevel(systems - 1))));
}

function comparisonLevel(others: number): number {
  return others < 1 ? 0.95 : 1 - 0.05 / others;
}

/**
 * The best of these systems against each other one, on the segments that count for both: percentile interval of the difference by paired bootstrap. The level is
 * shared out among the differences (Bonferroni), so all of them together hold at 0.95 (comparisons with the best need no more: Hsu 1984).
 */
export async function compareWithBest(
  view: ScoreView,
  column: Column,
  systems: readonly { readonly id: string }[],
  estimates: Estimates,
  pace: Pace,
): Promise<Comparison | undefined> {
  const { settings } = view.request;
  const sign = column.metric.higherIsBetter ? 1 : -1;
  const ranked = systems
    .map(({ id }) => ({ id, value: sign * estimates.valueOf(view.seriesOf(column.place, id)) }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => b.value - a.value);
  const [leader, ...rest] = ranked;
  if (!leader || rest.length === 0) return undefined;
  const level = comparisonLevel(rest.length);
  const samples = comparisonSamples(ranked.length, settings.samples);
  const pairs = rest.map(({ id }) => view.sharedOf(column.place, leader.id, id));
  const told = pairs.filter(({ segments }) => segments >= LEAST_SHARED);
  const outcomes = await estimates.compare(
    told,
    view.unitsOf(column.place),
    { ...settings, test: 'randomization', samples, level },
    sign,
    pace,
  );
  const others = rest.map(({ id }, i): Difference => {
    const pair = pairs[i];
    const segments = pair?.segments ?? 0;
    const { difference: advantage, low, high } = (pair && outcomes[told.indexOf(pair)]) ?? { difference: NaN };
    if (low === undefined || high === undefined) {
      const value = pair && segments > 0 ? sign * (estimates.valueOf(pair.first) - estimates.valueOf(pair.second)) : 0;
      return { systemId: id, segments, value, standing: 'few' };
    }
    return { systemId: id, segments, value: advantage, low, high, standing: standing({ low, high }) };
  });
  return { metricId: column.metric.id, leaderId: leader.id, level, samples, least: LEAST_SHARED, others };
}

/** What an interval of a difference says of the first system. */
function standing({ low, high }: { readonly low: number; readonly high: number }): 'better' | 'worse' | 'unclear' {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'unclear';
}

/** Every two systems of a metric against each other; undefined where fewer than two have values. Without p where the test is the randomisation and takes long. */
export async function comparePairs(view: ScoreView, column: Column, estimates: Estimates, pace: Pace): Promise<PairTests | undefined> {
  const { settings } = view.request;
  const sign = column.metric.higherIsBetter ? 1 : -1;
  const ids = view.systems.map(({ id }) => id).filter((id) => !Number.isNaN(estimates.valueOf(view.seriesOf(column.place, id))));
  if (ids.length < 2) return undefined;
  const pairs = ids.flatMap((firstId, i) =>
    ids.slice(i + 1).map((secondId) => ({ firstId, secondId, shared: view.sharedOf(column.place, firstId, secondId) })),
  );
  const told = pairs.map(({ shared }) => shared).filter(({ units }) => units >= 2);
  const units = view.unitsOf(column.place);
  const outcomes = await estimates.compare(told, units, settings, sign, pace);
  const ps = settings.test === 'randomization' ? knownPs(told, units, settings, estimates) : [];
  return {
    metricId: column.metric.id,
    test: settings.test,
    isTested: ps !== undefined,
    unit: settings.unit,
    samples: settings.test === 'randomization' ? settings.trials : settings.samples,
    seed: settings.seed,
    pairs: pairs.map(({ firstId, secondId, shared }): SystemPair => {
      const { first, second, segments, units } = shared;
      const place = told.indexOf(shared);
      const p = ps?.[place];
      const outcome = outcomes[place] ?? {
        difference: segments === 0 ? 0 : sign * (estimates.valueOf(first) - estimates.valueOf(second)),
      };
      return {
        firstId,
        secondId,
        segments,
        units,
        ...deviationOf(view, column, firstId, secondId),
        ...outcome,
        ...(p === undefined ? {} : { p }),
      };
    }),
  };
}

/** What is known of every pair, or can be told at once; undefined if of any it cannot. */
function knownPs(
  pairs: readonly SharedSeries[],
  units: number,
  settings: ScoreSettings,
  estimates: Estimates,
): readonly number[] | undefined {
  const ps: number[] = [];
  for (const pair of pairs) {
    const p = estimates.knownP(pair, units, settings);
    if (p === undefined) return undefined;
    ps.push(p);
  }
  return ps;
}

/** As `comparePairs`, with every p. */
export async function testPairs(view: ScoreView, column: Column, estimates: Estimates, pace: Pace): Promise<PairTests | undefined> {
  const compared = await comparePairs(view, column, estimates, pace);
  if (!compared || compared.isTested) return compared;
  const told = compared.pairs.flatMap((pair) => {
    const shared = view.sharedOf(column.place, pair.firstId, pair.secondId);
    return shared.units < 2 ? [] : [{ pair, shared }];
  });
  const ps = await estimates.randomize(
    told.map(({ shared }) => shared),
    view.unitsOf(column.place),
    view.request.settings,
    pace,
  );
  const pOf = new Map(told.map(({ pair }, i) => [pair, ps[i]]));
  const pairs = compared.pairs.map((pair): SystemPair => {
    const p = pOf.get(pair);
    return p === undefined ? pair : { ...pair, p };
  });
  return { ...compared, isTested: true, pairs };
}

/** What was found for two series that have not changed since. */
const deviations = new WeakMap<Series, WeakMap<Series, { readonly deviation?: number }>>();

/** How much the segments' differences vary, for effect sizes; a corpus metric is no mean of its segments. */
function deviationOf(view: ScoreView, { place }: Column, firstId: string, secondId: string): { readonly deviation?: number } {
  if (view.isText(place)) return {};
  const [one, other] = [view.seriesOf(place, firstId), view.seriesOf(place, secondId)];
  const known = deviations.get(one)?.get(other);
  if (known) return known;
  const [first, second] = [view.valuesOf(place, firstId), view.valuesOf(place, secondId)];
  const differences = new Float64Array(first.length);
  let shared = 0;
  for (let i = 0; i < first.length; i++) {
    const difference = (first[i] ?? NaN) - (second[i] ?? NaN);
    if (!Number.isNaN(difference)) differences[shared++] = difference;
  }
  const summed = pairedDifferences(differences.subarray(0, shared));
  const found = isUndetermined(summed) ? {} : { deviation: summed.deviation };
  const own = deviations.get(one) ?? new WeakMap<Series, { readonly deviation?: number }>();
  deviations.set(one, own.set(other, found));
  return found;
}
