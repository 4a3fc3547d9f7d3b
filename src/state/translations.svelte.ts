import type { ModelSetup } from '#core/model-speed.ts';
import type { Model } from '#core/model.ts';
import type { Project } from '#core/segment.ts';
import type { App } from '#state/app.svelte.ts';
import type { Job, JobControl } from '#state/jobs.svelte.ts';
import type { InferenceWorker, ModelWorkers, Opening } from '#state/model-workers.ts';
import { mendableCode, setupOpening } from '#state/model-workers.ts';
import type { ModelSpeeds } from '#state/model-speeds.svelte.ts';

type Task = Parameters<InferenceWorker['translateProject']>[1];
type Made = Awaited<ReturnType<InferenceWorker['translateProject']>>;
type Unfinished = Awaited<ReturnType<InferenceWorker['unfinished']>>[number];

/** The worker that looks after what is here. */
const KEEPER = 'keep';

/** Below so many segments measuring first would take longer than it saves. */
export const WORTH_MEASURING = 200;

/** How a project is to be translated. */
interface Wanted {
  readonly beams: number;
  /** Whether the model may write only what the project's sources are likely to need. */
  readonly isCut: boolean;
  /** Undefined where the app may choose. */
  readonly asked: ModelSetup | undefined;
}

/** What one translation of a project runs on: settled once, so that pausing and going on change nothing, whatever is tried meanwhile. */
interface Session extends Wanted {
  settled?: { readonly opening: Opening; readonly workers: number };
}

/** Why a translation began anew by itself. */
export interface Restart {
  readonly code: string;
  readonly at: number;
}

/** Whole projects through translation models: a job for each model, one project at a time. */
export class Translations {
  readonly #app: App;
  readonly #desk: ModelWorkers;
  readonly #speeds: ModelSpeeds;
  readonly #isTrying: () => boolean;
  #begun = $state.raw<ReadonlyMap<string, readonly Unfinished[]>>(new Map());
  #restarts = $state.raw<ReadonlyMap<string, Restart>>(new Map());
  #measuring = $state.raw<ReadonlySet<string>>(new Set());

  /** `isTrying` tells whether a worker has a try to answer, so that it must not be ended. */
  constructor(app: App, desk: ModelWorkers, speeds: ModelSpeeds, isTrying: () => boolean) {
    this.#app = app;
    this.#desk = desk;
    this.#speeds = speeds;
    this.#isTrying = isTrying;
  }

  /** The latest translation of a project by the model. */
  of(model: Model): Job<Made> | undefined {
    return this.#app.jobs.find(`translate ${model.id}`) as Job<Made> | undefined; // the key is `start`'s alone
  }

  /** What made the present translation begin anew in a fresh worker. */
  restartOf(model: Model): Restart | undefined {
    return this.#restarts.get(model.id);
  }

  /** Whether the model is being measured first. */
  isMeasuring(model: Model): boolean {
    return this.#measuring.has(model.id);
  }

  /** What the model has begun to translate in the project, with that search, and not ended. */
  begun(model: Model, project: Project, beams: number, isCut: boolean): Unfinished | undefined {
    return this.#begun.get(`${model.id} ${project.id}`)?.find((run) => run.beams === beams && run.isCut === isCut);
  }

  /** Looks whether there is something to go on with, as after a reload. */
  async look(model: Model, project: Project): Promise<void> {
    const unfinished = await this.#app.workers.inference(KEEPER).unfinished(project.id, model.id);
    this.#begun = new Map(this.#begun).set(`${model.id} ${project.id}`, unfinished);
  }

  /** Begins, or goes on with, the translation of the project into a system of its own. */
  start(model: Model, project: Project, { beams, isCut, asked }: Wanted): void {
    const session: Session = { beams, isCut, asked };
    this.#restarted(model, undefined);
    this.#begun = new Map(this.#begun).set(`${model.id} ${project.id}`, []); // it is being gone on with; looked for again at its end
    const job = this.#app.jobs.start({
      key: `translate ${model.id}`,
      kind: 'translate',
      subject: model.name,
      projectId: project.id,
      canPause: true,
      run: (control) => this.#run(model, project, session, control),
    });
    void job.ended.then(() => this.look(model, project));
  }

  /** Once more in a fresh worker where the first one broke; the second time the person decides. */
  async #run(model: Model, project: Project, session: Session, control: JobControl): Promise<Made> {
    const { signal } = control;
    try {
      return await this.#translate(model, project, session, {}, control);
    } catch (error) {
      const code = mendableCode(error) ?? (error instanceof DOMException && error.name === 'AbortError' ? 'model/worker-ended' : undefined);
      if (signal.aborted || code === undefined) throw error;
      this.#restarted(model, { code, at: this.#app.stamp.now() });
      const lacksMemory = code === 'model/out-of-memory';
      const hadSeveral = (session.settled?.workers ?? 1) > 1;
      if (session.settled && lacksMemory) session.settled = { ...session.settled, workers: 1 };
      return await this.#translate(model, project, session, lacksMemory && !hadSeveral ? { isSmaller: true } : {}, control);
    } finally {
      this.#desk.endOthers(model);
    }
  }

  async #translate(model: Model, project: Project, session: Session, more: Pick<Task, 'isSmaller'>, control: JobControl): Promise<Made> {
    const { stamp, workers } = this.#app;
    const { signal } = control;
    const { beams, isCut } = session;
    const unfinished = await workers.inference(KEEPER).unfinished(project.id, model.id);
    session.settled ??= await this.#settle(model, project, session, unfinished, signal);
    const { opening, workers: count } = session.settled;
    const mayEnd = !this.#isTrying();
    // A cut model has a worker of its own: tries go on with the whole one.
    const name = this.#nameOf(model, isCut, 0);
    if (isCut && mayEnd) this.#desk.end(this.#desk.nameOf(model));
    const work = async (): Promise<Made> => {
      const { backend } = await this.#desk.open(model, opening, mayEnd || isCut, name);
      signal.throwIfAborted();
      // What another backend or search began is left alone: their numbers differ, and a run is one backend's and one search's.
      const begun = unfinished.find((run) => run.backend === backend && run.beams === beams && run.isCut === isCut);
      const runId = begun?.runId ?? stamp.newId();
      const task: Task = { projectId: project.id, runId, beams, isCut, appVersion: stamp.appVersion, at: stamp.now(), ...more };
      if (count === 1) return this.#desk.get(name).translateProject(model.id, task, control);
      return this.#together(model, task, opening, count, control);
    };
    return this.#desk.watch(model, signal, work, name);
  }

  #nameOf(model: Model, isCut: boolean, index: number): string {
    return this.#desk.nameOf(model, isCut ? index + 1 : index);
  }

  /** Several workers share the run. The first one begins it; the others join once it stands. */
  async #together(model: Model, task: Task, opening: Opening, count: number, { signal, progress }: JobControl): Promise<Made> {
    const all = new AbortController();
    const stop = (): void => {
      all.abort();
    };
    signal.addEventListener('abort', stop);
    let done = 0;
    const speeds = Array.from({ length: count }, () => 0);
    const others: Promise<unknown>[] = [];
    const work = (index: number): Promise<Made> => {
      const name = this.#nameOf(model, task.isCut === true, index);
      let isFirst = true;
      return this.#desk.get(name).translateProject(
        model.id,
        { ...task, share: { index, of: count } },
        {
          signal: all.signal,
          progress: (value) => {
            if (index === 0 && isFirst) {
              done = value.done;
              for (let other = 1; other < count; other++) others.push(join(other));
              for (const other of others) other.catch(() => undefined); // waited for below, maybe after it failed
            }
            isFirst = false;
            done += value.saved.length;
            speeds[index] = value.wordsPerSecond;
            progress({ done, total: value.total, wordsPerSecond: speeds.reduce((sum, speed) => sum + speed, 0) });
          },
        },
      );
    };
    const join = async (index: number): Promise<void> => {
      const name = this.#nameOf(model, task.isCut === true, index);
      const open = async (): Promise<void> => {
        await this.#desk.open(model, opening, true, name);
        await work(index);
      };
      try {
        await this.#desk.watch(model, all.signal, open, name);
      } catch (error) {
        stop(); // one without the other would leave gaps
        throw error;
      }
    };
    try {
      const result = await work(0);
      await Promise.all(others);
      return result;
    } catch (error) {
      stop();
      const failed = (await Promise.allSettled(others)).find((one) => one.status === 'rejected' && mendableCode(one.reason) !== undefined);
      throw failed?.status === 'rejected' ? failed.reason : error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** What the run is done on: as asked; else as the run that it goes on with; else as measured, which is done first where it is worth it. */
  async #settle(
    model: Model,
    project: Project,
    { asked, beams, isCut }: Session,
    unfinished: readonly Unfinished[],
    signal: AbortSignal,
  ): Promise<NonNullable<Session['settled']>> {
    if (asked) return { opening: setupOpening(asked), workers: asked.workers };
    const left = await this.#app.db.segments.where('projectId').equals(project.id).count();
    let report = await this.#speeds.find(model);
    if (!report && left >= WORTH_MEASURING) {
      this.#measuring = new Set([...this.#measuring, model.id]);
      try {
        report = await this.#speeds.compare(model, signal);
      } finally {
        this.#measuring = new Set([...this.#measuring].filter((id) => id !== model.id));
      }
    }
    const before = unfinished.find((run) => run.beams === beams && run.isCut === isCut)?.backend;
    if (report && (before === undefined || before === report.many.backend)) {
      const { backend, threads, workers } = report.many;
      return { opening: { wish: 'auto' as const, ...(backend === 'wasm' ? { threads } : {}) }, workers };
    }
    return { opening: { wish: before === 'webgpu' || before === 'wasm' ? before : ('auto' as const) }, workers: 1 };
  }

  #restarted(model: Model, restart: Restart | undefined): void {
    const restarts = new Map(this.#restarts);
    if (restart) restarts.set(model.id, restart);
    else restarts.delete(model.id);
    this.#restarts = restarts;
  }
}
