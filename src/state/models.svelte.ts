import { canonicalLanguage } from '#core/text.ts';
import type { Model } from '#core/model.ts';
import type { Project, System } from '#core/segment.ts';
import type { ShippedChoice, ShippedModel } from '#core/shipped-model.ts';
import type { App } from '#state/app.svelte.ts';
import type { Job } from '#state/jobs.svelte.ts';
import { Live } from '#state/live.svelte.ts';
import { ModelSpeeds } from '#state/model-speeds.svelte.ts';
import { ModelWorkers } from '#state/model-workers.ts';
import { ScoreTrial } from '#state/score-trial.svelte.ts';
import { ShippedModels } from '#state/shipped.svelte.ts';
import { Translations } from '#state/translations.svelte.ts';
import { Trial } from '#state/trial.svelte.ts';

/** The worker that looks after what is here. Each model at work has its own, and each that comes in. */
const KEEPER = 'keep';

/** Keys of jobs that a model is at work for, with its id. */
const AT_WORK = /^(?:translate|score|measure) (.+)$/u;

/** The models of this device, and the work they do: for the Models page, with or without a project in the address. */
export class ModelsState {
  readonly trial: Trial;
  readonly scoreTrial: ScoreTrial;
  readonly translations: Translations;
  readonly speeds: ModelSpeeds;
  readonly shipped: ShippedModels;
  readonly #desk: ModelWorkers;
  readonly #app: App;
  readonly #models: Live<readonly Model[]>;
  readonly #projects: Live<readonly Project[]>;
  #chosenId = $state.raw<string>();
  #projectId = $state.raw<string>();

  readonly #systems = $derived.by(() => {
    const id = this.project?.id ?? '';
    return new Live(() => this.#app.db.systems.where('projectId').equals(id).toArray(), [] as readonly System[]);
  });

  readonly #segmentCount = $derived.by(() => {
    const id = this.project?.id ?? '';
    return new Live(() => this.#app.db.segments.where('projectId').equals(id).count(), 0);
  });

  constructor(app: App) {
    this.#app = app;
    this.#models = new Live(async () => (await app.db.models.toArray()).sort((a, b) => a.name.localeCompare(b.name)), []);
    this.#projects = new Live(async () => {
      const reading = new Set((await app.db.imports.where('status').equals('reading').toArray()).map((one) => one.projectId));
      return (await app.db.projects.orderBy('createdAt').reverse().toArray()).filter((project) => !reading.has(project.id));
    }, []);
    this.shipped = new ShippedModels(app, () => this.list);
    // Whoever comes back to the page wants to see the model at work.
    this.#chosenId = app.jobs.underWay.map(({ plan }) => AT_WORK.exec(plan.key)?.[1]).find((id) => id !== undefined);
    this.#desk = new ModelWorkers(app.workers);
    this.speeds = new ModelSpeeds(app, this.#desk);
    this.trial = new Trial(this.#desk, {
      isWorking: (model) => this.isWorking(model),
      fastest: async (model) => (await this.speeds.find(model))?.one,
    });
    this.scoreTrial = new ScoreTrial(this.#desk);
    this.translations = new Translations(app, this.#desk, this.speeds, () => this.trial.isBusy);
  }

  get list(): readonly Model[] {
    return this.#models.current;
  }

  get isReady(): boolean {
    return this.#models.isReady;
  }

  /** The models that come with Stet and are not on this device, those for the project's languages first. */
  get offered(): readonly ShippedModel[] {
    const { project } = this;
    const { absent } = this.shipped;
    if (!project) return absent;
    return [...absent.filter((model) => this.fitsPair(model, project)), ...absent.filter((model) => !this.fitsPair(model, project))];
  }

  get chosen(): Model | undefined {
    return this.chosenOffer ? undefined : (this.list.find((model) => model.id === this.#chosenId) ?? this.list[0]);
  }

  /** The chosen one of those that are not here yet; the first of them where nothing is here. */
  get chosenOffer(): ShippedModel | undefined {
    const first = this.isReady && this.list.length === 0 ? this.offered[0] : undefined;
    return this.offered.find((model) => offerId(model) === this.#chosenId) ?? first;
  }

  choose(id: string): void {
    this.#chosenId = id;
    this.scoreTrial.forgetError();
  }

  chooseOffer(model: ShippedModel): void {
    this.choose(offerId(model));
  }

  /** The next or the previous model, those that are here first. */
  step(by: 1 | -1): void {
    const ids = [...this.list.map(({ id }) => id), ...this.offered.map(offerId)];
    const present = this.chosenOffer ? offerId(this.chosenOffer) : this.chosen?.id;
    const next = ids[ids.findIndex((id) => id === present) + by];
    if (next !== undefined) this.choose(next);
  }

  /** Brings a model that comes with Stet to this device, and shows it there unless the person went on to another. */
  load(model: ShippedModel, choice: ShippedChoice): void {
    const chosen = this.#chosenId;
    this.shipped.load(model, choice, ({ id }) => {
      if (this.#chosenId === chosen) this.choose(id);
    });
  }

  get projects(): readonly Project[] {
    return this.#projects.current;
  }

  /** Whether the address names the project. */
  get isProjectGiven(): boolean {
    return this.#app.project !== undefined;
  }

  /** The project of the address, else the chosen one, else the only one. */
  get project(): Project | undefined {
    if (this.#app.project) return this.#app.project.project;
    const only = this.projects.length === 1 ? this.projects[0] : undefined;
    return this.projects.find((project) => project.id === this.#projectId) ?? only;
  }

  chooseProject(id: string): void {
    this.#projectId = id;
  }

  nameOfProject(id: string): string {
    return this.projects.find((project) => project.id === id)?.name ?? '';
  }

  get systems(): readonly System[] {
    return this.#systems.current;
  }

  get segmentCount(): number {
    return this.#segmentCount.current;
  }

  /** Additions of this page load, until they are dismissed. */
  get additions(): readonly Job<Model>[] {
    return this.#app.jobs.list.filter((job) => job.plan.kind === 'add-model') as readonly Job<Model>[]; // `add` alone starts that kind
  }

  /** Files of one model, named with their paths, as dropped or chosen. */
  add(files: readonly File[]): void {
    const sources = files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    const name = sources[0]?.path.split('/')[0];
    if (name === undefined) return;
    const { jobs, stamp, workers } = this.#app;
    const key = `add ${name}`;
    const job = jobs.start<Model>({
      key,
      kind: 'add-model',
      subject: name,
      run: async ({ signal, progress }) => {
        try {
          return await workers.inference(key).add(sources, { at: stamp.now() }, { signal, progress });
        } finally {
          workers.endInference(key); // its memory is given back, with whatever a broken file left in it
        }
      },
    });
    void job.ended.then(() => {
      if (job.result) this.choose(job.result.id);
    });
  }

  dismiss(job: Job): void {
    this.#app.jobs.dismiss(job);
  }

  /** Stops what the model is doing, then deletes it from this device. What it made stays. */
  async remove(model: Model): Promise<void> {
    for (const job of this.workOf(model)) job.stop();
    this.trial.forget(model);
    this.#desk.endAll(model);
    await this.#app.workers.inference(KEEPER).remove(model.id);
  }

  workOf(model: Model): readonly Job[] {
    return [this.translations.of(model), this.scoringOf(model), this.speeds.jobOf(model)].flatMap((job) => job ?? []);
  }

  isWorking(model: Model): boolean {
    return this.workOf(model).some((job) => job.status === 'running');
  }

  scoringOf(model: Model): Job<number> | undefined {
    return this.#app.jobs.find(`score ${model.id}`) as Job<number> | undefined; // the key is `scoreProject`'s alone
  }

  /** Whether the model says nothing of its languages, or the project's are the same but for region and script. */
  fitsPair(model: Pick<Model, 'sourceLang' | 'targetLang'>, project: Project): boolean {
    const isSame = (own: string | undefined, other: string): boolean => own === undefined || primary(own) === primary(other);
    return isSame(model.sourceLang, project.sourceLang) && isSame(model.targetLang, project.targetLang);
  }

  /** Scores the systems; values that stand for the same texts are kept. The result is the number of new values. */
  scoreProject(model: Model, project: Project, systemIds: readonly string[]): void {
    const { stamp, workers } = this.#app;
    this.#app.jobs.start({
      key: `score ${model.id}`,
      kind: 'score',
      subject: model.name,
      projectId: project.id,
      canPause: true,
      run: (control) =>
        this.#desk.watch(model, control.signal, () => {
          const task = { projectId: project.id, systemIds, runId: stamp.newId(), appVersion: stamp.appVersion, at: stamp.now() };
          return workers.inference(model.id).score(model.id, task, control);
        }),
    });
  }
}

function offerId({ folder }: ShippedModel): string {
  return `shipped ${folder}`;
}

function primary(tag: string): string {
  return new Intl.Locale(canonicalLanguage(tag)).language;
}
