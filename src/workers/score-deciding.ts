import type { DecidingQuery, DecidingSegment, DecidingSegments } from '#core/score-sheet.ts';
import { sheetMetrics } from '#workers/score-sheet.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** Messages to the page carry no more rows than this of each side. */
const MOST_ROWS = 500;

/** The segments that two systems do most differently well by one metric. */
export function decidingSegments(view: ScoreView, { metricId, firstId, secondId, limit }: DecidingQuery): DecidingSegments {
  const metrics = sheetMetrics(view);
  const column = metrics.findIndex(({ id }) => id === metricId);
  if (column < 0) return { firstBetter: [], secondBetter: [], wins: 0, losses: 0, ties: 0 };
  const sign = metrics[column]?.higherIsBetter === false ? -1 : 1;
  const [first, second] = [view.valuesOf(column, firstId), view.valuesOf(column, secondId)];
  const differences = first.map((value, place) => sign * (value - (second[place] ?? NaN)));
  const places = [...differences.keys()].filter((place) => !Number.isNaN(differences[place]));
  const size = (place: number): number => Math.abs(differences[place] ?? 0);
  const sorted = places.toSorted((a, b) => size(b) - size(a));
  const most = Math.min(limit, MOST_ROWS);
  const take = (isWanted: (difference: number) => boolean): readonly DecidingSegment[] =>
    sorted
      .filter((place) => isWanted(differences[place] ?? 0))
      .slice(0, most)
      .map((place) =>
        segmentAt(view, place, { firstId, secondId }, [first[place] ?? NaN, second[place] ?? NaN, differences[place] ?? NaN]),
      );
  const count = (isWanted: (difference: number) => boolean): number => places.filter((place) => isWanted(differences[place] ?? 0)).length;
  return {
    firstBetter: take((difference) => difference > 0),
    secondBetter: take((difference) => difference < 0),
    wins: count((difference) => difference > 0),
    losses: count((difference) => difference < 0),
    ties: count((difference) => difference === 0),
  };
}

function segmentAt(
  view: ScoreView,
  place: number,
  { firstId, secondId }: Pick<DecidingQuery, 'firstId' | 'secondId'>,
  [first, second, difference]: readonly [number, number, number],
): DecidingSegment {
  const at = view.places[place];
  const segment = at?.document.segments[at.index];
  const target = (systemId: string): string => at?.document.targets.get(systemId)?.[at.index] ?? '';
  return {
    segmentId: segment?.id ?? '',
    documentId: at?.document.document.id ?? '',
    documentName: at?.document.document.name ?? '',
    index: segment?.index ?? 0,
    source: segment?.source ?? '',
    first: { target: target(firstId), value: first },
    second: { target: target(secondId), value: second },
    difference,
  };
}
