import { Failure } from '#core/failure.ts';
import type { MetricValue } from '#core/metric-value.ts';
import type { Model } from '#core/model.ts';
import type { HypothesisPack, Project, Run, Segment } from '#core/segment.ts';
import { featureSetName, featureVector, isWordCode } from '#inference/features.ts';
import type { ScoredText, Scorer } from '#inference/scorer.ts';
import type { StetDatabase } from '#storage/db.ts';
import { Hashes } from '#workers/corpus-hash.ts';
import type { Call } from '#workers/rpc.ts';

/** Which translations a model is to score, and what its Run record says. */
export interface ScoreTask {
  readonly projectId: string;
  readonly systemIds: readonly string[];
  readonly runId: string;
  readonly appVersion: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** In segments; a segment of two systems counts twice. */
export interface ScoreProgress {
  readonly done: number;
  readonly total: number;
}

/** A pair's value, with the features the scorer was given, by name, but the numbers that stand for words. */
export interface ScoredPair {
  readonly value: number;
  readonly features: readonly { readonly name: string; readonly value: number }[];
}

/** Rows of one transaction: what a stop or a crash can lose. */
const ROWS = 500;

interface Opened {
  readonly db: StetDatabase;
  readonly scorer: Scorer;
  readonly model: Model;
}

interface Candidate {
  readonly segment: Segment;
  readonly hypothesis: string;
  readonly inputSha256: string;
}

/**
 * Scores every translation of the systems and stores the values as they come. What has a value of this model for the very same texts is left as
 * it is, so that a run that was ended goes on where it stopped. Gives the number of values it made.
 */
export async function scoreSystems(opened: Opened, task: ScoreTask, call: Call<ScoreProgress>): Promise<number> {
  const { db } = opened;
  const project = await db.projects.get(task.projectId);
  if (!project) throw new Failure('model/project-gone');
  const hashes = await Hashes.load();
  const keys = await packKeys(db, task);
  const total = await translationCount(db, keys);
  let done = 0;
  let made = 0;
  call.progress({ done, total });
  for (const key of keys) {
    const pack = await db.hypotheses.get(key);
    if (!pack) continue;
    const segments = await db.segments.where('documentId').equals(pack.documentId).sortBy('index');
    const candidates = candidatesOf(pack, segments, hashes);
    for (let start = 0; start < candidates.length; start += ROWS) {
      call.signal.throwIfAborted();
      const rows = candidates.slice(start, start + ROWS);
      made += await scoreRows(opened, { project, task, systemId: pack.systemId }, rows, call.signal);
      done += rows.length;
      call.progress({ done, total });
    }
  }
  return made;
}

/** Scores a few pairs and stores nothing: a try. */
export async function scoreTexts(
  { scorer, model }: Pick<Opened, 'scorer' | 'model'>,
  pairs: readonly ScoredText[],
  languages: Pick<Project, 'sourceLang' | 'targetLang'>,
  signal: AbortSignal,
): Promise<readonly ScoredPair[]> {
  const { sourceLang, targetLang } = languages;
  const names = model.features ?? [];
  const scored: ScoredPair[] = [];
  for await (const value of scorer.score(pairs, { signal, sourceLang, targetLang })) {
    const pair = pairs[scored.length];
    const values = pair ? featureVector(names, { ...pair, sourceLang, targetLang }) : [];
    const named = names.map((name, i) => ({ name, value: values[i] ?? 0 }));
    scored.push({ value, features: named.filter(({ name }) => !isWordCode(name)) });
  }
  return scored;
}

async function packKeys(db: StetDatabase, task: ScoreTask): Promise<readonly [string, string][]> {
  const documents = await db.documents.where('projectId').equals(task.projectId).sortBy('order');
  return task.systemIds.flatMap((systemId) => documents.map((document): [string, string] => [document.id, systemId]));
}

async function translationCount(db: StetDatabase, keys: readonly [string, string][]): Promise<number> {
  let count = 0;
  await db.hypotheses
    .where('[documentId+systemId]')
    .anyOf(keys)
    .each((pack) => {
      count += pack.texts.filter((text) => text !== null).length;
    });
  return count;
}

function candidatesOf(pack: HypothesisPack, segments: readonly Segment[], hashes: Hashes): readonly Candidate[] {
  return segments.flatMap((segment) => {
    const hypothesis = pack.texts[segment.index];
    if (hypothesis === undefined || hypothesis === null) return [];
    return [{ segment, hypothesis, inputSha256: hashes.hash(`${segment.source}\0${hypothesis}`) }];
  });
}

interface Where {
  readonly project: Project;
  readonly task: ScoreTask;
  readonly systemId: string;
}

async function scoreRows(
  { db, scorer, model }: Opened,
  { project, task, systemId }: Where,
  rows: readonly Candidate[],
  signal: AbortSignal,
): Promise<number> {
  const metricId = `model:${model.id}`;
  const known = await db.metricValues.bulkGet(rows.map(({ segment }): [string, string, string] => [metricId, systemId, segment.id]));
  const open = rows.filter((row, i) => known[i]?.inputSha256 !== row.inputSha256);
  if (open.length === 0) return 0;
  const pairs = open.map(({ segment, hypothesis }) => ({ source: segment.source, hypothesis }));
  const values: MetricValue[] = [];
  for await (const value of scorer.score(pairs, { signal, sourceLang: project.sourceLang, targetLang: project.targetLang })) {
    const row = open[values.length];
    if (!row) throw new Error('the scorer gave more values than it was asked for');
    values.push({
      projectId: project.id,
      metricId,
      runId: task.runId,
      signature: signatureOf(model),
      level: 'segment',
      systemId,
      unitId: row.segment.id,
      value,
      inputSha256: row.inputSha256,
    });
  }
  await db.transaction('rw', db.metricValues, db.runs, async () => {
    await db.runs.put(runOf(model, scorer, task));
    await db.metricValues.bulkPut(values);
  });
  return values.length;
}

/** What made the value, in the manner of sacreBLEU: `model:…|sha256:…|features:…|better:…`. */
function signatureOf(model: Model): string {
  const features = model.features ? (featureSetName(model.features) ?? model.features.join('+')) : 'none';
  return `model:${model.name.replaceAll('|', '/')}|sha256:${model.id}|features:${features}|better:${model.higherIsBetter === true ? 'higher' : 'lower'}`;
}

function runOf(model: Model, scorer: Scorer, task: ScoreTask): Run {
  return {
    id: task.runId,
    projectId: task.projectId,
    modelSha256: model.id,
    modelName: model.name,
    runtime: model.runtime,
    backend: scorer.backend,
    precision: model.precision,
    decoding: 'score',
    batchPlan: `${ROWS} rows`,
    appVersion: task.appVersion,
    at: task.at,
  };
}
