/** What a job does, as the top bar's verb names it. */
export const JOB_KINDS = [
  'import',
  'export',
  'restore',
  'send',
  'evaluate',
  'add-model',
  'load-model',
  'translate',
  'score',
  'measure',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** running → paused ⇄ running → done | stopped (by the person, what is done is kept) | failed. */
export type JobStatus = 'running' | 'paused' | 'done' | 'stopped' | 'failed';

/** How far a job is, in its own unit (rows, segments, bytes …). Speed and time left are worked out unless the work knows them better. */
export interface JobProgress {
  readonly done: number;
  readonly total?: number;
  readonly wordsPerSecond?: number;
  readonly secondsLeft?: number;
}

/** What a job's work is given; it fits the last argument of a worker's function as it is. */
export interface JobControl {
  readonly signal: AbortSignal;
  readonly progress: (value: JobProgress) => void;
}

/** Work that goes on when the page that started it is left. */
export interface JobPlan<R> {
  /** Names the work: a second start under the same key, while the first is under way, gives the first back. Such as `translate <modelId>`. */
  readonly key: string;
  readonly kind: JobKind;
  /** What it works on, as the person knows it: the name of a file, a project or a model. */
  readonly subject: string;
  readonly projectId?: string;
  /** Whether `run` may be ended and called again, and then goes on where it stopped. Pausing is exactly that. */
  readonly canPause?: boolean;
  readonly run: (control: JobControl) => Promise<R>;
}

/** Milliseconds over which speed is averaged: long enough to be steady, short enough to follow a change of load. */
const SPEED_WINDOW = 15_000;

interface Mark {
  readonly at: number;
  readonly done: number;
}

export class Job<R = unknown> {
  readonly id: number;
  readonly plan: JobPlan<R>;
  /** Resolves when the job is done, stopped or failed; it never rejects: read `status`, `result` and `error`. */
  readonly ended: Promise<void>;
  readonly #now: () => number;
  readonly #settle: () => void;
  #status = $state.raw<JobStatus>('running');
  #progress = $state.raw<JobProgress>({ done: 0 });
  #result = $state.raw<R>();
  #error = $state.raw<unknown>();
  #marks = $state.raw<readonly Mark[]>([]);
  #abort = new AbortController();
  #last: Promise<void> = Promise.resolve();

  constructor(id: number, plan: JobPlan<R>, now: () => number) {
    this.id = id;
    this.plan = plan;
    this.#now = now;
    const { promise, resolve } = deferred();
    this.ended = promise;
    this.#settle = resolve;
    this.#run();
  }

  get status(): JobStatus {
    return this.#status;
  }

  get isUnderWay(): boolean {
    return this.#status === 'running' || this.#status === 'paused';
  }

  get progress(): JobProgress {
    return this.#progress;
  }

  /** 0 to 1; undefined while the total is unknown. */
  get share(): number | undefined {
    const { done, total } = this.#progress;
    return total === undefined || total === 0 ? undefined : Math.min(1, done / total);
  }

  /** What `run` gave; undefined until it is done. */
  get result(): R | undefined {
    return this.#result;
  }

  /** Why it failed: mostly a `Failure`. */
  get error(): unknown {
    return this.#error;
  }

  /** Units a second, over the last seconds of work; undefined until it can be told. */
  get perSecond(): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.at === first.at) return undefined;
    const speed = ((last.done - first.done) * 1000) / (last.at - first.at);
    return speed > 0 ? speed : undefined;
  }

  get secondsLeft(): number | undefined {
    const { done, total, secondsLeft } = this.#progress;
    if (secondsLeft !== undefined) return secondsLeft;
    const speed = this.perSecond;
    return total === undefined || speed === undefined ? undefined : Math.max(0, total - done) / speed;
  }

  pause(): void {
    if (this.#status !== 'running' || this.plan.canPause !== true) return;
    this.#status = 'paused';
    this.#abort.abort();
  }

  resume(): void {
    if (this.#status !== 'paused') return;
    this.#status = 'running';
    this.#run();
  }

  /** Ends the work; what it has stored so far stays. */
  stop(): void {
    if (!this.isUnderWay) return;
    this.#status = 'stopped';
    this.#abort.abort();
    this.#settle();
  }

  #run(): void {
    const abort = new AbortController();
    this.#abort = abort;
    this.#marks = [];
    const progress = (value: JobProgress): void => {
      if (!abort.signal.aborted) this.#advance(value);
    };
    // After the run before it has wound up: two runs of one job never write at once.
    this.#last = this.#last
      .then(() => {
        abort.signal.throwIfAborted();
        return this.plan.run({ signal: abort.signal, progress });
      })
      .then(
        (result) => {
          this.#end(abort, 'done', result, undefined);
        },
        (error: unknown) => {
          this.#end(abort, 'failed', undefined, error);
        },
      );
  }

  /** A run that was paused or stopped has nothing more to say, but for having finished in the very moment. */
  #end(abort: AbortController, status: 'done' | 'failed', result: R | undefined, error: unknown): void {
    if (this.#abort !== abort || !this.isUnderWay) return;
    if (abort.signal.aborted && status === 'failed') return;
    this.#status = status;
    this.#result = result;
    this.#error = error;
    this.#settle();
  }

  #advance(value: JobProgress): void {
    const at = this.#now();
    this.#progress = value;
    this.#marks = [...this.#marks.filter((mark) => at - mark.at <= SPEED_WINDOW), { at, done: value.done }];
  }
}

/** Finished jobs kept for the person to read; older ones go first. */
const KEPT = 20;

/** All long work of this tab, shown in the top bar. Newest first. */
export class Jobs {
  readonly #now: () => number;
  #list = $state.raw<readonly Job[]>([]);
  #nextId = 1;

  /** `now` gives milliseconds that never run backwards. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get list(): readonly Job[] {
    return this.#list;
  }

  get underWay(): readonly Job[] {
    return this.#list.filter((job) => job.isUnderWay);
  }

  /** The newest job of that key, under way or ended. */
  find(key: string): Job | undefined {
    return this.#list.find((job) => job.plan.key === key);
  }

  start<R>(plan: JobPlan<R>): Job<R> {
    const existing = this.find(plan.key);
    if (existing?.isUnderWay) return existing as Job<R>; // the same key names the same work, so the same result
    const job = new Job<R>(this.#nextId++, plan, this.#now);
    const others = this.#list.filter((other) => other.plan.key !== plan.key);
    const old = others.filter((other) => !other.isUnderWay).slice(KEPT);
    this.#list = [job, ...others.filter((other) => !old.includes(other))];
    return job;
  }

  /** Takes an ended job off the list. */
  dismiss(job: Job): void {
    if (!job.isUnderWay) this.#list = this.#list.filter((other) => other !== job);
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
