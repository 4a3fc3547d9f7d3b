import { untrack } from 'svelte';
import { WHOLE_SHEET } from '#core/score-settings.ts';
import type { RowQuery, ScoreRows, ScoreSheet } from '#core/score-sheet.ts';
import type { App } from '#state/app.svelte.ts';
import { Live } from '#state/live.svelte.ts';

/** Rows of one page of the segment sheet. */
const PAGE_ROWS = 50;
/** Milliseconds without a change before the sheet is computed anew: someone who marks quickly is not raced. */
const QUIET = 400;

/** Names of the states of the database that the sheet is made from. */
interface Wanted {
  readonly texts: string;
  readonly ratings: string;
}

/** The Evaluate page: the sheet of the project as the database has it, and a page of its segments. */
export class ScoresState {
  readonly #app: App;
  readonly #projectId: string;
  readonly #texts: Live<string>;
  readonly #ratings: Live<string>;
  #sheet = $state.raw<ScoreSheet>();
  #rows = $state.raw<ScoreRows>();
  #query = $state.raw<RowQuery>({ sort: 'order', isDescending: false, systemIds: [], text: '', offset: 0, limit: PAGE_ROWS });
  #share = $state.raw<number>();
  #error = $state.raw<unknown>();
  #isComputing = $state.raw(false);
  #wanted: Wanted | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();

  constructor(app: App, projectId: string) {
    this.#app = app;
    this.#projectId = projectId;
    const { db, stamp } = app;
    // Counting is what the queries need to be asked again; the answer is a new name for the state that has come about.
    this.#texts = new Live(async () => {
      await db.projects.get(projectId);
      for (const table of [db.documents, db.segments, db.systems, db.hypotheses]) await table.where('projectId').equals(projectId).count();
      return stamp.newId();
    }, '');
    this.#ratings = new Live(async () => {
      for (const table of [db.annotations, db.metricValues]) await table.where('projectId').equals(projectId).count();
      await db.models.count();
      return stamp.newId();
    }, '');
  }

  /** Undefined until it has been computed for the first time. */
  get sheet(): ScoreSheet | undefined {
    return this.#sheet;
  }

  get rows(): ScoreRows | undefined {
    return this.#rows;
  }

  get query(): RowQuery {
    return this.#query;
  }

  get isComputing(): boolean {
    return this.#isComputing;
  }

  /** 0 to 1 of the work under way; undefined while unknown. */
  get share(): number | undefined {
    return this.#share;
  }

  /** Why the sheet could not be made: mostly a `Failure`. */
  get error(): unknown {
    return this.#error;
  }

  /** Follows the database for as long as an effect of the page reads it; gives what ends the work under way. */
  follow(): () => void {
    if (this.#texts.isReady && this.#ratings.isReady) {
      this.#wanted = { texts: this.#texts.current, ratings: this.#ratings.current };
      clearTimeout(this.#timer);
      const wait = untrack(() => this.#sheet) ? QUIET : 0;
      this.#timer = setTimeout(() => void this.#refresh(), wait);
    }
    return () => {
      clearTimeout(this.#timer);
    };
  }

  /** Gives up what is under way: the page is left. */
  close(): void {
    clearTimeout(this.#timer);
    this.#wanted = undefined;
    this.#abort.abort();
  }

  /** Sorts or filters the segments, from their first page. */
  show(change: Partial<Omit<RowQuery, 'offset' | 'limit'>>): void {
    this.#query = { ...this.#query, ...change, offset: 0 };
    void this.#readRows();
  }

  /** Turns the page; `pages` may be negative. */
  turn(pages: number): void {
    const offset = this.#query.offset + pages * PAGE_ROWS;
    if (offset < 0 || offset >= (this.#rows?.total ?? 0)) return;
    this.#query = { ...this.#query, offset };
    void this.#readRows();
  }

  async #refresh(): Promise<void> {
    if (this.#isComputing) return; // the round under way goes on for as long as something newer is wanted
    this.#isComputing = true;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const progress = ({ done, total }: { readonly done: number; readonly total: number }): void => {
      this.#share = total === 0 ? undefined : done / total;
    };
    try {
      let wanted = this.#wanted;
      while (wanted) {
        this.#sheet = await this.#app.workers.score.sheet(this.#projectId, WHOLE_SHEET, wanted, { signal, progress });
        this.#error = undefined;
        await this.#readRows();
        wanted = this.#wanted === wanted ? undefined : this.#wanted;
      }
    } catch (error) {
      if (!signal.aborted) this.#error = error;
    } finally {
      this.#isComputing = false;
      this.#share = undefined;
    }
  }

  async #readRows(): Promise<void> {
    const query = this.#query;
    const { signal } = this.#abort;
    try {
      const rows = await this.#app.workers.score.rows(this.#projectId, WHOLE_SHEET, query, this.#wanted ?? {}, { signal });
      if (this.#query !== query) return; // a newer question is on its way
      this.#rows = rows;
      // Rows may have gone since: the last page that there is.
      if (rows.rows.length === 0 && query.offset > 0) {
        this.#query = { ...query, offset: Math.max(0, Math.floor((rows.total - 1) / PAGE_ROWS) * PAGE_ROWS) };
        await this.#readRows();
      }
    } catch (error) {
      if (!signal.aborted) this.#error = error;
    }
  }
}
