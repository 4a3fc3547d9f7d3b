import type { Event } from '#core/event.ts';
import { fold } from '#core/fold.ts';
import type { Import } from '#core/import.ts';
import type { OutboxItem } from '#core/outbox.ts';
import type { MetaRow, StetDatabase } from '#storage/db.ts';
import type { Identity, JournalTable } from '#storage/journal.ts';
import { JOURNAL_TABLES } from '#storage/journal.ts';
import type { Replica } from '#storage/replica.ts';
import { eventsBetween, resealed } from '#storage/sealing.ts';
import { packKey, readIdentity } from '#storage/second-copy.ts';

/** How far the database had come when this browser last looked: kept in localStorage, which lives elsewhere on the disk. */
export type HighWater = Pick<Identity, 'dbId' | 'deviceId' | 'seq'>;

/** What the database lacks. */
export interface Loss {
  /** `emptied`: it is a new one. `behind`: it is the old one, of an earlier time. `unreadable`: the browser cannot open it. */
  readonly kind: 'emptied' | 'behind' | 'unreadable';
  /** Names of projects that are missing or incomplete. */
  readonly projects: readonly string[];
  /** Labels (events) that are missing and that the second copy holds. */
  readonly labels: number;
  /** Labels that were saved once and that no copy holds. */
  readonly gone: number;
  /** Files to be read again, from their copies. */
  readonly imports: readonly Import[];
}

/** Tables whose rows are there or not; those of the others are compared in their own ways. */
const COMPARED = JOURNAL_TABLES.filter((table) => table !== 'meta' && table !== 'outbox' && table !== 'imports');

/** What is missing, by the journal and the high-water mark; undefined where all is there. */
export async function findLoss(db: StetDatabase, replica: Replica, mark: HighWater | undefined): Promise<Loss | undefined> {
  const expected = replica.identity ?? mark;
  if (!expected) return undefined;
  if (!(await opens(db))) {
    const imports = rowsOf<Import>(replica, 'imports').filter((row) => row.status === 'done');
    return {
      kind: 'unreadable',
      projects: namesOf(replica, undefined),
      labels: replica.events.size,
      gone: goneFor(replica, mark),
      imports,
    };
  }
  const identity = await readIdentity(db);
  const missingEvents = await findMissingEvents(db, replica);
  const imports = await findMissingImports(db, replica);
  const touched = new Set([...missingEvents.map((event) => event.projectId), ...imports.map((row) => row.projectId)]);
  let rows = 0;
  for (const table of COMPARED) {
    for (const [key, row] of await findMissingRows(db, replica, table)) {
      const projectId = table === 'projects' ? key : (row as { projectId?: string }).projectId; // rows are records of core
      // What belongs to a project that was never there whole is an import that was broken off: tidied away, not lost.
      if (!belongs(row, replica)) continue;
      rows += 1;
      touched.add(projectId ?? '');
    }
  }
  const isEmptied = identity?.dbId !== expected.dbId;
  const gone = isEmptied || (mark?.dbId === identity.dbId && mark.seq > identity.seq) ? goneFor(replica, mark) : 0;
  if (!isEmptied && rows === 0 && missingEvents.length === 0 && imports.length === 0 && gone === 0) return undefined;
  return { kind: isEmptied ? 'emptied' : 'behind', projects: namesOf(replica, touched), labels: missingEvents.length, gone, imports };
}

/**
 * Puts back what the journal holds and the database lacks, after the imports were read again. Where both hold a row, the journal's is the
 * later one. Gives the number of labels that came back.
 */
export async function putBack(db: StetDatabase, replica: Replica, mark: HighWater | undefined): Promise<number> {
  const missing = await findMissingEvents(db, replica);
  await db.transaction('rw', db.tables, async () => {
    await dropStandIns(db, replica);
    for (const table of COMPARED) {
      await db.table(table).bulkPut([...rowsOf(replica, table)].filter((row) => belongs(row, replica)));
    }
    await db.meta.bulkPut([...rowsOf<MetaRow>(replica, 'meta')]);
    await db.events.bulkPut(missing);
    for (const id of new Set(missing.map((event) => event.annotationId))) {
      const annotation = fold(await db.events.where('annotationId').equals(id).toArray());
      if (annotation) await db.annotations.put(annotation);
    }
    await putBackIdentity(db, replica.identity, mark);
  });
  await putBackOutbox(db, replica);
  return missing.length;
}

/** A page that stood open on an emptied database made the person anew; who has marked nothing yet gives way to who was there before. */
async function dropStandIns(db: StetDatabase, replica: Replica): Promise<void> {
  for (const { key, value } of rowsOf<MetaRow>(replica, 'meta')) {
    const standIn = (await db.meta.get(key))?.value;
    if (!key.startsWith('annotator ') || typeof standIn !== 'string' || standIn === value) continue;
    if ((await db.events.filter((event) => event.annotatorId === standIn).count()) === 0) await db.annotators.delete(standIn);
  }
}

async function putBackIdentity(db: StetDatabase, known: Identity | undefined, mark: HighWater | undefined): Promise<void> {
  const then = known ?? (mark && { ...mark, clock: '' });
  if (!then) return;
  const [seq, clock] = await db.meta.bulkGet(['seq', 'clock']);
  const later = typeof clock?.value === 'string' ? clock.value : '';
  const seqs = [then.seq, Number(seq?.value ?? 0), mark?.deviceId === then.deviceId ? mark.seq : 0];
  await db.meta.bulkPut([
    { key: 'dbId', value: then.dbId },
    { key: 'deviceId', value: then.deviceId },
    { key: 'seq', value: Math.max(...seqs) },
    { key: 'clock', value: later > then.clock ? later : then.clock },
  ]);
}

/** Sealed objects come back as they were, byte for byte; what was sent stays sent. */
async function putBackOutbox(db: StetDatabase, replica: Replica): Promise<void> {
  const deviceId = replica.identity?.deviceId;
  if (deviceId === undefined) return;
  for (const item of rowsOf<Omit<OutboxItem, 'bytes'>>(replica, 'outbox')) {
    if (await db.outbox.get(item.id)) continue;
    const whole = await resealed(item, await eventsBetween(db, item, deviceId, item.fromSeq, item.toSeq));
    if (whole) await db.outbox.put(whole);
  }
}

async function findMissingEvents(db: StetDatabase, replica: Replica): Promise<readonly Event[]> {
  const found = new Set(
    await db.events
      .where('id')
      .anyOf([...replica.events.keys()])
      .primaryKeys(),
  );
  return [...replica.events.values()].filter((event) => !found.has(event.id));
}

async function findMissingImports(db: StetDatabase, replica: Replica): Promise<readonly Import[]> {
  const done = new Set(await db.imports.where('status').equals('done').primaryKeys());
  return rowsOf<Import>(replica, 'imports').filter((row) => row.status === 'done' && !done.has(row.id));
}

async function findMissingRows(db: StetDatabase, replica: Replica, table: JournalTable): Promise<readonly (readonly [string, unknown])[]> {
  const rows = replica.rows.get(table);
  if (!rows || rows.size === 0) return [];
  const keys = table === 'hypotheses' ? await packKeys(db) : await db.table(table).toCollection().primaryKeys();
  const found = new Set(keys.map(String));
  return [...rows].filter(([key]) => !found.has(key));
}

async function packKeys(db: StetDatabase): Promise<readonly string[]> {
  const keys = await db.hypotheses.toCollection().primaryKeys();
  return keys.map(([documentId, systemId]) => packKey({ documentId, systemId }));
}

/** Labels that the mark counted and the journal does not hold. */
function goneFor(replica: Replica, mark: HighWater | undefined): number {
  return mark ? Math.max(0, mark.seq - (replica.identity?.seq ?? 0)) : 0;
}

function namesOf(replica: Replica, ids: ReadonlySet<string> | undefined): readonly string[] {
  return [...rowsOf<{ id: string; name: string }>(replica, 'projects')].filter((row) => ids?.has(row.id) ?? true).map((row) => row.name);
}

/** Whether a row's project was ever there whole; models and projects belong to themselves. */
function belongs(row: unknown, replica: Replica): boolean {
  const { projectId } = row as { projectId?: string }; // rows are records of core
  return projectId === undefined || replica.rows.get('projects')?.has(projectId) === true;
}

/** Rows as `SecondCopy` wrote them, from the table of that type. */
function rowsOf<T>(replica: Replica, table: JournalTable): readonly T[] {
  return [...(replica.rows.get(table)?.values() ?? [])] as T[];
}

/** Whether the browser opens the database at all; a newer version's database is not a damaged one. */
async function opens(db: StetDatabase): Promise<boolean> {
  try {
    await db.open();
    return true;
  } catch (cause) {
    if (cause instanceof Error && (cause.name === 'UnknownError' || cause.name === 'InvalidStateError')) return false;
    throw cause;
  }
}
