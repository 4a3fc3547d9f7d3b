import type { Grouping, ScoreGroup, ScoreGroups, SegmentValues } from '#core/score-sheet.ts';
import { quantile } from '#stats/summary.ts';
import { sheetMetrics } from '#workers/score-sheet.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** Messages to the page carry no more groups than this. */
const MOST_GROUPS = 1000;
/** Lengths are cut into so many parts of about as many segments. */
const LENGTH_PARTS = 5;

interface Part {
  readonly id: string;
  readonly name: string;
  readonly least?: number;
  readonly most?: number;
  readonly places: number[];
}

/** Scores of the parts that documents, domains or lengths cut the segments into: text metrics over the part's sums, all others as means. */
export function scoreGroups(view: ScoreView, by: Grouping): ScoreGroups {
  const metrics = sheetMetrics(view);
  const parts = by === 'length' ? partsByLength(view) : partsByName(view, by);
  const indexOf = new Map([...view.rows.places].map((place, i) => [place, i]));
  const groups = parts.slice(0, MOST_GROUPS).map(({ places, ...part }): ScoreGroup => {
    const textRows = places.flatMap((place) => indexOf.get(place) ?? []);
    const values = view.systems.map(({ id }) =>
      metrics.map((_, column) =>
        view.isText(column) ? corpusScore(view, column, id, textRows) : meanOf(view.valuesOf(column, id), places),
      ),
    );
    return { ...part, segments: places.length, values };
  });
  return { metrics, systemIds: view.systems.map(({ id }) => id), by, groups, total: parts.length };
}

/** Every segment's values. */
export function segmentValues(view: ScoreView): SegmentValues {
  const metrics = sheetMetrics(view);
  return {
    metrics,
    systemIds: view.systems.map(({ id }) => id),
    places: Uint32Array.from(view.places, ({ document, index }) => document.offset + index),
    lengths: lengthsOf(view),
    documents: view.documentOf,
    documentIds: view.documents.map(({ document }) => document.id),
    values: view.systems.map(({ id }) => metrics.map((_, column) => view.valuesOf(column, id))),
  };
}

function partsByName(view: ScoreView, by: 'document' | 'domain'): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const [place, { document }] of view.places.entries()) {
    const { id, name, domain = '' } = document.document;
    const key = by === 'document' ? id : domain;
    const part = parts.get(key) ?? { id: key, name: by === 'document' ? name : domain, places: [] };
    parts.set(key, part);
    part.places.push(place);
  }
  return [...parts.values()];
}

/** Equal lengths are never parted, so parts may hold more or fewer, and be fewer. */
function partsByLength(view: ScoreView): readonly Part[] {
  const lengths = lengthsOf(view);
  const sorted = lengths.toSorted();
  const ends = Array.from({ length: LENGTH_PARTS }, (_, i) => Math.floor(quantile(sorted, (i + 1) / LENGTH_PARTS)));
  const distinct = [...new Set(ends)].filter((end) => !Number.isNaN(end));
  return distinct
    .map((most, i) => {
      const after = distinct[i - 1] ?? -1;
      const places = [...view.places.keys()].filter((place) => (lengths[place] ?? 0) > after && (lengths[place] ?? 0) <= most);
      const least = places.reduce((shortest, place) => Math.min(shortest, lengths[place] ?? 0), most);
      return { id: `${least}-${most}`, name: '', least, most, places };
    })
    .filter(({ places }) => places.length > 0);
}

function lengthsOf(view: ScoreView): Uint32Array {
  return Uint32Array.from(view.places, ({ document, index }) => [...(document.segments[index]?.source ?? '')].length);
}

function corpusScore(view: ScoreView, column: number, systemId: string, textRows: readonly number[]): number | null {
  const measure = column - view.ratingMetrics.length;
  const corpus = view.statistics[measure]?.measure.corpus;
  const members = view.rows.members(systemId);
  const own = members ? textRows.filter((row) => members[row] === 1) : textRows;
  if (!corpus || own.length === 0) return null;
  const rows = view.rows.of(measure, systemId);
  const sums = new Float64Array(corpus.width);
  for (const row of own) for (let w = 0; w < corpus.width; w++) sums[w] = (sums[w] ?? 0) + (rows[row * corpus.width + w] ?? 0);
  return corpus.score(sums);
}

function meanOf(values: Float64Array, places: readonly number[]): number | null {
  let [sum, count] = [0, 0];
  for (const place of places) {
    const value = values[place] ?? NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? null : sum / count;
}
