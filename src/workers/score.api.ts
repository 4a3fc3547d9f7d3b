import type { ScoreRequest } from '#core/score-settings.ts';
import type { RowQuery } from '#core/score-sheet.ts';
import type { Project } from '#core/segment.ts';
import { StetDatabase } from '#storage/db.ts';
import type { SampleRequest } from '#workers/review.ts';
import { findDisagreements, planSample, readUnits } from '#workers/review.ts';
import type { Call } from '#workers/rpc.ts';
import type { ScoreProgress } from '#workers/score-pace.ts';
import type { Seen } from '#workers/score-project.ts';
import { Scores } from '#workers/score.ts';

const db = new StetDatabase();
const scores = new Scores(db);

/** Functions of the score worker. */
export const scoreApi = {
  sheet: (projectId: string, request: ScoreRequest, seen: Seen, call: Call<ScoreProgress>) => scores.sheet(projectId, request, seen, call),
  rows: (projectId: string, request: ScoreRequest, query: RowQuery, seen: Seen, call: Call<ScoreProgress>) =>
    scores.rows(projectId, request, query, seen, call),
  planSample: (request: SampleRequest) => planSample(db, request),
  readUnits: (wanted: readonly { readonly unitId: string; readonly systemId: string }[]) => readUnits(db, wanted),
  findDisagreements: (project: Project, call: Call) => findDisagreements(db, project, call.signal),
};
