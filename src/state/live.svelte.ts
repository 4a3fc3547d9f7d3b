import { liveQuery } from 'dexie';
import { createSubscriber } from 'svelte/reactivity';

/** A database query that a template can read: it redraws on any write the query saw, in any tab, and stops asking when nothing reads it. */
export class Live<T> {
  #value: T;
  #ready = false;
  #error: Error | undefined;
  readonly #subscribe: () => void;

  constructor(query: () => Promise<T>, initial: T) {
    this.#value = initial;
    this.#subscribe = createSubscriber((update) => {
      const subscription = liveQuery(query).subscribe({
        next: (value) => {
          this.#value = value;
          this.#ready = true;
          this.#error = undefined;
          update();
        },
        error: (error: unknown) => {
          this.#error = error instanceof Error ? error : new Error('a query failed', { cause: error });
          update();
        },
      });
      return () => {
        subscription.unsubscribe();
      };
    });
  }

  get current(): T {
    this.#subscribe();
    if (this.#error !== undefined) throw this.#error; // the nearest <svelte:boundary> shows it
    return this.#value;
  }

  /** Whether `current` is the database's answer yet, not the initial value. */
  get isReady(): boolean {
    this.#subscribe();
    return this.#ready;
  }
}
