import type { RowQuery, ScoreRow, ScoreRows } from '#core/score-sheet.ts';
import type { Pace } from '#workers/score-pace.ts';
import { sheetMetrics } from '#workers/score-sheet.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** Messages to the page carry no more rows than this. */
const MOST_ROWS = 1000;

interface Candidate {
  readonly place: number;
  readonly systemId: string;
  readonly target: string;
  /** What it is sorted by; NaN goes last whichever way. */
  readonly key: number;
}

/** The segments of systems that a query asks for, with every value. */
export async function selectRows(view: ScoreView, query: RowQuery, pace: Pace): Promise<ScoreRows> {
  const metrics = sheetMetrics(view);
  const column = metrics.findIndex(({ id }) => id === query.sort);
  const chosen = new Set(query.systemIds);
  const systemIds = view.systems.map(({ id }) => id).filter((id) => chosen.size === 0 || chosen.has(id));
  const keys = systemIds.map((id) => (column < 0 ? undefined : view.valuesOf(column, id)));
  const found: Candidate[] = [];
  const text = query.text.toLocaleLowerCase();
  for (const [place, { document, index }] of view.places.entries()) {
    const inSource = text === '' || (document.segments[index]?.source ?? '').toLocaleLowerCase().includes(text);
    for (const [i, systemId] of systemIds.entries()) {
      const target = document.targets.get(systemId)?.[index];
      if (query.mark && !view.hasMark(systemId, place, query.mark)) continue;
      if (typeof target !== 'string' || !(inSource || target.toLocaleLowerCase().includes(text))) continue;
      found.push({ place, systemId, target, key: keys[i]?.[place] ?? NaN });
    }
    await pace.step();
  }
  const sorted = sortRows(found, column >= 0, query.isDescending);
  const page = sorted.slice(query.offset, query.offset + Math.min(query.limit, MOST_ROWS));
  return { metrics, total: sorted.length, rows: page.map((row) => toRow(view, metrics.length, row)) };
}

function sortRows(rows: readonly Candidate[], isByValue: boolean, isDescending: boolean): readonly Candidate[] {
  if (!isByValue) return isDescending ? rows.toReversed() : rows;
  const sign = isDescending ? -1 : 1;
  // Equal ones stay in the order of the project.
  return rows.toSorted((a, b) => {
    const [isAbsentA, isAbsentB] = [Number.isNaN(a.key), Number.isNaN(b.key)];
    if (isAbsentA || isAbsentB) return Number(isAbsentA) - Number(isAbsentB);
    return sign * (a.key - b.key);
  });
}

function toRow(view: ScoreView, columns: number, { place, systemId, target }: Candidate): ScoreRow {
  const at = view.places[place];
  const segment = at?.document.segments[at.index];
  return {
    segmentId: segment?.id ?? '',
    documentId: at?.document.document.id ?? '',
    documentName: at?.document.document.name ?? '',
    index: segment?.index ?? 0,
    systemId,
    source: segment?.source ?? '',
    target,
    values: Array.from({ length: columns }, (_, column) => {
      const value = view.valuesOf(column, systemId)[place] ?? NaN;
      return Number.isNaN(value) ? null : value;
    }),
  };
}
