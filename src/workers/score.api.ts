import type { Project } from '#core/segment.ts';
import { StetDatabase } from '#storage/db.ts';
import type { SampleRequest } from '#workers/review.ts';
import { findDisagreements, planSample, readUnits } from '#workers/review.ts';
import type { Call } from '#workers/rpc.ts';

const db = new StetDatabase();

/** Functions of the score worker. */
export const scoreApi = {
  planSample: (request: SampleRequest) => planSample(db, request),
  readUnits: (wanted: readonly { readonly unitId: string; readonly systemId: string }[]) => readUnits(db, wanted),
  findDisagreements: (project: Project, call: Call) => findDisagreements(db, project, call.signal),
};
