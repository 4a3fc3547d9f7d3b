/** After this many milliseconds of work a worker looks at its messages. */
const LONGEST_STRETCH = 40;

/** Lets a busy worker hear an abort: gives the event loop a turn, at most every 40 ms, and throws AbortError where the signal says so. */
export class Turns {
  #last = performance.now();

  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (performance.now() - this.#last < LONGEST_STRETCH) return;
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(0); // a message of our own comes after the abort that may already wait; a timer would be held back to 4 ms
    });
    this.#last = performance.now();
    signal.throwIfAborted();
  }
}
