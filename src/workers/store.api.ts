import { v7 } from 'uuid';
import type { Event } from '#core/event.ts';
import { Failure } from '#core/failure.ts';
import type { Surroundings } from '#storage/bucket.ts';
import { putOnce } from '#storage/bucket.ts';
import { explain, PROBE_BYTES, probeKey } from '#storage/bucket-diagnosis.ts';
import type { BucketForm } from '#storage/credentials.ts';
import { checkForm, keepCredentials, unlock } from '#storage/credentials.ts';
import { StetDatabase } from '#storage/db.ts';
import { makePool, readJournal } from '#storage/journal-files.ts';
import type { Unlocked } from '#storage/outbox.ts';
import { Outbox, storedBucket } from '#storage/outbox.ts';
import { replay } from '#storage/replica.ts';
import type { HighWater, Loss } from '#storage/restore.ts';
import { findLoss, putBack } from '#storage/restore.ts';
import type { Finished } from '#storage/sealing.ts';
import { readIdentity } from '#storage/second-copy.ts';
import { importSecret, sha256Hex } from '#storage/sigv4.ts';
import type { Call } from '#workers/rpc.ts';
import type { Kept } from '#workers/store-keeper.ts';
import { Keeper } from '#workers/store-keeper.ts';

/** What the tabs' store workers tell each other: only one of them keeps and sends. */
type Note =
  | { readonly kind: 'wake' }
  | { readonly kind: 'seal'; readonly work: Finished }
  | { readonly kind: 'unlocked'; readonly unlocked: Unlocked }
  | { readonly kind: 'ask-unlocked' };

/** How far a test of the bucket is. */
export type BucketStep = 'preflight' | 'again' | 'done';

const KEEPER_LOCK = 'stet-keeper';
const db = new StetDatabase();
const channel = new BroadcastChannel('stet-store');
const around: Surroundings = {
  fetch: (input, init) => fetch(input, init),
  origin: self.origin,
  isOnline: () => navigator.onLine,
  now: () => Date.now(),
  signal: new AbortController().signal,
};
const outbox = new Outbox({ db, around, origins: __BUCKET_ORIGINS__, random: Math.random });
let keeper: Keeper | undefined;
let isWhole = false;

channel.onmessage = ({ data }: MessageEvent<Note>) => {
  hear(data);
};
self.addEventListener('online', () => {
  outbox.wake();
});

function hear(note: Note): void {
  if (note.kind === 'wake') outbox.wake();
  if (note.kind === 'unlocked') outbox.use(note.unlocked);
  if (note.kind === 'ask-unlocked' && outbox.unlocked) channel.postMessage({ kind: 'unlocked', unlocked: outbox.unlocked } satisfies Note);
  if (note.kind === 'seal') void keeper?.seal(note.work);
}

/** To this worker and to those of the other tabs. */
function tellAll(note: Note): void {
  hear(note);
  channel.postMessage(note);
}

/** Functions of the store worker. */
export const storeApi = {
  /**
   * The start-up check: what the database lacks of what it once held. A new or whole database gets, or has, an identity; then what it
   * lacks later was deleted by the person.
   */
  async check(mark: HighWater | undefined): Promise<Loss | undefined> {
    await makePool();
    const loss = await findLoss(db, replay((await readJournal()).lines), mark);
    if (loss) return loss;
    await ensureIdentity();
    isWhole = true;
    return undefined;
  },

  /** Makes way for a restore where the browser cannot open the database any more. */
  async clearUnreadable(): Promise<void> {
    await db.delete();
    await db.open();
  },

  /** Puts back what the second copy holds, after the files of the loss were read again. Gives the number of labels that came back. */
  async restore(mark: HighWater | undefined): Promise<number> {
    const labels = await putBack(db, replay((await readJournal()).lines), mark);
    await ensureIdentity();
    isWhole = true;
    return labels;
  },

  /** Runs as long as the page: keeps the second copy, seals and sends, in one tab at a time. `progress` tells whether the copy is level. */
  async keep(call: Call<Kept>): Promise<void> {
    await navigator.locks.request(KEEPER_LOCK, { signal: call.signal }, async () => {
      channel.postMessage({ kind: 'ask-unlocked' } satisfies Note);
      keeper = new Keeper({ db, outbox, trustsAbsence: () => isWhole, tell: call.progress });
      await keeper.run(call.signal);
    });
  },

  /** After a commit: the second copy of these events. The keeper compares and would find them by itself; this only makes it sooner. */
  async journal(events: readonly Event[]): Promise<void> {
    if (events.length > 0) await keeper?.copyNow(new Set());
  },

  /** A document was finished by this person: what is new of it is sealed for the bucket. */
  documentFinished(projectId: string, documentId: string, systemId: string, annotatorId: string): void {
    tellAll({ kind: 'seal', work: { projectId, documentId, systemId, annotatorId } });
  },

  /** Writes a probe twice: the first must be taken, the second found. Throws the Failure that says what is wrong. */
  async testBucket(form: BucketForm, call: Call<BucketStep>): Promise<void> {
    const checked = checkForm(form, __BUCKET_ORIGINS__);
    const { accessKey, region, sessionToken } = checked;
    const signer = { accessKey, region, key: await importSecret(checked.secret), ...(sessionToken === '' ? {} : { sessionToken }) };
    const object = { key: await probeKey(), bytes: PROBE_BYTES, sha256: await sha256Hex(PROBE_BYTES), type: 'text/plain' };
    const here = { ...around, signal: call.signal };
    let offset = 0;
    for (const step of ['preflight', 'again'] as const) {
      call.progress(step);
      try {
        await putOnce(checked, signer, object, here, offset);
      } catch (error) {
        call.signal.throwIfAborted();
        if (error instanceof Failure) throw error;
        const verdict = await explain(error, checked, signer, here, offset);
        if (verdict.cure !== 'clock' || offset !== 0) throw verdict.failure;
        offset = verdict.offset ?? 0;
        await putOnce(checked, signer, object, here, offset);
      }
    }
    call.progress('done');
  },

  /** From now on finished documents go there. The secret is stored as a key that cannot be read back. */
  async saveBucket(form: BucketForm): Promise<void> {
    const checked = checkForm(form, __BUCKET_ORIGINS__);
    const stored = await keepCredentials(checked, Date.now());
    await db.meta.put({ key: 'bucket', value: stored });
    if (checked.passphrase !== '')
      tellAll({ kind: 'unlocked', unlocked: { signer: await unlock(stored, checked.passphrase), savedAt: stored.savedAt } });
    tellAll({ kind: 'wake' });
  },

  /** Nothing is sent any more; what waits goes on waiting. */
  async forgetBucket(): Promise<void> {
    await db.meta.delete('bucket');
    tellAll({ kind: 'wake' });
  },

  /** Opens a locked bucket for all tabs, until they are closed. */
  async unlockBucket(passphrase: string): Promise<void> {
    const stored = await storedBucket(db);
    if (!stored) return;
    tellAll({ kind: 'unlocked', unlocked: { signer: await unlock(stored, passphrase), savedAt: stored.savedAt } });
  },

  /** Ends the pause after a failed attempt. */
  sendNow(): void {
    tellAll({ kind: 'wake' });
  },
};

async function ensureIdentity(): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    if (await readIdentity(db)) return;
    const [dbId, deviceId] = await db.meta.bulkGet(['dbId', 'deviceId']);
    await db.meta.bulkPut([
      { key: 'dbId', value: dbId?.value ?? v7() },
      { key: 'deviceId', value: deviceId?.value ?? v7() },
    ]);
  });
}
