import type { Event } from '#core/event.ts';
import type { OutboxItem } from '#core/outbox.ts';
import type { HypothesisPack } from '#core/segment.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { Entry, Identity, Journal, JournalTable } from '#storage/journal.ts';
import { checksum, JOURNAL_TABLES } from '#storage/journal.ts';
import type { Replica } from '#storage/replica.ts';

/** Meta rows that belong to the work, not to this installation. */
const KEPT_META = /^(annotator|backup) /;

/**
 * Keeps the journal level with the database: it reads what the journal lacks and appends it. Because it compares, it needs no one's
 * cooperation and also catches up with what a killed tab had committed but not copied. One tab does this at a time.
 */
export class SecondCopy {
  readonly #db: StetDatabase;
  readonly #journal: Journal;
  /** Checksum of each row as the journal has it. */
  readonly #known: ReadonlyMap<JournalTable, Map<string, string>>;
  #identity: Identity | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(db: StetDatabase, journal: Journal, replica: Replica) {
    this.#db = db;
    this.#journal = journal;
    this.#identity = replica.identity;
    this.#known = new Map(
      JOURNAL_TABLES.map((table) => [
        table,
        new Map([...(replica.rows.get(table) ?? [])].map(([key, row]) => [key, checksum(JSON.stringify(row))])),
      ]),
    );
  }

  /**
   * Copies what changed in these tables, and this device's new events, which it returns. `trustsAbsence`: rows the database lacks were deleted;
   * false until the start-up check has found nothing missing.
   */
  async copy(tables: ReadonlySet<string>, trustsAbsence: boolean): Promise<readonly Event[]> {
    const turn = this.#turn.then(() => this.#copy(tables, trustsAbsence));
    this.#turn = turn.catch(() => undefined); // the caller of that turn hears of it
    return turn;
  }

  async #copy(tables: ReadonlySet<string>, trustsAbsence: boolean): Promise<readonly Event[]> {
    const wanted = JOURNAL_TABLES.filter((table) => tables.has(table));
    const found = await this.#db.transaction('r', this.#db.tables, async () => {
      const identity = await readIdentity(this.#db);
      // An emptied database has no identity, or another one: nothing of it may count as deleted.
      if (!identity || (this.#identity && identity.dbId !== this.#identity.dbId)) return undefined;
      const events = await this.#db.events
        .where('[deviceId+seq]')
        .between([identity.deviceId, (this.#identity?.seq ?? 0) + 1], [identity.deviceId, Infinity])
        .toArray();
      const rows = new Map<JournalTable, Map<string, unknown>>();
      for (const table of wanted) rows.set(table, await readRows(this.#db, table));
      return { identity, events, rows };
    });
    if (!found) return [];
    const entries: Entry[] = [];
    if (this.#identity?.dbId !== found.identity.dbId || this.#identity.deviceId !== found.identity.deviceId) {
      entries.push({ kind: 'identity', identity: { ...found.identity, seq: 0, clock: '' } });
    }
    const learned: (() => void)[] = [];
    for (const [table, rows] of found.rows) this.#compare(table, rows, trustsAbsence, entries, learned);
    entries.push(...found.events.map((event): Entry => ({ kind: 'event', event })));
    this.#journal.append(entries);
    for (const learn of learned) learn();
    this.#identity = found.identity;
    return found.events;
  }

  #compare(
    table: JournalTable,
    rows: ReadonlyMap<string, unknown>,
    trustsAbsence: boolean,
    entries: Entry[],
    learned: (() => void)[],
  ): void {
    const known = this.#known.get(table) ?? new Map<string, string>();
    for (const [key, row] of rows) {
      const sum = checksum(JSON.stringify(row));
      if (known.get(key) === sum) continue;
      entries.push({ kind: 'put', table, key, row });
      learned.push(() => known.set(key, sum));
    }
    if (!trustsAbsence) return;
    for (const key of known.keys()) {
      if (rows.has(key)) continue;
      entries.push({ kind: 'gone', table, key });
      learned.push(() => known.delete(key));
    }
  }
}

/** Undefined for a database that has none: a new or an emptied one. */
export async function readIdentity(db: StetDatabase): Promise<Identity | undefined> {
  const [dbId, deviceId, seq, clock] = await db.meta.bulkGet(['dbId', 'deviceId', 'seq', 'clock']);
  if (typeof dbId?.value !== 'string' || typeof deviceId?.value !== 'string') return undefined;
  return {
    dbId: dbId.value,
    deviceId: deviceId.value,
    seq: Number(seq?.value ?? 0),
    clock: typeof clock?.value === 'string' ? clock.value : '',
  };
}

/** The key under which the journal knows a pack. */
export function packKey(pack: Pick<HypothesisPack, 'documentId' | 'systemId'>): string {
  return `${pack.documentId} ${pack.systemId}`;
}

async function readRows(db: StetDatabase, table: JournalTable): Promise<Map<string, unknown>> {
  switch (table) {
    case 'hypotheses': {
      // Imported translations come back from their file; only those that models made need a copy.
      const systems = await db.systems.filter((system) => system.origin === 'model').primaryKeys();
      const packs = await db.hypotheses.where('systemId').anyOf(systems).toArray();
      return new Map(packs.map((pack) => [packKey(pack), pack]));
    }
    case 'meta': {
      const rows = await db.meta.filter((row) => KEPT_META.test(row.key)).toArray();
      return new Map(rows.map((row) => [row.key, row]));
    }
    case 'outbox': {
      const rows = new Map<string, unknown>();
      await db.outbox.each((item) => rows.set(item.id, withoutBytes(item)));
      return rows;
    }
    default: {
      const rows: readonly { readonly id: string }[] = await db[table].toArray();
      return new Map(rows.map((row) => [row.id, row]));
    }
  }
}

/** The bytes of a sealed object follow from its events. */
function withoutBytes(item: OutboxItem): Omit<OutboxItem, 'bytes'> {
  const { bytes: _bytes, ...rest } = item;
  return rest;
}
