import type { Annotation, AnnotationKey } from '#core/annotation.ts';
import { annotationId } from '#core/annotation.ts';
import type { Segment } from '#core/segment.ts';
import { Live } from '#state/live.svelte.ts';
import type { StetDatabase } from '#storage/db.ts';

/** One document of one system as one person judges it. */
export interface Place {
  readonly projectId: string;
  readonly documentId: string;
  readonly systemId: string;
  readonly annotatorId: string;
}

/** What the editor reads; the database has it, and every tab's writes come in. */
export interface EditorSource {
  readonly isReady: boolean;
  readonly segments: readonly Segment[];
  /** By place in the document; null = not translated. */
  readonly targets: readonly (string | null)[];
  /** What is committed, by annotation id. */
  readonly annotations: ReadonlyMap<string, Annotation>;
}

const ROUND = 1;

export function keyFor(place: Place, unitId: string): AnnotationKey {
  return {
    projectId: place.projectId,
    level: 'segment',
    unitId,
    systemId: place.systemId,
    annotatorId: place.annotatorId,
    round: ROUND,
  };
}

/** A document as the database has it, with what this tab has just committed laid over it until the query has seen it too. */
export class EditorDocument implements EditorSource {
  #fresh = $state.raw<ReadonlyMap<string, Annotation>>(new Map());
  readonly #segments: Live<readonly Segment[] | undefined>;
  readonly #targets: Live<readonly (string | null)[]>;
  readonly #annotations: Live<ReadonlyMap<string, Annotation> | undefined>;

  #before: ReadonlyMap<string, Annotation> = new Map();
  readonly #merged = $derived.by((): ReadonlyMap<string, Annotation> => {
    const merged = new Map(this.#annotations.current);
    for (const annotation of this.#fresh.values()) {
      if (annotation.updatedAt > (merged.get(annotation.id)?.updatedAt ?? -1)) merged.set(annotation.id, annotation);
    }
    // The database gives every row anew; those that are as they were stay the same object, so that only what changed is drawn again.
    for (const [id, annotation] of merged) {
      const before = this.#before.get(id);
      if (before?.updatedAt === annotation.updatedAt && JSON.stringify(before) === JSON.stringify(annotation)) merged.set(id, before);
    }
    this.#before = merged;
    return merged;
  });

  constructor(db: StetDatabase, place: Place) {
    const segments = (): Promise<readonly Segment[]> => db.segments.where('documentId').equals(place.documentId).sortBy('index');
    this.#segments = new Live(segments, undefined);
    this.#targets = new Live(async () => (await db.hypotheses.get([place.documentId, place.systemId]))?.texts ?? [], []);
    this.#annotations = new Live(async () => {
      const unitIds = await db.segments.where('documentId').equals(place.documentId).primaryKeys();
      const found = await db.annotations.bulkGet(unitIds.map((unitId) => annotationId(keyFor(place, unitId))));
      return new Map(found.flatMap((annotation) => (annotation ? [[annotation.id, annotation] as const] : [])));
    }, undefined);
  }

  get isReady(): boolean {
    return this.#segments.current !== undefined && this.#annotations.current !== undefined && this.#targets.isReady;
  }

  get segments(): readonly Segment[] {
    return this.#segments.current ?? [];
  }

  get targets(): readonly (string | null)[] {
    return this.#targets.current;
  }

  get annotations(): ReadonlyMap<string, Annotation> {
    return this.#merged;
  }

  /** Takes in what a commit gave. */
  commit(annotation: Annotation): void {
    this.#fresh = new Map(this.#fresh).set(annotation.id, annotation);
  }
}
