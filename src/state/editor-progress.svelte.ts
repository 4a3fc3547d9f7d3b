import { liveQuery } from 'dexie';
import { createSubscriber } from 'svelte/reactivity';
import type { Annotation } from '#core/annotation.ts';
import { isReview } from '#core/annotation.ts';
import { Live } from '#state/live.svelte.ts';
import type { StetDatabase } from '#storage/db.ts';

/** How much of each document one person has done, for every system; kept up by what is written, in any tab, without reading all again. */
export class EditorProgress {
  readonly #db: StetDatabase;
  readonly #projectId: string;
  readonly #annotatorId: string;
  readonly #subscribe: () => void;
  readonly #segments: Live<ReadonlyMap<string, readonly string[]>>;
  #done: ReadonlySet<string> = new Set();
  #seen = '';

  constructor(db: StetDatabase, projectId: string, annotatorId: string) {
    this.#db = db;
    this.#projectId = projectId;
    this.#annotatorId = annotatorId;
    this.#segments = new Live(() => segmentIds(db, projectId), new Map());
    this.#subscribe = createSubscriber((update) => {
      const subscription = liveQuery(() => this.#since(this.#seen)).subscribe({
        next: ({ seen, done }) => {
          this.#seen = seen;
          this.#done = done;
          update();
        },
      });
      return () => {
        subscription.unsubscribe();
      };
    });
  }

  /** Segments in a document. */
  total(documentId: string): number {
    return this.#segments.current.get(documentId)?.length ?? 0;
  }

  done(documentId: string, systemId: string): number {
    this.#subscribe();
    const ids = this.#segments.current.get(documentId) ?? [];
    return ids.filter((id) => this.#done.has(`${id}~${systemId}`)).length;
  }

  /** The place in the document of its first segment that is not done; undefined where all are. */
  firstOpen(documentId: string, systemId: string): number | undefined {
    this.#subscribe();
    const ids = this.#segments.current.get(documentId) ?? [];
    const found = ids.findIndex((id) => !this.#done.has(`${id}~${systemId}`));
    return found < 0 ? undefined : found;
  }

  /** What was written since the last look; at first everything. */
  async #since(seen: string): Promise<{ seen: string; done: ReadonlySet<string> }> {
    const { events, annotations } = this.#db;
    const own = [this.#projectId, this.#annotatorId] as const;
    const written = events.where('[projectId+annotatorId+at]').between([...own, seen], [...own, '\uffff'], false);
    if (seen === '') {
      const latest = await written.last();
      const all = await annotations
        .where('[projectId+annotatorId]')
        .equals([...own])
        .toArray();
      return { seen: latest?.at ?? '', done: this.#with(all) };
    }
    const news = await written.toArray();
    const changed = await annotations.bulkGet([...new Set(news.map((event) => event.annotationId))]);
    return { seen: news.at(-1)?.at ?? seen, done: this.#with(changed) };
  }

  #with(changed: readonly (Annotation | undefined)[]): ReadonlySet<string> {
    const done = new Set(this.#done);
    for (const annotation of changed) {
      if (!annotation || isReview(annotation) || annotation.level !== 'segment') continue;
      if (annotation.status === 'done') done.add(unitOf(annotation));
      else done.delete(unitOf(annotation));
    }
    return done;
  }
}

function unitOf(annotation: Annotation): string {
  return `${annotation.unitId}~${annotation.systemId}`;
}

/** The ids of each document's segments, in order, told from an index: no text is read. */
async function segmentIds(db: StetDatabase, projectId: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const documentIds = await db.documents.where('projectId').equals(projectId).primaryKeys();
  const ids = await Promise.all(
    documentIds.map((id) => db.segments.where('[documentId+index]').between([id, 0], [id, Infinity], true, true).primaryKeys()),
  );
  return new Map(documentIds.map((id, i) => [id, ids[i] ?? []]));
}
