import type { EvaluationFilter } from '#core/evaluation-filter.ts';
import type { App } from '#state/app.svelte.ts';
import type { EvaluatePlace } from '#state/evaluate-place.ts';
import { evaluateQueryOf, parseEvaluatePlace } from '#state/evaluate-place.ts';
import type { EvaluateSettings } from '#state/evaluate-settings.ts';
import { settingsOf, settingsText } from '#state/evaluate-settings.ts';
import type { SegmentRows } from '#state/segment-rows.svelte.ts';

/** What the address says of the Evaluate page, and the ways to change it; the list of segments begins anew with each. */
export class EvaluateAddress {
  readonly #app: App;
  readonly #projectId: string;
  readonly #rows: SegmentRows;
  readonly #query = $derived.by(() => {
    const { route } = this.#app;
    return 'projectId' in route && route.page === 'evaluate' ? (route.query ?? '') : '';
  });
  /** What the project keeps; what the address names goes before it. */
  readonly #own = $derived.by(() => settingsOf(this.#app.project?.project?.evaluation));
  readonly #place = $derived(parseEvaluatePlace(this.#query, this.#own));
  #drills = $state(0);

  constructor(app: App, projectId: string, rows: SegmentRows) {
    this.#app = app;
    this.#projectId = projectId;
    this.#rows = rows;
  }

  get place(): EvaluatePlace {
    return this.#place;
  }

  /** How often a figure was followed to its segments, so that the list can come into view each time. */
  get drills(): number {
    return this.#drills;
  }

  /** Changes what is shown, and the address with it. */
  look(change: Partial<EvaluatePlace>): void {
    this.#rows.begin();
    this.#replace(evaluateQueryOf({ ...this.#place, ...change }, this.#own));
  }

  /** As `look`, for the filter. */
  filter(change: Partial<EvaluationFilter>): void {
    this.look({ filter: { ...this.#place.filter, ...change } });
  }

  /** Goes to the segments that have such a mark; the way back is the browser's own, or `leaveMark`. */
  drill(mark: NonNullable<EvaluatePlace['mark']>): void {
    this.#rows.begin({ systemIds: [] });
    this.#drills++;
    this.#app.go({ page: 'evaluate', projectId: this.#projectId, query: evaluateQueryOf({ ...this.#place, mark }, this.#own) });
  }

  /** Shows all segments again. */
  leaveMark(): void {
    const { mark: _, ...rest } = this.#place;
    this.#replace(evaluateQueryOf(rest, this.#own));
  }

  /** Keeps settings with the project, for everyone who opens it; the address then names none. */
  async keep(settings: EvaluateSettings): Promise<void> {
    this.#replace(evaluateQueryOf({ ...this.#place, settings }, settings));
    const { db } = this.#app;
    await db.transaction('rw', db.projects, async () => {
      const project = await db.projects.get(this.#projectId);
      if (!project) return; // deleted in another tab meanwhile
      const { evaluation: _, ...rest } = project;
      const text = settingsText(settings);
      await db.projects.put(text === undefined ? rest : { ...rest, evaluation: text });
    });
  }

  #replace(query: string): void {
    this.#app.replace({ page: 'evaluate', projectId: this.#projectId, query });
  }
}
