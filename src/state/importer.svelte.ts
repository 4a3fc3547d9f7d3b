import { SvelteMap } from 'svelte/reactivity';
import type { Import, ImportOptions } from '#core/import.ts';
import type { App } from '#state/app.svelte.ts';
import type { Job } from '#state/jobs.svelte.ts';
import type { Detection } from '#workers/corpus-detect.ts';

/** Files that are being looked at, asked about, or could not be opened. */
export type Stage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'looking'; readonly names: readonly string[]; readonly share: number | undefined; readonly abort: AbortController }
  | { readonly kind: 'asking'; readonly detection: Detection }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What is asked about. */
export type Asked = Extract<Stage, { kind: 'asking' }>['detection'];

interface Waiting {
  readonly detection: Detection;
  readonly files: readonly File[];
}

/** Such files are a project already. */
export interface Duplicate {
  readonly fileName: string;
  readonly projectId: string;
  readonly projectName: string;
}

const SAMPLES = ['en-ja.json', 'en-ar.json', 'en-de.json'];

/** Takes files in: looks at them, asks what they do not say, reads them as jobs that go on when the page is left. */
export class Importer {
  readonly #app: App;
  /** Rows read so far, by the job's key. */
  readonly #rows = new SvelteMap<string, number>();
  #stage = $state.raw<Stage>({ kind: 'idle' });
  #waiting: readonly Waiting[] = [];
  #asked: Waiting | undefined;
  #duplicates = $state.raw<readonly Duplicate[]>([]);

  constructor(app: App) {
    this.#app = app;
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** Files that turned out to be open already; the person dismisses them. */
  get duplicates(): readonly Duplicate[] {
    return this.#duplicates;
  }

  /** Imports under way or ended, as long as they are not dismissed; newest first. */
  get jobs(): readonly Job<Import>[] {
    return this.#app.jobs.list.filter((job) => job.plan.kind === 'import') as readonly Job<Import>[]; // import jobs are started here alone
  }

  /** Rows that a job has read so far. */
  rowsOf(job: Job): number {
    return this.#rows.get(job.plan.key) ?? 0;
  }

  /** Deletes what an earlier visit left half read. */
  async sweep(): Promise<void> {
    await this.#app.safety.checked; // an import that a damaged database shows as cut short may have been whole
    await this.#app.workers.corpus.sweep();
  }

  async take(files: readonly File[]): Promise<void> {
    if (files.length === 0 || this.#stage.kind === 'looking') return;
    const detections = await this.#look(files);
    if (!detections) return;
    this.#waiting = [
      ...this.#waiting,
      ...detections.map((detection) => ({ detection, files: detection.indexes.flatMap((i) => files[i] ?? []) })),
    ];
    if (this.#stage.kind !== 'asking') this.#next();
  }

  async #look(files: readonly File[]): Promise<readonly Detection[] | undefined> {
    const abort = new AbortController();
    const names = files.map((file) => file.name);
    this.#stage = { kind: 'looking', names, share: undefined, abort };
    try {
      const progress = ({ done, total }: { done: number; total: number }): void => {
        this.#stage = { kind: 'looking', names, share: total === 0 ? undefined : done / total, abort };
      };
      const detections = await this.#app.workers.corpus.detect(files, { signal: abort.signal, progress });
      this.#stage = { kind: 'idle' };
      return detections;
    } catch (error) {
      this.#stage = abort.signal.aborted ? { kind: 'idle' } : { kind: 'failed', error };
      return undefined;
    }
  }

  /** Asks about the next file, or reads it where there is nothing to ask. */
  #next(): void {
    this.#asked = undefined;
    this.#stage = { kind: 'idle' };
    while (this.#waiting.length > 0) {
      const [first, ...rest] = this.#waiting;
      this.#waiting = rest;
      if (!first) return;
      const { detection } = first;
      if (detection.existing) {
        const { projectId, name } = detection.existing;
        this.#duplicates = [...this.#duplicates, { fileName: detection.files[0]?.name ?? '', projectId, projectName: name }];
      } else if (detection.asks.length === 0) this.#read(first, detection.proposal);
      else {
        this.#asked = first;
        this.#stage = { kind: 'asking', detection };
        return;
      }
    }
  }

  /** The person's answer to what was asked. */
  confirm(options: ImportOptions): void {
    if (this.#asked) this.#read(this.#asked, options);
    this.#next();
  }

  /** Leaves the asked-about files out. */
  skip(): void {
    this.#next();
  }

  #read({ detection, files }: Waiting, options: ImportOptions): Job<Import> {
    const key = `import ${detection.files.map((file) => file.sha256).join(' ')}`;
    const at = Date.now();
    return this.#app.jobs.start<Import>({
      key,
      kind: 'import',
      subject: options.name,
      run: ({ signal, progress }) =>
        this.#app.workers.corpus.open(files, detection.files, options, at, {
          signal,
          progress: ({ done, total, rows }) => {
            this.#rows.set(key, rows);
            progress({ done, total });
          },
        }),
    });
  }

  dismissDuplicate(duplicate: Duplicate): void {
    this.#duplicates = this.#duplicates.filter((other) => other !== duplicate);
  }

  dismissFailure(): void {
    if (this.#stage.kind === 'failed') this.#stage = { kind: 'idle' };
  }

  dismissJob(job: Job): void {
    this.#app.jobs.dismiss(job);
  }

  stopLooking(): void {
    if (this.#stage.kind === 'looking') this.#stage.abort.abort();
  }

  /** Opens the three sample projects and goes to the German one. */
  async openSample(): Promise<void> {
    if (this.#stage.kind === 'looking') return;
    const files = await Promise.all(SAMPLES.map((name) => sampleFile(name)));
    const detections = await this.#look(files);
    if (!detections) return;
    let projectId: string | undefined;
    for (const detection of detections) {
      projectId = detection.existing?.projectId;
      if (projectId !== undefined) continue;
      const job = this.#read({ detection, files: detection.indexes.flatMap((i) => files[i] ?? []) }, detection.proposal);
      await job.ended;
      projectId = job.result?.projectId;
      if (job.status === 'done') this.#app.jobs.dismiss(job);
    }
    if (projectId !== undefined) this.#app.go({ page: 'annotate', projectId });
  }

  /** Hands the whole project to the browser as a download. */
  async savePackage(projectId: string): Promise<void> {
    const at = Date.now();
    const { blob, name } = await this.#app.workers.corpus.exportProject(projectId, 'bundle', {
      at,
      appVersion: this.#app.stamp.appVersion,
    });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
    }, 60_000);
    await this.#app.db.meta.put({ key: `backup ${projectId}`, value: at });
  }

  async deleteProject(projectId: string): Promise<void> {
    await this.#app.workers.corpus.deleteProject(projectId);
  }
}

async function sampleFile(name: string): Promise<File> {
  const response = await fetch(`./sample/${name}`);
  if (!response.ok) throw new Error(`the sample ${name} is not there (${response.status})`);
  return new File([await response.blob()], name);
}
