import { Failure } from '#core/failure.ts';
import type { Model } from '#core/model.ts';
import type { Project, Run, System } from '#core/segment.ts';
import type { BatchLimits } from '#inference/batch-plan.ts';
import { describePlan, describeSmaller, limitsFor, limitsOf } from '#inference/batch-plan.ts';
import { describeParts } from '#inference/fit.ts';
import { beamsOf } from '#inference/decoding.ts';
import type { Translator } from '#inference/translator.ts';
import { isCutDecoding } from '#inference/vocabulary-cut.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { CutReport } from '#workers/inference-cut.ts';
import { describeCheck } from '#workers/inference-cut.ts';

/** A project to translate. The id of an unfinished run goes on with it; a new id begins a new system. */
export interface TranslateTask {
  readonly projectId: string;
  readonly runId: string;
  /** Hypotheses kept at each step; 1 or none is greedy. A run keeps to what it was begun with. */
  readonly beams?: number;
  /** Whether the model is cut to the part of its vocabulary that the project's sources are likely to need. */
  readonly isCut?: boolean;
  /** Of several workers that translate the run together, which one this is: it takes every `of`-th batch from the `index`-th on. */
  readonly share?: { readonly index: number; readonly of: number };
  /** Memory ran out: the run goes on with batches half as large, and says so. */
  readonly isSmaller?: boolean;
  readonly appVersion: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A run that was stopped before its end. */
export interface Unfinished {
  readonly runId: string;
  readonly systemId: string;
  readonly backend: string;
  readonly beams: number;
  readonly isCut: boolean;
  readonly done: number;
  readonly total: number;
}

/** A model at work on this device's projects. */
export interface OpenedTranslator {
  readonly db: StetDatabase;
  readonly model: Model;
  readonly translator: Translator;
}

/** Runs of the model in the project that lack translations, latest first. */
export async function unfinishedRuns(db: StetDatabase, projectId: string, modelId: string): Promise<readonly Unfinished[]> {
  const runs = await db.runs.where('projectId').equals(projectId).toArray();
  const packs = await db.hypotheses
    .where('projectId')
    .equals(projectId)
    .filter((pack) => pack.runId !== undefined)
    .toArray();
  return runs
    .filter((run) => run.modelSha256 === modelId)
    .sort((a, b) => b.at - a.at)
    .flatMap(({ id, backend, decoding }) => {
      const own = packs.filter((pack) => pack.runId === id);
      const texts = own.flatMap((pack) => pack.texts);
      const done = texts.filter((text) => text !== null).length;
      const systemId = own[0]?.systemId;
      return systemId === undefined || done === texts.length
        ? []
        : [{ runId: id, systemId, backend, beams: beamsOf(decoding), isCut: isCutDecoding(decoding), done, total: texts.length }];
    });
}

/** A run that has begun. */
export interface BegunRun {
  readonly systemId: string;
  readonly limits: BatchLimits;
}

/** The run's system: the one it has, or a new one with empty packs, in one transaction. Its batches are those that it was begun with. */
export async function beginRun(
  { db, model, translator }: OpenedTranslator,
  project: Project,
  task: TranslateTask,
  report?: CutReport,
): Promise<BegunRun> {
  const beams = task.beams ?? 1;
  const decoding = [translator.describe(beams), ...(report ? [describeCheck(report)] : [])].join('; ');
  return db.transaction('rw', db.systems, db.runs, db.hypotheses, db.documents, db.segments, async () => {
    const known = await db.runs.get(task.runId);
    if (known) {
      if (known.modelSha256 !== model.id) throw new Failure('model/other-run');
      if (known.backend !== translator.backend)
        throw new Failure('model/other-backend', { backend: translator.backend, wish: known.backend });
      if (searchOf(known.decoding) !== searchOf(decoding)) throw new Failure('model/other-decoding', { decoding, wish: known.decoding });
      const pack = await db.hypotheses
        .where('projectId')
        .equals(project.id)
        .filter((own) => own.runId === task.runId)
        .first();
      if (!pack) throw new Failure('model/system-gone');
      const batchPlan = task.isSmaller ? describeSmaller(known.batchPlan) : known.batchPlan;
      if (task.isSmaller) await db.runs.update(known.id, { batchPlan });
      return { systemId: pack.systemId, limits: limitsOf(batchPlan) };
    }
    const names = new Set((await db.systems.where('projectId').equals(project.id).toArray()).map((system) => system.name));
    const system: System = {
      id: `${project.id}.m${task.runId}`,
      projectId: project.id,
      name: freeName(model.name, names),
      origin: 'model',
    };
    const plan = `${describePlan(limitsFor(beams))}; ${describeParts(translator)}`;
    const batchPlan = task.isSmaller ? describeSmaller(plan) : plan;
    const run: Run = {
      id: task.runId,
      projectId: project.id,
      modelSha256: model.id,
      modelName: model.name,
      runtime: model.runtime,
      backend: translator.backend,
      precision: model.precision,
      decoding,
      batchPlan,
      appVersion: task.appVersion,
      at: task.at,
    };
    await db.systems.add(system);
    await db.runs.add(run);
    for (const { id: documentId } of await db.documents.where('projectId').equals(project.id).toArray()) {
      const count = await db.segments.where('documentId').equals(documentId).count();
      const texts = Array.from({ length: count }, () => null);
      await db.hypotheses.add({ documentId, systemId: system.id, projectId: project.id, texts, runId: task.runId });
    }
    return { systemId: system.id, limits: limitsOf(batchPlan) };
  });
}

/** Without what was checked: another number of threads may round one of the segments otherwise. */
function searchOf(decoding: string): string {
  return decoding.split('; checked ', 1)[0] ?? decoding;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${name} (${n})`;
    if (!taken.has(tried)) return tried;
  }
}
