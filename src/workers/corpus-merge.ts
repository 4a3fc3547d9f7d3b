import type { Issue } from '#core/failure.ts';
import type { Import } from '#core/import.ts';
import type { HypothesisPack, Segment } from '#core/segment.ts';
import type { Batch } from '#formats/format.ts';
import type { StetDatabase } from '#storage/db.ts';
import { PROJECT_TABLES } from '#storage/db.ts';
import { refold } from '#workers/corpus-writer.ts';

/**
 * Lays a bundle over the project that is here, in one transaction: events are united by id and annotations folded anew, so no one's mark is lost;
 * of everything else what is missing here comes in. Texts that differ stay as they are here and are told.
 */
export async function mergeProject(db: StetDatabase, row: Import, batches: readonly Batch[], given: readonly Issue[]): Promise<Import> {
  const all = <K extends keyof Batch>(field: K): NonNullable<Batch[K]>[] =>
    batches.map((batch) => batch[field]).filter((rows) => rows !== undefined);
  const issues: Issue[] = [...given];
  const tell = (segment: string): void => {
    issues.push({ file: row.files[0]?.name ?? '', line: 0, code: 'bundle/text-differs', values: { segment } });
  };
  const tables = PROJECT_TABLES.map((table) => db[table]);
  return db.transaction('rw', tables, async () => {
    await addMissing(db.documents, all('documents').flat());
    await mergeSegments(db, all('segments').flat(), tell);
    await addMissing(db.systems, all('systems').flat());
    await addMissing(db.annotators, all('annotators').flat());
    await addMissing(db.runs, all('runs').flat());
    await addMissing(db.samples, all('samples').flat());
    await mergePacks(db, all('packs').flat(), tell);
    for (const value of all('metricValues').flat()) {
      const key: [string, string, string] = [value.metricId, value.systemId, value.unitId];
      if (!(await db.metricValues.get(key))) await db.metricValues.add(value);
    }
    const events = all('events').flat();
    await addMissing(db.events, events);
    await refold(db, events);
    await addMissing(
      db.imports,
      all('imports')
        .flat()
        .map((old) => ({ ...old, via: row.id })),
    );
    const done: Import = { ...row, status: 'done', rows: batches.reduce((sum, batch) => sum + batch.rows, 0), issues };
    await db.imports.put(done);
    return done;
  });
}

interface IdTable<T> {
  bulkGet(ids: string[]): PromiseLike<(T | undefined)[]>;
  bulkAdd(rows: readonly T[]): PromiseLike<unknown>;
}

async function addMissing<T extends { readonly id: string }>(table: IdTable<T>, rows: readonly T[]): Promise<void> {
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
  const known = await table.bulkGet(unique.map((row) => row.id));
  await table.bulkAdd(unique.filter((_, i) => known[i] === undefined));
}

async function mergeSegments(db: StetDatabase, segments: readonly Segment[], tell: (segment: string) => void): Promise<void> {
  const known = await db.segments.bulkGet(segments.map((segment) => segment.id));
  for (const [i, segment] of segments.entries()) {
    const here = known[i];
    if (here && here.source !== segment.source) tell(segment.id);
  }
  await db.segments.bulkAdd(segments.filter((_, i) => known[i] === undefined));
}

async function mergePacks(db: StetDatabase, packs: readonly HypothesisPack[], tell: (segment: string) => void): Promise<void> {
  const known = await db.hypotheses.bulkGet(packs.map((pack): [string, string] => [pack.documentId, pack.systemId]));
  const merged = packs.map((pack, i): HypothesisPack => {
    const here = known[i];
    if (!here) return pack;
    const length = Math.max(here.texts.length, pack.texts.length);
    const texts = Array.from({ length }, (_, index) => {
      const [own, other] = [here.texts[index] ?? null, pack.texts[index] ?? null];
      if (own !== null && other !== null && own !== other) tell(`${pack.documentId} ${index + 1}`);
      return own ?? other;
    });
    return { ...pack, ...here, texts };
  });
  await db.hypotheses.bulkPut(merged);
}
