import type { AnnotatorRow, SystemStanding } from '#core/annotator-sheet.ts';
import { groupBy } from '#core/groups.ts';
import type { RatingMetric } from '#metrics/metric.ts';
import { countingAnnotations, meanRating } from '#metrics/rating.ts';
import { standardisedRatings } from '#metrics/standardised.ts';
import { bradleyTerry, countPairwise } from '#stats/bradley-terry.ts';
import { standardiseByRater } from '#stats/standardise.ts';
import { mean } from '#stats/summary.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import type { JudgedUnit } from '#workers/score-annotators.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** One judgement that counts. */
export interface Given {
  readonly raterId: string;
  readonly systemId: string;
  readonly unitId: string;
  readonly value: number;
}

/** The judgements that count. */
export function givenOf({ typology }: ScoreView, units: readonly JudgedUnit[], metric: RatingMetric): readonly Given[] {
  return units.flatMap(({ unitId, systemId, annotations }) =>
    countingAnnotations(annotations, (one) => metric.value(one, typology) !== undefined).map((one) => ({
      raterId: one.annotatorId,
      systemId,
      unitId,
      value: metric.value(one, typology) ?? 0,
    })),
  );
}

/** Each person's judgements as given and standardised (WMT's direct assessment), without what other sources know of them. */
export function peopleOf(
  view: ScoreView,
  given: readonly Given[],
  annotatorIds: readonly string[],
): readonly Omit<AnnotatorRow, 'repeats' | 'seconds'>[] {
  const zs = standardiseByRater(given);
  const byPerson = groupBy(
    given.map((one, i) => ({ ...one, z: zs[i] })),
    ({ raterId }) => raterId,
  );
  return annotatorIds.map((annotatorId) => {
    const own = byPerson.get(annotatorId) ?? [];
    const average = mean(own.map(({ value }) => value));
    const squares = own.reduce((sum, { value }) => sum + (value - average) ** 2, 0);
    const systems = view.systems.flatMap(({ id }) => {
      const there = own.filter(({ systemId }) => systemId === id);
      if (there.length === 0) return [];
      const standard = there.flatMap(({ z }) => z ?? []);
      return [
        {
          systemId: id,
          judged: there.length,
          mean: mean(there.map(({ value }) => value)),
          ...(standard.length === 0 ? {} : { z: mean(standard) }),
        },
      ];
    });
    return {
      annotatorId,
      judged: own.length,
      mean: average,
      ...(own.length < 2 ? {} : { deviation: Math.sqrt(squares / (own.length - 1)) }),
      systems,
    };
  });
}

/** All people's judgements together, as given and standardised: what WMT's direct assessment ranks by, whoever judged which system. */
export function togetherOf(view: ScoreView, units: readonly JudgedUnit[], metric: RatingMetric): AnnotatorRow['systems'] {
  const lists = units.map(({ annotations }) => annotations);
  const standard = standardisedRatings(lists, metric, view.typology).values;
  return view.systems.flatMap(({ id: systemId }) => {
    const own = units.flatMap((unit, u) => {
      const rating = unit.systemId === systemId ? meanRating(metric, unit.annotations, view.typology) : undefined;
      return rating ? [{ value: rating.value, z: standard[u] }] : [];
    });
    if (own.length === 0) return [];
    const zs = own.flatMap(({ z }) => z ?? []);
    const average = mean(own.map(({ value }) => value));
    return [{ systemId, judged: own.length, mean: average, ...(zs.length === 0 ? {} : { z: mean(zs) }) }];
  });
}

/** 97.5 % point of the normal distribution. */
const Z = 1.959964;

/** The systems by everyone's judgements side by side; undefined where nobody judged two systems' translations of a segment. */
export async function standingsOf(
  view: ScoreView,
  units: readonly JudgedUnit[],
  given: readonly Given[],
  metric: RatingMetric,
  pace: Pace,
): Promise<readonly SystemStanding[] | undefined> {
  const places = new Map(view.systems.map(({ id }, i) => [id, i]));
  const sign = metric.higherIsBetter ? 1 : -1;
  const rows = new Map<string, (number | undefined)[]>();
  for (const { raterId, unitId, systemId, value } of given) {
    const key = `${raterId} ${unitId}`;
    const row = rows.get(key) ?? new Array<number | undefined>(view.systems.length).fill(undefined);
    rows.set(key, row);
    row[places.get(systemId) ?? 0] = sign * Math.round(value * 1e6);
  }
  const { wins, ties } = countPairwise([...rows.values()], view.systems.length);
  const sum = (row: readonly number[] | undefined): number => (row ?? []).reduce((total, count) => total + count, 0);
  if (wins.every((row, i) => sum(row) + sum(ties[i]) === 0)) return undefined;
  await pace.step();
  const met = view.systems.map((_, i) => sum(wins[i]) + sum(ties[i]) + wins.reduce((total, row) => total + (row[i] ?? 0), 0));
  const compared = [...met.keys()].filter((i) => (met[i] ?? 0) > 0);
  const among = (table: readonly (readonly number[])[]): number[][] => compared.map((i) => compared.map((j) => table[i]?.[j] ?? 0));
  const strengths = bradleyTerry({ wins: among(wins), ties: among(ties) });
  const z = standardisedRatings(
    units.map(({ annotations }) => annotations),
    metric,
    view.typology,
  );
  await pace.step();
  return compared.map((i, k): SystemStanding => {
    const systemId = view.systems[i]?.id ?? '';
    const own = units.flatMap((unit, u) => (unit.systemId === systemId ? (z.values[u] ?? []) : []));
    const strength = isUndetermined(strengths) ? undefined : strengths[k];
    const chance = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
    return {
      systemId,
      ...(own.length === 0 ? {} : { z: mean(own) }),
      wins: sum(wins[i]),
      ties: sum(ties[i]),
      losses: wins.reduce((total, row) => total + (row[i] ?? 0), 0),
      ...(strength
        ? {
            winRate: strength.winRate,
            winLow: chance(strength.value - Z * strength.standardError),
            winHigh: chance(strength.value + Z * strength.standardError),
          }
        : {}),
    };
  });
}
