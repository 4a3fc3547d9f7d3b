import { Failure } from '#core/failure.ts';
import type { Model } from '#core/model.ts';
import type { ModelSetup } from '#core/model-speed.ts';
import type { BackendWish } from '#inference/backend.ts';
import type { ModelSource } from '#inference/model-source.ts';
import type { ScoredText } from '#inference/scorer.ts';
import { StetDatabase } from '#storage/db.ts';
import { forgetSpeeds, keepSpeed } from '#storage/model-speeds.ts';
import type { AddOptions, AddProgress } from '#workers/inference-add.ts';
import { addModel, removeModel } from '#workers/inference-add.ts';
import type { Loaded } from '#workers/inference-held.ts';
import { HeldModel } from '#workers/inference-held.ts';
import type { Measured, MeasureProgress, MeasureTask } from '#workers/inference-measure.ts';
import { measureTranslator, setupsFor } from '#workers/inference-measure.ts';
import type { TranslateProgress, TranslateResult } from '#workers/inference-project.ts';
import { translateProject } from '#workers/inference-project.ts';
import type { TranslateTask, Unfinished } from '#workers/inference-run.ts';
import { unfinishedRuns } from '#workers/inference-run.ts';
import type { Shipped, ShippedWish } from '#workers/inference-shipped.ts';
import { addShipped, listShipped } from '#workers/inference-shipped.ts';
import type { Languages, TranslateOptions, Translation } from '#workers/inference-translate.ts';
import { translateTexts } from '#workers/inference-translate.ts';
import type { Tried } from '#workers/inference-try.ts';
import { tryText } from '#workers/inference-try.ts';
import type { ScoredPair, ScoreProgress, ScoreTask } from '#workers/model-scores.ts';
import { scoreSystems, scoreTexts } from '#workers/model-scores.ts';
import type { Call } from '#workers/rpc.ts';

/** A run shorter than this says little about a backend's speed. */
const MEASURED_TOKENS = 200;

const db = new StetDatabase();
const held = new HeldModel(db);

/** Functions of the inference worker. One worker serves one model; `add` and `remove` have one of their own. */
export const inferenceApi = {
  /** A sign of life: answered as soon as the worker looks at its messages. */
  alive(): true {
    return true;
  },

  /** Reads a dropped model, checks it, keeps its files on this device and lists it. */
  async add(sources: readonly ModelSource[], options: AddOptions, call: Call<AddProgress>): Promise<Model> {
    return addModel(db, sources, options, call);
  },

  /** The models that come with this build, and what loads of them that broke off have left; `base` is the app's address. */
  async shipped(base: string): Promise<Shipped> {
    return listShipped(db, base);
  },

  /** Loads one of them to this device and lists it. */
  async addShipped(base: string, wish: ShippedWish, call: Call<AddProgress>): Promise<Model> {
    return addShipped(db, base, wish, call);
  },

  async remove(modelId: string): Promise<void> {
    await removeModel(db, modelId);
    await forgetSpeeds(db, modelId);
  },

  /** Opens the model; the answer names what computes, and why. */
  async load(modelId: string, wish: BackendWish): Promise<Loaded> {
    return held.load(modelId, wish);
  },

  /** The same with so many threads, where memory can be shared. */
  async loadWithThreads(modelId: string, wish: BackendWish, threads: number): Promise<Loaded> {
    return held.load(modelId, wish, threads);
  },

  /** Ways to run the model that are worth measuring here. */
  async setups(modelId: string): Promise<readonly ModelSetup[]> {
    const model = await db.models.get(modelId);
    if (!model) throw new Failure('model/gone', { model: modelId });
    return setupsFor(model);
  },

  /** How fast the open model is. */
  async measure(modelId: string, task: MeasureTask, call: Call<MeasureProgress>): Promise<Measured> {
    const { translator } = await held.translator(modelId);
    return held.guard(() => measureTranslator(translator, task, call));
  },

  /** Translates a few texts: a try. */
  async translate(modelId: string, texts: readonly string[], options: TranslateOptions, { signal }: Call): Promise<readonly Translation[]> {
    const { translator } = await held.translator(modelId);
    return held.guard(() => translateTexts(translator, texts, options, signal));
  },

  /** Translates one text for a person to look at: with the text that each token stands for. */
  async tryOut(modelId: string, text: string, options: TranslateOptions, { signal }: Call): Promise<Tried> {
    const { translator } = await held.translator(modelId);
    return held.guard(() => tryText(translator, text, options, signal));
  },

  /** Runs of the model in the project that were stopped before their end, latest first. */
  async unfinished(projectId: string, modelId: string): Promise<readonly Unfinished[]> {
    return unfinishedRuns(db, projectId, modelId);
  },

  /** Translates a project into a system; an abort keeps what is done, and the same run can be gone on with later. */
  async translateProject(modelId: string, task: TranslateTask, call: Call<TranslateProgress>): Promise<TranslateResult> {
    const { model, translator } = await held.translator(modelId);
    const result = await held.guard(() => translateProject({ db, model, translator }, task, call, (cut) => held.cut(cut)));
    if (result.cut === undefined && result.tokens >= MEASURED_TOKENS)
      await keepSpeed(db, model.id, translator.backend, result.tokens / result.seconds);
    return result;
  },

  /** Scores a few pairs: a try. */
  async scoreTexts(modelId: string, pairs: readonly ScoredText[], languages: Languages, { signal }: Call): Promise<readonly ScoredPair[]> {
    const opened = await held.scorer(modelId);
    return held.guard(() => scoreTexts(opened, pairs, languages, signal));
  },

  /** Scores systems of a project; resolves with the number of values made. */
  async score(modelId: string, task: ScoreTask, call: Call<ScoreProgress>): Promise<number> {
    const { model, scorer } = await held.scorer(modelId);
    return held.guard(() => scoreSystems({ db, model, scorer }, task, call));
  },
};
