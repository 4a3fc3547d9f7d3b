import { createSHA256, type IHasher } from 'hash-wasm';
import type { Sha256 } from '#formats/format.ts';

/** SHA-256 that can be started again and again without waiting. */
export class Hashes {
  readonly #make: () => IHasher;

  private constructor(make: () => IHasher) {
    this.#make = make;
  }

  static async load(): Promise<Hashes> {
    const hasher = await createSHA256();
    hasher.init();
    const fresh = hasher.save();
    return new Hashes(() => {
      hasher.init();
      hasher.load(fresh);
      return hasher;
    });
  }

  /** Hex; of text, over its UTF-8. */
  hash(data: string | Uint8Array): string {
    return this.#make().update(data).digest('hex');
  }

  async hashBlob(blob: Blob, signal: AbortSignal, read: (bytes: number) => void): Promise<string> {
    const running = this.running();
    const reader = blob.stream().getReader();
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) return running.hex();
      running.update(value);
      read(value.length);
    }
  }

  /** One that is fed piece by piece; several may run at once, each keeps its own state between pieces. */
  running(): Sha256 {
    let state = this.#make().save();
    return {
      update: (data) => {
        const hasher = this.#make();
        hasher.load(state);
        state = hasher.update(data).save();
      },
      hex: () => {
        const hasher = this.#make();
        hasher.load(state);
        return hasher.digest('hex');
      },
    };
  }
}
