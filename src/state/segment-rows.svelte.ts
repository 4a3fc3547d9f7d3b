import type { RowQuery, ScoreRows } from '#core/score-sheet.ts';
import type { ScoreRequest } from '#core/score-settings.ts';
import type { App } from '#state/app.svelte.ts';
import type { EvaluatePlace } from '#state/evaluate-place.ts';
import type { Seen } from '#workers/score-reader.ts';

/** Rows of one page. */
const PAGE_ROWS = 50;

/** Whose segments are listed, in which state of the database. */
interface RowsOf {
  readonly request: ScoreRequest;
  readonly seen: Seen;
  /** Only segments with such a mark. */
  readonly mark: EvaluatePlace['mark'];
  readonly signal: AbortSignal;
}

/** The list of segments: how it is sorted and narrowed, and the page of it that is shown. */
export class SegmentRows {
  readonly #app: App;
  readonly #projectId: string;
  readonly #onask: () => void;
  #page = $state.raw<ScoreRows>();
  #query = $state.raw<RowQuery>({ sort: 'order', isDescending: false, systemIds: [], text: '', offset: 0, limit: PAGE_ROWS });

  /** `onask` is called when a person has asked for other rows, which `read` then fetches. */
  constructor(app: App, projectId: string, onask: () => void) {
    this.#app = app;
    this.#projectId = projectId;
    this.#onask = onask;
  }

  /** Undefined until it has been read for the first time. */
  get page(): ScoreRows | undefined {
    return this.#page;
  }

  get query(): RowQuery {
    return this.#query;
  }

  /** The next rows are those of the first page; they are read with what else the address asks for. */
  begin(change: Partial<Pick<RowQuery, 'systemIds'>> = {}): void {
    this.#query = { ...this.#query, ...change, offset: 0 };
  }

  /** Sorts or narrows the list, from its first page. */
  show(change: Partial<Pick<RowQuery, 'sort' | 'isDescending' | 'systemIds'>>): void {
    this.#query = { ...this.#query, ...change, offset: 0 };
    this.#onask();
  }

  /** Turns the page; `pages` may be negative. */
  turn(pages: number): void {
    const offset = this.#query.offset + pages * PAGE_ROWS;
    if (offset < 0 || offset >= (this.#page?.total ?? 0)) return;
    this.#query = { ...this.#query, offset };
    this.#onask();
  }

  async read(of: RowsOf): Promise<void> {
    const query = this.#query;
    const { request, seen, mark, signal } = of;
    const { text, isPattern } = request.filter;
    const asked: RowQuery = {
      ...query,
      text: isPattern ? '' : text,
      ...(mark ? { mark } : {}),
      ...(mark?.systemId === undefined ? {} : { systemIds: [mark.systemId] }),
    };
    const page = await this.#app.workers.score.rows(this.#projectId, request, asked, seen, { signal });
    if (this.#query !== query) return; // a newer question is on its way
    this.#page = page;
    if (page.rows.length > 0 || query.offset === 0) return;
    // Rows may have gone since: the last page that there is.
    this.#query = { ...query, offset: Math.max(0, Math.floor((page.total - 1) / PAGE_ROWS) * PAGE_ROWS) };
    await this.read(of);
  }
}
