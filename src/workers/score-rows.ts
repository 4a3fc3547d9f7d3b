import type { RowQuery, ScoreRow, ScoreRows } from '#core/score-sheet.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { ScoredProject } from '#workers/score-project.ts';
import { sheetMetrics } from '#workers/score-sheet.ts';
import type { DocumentTexts } from '#workers/score-texts.ts';

/** Messages to the page carry no more rows than this. */
const MOST_ROWS = 1000;

interface Candidate {
  readonly document: DocumentTexts;
  readonly index: number;
  readonly systemId: string;
  readonly target: string;
  /** What it is sorted by; NaN goes last whichever way. */
  readonly key: number;
}

/** The segments of systems that a query asks for, with every value. */
export async function selectRows(project: ScoredProject, query: RowQuery, pace: Pace): Promise<ScoreRows> {
  const metrics = sheetMetrics(project);
  const column = metrics.findIndex(({ id }) => id === query.sort);
  const chosen = new Set(query.systemIds);
  const systemIds = project.texts.systems.map(({ id }) => id).filter((id) => chosen.size === 0 || chosen.has(id));
  const values = new Map<string, readonly Float64Array[]>();
  for (const systemId of systemIds) values.set(systemId, await valuesOf(project, systemId));
  const found: Candidate[] = [];
  const text = query.text.toLocaleLowerCase();
  for (const document of project.texts.documents) {
    for (const [index, { source }] of document.segments.entries()) {
      const inSource = text === '' || source.toLocaleLowerCase().includes(text);
      for (const systemId of systemIds) {
        const target = document.targets.get(systemId)?.[index];
        if (typeof target !== 'string' || !(inSource || target.toLocaleLowerCase().includes(text))) continue;
        const key = values.get(systemId)?.[column]?.[document.offset + index] ?? NaN;
        found.push({ document, index, systemId, target, key });
      }
    }
    await pace.step(document.segments.length);
  }
  const sorted = sortRows(found, column >= 0, query.isDescending);
  const page = sorted.slice(query.offset, query.offset + Math.min(query.limit, MOST_ROWS));
  return { metrics, total: sorted.length, rows: page.map((row) => toRow(row, values.get(row.systemId) ?? [])) };
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

function toRow({ document, index, systemId, target }: Candidate, values: readonly Float64Array[]): ScoreRow {
  const segment = document.segments[index];
  return {
    segmentId: segment?.id ?? '',
    documentId: document.document.id,
    documentName: document.document.name,
    index: segment?.index ?? index,
    systemId,
    source: segment?.source ?? '',
    target,
    values: values.map((list) => {
      const value = list[document.offset + index] ?? NaN;
      return Number.isNaN(value) ? null : value;
    }),
  };
}

/** A system's values by place of the segment, in the order of the sheet's metrics. */
async function valuesOf(project: ScoredProject, systemId: string): Promise<readonly Float64Array[]> {
  const { ratings, models, texts } = project;
  const none = new Float64Array(texts.count).fill(NaN);
  const ofTexts = await project.keep(`sentence scores ${systemId}`, () => sentenceScores(project, systemId));
  return [
    ...project.ratingMetrics.map((_, i) => ratings.get(systemId)?.values[i] ?? none),
    ...ofTexts,
    ...models.map(({ values }) => values.get(systemId) ?? none),
  ];
}

function sentenceScores({ texts, statistics }: ScoredProject, systemId: string): readonly Float64Array[] {
  const { places, rows } = statistics.scored(texts, systemId);
  return statistics.measures.map(({ sentence }, metric) => {
    const scores = new Float64Array(texts.count).fill(NaN);
    const own = rows[metric] ?? new Uint32Array(0);
    for (const [i, place] of places.entries()) {
      scores[place] = sentence.score(Float64Array.from(own.subarray(i * sentence.width, (i + 1) * sentence.width)));
    }
    return scores;
  });
}
