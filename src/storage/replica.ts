import type { Event } from '#core/event.ts';
import type { Identity, JournalLine, JournalTable } from '#storage/journal.ts';
import { JOURNAL_TABLES } from '#storage/journal.ts';

/** What the journal says the database holds. */
export interface Replica {
  readonly identity: Identity | undefined;
  /** Number of the last line. */
  readonly last: number;
  readonly events: ReadonlyMap<string, Event>;
  readonly rows: ReadonlyMap<JournalTable, ReadonlyMap<string, unknown>>;
}

/** Plays the lines, in their order. A project that is gone takes everything of it along. */
export function replay(lines: readonly JournalLine[]): Replica {
  const events = new Map<string, Event>();
  const rows = new Map(JOURNAL_TABLES.map((table) => [table, new Map<string, unknown>()]));
  let identity: Identity | undefined;
  let last = 0;
  for (const { n, entry } of lines) {
    last = n;
    switch (entry.kind) {
      case 'event':
        events.set(entry.event.id, entry.event);
        identity = identity && advanced(identity, entry.event);
        break;
      case 'put':
        rows.get(entry.table)?.set(entry.key, entry.row);
        break;
      case 'gone':
        rows.get(entry.table)?.delete(entry.key);
        if (entry.table === 'projects') dropProject(entry.key, events, rows);
        break;
      case 'identity':
        identity = entry.identity;
        break;
    }
  }
  return { identity, last, events, rows };
}

function advanced(identity: Identity, event: Event): Identity {
  if (event.deviceId !== identity.deviceId) return identity;
  return {
    ...identity,
    seq: Math.max(identity.seq, event.seq),
    clock: event.at > identity.clock ? event.at : identity.clock,
  };
}

function dropProject(id: string, events: Map<string, Event>, rows: ReadonlyMap<JournalTable, Map<string, unknown>>): void {
  for (const event of events.values()) if (event.projectId === id) events.delete(event.id);
  for (const table of rows.values()) {
    for (const [key, row] of table) if ((row as { projectId?: unknown }).projectId === id) table.delete(key); // rows are records of core
  }
  rows.get('meta')?.delete(`annotator ${id}`);
}
