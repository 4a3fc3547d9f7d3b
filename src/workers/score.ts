import type { ScoreRequest } from '#core/score-settings.ts';
import type { RowQuery, ScoreRows, ScoreSheet } from '#core/score-sheet.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { Call } from '#workers/rpc.ts';
import type { ScoreProgress } from '#workers/score-pace.ts';
import { Pace } from '#workers/score-pace.ts';
import type { Seen } from '#workers/score-project.ts';
import { ScoreReader } from '#workers/score-project.ts';
import { selectRows } from '#workers/score-rows.ts';
import { buildSheet } from '#workers/score-sheet.ts';

/** Score sheets and segment values, read from the database. */
export class Scores {
  readonly #db: StetDatabase;
  readonly #reader: ScoreReader;

  constructor(db: StetDatabase) {
    this.#db = db;
    this.#reader = new ScoreReader(db);
  }

  /** Progress counts translations. */
  async sheet(projectId: string, request: ScoreRequest, seen: Seen, call: Call<ScoreProgress>): Promise<ScoreSheet> {
    const pace = await this.#pace(projectId, call);
    return this.#reader.with(projectId, seen, pace, async (project) => (project.sheet ??= await buildSheet(project, request, pace)));
  }

  async rows(projectId: string, _request: ScoreRequest, query: RowQuery, seen: Seen, call: Call<ScoreProgress>): Promise<ScoreRows> {
    const pace = await this.#pace(projectId, call);
    return this.#reader.with(projectId, seen, pace, (project) => selectRows(project, query, pace));
  }

  async #pace(projectId: string, call: Call<ScoreProgress>): Promise<Pace> {
    const [segments, systems] = await Promise.all([
      this.#db.segments.where('projectId').equals(projectId).count(),
      this.#db.systems.where('projectId').equals(projectId).count(),
    ]);
    return new Pace(call, segments * systems);
  }
}
