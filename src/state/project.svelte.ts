import type { Annotator, Document, Project, System } from '#core/segment.ts';
import type { Typology } from '#core/typology.ts';
import { typologyOf } from '#core/typologies.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { Stamp } from '#storage/events.ts';
import { Live } from '#state/live.svelte.ts';
import type { Settings } from '#state/settings.svelte.ts';

/** One open project, as the database has it now. */
export class ProjectState {
  readonly id: string;
  readonly #db: StetDatabase;
  readonly #settings: Settings;
  readonly #stamp: Stamp;
  readonly #project: Live<Project | undefined>;
  readonly #documents: Live<readonly Document[]>;
  readonly #systems: Live<readonly System[]>;
  readonly #annotators: Live<readonly Annotator[]>;
  readonly #me: Live<string | undefined>;

  constructor(db: StetDatabase, id: string, settings: Settings, stamp: Stamp) {
    this.id = id;
    this.#db = db;
    this.#settings = settings;
    this.#stamp = stamp;
    this.#project = new Live(() => db.projects.get(id), undefined);
    this.#documents = new Live(() => db.documents.where('projectId').equals(id).sortBy('order'), []);
    this.#systems = new Live(() => db.systems.where('projectId').equals(id).toArray(), []);
    this.#annotators = new Live(() => db.annotators.where('projectId').equals(id).toArray(), []);
    this.#me = new Live(async () => text((await db.meta.get(`annotator ${id}`))?.value), undefined);
  }

  /** Undefined while it is being read, or where there is no such project: `isReady` tells. */
  get project(): Project | undefined {
    return this.#project.current;
  }

  get isReady(): boolean {
    return this.#project.isReady;
  }

  /** Whether documents and systems are the database's answer too: an empty list is then truly empty. */
  get isLoaded(): boolean {
    return this.isReady && this.#documents.isReady && this.#systems.isReady;
  }

  get documents(): readonly Document[] {
    return this.#documents.current;
  }

  get systems(): readonly System[] {
    return this.#systems.current;
  }

  get annotators(): readonly Annotator[] {
    return this.#annotators.current;
  }

  get typology(): Typology {
    return typologyOf(this.project?.typologyId ?? '');
  }

  /** The person at this device, once `ensureAnnotator` has run in this project. */
  get annotatorId(): string | undefined {
    return this.#me.current;
  }

  /** The person's annotator in this project; made on first need, under the name in the settings. */
  async ensureAnnotator(): Promise<Annotator> {
    return this.#db.transaction('rw', this.#db.meta, this.#db.annotators, async () => {
      const key = `annotator ${this.id}`;
      const known = text((await this.#db.meta.get(key))?.value);
      const found = known === undefined ? undefined : await this.#db.annotators.get(known);
      if (found) return found;
      const annotator: Annotator = { id: this.#stamp.newId(), projectId: this.id, name: this.#settings.values.annotatorName };
      await this.#db.annotators.add(annotator);
      await this.#db.meta.put({ key, value: annotator.id });
      return annotator;
    });
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
