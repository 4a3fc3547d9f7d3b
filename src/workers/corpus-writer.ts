import type { Event } from '#core/event.ts';
import type { Issue } from '#core/failure.ts';
import type { Import } from '#core/import.ts';
import type { HypothesisPack, Project } from '#core/segment.ts';
import type { Batch } from '#formats/format.ts';
import type { StetDatabase } from '#storage/db.ts';
import { PROJECT_TABLES } from '#storage/db.ts';
import { foldAll, importEvent } from '#workers/corpus-events.ts';
import { Packs } from '#workers/corpus-packs.ts';

/** Characters of translations held before they go to storage. */
const HELD_CHARACTERS = 24_000_000;
/** Issues kept of one import; a file with more has one and the same fault on every line. */
const KEPT_ISSUES = 2000;

/**
 * Writes a new project chunk by chunk under an Import that is `reading`. Nothing shows it before `finish`, whose one transaction makes the
 * import `done` and the project appear; an import that never came so far is deleted by `discard` or at the next start.
 */
export class ProjectWriter {
  readonly #db: StetDatabase;
  readonly #import: Import;
  readonly #packs: Packs;
  readonly #issues: Issue[] = [];
  #project: Partial<Project> = {};
  #rows = 0;
  #issueCount = 0;
  #seq = 0;
  /** Whether storage has no event of the project yet, so that an annotation given has none but its own. */
  #isFresh = false;

  constructor(db: StetDatabase, row: Import) {
    this.#db = db;
    this.#import = row;
    this.#packs = new Packs(row.projectId);
  }

  get rows(): number {
    return this.#rows;
  }

  async begin(): Promise<void> {
    this.#isFresh = (await this.#db.events.where('projectId').equals(this.#import.projectId).count()) === 0;
    await this.#db.imports.put({ ...this.#import, status: 'reading' });
  }

  report(issue: Issue): void {
    this.#issueCount += 1;
    if (this.#issues.length < KEPT_ISSUES) this.#issues.push(issue);
  }

  async put(batch: Batch): Promise<void> {
    this.#rows += batch.rows;
    this.#project = { ...this.#project, ...batch.project };
    this.#packs.add(batch.hypotheses ?? []);
    this.#packs.count(batch.segments ?? []);
    const events = [...(batch.annotations ?? []).map((given) => importEvent(given, ++this.#seq)), ...(batch.events ?? [])];
    const isEmpty = Object.entries(batch).every(([field, rows]) => field === 'hypotheses' || !Array.isArray(rows) || rows.length === 0);
    if (!isEmpty) {
      const tables = PROJECT_TABLES.map((table) => this.#db[table]);
      await this.#db.transaction('rw', tables, () => this.#putRows(batch, events));
    }
    if (this.#packs.characters > HELD_CHARACTERS) await this.#putPacks();
  }

  async #putRows(batch: Batch, events: readonly Event[]): Promise<void> {
    const db = this.#db;
    await Promise.all([
      db.documents.bulkPut(batch.documents ?? []),
      db.segments.bulkPut(batch.segments ?? []),
      db.systems.bulkPut(batch.systems ?? []),
      db.annotators.bulkPut(batch.annotators ?? []),
      db.hypotheses.bulkPut(batch.packs ?? []),
      db.runs.bulkPut(batch.runs ?? []),
      db.samples.bulkPut(batch.samples ?? []),
      db.metricValues.bulkPut(batch.metricValues ?? []),
      db.imports.bulkPut((batch.imports ?? []).map((row) => ({ ...row, via: this.#import.id }))),
      db.events.bulkPut(events),
    ]);
    if (this.#isFresh && batch.events === undefined) await db.annotations.bulkPut(foldAll(events));
    else await refold(db, events);
  }

  async #putPacks(): Promise<void> {
    const keys = this.#packs.keys;
    await this.#db.transaction('rw', this.#db.hypotheses, async () => {
      const stored = await this.#db.hypotheses.bulkGet(keys);
      const byKey = new Map(
        stored.flatMap((pack): [string, HypothesisPack][] => (pack ? [[`${pack.documentId} ${pack.systemId}`, pack]] : [])),
      );
      await this.#db.hypotheses.bulkPut(this.#packs.take(byKey));
    });
  }

  /** The last transaction: from here on the project is there. */
  async finish(): Promise<Import> {
    await this.#putPacks();
    const { options, projectId, at } = this.#import;
    const project: Project = {
      id: projectId,
      name: options.name,
      sourceLang: options.sourceLang,
      targetLang: options.targetLang,
      protocols: options.protocols ?? ['MQM', 'ESA'],
      typologyId: options.typologyId ?? 'mqm-core',
      createdAt: at,
      ...this.#project,
    };
    const dropped = this.#issueCount - this.#issues.length;
    const issues =
      dropped > 0 ? [...this.#issues, { file: '', line: 0, code: 'import/more-issues', values: { count: dropped } }] : this.#issues;
    const done: Import = { ...this.#import, status: 'done', rows: this.#rows, issues };
    await this.#db.transaction('rw', this.#db.projects, this.#db.imports, async () => {
      await this.#db.imports.put(done);
      await this.#db.projects.put(project);
    });
    return done;
  }

  async discard(): Promise<void> {
    await deleteRows(this.#db, this.#import.projectId);
  }
}

/** Writes the annotations that these events belong to, each folded from all of its events in storage. Call it inside a transaction. */
export async function refold(db: StetDatabase, events: readonly Event[]): Promise<void> {
  const ids = [...new Set(events.map((event) => event.annotationId))];
  if (ids.length === 0) return;
  const all = await db.events.where('annotationId').anyOf(ids).toArray();
  await db.annotations.bulkPut(foldAll(all));
}

/** Deletes a project with all its rows in one transaction. */
export async function deleteRows(db: StetDatabase, projectId: string): Promise<void> {
  const tables = [db.projects, db.meta, db.outbox, ...PROJECT_TABLES.map((table) => db[table])];
  await db.transaction('rw', tables, async () => {
    await db.projects.delete(projectId);
    await db.meta.delete(`annotator ${projectId}`);
    await db.outbox
      .where('projectId')
      .equals(projectId)
      .and((item) => item.status === 'sent')
      .delete(); // what waits is still sent
    for (const table of PROJECT_TABLES) await db[table].where('projectId').equals(projectId).delete();
  });
}
