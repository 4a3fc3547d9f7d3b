import type { Table } from 'dexie';
import { Failure } from '#core/failure.ts';
import type { Import } from '#core/import.ts';
import { typologyOf } from '#core/typologies.ts';
import type { DocumentRecords, RecordSource, TableName, TableRows } from '#formats/format.ts';
import type { StetDatabase } from '#storage/db.ts';

const CHUNK = 2000;

/** A project in storage, as a writer reads it. What only concerns this device stays out: imports of bundles and how others came here. */
export async function recordsOf(db: StetDatabase, projectId: string, signal: AbortSignal): Promise<RecordSource> {
  const project = await db.projects.get(projectId);
  if (!project) throw new Failure('project/gone', { project: projectId });
  return {
    project,
    typology: typologyOf(project.typologyId),
    rows: (table) => rowsOf(db, table, projectId, signal),
    document: (documentId) => documentRecords(db, documentId, signal),
  };
}

async function* rowsOf<K extends TableName>(
  db: StetDatabase,
  table: K,
  projectId: string,
  signal: AbortSignal,
): AsyncIterable<readonly TableRows[K][]> {
  const stored = db[table] as unknown as Table<TableRows[K], unknown>; // the table of that name holds these rows: see StetDatabase
  const keys = await stored
    .where(table === 'projects' ? 'id' : 'projectId')
    .equals(projectId)
    .primaryKeys();
  keys.sort(compareKeys);
  for (let from = 0; from < keys.length; from += CHUNK) {
    signal.throwIfAborted();
    const rows = (await stored.bulkGet(keys.slice(from, from + CHUNK))).filter((row) => row !== undefined);
    yield table === 'imports' ? (ownImports(rows as Import[]) as unknown as TableRows[K][]) : rows; // the table's name says what its rows are
  }
}

function ownImports(rows: readonly Import[]): readonly Import[] {
  return rows.flatMap(({ via: _via, ...row }) => (row.options.formatId === 'bundle' || row.status !== 'done' ? [] : [row]));
}

function compareKeys(a: unknown, b: unknown): number {
  return indexedDB.cmp(a, b);
}

async function documentRecords(db: StetDatabase, documentId: string, signal: AbortSignal): Promise<DocumentRecords> {
  signal.throwIfAborted();
  const segments = await db.segments.where('documentId').equals(documentId).sortBy('index');
  const packs = await db.hypotheses.where('documentId').equals(documentId).toArray();
  const annotations = await db.annotations
    .where('unitId')
    .anyOf(segments.map((segment) => segment.id))
    .toArray();
  return { segments, packs, annotations };
}
