import { Failure } from '#core/failure.ts';

/** A worker that can be asked whether it still hears, and ended. */
export interface Watched {
  /** Answers as soon as the worker looks at its messages. */
  readonly alive: () => Promise<unknown>;
  /** Ends it; what it was asked is rejected with the reason. */
  readonly end: (reason: Error) => void;
}

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** Milliseconds of silence that are allowed before the worker's own pace is known, as while a large model is opened. */
  readonly patience: number;
  /** Milliseconds that never run backwards. */
  readonly now?: () => number;
}

/** A run of a graph can't be interrupted: a worker that has not answered an abort after so many milliseconds is ended. */
export const ABORT_WITHIN = 150;

/** How often a worker is asked for a sign of life, in milliseconds. */
const EVERY = 1000;

/** A worker counts as hung when it is silent so many times longer than it ever was before. */
const LONGER = 20;

/**
 * Follows work in a worker: ends the worker where it does not answer an abort, and where it hangs. How long it may be silent goes by its own longest
 * silence so far, never below the patience. A device that slept, or a tab whose timers are held back, is not taken for a worker that hangs: no single
 * gap between two looks counts for more than a quarter of the patience.
 */
export async function watch<R>(worker: Watched, options: WatchOptions, work: () => Promise<R>): Promise<R> {
  const { signal, patience, now = () => performance.now() } = options;
  let longest = 0;
  let silent = 0;
  let isAsked = false;
  let last = now();
  const ask = async (): Promise<void> => {
    isAsked = true;
    try {
      await worker.alive();
    } finally {
      isAsked = false;
      longest = Math.max(longest, silent);
      silent = 0;
    }
  };
  const look = (): void => {
    const at = now();
    if (isAsked) silent += Math.min(at - last, patience / 4);
    last = at;
    if (silent > Math.max(patience, LONGER * longest)) worker.end(new Failure('model/hung', { seconds: Math.round(silent / 1000) }));
    else if (!isAsked) ask().catch(() => undefined); // a worker that was ended rejects the work itself
  };
  const looking = setInterval(look, EVERY);
  let ending: ReturnType<typeof setTimeout> | undefined;
  const abort = (): void => {
    ending = setTimeout(() => {
      worker.end(new DOMException('the worker did not answer an abort', 'AbortError'));
    }, ABORT_WITHIN);
  };
  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    return await work();
  } finally {
    signal.removeEventListener('abort', abort);
    clearTimeout(ending);
    clearInterval(looking);
  }
}
