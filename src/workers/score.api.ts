import type { QualityPolicy } from '#core/quality-policy.ts';
import type { PieceTokenizer, ScoreRequest } from '#core/score-settings.ts';
import type { DecidingQuery, Grouping, RowQuery } from '#core/score-sheet.ts';
import type { Project } from '#core/segment.ts';
import { StetDatabase } from '#storage/db.ts';
import { findDisagreements, readUnits } from '#workers/review.ts';
import type { FrameRequest, SampleRequest } from '#workers/review-sample.ts';
import { planSample, sampleFrame } from '#workers/review-sample.ts';
import type { Call } from '#workers/rpc.ts';
import { ScoreHelpers } from '#workers/score-helpers.ts';
import type { ScoreProgress } from '#workers/score-pace.ts';
import { ScorePieces } from '#workers/score-pieces.ts';
import type { Seen } from '#workers/score-reader.ts';
import { Scores } from '#workers/score.ts';

const db = new StetDatabase();
const pieces = new ScorePieces();
const helpers = new ScoreHelpers(
  navigator.hardwareConcurrency,
  () => new Worker(new URL('./score-helper.worker.ts', import.meta.url), { type: 'module', name: 'score helper' }),
);
const scores = new Scores(db, (tokenizer) => pieces.of(tokenizer), helpers);

/** Functions of the score worker. */
export const scoreApi = {
  sheet: (projectId: string, request: ScoreRequest, seen: Seen, call: Call<ScoreProgress>) => scores.sheet(projectId, request, seen, call),
  /** The paired tests of one metric: what a sheet leaves out where they take long. */
  tests: (projectId: string, request: ScoreRequest, metricId: string, seen: Seen, call: Call<ScoreProgress>) =>
    scores.tests(projectId, request, metricId, seen, call),
  rows: (projectId: string, request: ScoreRequest, query: RowQuery, seen: Seen, call: Call<ScoreProgress>) =>
    scores.rows(projectId, request, query, seen, call),
  groups: (projectId: string, request: ScoreRequest, by: Grouping, seen: Seen, call: Call<ScoreProgress>) =>
    scores.groups(projectId, request, by, seen, call),
  values: (projectId: string, request: ScoreRequest, seen: Seen, call: Call<ScoreProgress>) =>
    scores.values(projectId, request, seen, call),
  deciding: (projectId: string, request: ScoreRequest, query: DecidingQuery, seen: Seen, call: Call<ScoreProgress>) =>
    scores.deciding(projectId, request, query, seen, call),
  annotators: (projectId: string, request: ScoreRequest, metricId: string, seen: Seen, call: Call<ScoreProgress>) =>
    scores.annotators(projectId, request, metricId, seen, call),
  /** Agreement on marks, which takes long. */
  marks: (projectId: string, request: ScoreRequest, seen: Seen, call: Call<ScoreProgress>) => scores.marks(projectId, request, seen, call),
  quality: (projectId: string, request: ScoreRequest, policy: QualityPolicy, seen: Seen, call: Call<ScoreProgress>) =>
    scores.quality(projectId, request, policy, seen, call),
  meta: (projectId: string, request: ScoreRequest, humanId: string, seen: Seen, call: Call<ScoreProgress>) =>
    scores.meta(projectId, request, humanId, seen, call),
  /** SHA-256 of the SentencePiece model that the person has supplied for a tokenizer; undefined where there is none. */
  pieces: async (tokenizer: PieceTokenizer) => (await pieces.of(tokenizer))?.sha256,
  /** Takes the SentencePiece model of a tokenizer, for this visit and later ones. */
  givePieces: async (tokenizer: PieceTokenizer, file: File) => {
    await pieces.give(tokenizer, file);
    helpers.end(); // they hold the model of before
  },
  sampleFrame: (request: FrameRequest) => sampleFrame(db, request),
  planSample: (request: SampleRequest) => planSample(db, request),
  readUnits: (wanted: readonly { readonly unitId: string; readonly systemId: string }[]) => readUnits(db, wanted),
  findDisagreements: (project: Project, call: Call) => findDisagreements(db, project, call.signal),
};
