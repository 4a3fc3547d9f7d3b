import { textMatcher } from '#core/evaluation-filter.ts';
import { Failure } from '#core/failure.ts';
import type { ScoreRequest } from '#core/score-settings.ts';
import type { System } from '#core/segment.ts';
import type { DocumentTexts, ProjectTexts } from '#workers/score-texts.ts';

/** One segment that the request leaves. */
export interface ViewPlace {
  readonly document: DocumentTexts;
  /** Its place in the document's lists. */
  readonly index: number;
}

/** Whether the system's translation there can be held against a reference. */
export function isComparable(place: ViewPlace | undefined, systemId: string): boolean {
  if (!place) return false;
  const { document, index } = place;
  return typeof document.targets.get(systemId)?.[index] === 'string' && (document.references[index]?.length ?? 0) > 0;
}

/** The segments that the request's filter leaves, in the order of the project. */
export function placesInView(texts: ProjectTexts, systems: readonly System[], { filter, segmentIds }: ScoreRequest): readonly ViewPlace[] {
  const matches = textMatcher(filter);
  if (!matches) throw new Failure('score/bad-pattern', { pattern: filter.text });
  const picked = segmentIds && new Set(segmentIds);
  const places: ViewPlace[] = [];
  for (const document of texts.documents) {
    if (filter.documentIds.length > 0 && !filter.documentIds.includes(document.document.id)) continue;
    for (const [index, { id, source }] of document.segments.entries()) {
      if (picked && !picked.has(id)) continue;
      const isFound =
        filter.text === '' || matches(source) || systems.some((system) => matches(document.targets.get(system.id)?.[index] ?? ''));
      if (isFound) places.push({ document, index });
    }
  }
  return places;
}
