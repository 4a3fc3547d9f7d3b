import type { System } from '#core/segment.ts';
import { referenceCount } from '#metrics/corpus.ts';
import type { ViewPlace } from '#workers/score-places.ts';

/** What texts alone say of the part of a project that is looked at. */
export interface ViewFacts {
  /** Segments with at least one reference. */
  readonly referenced: number;
  /** How many references each of those has. */
  readonly references: number | 'var';
  /** Segments translated, by system id. */
  readonly translated: ReadonlyMap<string, number>;
}

export function viewFacts(places: readonly ViewPlace[], systems: readonly System[]): ViewFacts {
  const withReferences = places.flatMap(({ document, index }) => {
    const references = document.references[index] ?? [];
    return references.length > 0 ? [{ references }] : [];
  });
  const translatedBy = (systemId: string): number => {
    let count = 0;
    for (const { document, index } of places) if (typeof document.targets.get(systemId)?.[index] === 'string') count++;
    return count;
  };
  return {
    referenced: withReferences.length,
    references: referenceCount(withReferences),
    translated: new Map(systems.map(({ id }) => [id, translatedBy(id)])),
  };
}
