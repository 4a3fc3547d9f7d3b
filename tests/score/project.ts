import { readFileSync } from 'node:fs';
import type { Annotation } from '#core/annotation.ts';
import { annotationId, emptyAnnotation } from '#core/annotation.ts';
import type { ScoreRequest } from '#core/score-settings.ts';
import { WHOLE_SHEET } from '#core/score-settings.ts';
import type { ScoreRows, ScoreSheet, RowQuery } from '#core/score-sheet.ts';
import { documentId, segmentId, systemId } from '#core/segment.ts';
import { Pace } from '#workers/score-pace.ts';
import type { StoredRatings } from '#workers/score-project.ts';
import { ScoredProject } from '#workers/score-project.ts';
import { selectRows } from '#workers/score-rows.ts';
import type { StoredTexts } from '#workers/score-texts.ts';

export const fixture = JSON.parse(readFileSync(new URL('../metrics/golden/sacrebleu.json', import.meta.url), 'utf8')) as {
  texts: readonly { script: string; hypothesis: string; references: readonly (string | null)[] }[];
  results: readonly { options: Record<string, unknown>; signature: string; corpus: number; sentence: readonly number[] }[];
};

const P = 'p';
/** Texts of the fixture in documents of ten; the systems translate as the fixture does, as its first reference, and only the first document. */
export function storedTexts(): StoredTexts {
  const documents = [];
  const packs = [];
  for (let start = 0, order = 0; start < fixture.texts.length; start += 10, order++) {
    const part = fixture.texts.slice(start, start + 10);
    const id = documentId(P, order);
    documents.push({ id, projectId: P, name: `document ${order}`, order });
    packs.push({ documentId: id, systemId: systemId(P, 0), projectId: P, texts: part.map(({ hypothesis }) => hypothesis) });
    packs.push({ documentId: id, systemId: systemId(P, 1), projectId: P, texts: part.map(({ references }) => references[0] ?? null) });
    if (order === 0)
      packs.push({
        documentId: id,
        systemId: systemId(P, 2),
        projectId: P,
        texts: part.map(({ hypothesis }, i) => (i < 5 ? hypothesis : null)),
      });
  }
  return {
    project: {
      id: P,
      name: 'Fixture',
      sourceLang: 'en',
      targetLang: 'de',
      protocols: ['MQM', 'ESA'],
      typologyId: 'google-wmt',
      createdAt: 0,
    },
    documents,
    segments: fixture.texts.map(({ references }, i) => ({
      id: segmentId(documentId(P, Math.floor(i / 10)), i % 10),
      projectId: P,
      documentId: documentId(P, Math.floor(i / 10)),
      index: i % 10,
      source: `source ${i}`,
      references: Object.fromEntries(references.flatMap((text, k) => (text === null ? [] : [[`ref${k}`, text]]))),
    })),
    systems: ['Fixture', 'Reference', 'Part'].map((name, i) => ({ id: systemId(P, i), projectId: P, name, origin: 'import' as const })),
    packs,
  };
}

export function judged(place: number, system: number, annotatorId: string, changes: Partial<Annotation>): Annotation {
  const key = {
    projectId: P,
    level: 'segment',
    unitId: segmentId(documentId(P, Math.floor(place / 10)), place % 10),
    systemId: systemId(P, system),
    annotatorId,
    round: 1,
  } as const;
  return { ...emptyAnnotation(key), id: annotationId(key), status: 'done', ...changes };
}

export function pace(signal = new AbortController().signal): Pace {
  return new Pace({ signal, progress: () => undefined });
}

export function project(texts: StoredTexts, ratings: Partial<StoredRatings> = {}): ScoredProject {
  const made = new ScoredProject(texts);
  made.setRatings({ annotations: [], values: [], models: [], ...ratings });
  return made;
}

export async function sheetOf(
  texts: StoredTexts,
  ratings: Partial<StoredRatings> = {},
  request: Partial<ScoreRequest> = {},
): Promise<ScoreSheet> {
  return project(texts, ratings).sheet({ ...WHOLE_SHEET, ...request }, pace());
}

export async function rowsOf(from: ScoredProject, query: Partial<RowQuery>): Promise<ScoreRows> {
  const view = await from.view(WHOLE_SHEET, pace());
  return selectRows(view, { sort: 'order', isDescending: false, systemIds: [], text: '', offset: 0, limit: 100, ...query }, pace());
}
