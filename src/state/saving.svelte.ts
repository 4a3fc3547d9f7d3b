/** What the state line says: whether every gesture has been committed, and how many labels wait for the bucket. */
export class Saving {
  /** Counted apart from the state: a commit may begin while a component is taken down, where Svelte answers with the state of before. */
  #count = 0;
  #pending = $state(0);
  #failure = $state.raw<unknown>();
  #unsent = $state(0);

  get state(): 'saved' | 'saving' | 'failed' {
    if (this.#failure !== undefined) return 'failed';
    return this.#pending > 0 ? 'saving' : 'saved';
  }

  /** Why the last commit failed, until one succeeds. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Labels sealed or not that are not in the bucket yet; 0 where no bucket is set up. */
  get unsent(): number {
    return this.#unsent;
  }

  set unsent(count: number) {
    this.#unsent = count;
  }

  /** Follows one commit: *Saving…* until it settles, then *Saved* or the failure. Passes the commit's outcome on. */
  async follow<T>(commit: Promise<T>): Promise<T> {
    this.#pending = ++this.#count;
    try {
      const value = await commit;
      this.#failure = undefined;
      return value;
    } catch (error) {
      this.#failure = error;
      throw error;
    } finally {
      this.#pending = --this.#count;
    }
  }
}
