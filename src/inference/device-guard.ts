import { Failure } from '#core/failure.ts';

/**
 * Waits for work on a device that may be lost or answer no more. Each wait leaves the list when it ends: a race against one promise that lasts as long as
 * the device would keep every answer as long.
 */
export class DeviceGuard {
  readonly #longest: number;
  readonly #waiting = new Set<(failure: Failure) => void>();
  #lost: Failure | undefined;

  /** `lost` resolves with the reason; work that takes more than `longest` milliseconds is taken for hung. */
  constructor(lost: Promise<string>, longest: number) {
    this.#longest = longest;
    void lost.then((reason) => {
      this.#lost = new Failure('model/device-lost', { reason });
      for (const reject of this.#waiting) reject(this.#lost);
    });
  }

  /** The work's answer; rejects with a Failure where the device is lost first, or it takes too long. */
  async wait<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        end();
        reject(new Failure('model/hung', { seconds: this.#longest / 1000 }));
      }, this.#longest);
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(fail);
      };
      const fail = (cause: Error): void => {
        end();
        reject(cause);
      };
      this.#waiting.add(fail);
      work.then((value) => {
        end();
        resolve(value);
      }, fail);
      if (this.#lost) fail(this.#lost);
    });
  }
}
