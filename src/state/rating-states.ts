import type { StetDatabase } from '#storage/db.ts';
import { onRatingChanges } from '#storage/changes.ts';

/** How a state of the judgements is named to the score worker, and what leads to it from the state that was answered last. */
export interface RatingState {
  readonly ratings: string;
  readonly since?: { readonly ratings: string; readonly annotationIds: readonly string[] };
}

/**
 * Names the states that a project's judgements go through, and remembers which annotations changed between them, so that the score worker reads those
 * alone: what has changed since the state it answered for last, over all states in between.
 */
export class RatingStates {
  readonly #end: () => void;
  /** States named since the one answered last, with what changed before each; undefined: more than single annotations. */
  #steps: { readonly name: string; readonly ids: ReadonlySet<string> | undefined }[] = [];
  #answered: string | undefined;
  #pending: Set<string> | undefined = new Set<string>();

  constructor(db: StetDatabase) {
    this.#end = onRatingChanges(db, (ids) => {
      if (!ids) this.#pending = undefined;
      for (const id of ids ?? []) this.#pending?.add(id);
    });
  }

  /** The judgements are in a new state from here on; changes heard later belong to the next. */
  begin(name: string): string {
    this.#steps.push({ name, ids: this.#pending });
    this.#pending = new Set();
    return name;
  }

  /** What to tell the worker of a state. */
  of(name: string): RatingState {
    const steps = this.#steps.slice(0, this.#steps.findIndex((step) => step.name === name) + 1);
    const before = this.#answered;
    if (before === undefined || steps.length === 0 || steps.some(({ ids }) => ids === undefined)) return { ratings: name };
    return { ratings: name, since: { ratings: before, annotationIds: [...new Set(steps.flatMap(({ ids }) => [...(ids ?? [])]))] } };
  }

  /** The worker has answered for this state, and holds it now. */
  answered(name: string): void {
    this.#steps = this.#steps.slice(this.#steps.findIndex((step) => step.name === name) + 1);
    this.#answered = name;
  }

  close(): void {
    this.#end();
  }
}
