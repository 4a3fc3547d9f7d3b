import type { StetDatabase } from '#storage/db.ts';
import { onRatingChanges } from '#storage/changes.ts';
import type { RatingState } from '#workers/score-reader.ts';

/**
 * The states that a project's judgements go through, counted from 0: one more with each change, whoever made it and in whichever tab. What changed between them
 * is remembered, so that the score worker reads those annotations alone. The change that is heard and the ids are one message: none can be heard without the other.
 */
export class RatingStates {
  readonly #log: string;
  readonly #end: () => void;
  /** Ids of the annotations that lead from each state since `#first` to the next; undefined: more than single annotations. */
  #steps: (readonly string[] | undefined)[] = [];
  /** The state answered last, or, before any has been answered, the first. */
  #first = 0;
  #isAnswered = false;
  #current = $state.raw(0);

  /** `log` tells these states from those of other visits and tabs. */
  constructor(db: StetDatabase, log: string) {
    this.#log = log;
    this.#end = onRatingChanges(db, (ids) => {
      if (ids?.length === 0) return;
      this.#steps.push(ids);
      this.#current++;
    });
  }

  get current(): number {
    return this.#current;
  }

  /** What to tell the worker of a state that came after the one answered last, or is it. */
  of(at: number): RatingState {
    const annotationIds = this.#idsTo(at);
    return { log: this.#log, at, ...(annotationIds ? { since: { at: this.#first, annotationIds } } : {}) };
  }

  /** Whether the worker can come to a state by single annotations. */
  isNear(state: number): boolean {
    return this.#idsTo(state) !== undefined;
  }

  /** The worker has answered for this state, and holds it now. */
  answered(state: number): void {
    this.#steps = this.#steps.slice(state - this.#first);
    this.#first = state;
    this.#isAnswered = true;
  }

  close(): void {
    this.#end();
  }

  #idsTo(state: number): readonly string[] | undefined {
    if (!this.#isAnswered) return undefined;
    const ids = new Set<string>();
    for (const step of this.#steps.slice(0, state - this.#first)) {
      if (!step) return undefined;
      for (const id of step) ids.add(id);
    }
    return [...ids];
  }
}
