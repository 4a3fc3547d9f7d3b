import type { Event } from '#core/event.ts';
import type { FailureValues } from '#core/failure.ts';
import { onChanges } from '#storage/changes.ts';
import type { StetDatabase } from '#storage/db.ts';
import { openJournal, readJournal } from '#storage/journal-files.ts';
import { JOURNAL_TABLES } from '#storage/journal.ts';
import { rollLog } from '#storage/log-roll.ts';
import type { Outbox } from '#storage/outbox.ts';
import { replay } from '#storage/replica.ts';
import type { Finished } from '#storage/sealing.ts';
import { sealFinished } from '#storage/sealing.ts';
import { readIdentity, SecondCopy } from '#storage/second-copy.ts';

/** Milliseconds from a commit to its copy; several commits share one flush. */
const COPY_AFTER = 100;
/** Models write translations batch by batch; each copy holds whole documents. */
const COPY_TRANSLATIONS_AFTER = 5000;
/** Corrections to a document that stays finished are sealed together once the person rests. */
const SEAL_CORRECTIONS_AFTER = 60_000;

/** What a keeper tells its page: whether the second copy is level, and if not, why. */
export interface Kept {
  readonly failure?: { readonly code: string; readonly values: FailureValues };
}

/** The one tab that looks after everybody's work: keeps the second copy level, seals what is finished, sends what is sealed. */
export class Keeper {
  readonly #db: StetDatabase;
  readonly #outbox: Outbox;
  readonly #tell: (kept: Kept) => void;
  readonly #dirty = new Set<string>();
  readonly #corrected = new Map<string, Finished>();
  #copy: SecondCopy | undefined;
  #trustsAbsence: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #correctionTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: { db: StetDatabase; outbox: Outbox; trustsAbsence: () => boolean; tell: (kept: Kept) => void }) {
    this.#db = parts.db;
    this.#outbox = parts.outbox;
    this.#trustsAbsence = parts.trustsAbsence;
    this.#tell = parts.tell;
  }

  /** Runs until the signal; the caller holds the lock that makes this the only one. */
  async run(signal: AbortSignal): Promise<void> {
    const replica = replay((await readJournal()).lines);
    const journal = await openJournal(replica.last + 1);
    this.#copy = new SecondCopy(this.#db, journal, replica);
    const stop = onChanges(this.#db, (tables) => {
      this.#note(tables);
    });
    try {
      await this.#roll();
      const fresh = await this.copyNow(new Set(JOURNAL_TABLES));
      await this.#sealAll([...replica.events.values(), ...fresh]);
      await this.#outbox.run(signal);
    } finally {
      stop();
      clearTimeout(this.#timer);
      clearTimeout(this.#correctionTimer);
      journal.close();
    }
  }

  /** Copies at once; rejects when the copy cannot be written. */
  async copyNow(tables: ReadonlySet<string>): Promise<readonly Event[]> {
    try {
      const events = (await this.#copy?.copy(tables, this.#trustsAbsence())) ?? [];
      this.#tell({});
      return events;
    } catch (failure) {
      for (const table of tables) this.#dirty.add(table);
      this.#tell({ failure: nameFailure(failure) });
      throw failure;
    }
  }

  async seal(work: Finished): Promise<void> {
    const identity = await readIdentity(this.#db);
    if (!identity) return;
    if (await sealFinished(this.#db, work, identity.deviceId, Date.now())) this.#outbox.wake();
  }

  /** A full disk must not keep the copy from being made. */
  async #roll(): Promise<void> {
    try {
      await rollLog();
    } catch (failure) {
      this.#tell({ failure: nameFailure(failure) });
    }
  }

  #note(tables: ReadonlySet<string>): void {
    const wanted = [...tables].filter((table) => table === 'events' || JOURNAL_TABLES.some((known) => known === table));
    if (wanted.length === 0) return;
    const wait = wanted.every((table) => table === 'hypotheses') ? COPY_TRANSLATIONS_AFTER : COPY_AFTER;
    for (const table of wanted) this.#dirty.add(table);
    if (wait === COPY_AFTER) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#catchUp();
    }, wait);
  }

  async #catchUp(): Promise<void> {
    const tables = new Set(this.#dirty);
    this.#dirty.clear();
    let events: readonly Event[];
    try {
      events = await this.copyNow(tables);
    } catch {
      this.#note(tables); // said to the page by copyNow; tried again until it works
      return;
    }
    const done = events.filter((event) => event.kind === 'set' && event.field === 'status');
    await this.#sealAll(done);
    for (const work of await this.#worksOf(events)) this.#corrected.set(Object.values(work).join(' '), work);
    clearTimeout(this.#correctionTimer);
    this.#correctionTimer = setTimeout(() => void this.#sealCorrections(), SEAL_CORRECTIONS_AFTER);
  }

  async #sealCorrections(): Promise<void> {
    const works = [...this.#corrected.values()];
    this.#corrected.clear();
    for (const work of works) await this.seal(work);
  }

  async #sealAll(events: readonly Event[]): Promise<void> {
    for (const work of await this.#worksOf(events)) await this.seal(work);
  }

  /** The documents, systems and people that the events are about. */
  async #worksOf(events: readonly Event[]): Promise<readonly Finished[]> {
    const unitIds = [...new Set(events.map((event) => event.unitId))];
    const segments = await this.#db.segments.bulkGet(unitIds);
    const documentOf = new Map(segments.flatMap((segment) => (segment ? [[segment.id, segment.documentId]] : [])));
    const works = new Map<string, Finished>();
    for (const { projectId, unitId, systemId, annotatorId } of events) {
      const work = { projectId, documentId: documentOf.get(unitId) ?? unitId, systemId, annotatorId };
      works.set(Object.values(work).join(' '), work);
    }
    return [...works.values()];
  }
}

/** An error does not survive the way to the page; its code does. */
function nameFailure(failure: unknown): { code: string; values: FailureValues } {
  if (failure instanceof DOMException && failure.name === 'QuotaExceededError') return { code: 'storage/quota', values: {} };
  return { code: 'storage/second-copy', values: { message: failure instanceof Error ? failure.message : String(failure) } };
}
