/** After so long without a key or pointer the person is taken to be elsewhere (the rule of Pearmut: gaps count at most a minute). */
const IDLE_AFTER = 60_000;

/** Seconds that the person has worked on the active segment: the page is visible and something moved within the last minute. */
export class SegmentClock {
  readonly #now: () => number;
  #milliseconds = $state.raw(0);
  #seen = 0;
  #lastInput = 0;

  /** `now` gives milliseconds that never run backwards. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get seconds(): number {
    return Math.floor(this.#milliseconds / 1000);
  }

  /** From zero; returns the function that stops it. */
  start(): () => void {
    this.#milliseconds = 0;
    this.#seen = this.#lastInput = this.#now();
    const input = (): void => {
      this.#lastInput = this.#now();
    };
    const timer = setInterval(() => this.#tick(), 1000);
    const kinds = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
    for (const kind of kinds) addEventListener(kind, input, { passive: true });
    return () => {
      clearInterval(timer);
      for (const kind of kinds) removeEventListener(kind, input);
    };
  }

  #tick(): void {
    const now = this.#now();
    const isHere = document.visibilityState === 'visible' && now - this.#lastInput < IDLE_AFTER;
    if (isHere) this.#milliseconds += now - this.#seen;
    this.#seen = now;
  }
}
