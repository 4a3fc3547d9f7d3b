import { Failure } from '#core/failure.ts';
import type { FailureValues } from '#core/failure.ts';
import type { OutboxItem } from '#core/outbox.ts';
import type { Surroundings } from '#storage/bucket.ts';
import { putOnce } from '#storage/bucket.ts';
import type { Verdict } from '#storage/bucket-diagnosis.ts';
import { explain } from '#storage/bucket-diagnosis.ts';
import type { StoredBucket } from '#storage/credentials.ts';
import { signerOf } from '#storage/credentials.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { Signer } from '#storage/sigv4.ts';

/** What the loop is doing, kept in `meta` under `sending` for every tab to see. */
export interface Sending {
  readonly state: 'off' | 'idle' | 'sending' | 'waiting' | 'locked';
  readonly failure?: { readonly code: string; readonly values: FailureValues };
  /** Epoch milliseconds of the next attempt. */
  readonly nextAt?: number;
}

/** Where the loop finds its bucket and what the policy of this build allows. */
export interface OutboxParts {
  readonly db: StetDatabase;
  readonly around: Surroundings;
  readonly origins: readonly string[];
  /** 0 to 1. */
  readonly random: () => number;
}

/** The signer of a bucket that was saved at that time behind a passphrase. */
export interface Unlocked {
  readonly signer: Signer;
  readonly savedAt: number;
}

const BASE = 1000;
const CAP = 300_000;
const START_SPREAD = 2000;
/** Between two looks whether the network is back. */
const PROBE = 30_000;
const OWN_TROUBLE: ReadonlySet<string> = new Set(['s3/damaged-here', 's3/changed-on-the-way', 's3/refused']);

/** Milliseconds before attempt `failures` + 1: full jitter, so that a thousand annotators never knock together. */
export function pauseAfter(verdict: Verdict, failures: number, random: number): number {
  if (verdict.failure.code === 's3/offline' || verdict.failure.code === 's3/unreachable') return PROBE;
  if (verdict.cure === 'person') return CAP;
  const jittered = random * Math.min(CAP, BASE * 2 ** failures);
  return Math.max(jittered, Math.min(CAP, verdict.retryAfter ?? 0));
}

/** Sends what is sealed, one object at a time, until it is in the bucket. It never gives up and never drops anything. Run by one tab. */
export class Outbox {
  readonly #parts: OutboxParts;
  #unlocked: Unlocked | undefined;
  #wakeUp: (() => void) | undefined;
  #isAwake = false;
  #offset = 0;
  #failures = 0;
  #pausedUntil = 0;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  get unlocked(): Unlocked | undefined {
    return this.#unlocked;
  }

  /** There is something new to send, or the person asks for it now: the pause ends. */
  wake(): void {
    this.#isAwake = true;
    this.#wakeUp?.();
  }

  /** The signer of a passphrase-locked bucket; it lives as long as this page. */
  use(unlocked: Unlocked): void {
    this.#unlocked = unlocked;
    this.wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { around, random } = this.#parts;
    this.#pausedUntil = around.now() + random() * START_SPREAD; // a whole team that starts at nine does not knock at once
    while (!signal.aborted) {
      const pause = await this.#step(signal);
      if (pause > 0) await this.#sleep(pause, signal);
    }
  }

  /** One attempt; gives the milliseconds to wait before the next. */
  async #step(signal: AbortSignal): Promise<number> {
    const { db, around } = this.#parts;
    const bucket = await storedBucket(db);
    if (!bucket) return this.#rest({ state: 'off' });
    const { endpoint } = bucket;
    if (!this.#parts.origins.includes(endpoint)) {
      return this.#rest({
        state: 'waiting',
        failure: { code: 's3/origin-not-allowed', values: { endpoint, line: [...this.#parts.origins, endpoint].join(' ') } },
      });
    }
    const item = await nextItem(db);
    if (!item) return this.#rest({ state: 'idle' });
    const signer = signerOf(bucket) ?? (this.#unlocked?.savedAt === bucket.savedAt ? this.#unlocked.signer : undefined);
    if (!signer) return this.#rest({ state: 'locked' });
    const pause = Math.max(item.notBefore, this.#pausedUntil) - around.now();
    if (pause > 0 && !this.#isAwake) return pause;
    this.#isAwake = false;
    await this.#say({ state: 'sending' });
    const verdict = await this.#send(item, bucket, signer, signal);
    if (!verdict) {
      this.#failures = 0;
      return 0;
    }
    return this.#putOff(item, verdict);
  }

  /** Undefined when the object is in the bucket. A wrong clock is set right and tried once more. */
  async #send(item: OutboxItem, bucket: StoredBucket, signer: Signer, signal: AbortSignal): Promise<Verdict | undefined> {
    const { db } = this.#parts;
    const around = { ...this.#parts.around, signal };
    const object = { key: item.id, bytes: item.bytes, sha256: item.sha256, type: 'application/gzip' };
    for (let mayHeal = true; ; mayHeal = false) {
      try {
        await putOnce(bucket, signer, object, around, this.#offset);
        await db.outbox.update(item.id, { status: 'sent', sentAt: around.now(), sentTo: destination(bucket), attempts: item.attempts + 1 });
        return undefined;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof Failure) return { cure: 'person', failure: error };
        const verdict = await explain(error, bucket, signer, around, this.#offset);
        if (verdict.cure !== 'clock' || !mayHeal) return verdict;
        this.#offset = verdict.offset ?? 0;
      }
    }
  }

  async #putOff(item: OutboxItem, verdict: Verdict): Promise<number> {
    const { db, around, random } = this.#parts;
    const pause = pauseAfter(verdict, this.#failures, random());
    this.#failures += 1;
    const notBefore = around.now() + pause;
    const { code, values } = verdict.failure;
    // Trouble with the bucket holds the whole queue, so that it sees one request, not hundreds; trouble with one object holds only that one.
    if (!OWN_TROUBLE.has(code)) this.#pausedUntil = notBefore;
    await db.outbox.update(item.id, { attempts: item.attempts + 1, notBefore, lastFailure: code });
    await this.#say({ state: 'waiting', failure: { code, values }, nextAt: notBefore });
    return OWN_TROUBLE.has(code) ? 0 : pause;
  }

  async #rest(state: Sending): Promise<number> {
    this.#isAwake = false;
    await this.#say(state);
    return Infinity;
  }

  async #say(state: Sending): Promise<void> {
    const { db } = this.#parts;
    const before = (await db.meta.get('sending'))?.value;
    if (JSON.stringify(before) !== JSON.stringify(state)) await db.meta.put({ key: 'sending', value: state });
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#isAwake) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#wakeUp = undefined;
        resolve();
      };
      const timer = ms === Infinity ? undefined : setTimeout(end, ms);
      signal.addEventListener('abort', end);
      this.#wakeUp = end;
    });
  }
}

export async function storedBucket(db: StetDatabase): Promise<StoredBucket | undefined> {
  return (await db.meta.get('bucket'))?.value as StoredBucket | undefined; // written by `saveBucket` alone
}

function destination(bucket: Pick<StoredBucket, 'endpoint' | 'bucket' | 'prefix'>): string {
  return [bucket.endpoint, bucket.bucket, bucket.prefix].filter(Boolean).join('/');
}

/** The one that may go first; of several the one sealed first. */
async function nextItem(db: StetDatabase): Promise<OutboxItem | undefined> {
  const waiting = await db.outbox.where('status').equals('waiting').sortBy('sealedAt');
  return waiting.sort((a, b) => a.notBefore - b.notBefore)[0];
}
