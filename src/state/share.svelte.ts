import type { OutboxItem } from '#core/outbox.ts';
import type { BucketForm, StoredBucket } from '#storage/credentials.ts';
import type { Sending } from '#storage/outbox.ts';
import type { App } from '#state/app.svelte.ts';
import { download } from '#state/download.ts';
import { Live } from '#state/live.svelte.ts';
import type { BucketStep } from '#workers/store.api.ts';

/** A bucket as the page may see it: without what signs. */
export type BucketSummary = Pick<StoredBucket, 'endpoint' | 'region' | 'bucket' | 'prefix' | 'accessKey'>;

/** A sealed object, without its bytes. */
export type QueuedItem = Pick<OutboxItem, 'id' | 'documentId' | 'systemId' | 'events' | 'status' | 'attempts' | 'sealedAt' | 'sentAt'>;

export type BucketTest =
  | { readonly stage: 'none' }
  | { readonly stage: 'running'; readonly step: BucketStep }
  | { readonly stage: 'passed' }
  | { readonly stage: 'failed'; readonly error: unknown };

export interface Room {
  readonly used: number;
  readonly quota: number;
  readonly isProtected: boolean;
}

/** Formats a project can be saved in from here, by `format.id`. */
export type ExportFormat = 'bundle' | 'mqm-tsv';

/** What the Share page shows of one project, and what can be done there. */
export class ShareState {
  readonly #app: App;
  readonly #projectId: string;
  readonly #bucket: Live<BucketSummary | undefined>;
  readonly #sending: Live<Sending>;
  readonly #items: Live<readonly QueuedItem[]>;
  readonly #backup: Live<number | undefined>;
  #room = $state.raw<Room>();
  #wasRefused = $state(false);
  #test = $state.raw<BucketTest>({ stage: 'none' });
  #exporting = $state.raw<ExportFormat>();
  #error = $state.raw<unknown>();
  #abort = new AbortController();

  constructor(app: App, projectId: string) {
    this.#app = app;
    this.#projectId = projectId;
    const { db } = app;
    this.#bucket = new Live(async () => summary((await db.meta.get('bucket'))?.value as StoredBucket | undefined), undefined); // written by the store worker
    this.#sending = new Live(async () => ((await db.meta.get('sending'))?.value ?? { state: 'off' }) as Sending, { state: 'off' }); // written by the outbox
    this.#items = new Live(async () => {
      const found: QueuedItem[] = [];
      await db.outbox
        .where('projectId')
        .equals(projectId)
        .each((item) => found.push(withoutBytes(item)));
      return found.sort((a, b) => b.sealedAt - a.sealedAt);
    }, []);
    this.#backup = new Live(async () => {
      const at = (await db.meta.get(`backup ${projectId}`))?.value;
      return typeof at === 'number' ? at : undefined;
    }, undefined);
    void this.#measure();
  }

  get bucket(): BucketSummary | undefined {
    return this.#bucket.current;
  }

  get isReady(): boolean {
    return this.#bucket.isReady;
  }

  get sending(): Sending {
    return this.#sending.current;
  }

  /** Newest first. */
  get items(): readonly QueuedItem[] {
    return this.#items.current;
  }

  /** When the whole project was last saved as a package, in epoch milliseconds. */
  get backupAt(): number | undefined {
    return this.#backup.current;
  }

  get room(): Room | undefined {
    return this.#room;
  }

  /** Whether the browser has just refused to protect the data. */
  get wasRefused(): boolean {
    return this.#wasRefused;
  }

  get test(): BucketTest {
    return this.#test;
  }

  get exporting(): ExportFormat | undefined {
    return this.#exporting;
  }

  /** Why the last thing asked for here failed. */
  get error(): unknown {
    return this.#error;
  }

  /** Ends what only this page waits for. */
  close(): void {
    this.#abort.abort();
  }

  /** Writes the project in a worker and hands it to the browser as a download. */
  async save(formatId: ExportFormat): Promise<void> {
    if (this.#exporting) return;
    this.#exporting = formatId;
    await this.#try(async () => {
      const { db, workers, stamp } = this.#app;
      const at = stamp.now();
      const { blob, name } = await workers.corpus.exportProject(this.#projectId, formatId, { at, appVersion: stamp.appVersion });
      download(blob, name);
      if (formatId === 'bundle') await db.meta.put({ key: `backup ${this.#projectId}`, value: at });
    });
    this.#exporting = undefined;
  }

  async testBucket(form: BucketForm): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#test = { stage: 'running', step: 'preflight' };
    try {
      await this.#app.workers.store.testBucket(form, {
        signal,
        progress: (step) => {
          if (!signal.aborted) this.#test = { stage: 'running', step };
        },
      });
      this.#test = { stage: 'passed' };
    } catch (error) {
      if (!signal.aborted) this.#test = { stage: 'failed', error };
    }
  }

  /** Whether it was saved. */
  async saveBucket(form: BucketForm): Promise<boolean> {
    const isSaved = await this.#try(() => this.#app.workers.store.saveBucket(form));
    if (isSaved) this.#test = { stage: 'none' };
    return isSaved;
  }

  async forgetBucket(): Promise<void> {
    await this.#try(() => this.#app.workers.store.forgetBucket());
  }

  async unlock(passphrase: string): Promise<void> {
    await this.#try(() => this.#app.workers.store.unlockBucket(passphrase));
  }

  async sendNow(): Promise<void> {
    await this.#try(() => this.#app.workers.store.sendNow());
  }

  /** Asks the browser never to clear this data by itself. */
  async protect(): Promise<void> {
    this.#wasRefused = !(await navigator.storage.persist());
    await this.#measure();
  }

  /** The person's name in this project and in those to come. */
  async rename(name: string): Promise<void> {
    await this.#try(async () => {
      this.#app.settings.set('annotatorName', name);
      const me = await this.#app.project?.ensureAnnotator();
      if (me && me.name !== name) await this.#app.db.annotators.update(me.id, { name });
    });
  }

  async #measure(): Promise<void> {
    const [{ usage = 0, quota = 0 }, isProtected] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()]);
    this.#room = { used: usage, quota, isProtected };
  }

  async #try(work: () => Promise<unknown>): Promise<boolean> {
    this.#error = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      this.#error = error;
      return false;
    }
  }
}

function summary(stored: StoredBucket | undefined): BucketSummary | undefined {
  if (!stored) return undefined;
  const { endpoint, region, bucket, prefix, accessKey } = stored;
  return { endpoint, region, bucket, prefix, accessKey };
}

function withoutBytes({ id, documentId, systemId, events, status, attempts, sealedAt, sentAt }: OutboxItem): QueuedItem {
  return { id, documentId, systemId, events, status, attempts, sealedAt, ...(sentAt === undefined ? {} : { sentAt }) };
}

/** Origins that the policy of this build lets the page talk to. */
export const BUCKET_ORIGINS: readonly string[] = __BUCKET_ORIGINS__;

/** The CORS rules a bucket needs, as AWS, Ceph, MinIO and others take them. */
export function corsRules(origin: string): string {
  const rule = {
    AllowedOrigins: [origin],
    AllowedMethods: ['PUT', 'POST', 'GET', 'HEAD'],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag', 'Date', 'Retry-After'],
    MaxAgeSeconds: 3000,
  };
  return JSON.stringify([rule], null, 2);
}
