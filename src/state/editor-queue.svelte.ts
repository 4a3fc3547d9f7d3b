import type { Annotation } from '#core/annotation.ts';
import { annotationId } from '#core/annotation.ts';
import type { Event, Gesture } from '#core/event.ts';
import { Failure } from '#core/failure.ts';
import { applyGesture } from '#core/fold.ts';
import type { Saving } from '#state/saving.svelte.ts';
import type { Appended } from '#storage/events.ts';

/** A gesture that is painted but not committed yet. */
interface Pending {
  readonly id: string;
  readonly gesture: Gesture;
  /** SHA-256 of the texts it was made on, written with it. */
  readonly textSha256: Promise<string> | undefined;
  /** What the annotation looks like with it, where the gesture alone cannot tell: an undo. */
  readonly painted: Annotation | undefined;
  readonly settle?: ((appended: Appended) => void) | undefined;
}

/** A place in the queue that is not filled yet. */
interface Turn {
  readonly fill: () => Promise<readonly Pending[]>;
}

/** Gestures that are told from what is committed, as an undo is. */
export interface Made {
  readonly gestures: readonly Gesture[];
  /** What the annotation looks like with them. */
  readonly painted?: Annotation | undefined;
}

export interface QueueParts {
  /** One strict transaction. */
  readonly commit: (gestures: readonly [Gesture, ...Gesture[]]) => Promise<Appended>;
  /** The second copy of what was committed. */
  readonly journal: (events: readonly Event[]) => Promise<unknown>;
  readonly saving: Saving;
}

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

/**
 * Carries gestures from the screen to the database, one transaction after the other. A gesture that cannot be committed stays here,
 * painted and counted as unsaved, and is tried again until it is in; nothing is ever dropped.
 */
export class GestureQueue {
  readonly #parts: QueueParts;
  readonly #listeners = new Set<(appended: Appended) => void>();
  /**
   * What waits; `#pending` is its picture for the screen. While a component is taken down, Svelte answers with the state of before: a draft that is
   * saved there and built on `#pending` would drop what was added a moment earlier.
   */
  #waiting: readonly (Pending | Turn)[] = [];
  #pending = $state.raw<readonly Pending[]>([]);
  #failure = $state.raw<unknown>();
  #journalFailure = $state.raw<unknown>();
  #running: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #unsaid: Event[] = [];

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  /** Why the oldest gesture is not committed yet; undefined while all goes well. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Why the second copy is behind; what was marked is in the database all the same. */
  get journalFailure(): unknown {
    return this.#journalFailure;
  }

  get unsaved(): number {
    return this.#pending.length;
  }

  /** The annotation with everything that waits painted over it. */
  paint(annotation: Annotation): Annotation {
    return this.#pending.reduce((painted, entry) => {
      if (entry.id !== annotation.id) return painted;
      return entry.painted ?? applyGesture(painted, entry.gesture);
    }, annotation);
  }

  /** Paints the gesture at once; resolves when it has been committed. */
  add(gesture: Gesture, options: { textSha256?: Promise<string>; painted?: Annotation } = {}): Promise<Appended> {
    const promise = new Promise<Appended>((settle) => {
      this.#setWaiting([...this.#waiting, pending(gesture, { ...options, settle })]);
    });
    this.#running ??= this.#run();
    return promise;
  }

  /**
   * Keeps a place: `make` is asked when all that was added before is committed, and its gestures go in before all that was added since, however long
   * that takes. Resolves with what it made.
   */
  turn<T extends Made | undefined>(make: () => Promise<T>): Promise<T> {
    const promise = new Promise<T>((resolve) => {
      const fill = async (): Promise<readonly Pending[]> => {
        const making = make();
        resolve(making);
        const made = await making.catch(() => undefined); // it was the asker's to hear; the others in the queue go on
        return made?.gestures.map((gesture) => pending(gesture, { painted: made.painted })) ?? [];
      };
      this.#setWaiting([...this.#waiting, { fill }]);
    });
    this.#running ??= this.#run();
    return promise;
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Does not wait for the next attempt's time. */
  retry(): void {
    this.#wake?.();
  }

  /** Called after each commit; returns the function that ends that. */
  onCommit(listener: (appended: Appended) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #setWaiting(waiting: readonly (Pending | Turn)[]): void {
    this.#waiting = waiting;
    this.#pending = waiting.filter((entry) => 'gesture' in entry);
  }

  async #run(): Promise<void> {
    let pause = FIRST_PAUSE;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if ('fill' in next) {
        const filled = await next.fill();
        this.#setWaiting([...filled, ...this.#waiting.slice(1)]);
        continue;
      }
      const batch = this.#batch(next);
      try {
        const appended = await this.#parts.saving.follow(this.#commit(batch));
        const committed = new Set<Pending>(batch);
        // Those who keep the committed state learn of it before the painted one goes: the screen never steps back.
        for (const listener of this.#listeners) listener(appended);
        this.#setWaiting(this.#waiting.filter((entry) => 'fill' in entry || !committed.has(entry)));
        this.#failure = undefined;
        pause = FIRST_PAUSE;
        for (const entry of batch) entry.settle?.(appended);
        this.#copy(appended.events);
      } catch (error) {
        this.#failure = error;
        await this.#wait(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
    this.#running = undefined;
  }

  /** The gestures right behind the oldest that belong to the same annotation, with it. */
  #batch(first: Pending): readonly [Pending, ...Pending[]] {
    const batch: [Pending, ...Pending[]] = [first];
    for (const entry of this.#waiting.slice(1)) {
      if (!('gesture' in entry) || entry.id !== first.id) break;
      batch.push(entry);
    }
    return batch;
  }

  async #commit([first, ...rest]: readonly [Pending, ...Pending[]]): Promise<Appended> {
    const gestures: [Gesture, ...Gesture[]] = [await sealed(first)];
    for (const entry of rest) gestures.push(await sealed(entry));
    try {
      return await this.#parts.commit(gestures);
    } catch (error) {
      throw storageFailure(error);
    }
  }

  #copy(events: readonly Event[]): void {
    const behind = [...this.#unsaid, ...events];
    this.#unsaid = [];
    this.#parts.journal(behind).then(
      () => {
        if (this.#unsaid.length === 0) this.#journalFailure = undefined;
      },
      (error: unknown) => {
        this.#unsaid = [...behind, ...this.#unsaid];
        this.#journalFailure = error;
      },
    );
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function pending(gesture: Gesture, more: Partial<Pick<Pending, 'textSha256' | 'painted' | 'settle'>>): Pending {
  return { id: annotationId(gesture.key), gesture, textSha256: more.textSha256, painted: more.painted, settle: more.settle };
}

async function sealed(entry: Pending): Promise<Gesture> {
  return entry.textSha256 === undefined ? entry.gesture : { ...entry.gesture, textSha256: await entry.textSha256 };
}

/** A full disk says so in several ways: the transaction's own error, or one wrapped in Dexie's. */
function storageFailure(error: unknown): unknown {
  const inner = error instanceof Error && 'inner' in error ? error.inner : undefined;
  const names = [error, inner].map((cause) => (cause instanceof Error || cause instanceof DOMException ? cause.name : ''));
  return names.includes('QuotaExceededError') ? new Failure('storage/quota', {}, { cause: error }) : error;
}
