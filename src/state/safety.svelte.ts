import { liveQuery } from 'dexie';
import { Failure } from '#core/failure.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { HighWater, Loss } from '#storage/restore.ts';
import { readIdentity } from '#storage/second-copy.ts';
import type { Saving } from '#state/saving.svelte.ts';
import type { Workers } from '#workers/pool.ts';

export type LossKind = Loss['kind'];

/** What became of a database that lacked something. */
export type Recovery =
  | { readonly stage: 'restoring'; readonly loss: Loss }
  | { readonly stage: 'restored'; readonly loss: Loss; readonly labels: number; readonly unread: readonly UnreadImport[] }
  | { readonly stage: 'failed'; readonly loss: Loss | undefined; readonly error: unknown };

/** A file of the loss that could not be read again, and why. */
export interface UnreadImport {
  readonly name: string;
  readonly error: unknown;
}

const MARK_KEY = 'stet.high-water';
const RESTORE_LOCK = 'stet-restore';

/** Watches over what was saved: checks the database at the start, brings back what it lost, keeps the second copy and the outbox going. */
export class Safety {
  readonly #db: StetDatabase;
  readonly #workers: Workers;
  readonly #saving: Saving;
  readonly #storage: Storage;
  #recovery = $state.raw<Recovery>();
  #copyFailure = $state.raw<unknown>();
  #checking: Promise<void> | undefined;
  #isWhole = false;
  #tellChecked: () => void = () => undefined;
  readonly #checked = new Promise<void>((resolve) => {
    this.#tellChecked = resolve;
  });

  constructor(parts: { db: StetDatabase; workers: Workers; saving: Saving; storage: Storage }) {
    this.#db = parts.db;
    this.#workers = parts.workers;
    this.#saving = parts.saving;
    this.#storage = parts.storage;
  }

  /** Resolves once the database has been checked and, where it lacked something, restored: only then may anything be tidied away. */
  get checked(): Promise<void> {
    return this.#checked;
  }

  /** Undefined where nothing was missing, or the person has read the report. */
  get recovery(): Recovery | undefined {
    return this.#recovery;
  }

  /** Why the second copy is behind; undefined while it is level. */
  get copyFailure(): unknown {
    return this.#copyFailure;
  }

  /** Called once, by the page. Returns when the database is known to be whole, or all that could be done for it is done. */
  async start(): Promise<void> {
    this.#db.on('close', () => {
      void this.check(); // the browser took the database away under an open page
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.#checkQuickly();
    });
    await this.check();
    this.#tellChecked();
    this.#follow();
    void this.#keep();
  }

  /** Looks for losses and restores them; a second call while one is under way waits for that one. */
  async check(): Promise<void> {
    this.#isWhole = false;
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    await this.#checking;
  }

  dismiss(): void {
    if (this.#recovery?.stage !== 'restoring') this.#recovery = undefined;
  }

  async #check(): Promise<void> {
    try {
      const mark = this.#readMark();
      const loss = await this.#workers.store.check(mark);
      if (loss) {
        this.#recovery = { stage: 'restoring', loss };
        await navigator.locks.request(RESTORE_LOCK, () => this.#restore(mark));
      }
      this.#isWhole = true;
    } catch (error) {
      this.#recovery = { stage: 'failed', loss: this.#recovery?.loss, error };
    }
  }

  /** Under the lock: another tab may have done it meanwhile. */
  async #restore(mark: HighWater | undefined): Promise<void> {
    const { store, corpus } = this.#workers;
    const loss = await store.check(mark);
    if (!loss) {
      this.#recovery = undefined;
      return;
    }
    this.#recovery = { stage: 'restoring', loss };
    if (loss.kind === 'unreadable') await store.clearUnreadable();
    const unread: UnreadImport[] = [];
    for (const row of loss.imports) {
      try {
        await corpus.reopen(row);
      } catch (error) {
        unread.push({ name: row.options.name, error });
      }
    }
    const labels = await store.restore(mark);
    this.#recovery = { stage: 'restored', loss, labels, unread };
  }

  async #checkQuickly(): Promise<void> {
    const mark = this.#readMark();
    const identity = await readIdentity(this.#db);
    if (mark && (identity?.dbId !== mark.dbId || identity.seq < mark.seq)) await this.check();
  }

  /** The high-water mark and the state line's count follow the database. */
  #follow(): void {
    liveQuery(() => readIdentity(this.#db)).subscribe((identity) => {
      if (!identity || !this.#isWhole) return;
      const { dbId, deviceId, seq } = identity;
      this.#storage.setItem(MARK_KEY, JSON.stringify({ dbId, deviceId, seq } satisfies HighWater));
    });
    let sent = 0;
    let made = 0;
    const count = (): void => {
      this.#saving.unsent = Math.max(0, made - sent);
    };
    liveQuery(() => madeLabels(this.#db)).subscribe((value) => {
      made = value;
      count();
    });
    liveQuery(() => sentLabels(this.#db)).subscribe((value) => {
      sent = value;
      count();
    });
  }

  async #keep(): Promise<void> {
    try {
      await this.#workers.store.keep({
        progress: ({ failure }) => {
          this.#copyFailure = failure && new Failure(failure.code, failure.values);
        },
      });
    } catch (error) {
      this.#copyFailure = error;
    }
  }

  #readMark(): HighWater | undefined {
    const text = this.#storage.getItem(MARK_KEY);
    if (text === null) return undefined;
    try {
      const mark = JSON.parse(text) as Partial<HighWater>; // checked field by field below
      if (typeof mark.dbId === 'string' && typeof mark.deviceId === 'string' && typeof mark.seq === 'number') return mark as HighWater;
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
    }
    return undefined;
  }
}

/** This device's labels; 0 where no bucket is set up, since none is awaited anywhere. */
async function madeLabels(db: StetDatabase): Promise<number> {
  const [bucket, identity] = await Promise.all([db.meta.get('bucket'), readIdentity(db)]);
  if (!bucket || !identity) return 0;
  return db.events.where('[deviceId+seq]').between([identity.deviceId, 1], [identity.deviceId, Infinity]).count();
}

async function sentLabels(db: StetDatabase): Promise<number> {
  let sent = 0;
  await db.outbox
    .where('status')
    .equals('sent')
    .each((item) => {
      sent += item.events;
    });
  return sent;
}
