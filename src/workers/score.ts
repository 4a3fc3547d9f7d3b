import type { AnnotatorSheet, MarkSheet } from '#core/annotator-sheet.ts';
import type { MetaSheet } from '#core/meta-sheet.ts';
import type { QualityPolicy } from '#core/quality-policy.ts';
import type { QualitySheet } from '#core/quality-sheet.ts';
import type { ScoreRequest } from '#core/score-settings.ts';
import type {
  DecidingQuery,
  DecidingSegments,
  Grouping,
  PairTests,
  RowQuery,
  ScoreGroups,
  ScoreRows,
  ScoreSheet,
  SegmentValues,
} from '#core/score-sheet.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { Call } from '#workers/rpc.ts';
import { annotatorSheet } from '#workers/score-annotators.ts';
import { decidingSegments } from '#workers/score-deciding.ts';
import { scoreGroups, segmentValues } from '#workers/score-groups.ts';
import type { ScoreHelpers } from '#workers/score-helpers.ts';
import { markSheet } from '#workers/score-marks.ts';
import { metaSheet } from '#workers/score-meta.ts';
import type { ScoreProgress } from '#workers/score-pace.ts';
import { Pace } from '#workers/score-pace.ts';
import type { PiecesOf, ScoredProject } from '#workers/score-project.ts';
import { qualitySheet } from '#workers/score-quality.ts';
import type { Seen } from '#workers/score-reader.ts';
import { ScoreReader } from '#workers/score-reader.ts';
import { selectRows } from '#workers/score-rows.ts';
import { secondsOf } from '#workers/score-seconds.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** Score sheets and segment values, read from the database. Every function answers for the part of the project that its request asks for. */
export class Scores {
  readonly #db: StetDatabase;
  readonly #reader: ScoreReader;

  constructor(db: StetDatabase, piecesOf: PiecesOf, helpers?: ScoreHelpers) {
    this.#db = db;
    this.#reader = new ScoreReader(db, piecesOf, helpers);
  }

  async sheet(projectId: string, request: ScoreRequest, seen: Seen, call: Call<ScoreProgress>): Promise<ScoreSheet> {
    return this.#with(projectId, seen, call, (project, pace) => project.sheet(request, pace));
  }

  async tests(
    projectId: string,
    request: ScoreRequest,
    metricId: string,
    seen: Seen,
    call: Call<ScoreProgress>,
  ): Promise<PairTests | undefined> {
    return this.#with(projectId, seen, call, (project, pace) => project.tests(request, metricId, pace));
  }

  async rows(projectId: string, request: ScoreRequest, query: RowQuery, seen: Seen, call: Call<ScoreProgress>): Promise<ScoreRows> {
    return this.#with(projectId, seen, call, async (project, pace) => selectRows(await project.view(request, pace), query, pace));
  }

  async groups(projectId: string, request: ScoreRequest, by: Grouping, seen: Seen, call: Call<ScoreProgress>): Promise<ScoreGroups> {
    return this.#look(projectId, request, seen, call, (view) => scoreGroups(view, by));
  }

  async values(projectId: string, request: ScoreRequest, seen: Seen, call: Call<ScoreProgress>): Promise<SegmentValues> {
    return this.#look(projectId, request, seen, call, segmentValues);
  }

  async deciding(
    projectId: string,
    request: ScoreRequest,
    query: DecidingQuery,
    seen: Seen,
    call: Call<ScoreProgress>,
  ): Promise<DecidingSegments> {
    return this.#look(projectId, request, seen, call, (view) => decidingSegments(view, query));
  }

  async annotators(
    projectId: string,
    request: ScoreRequest,
    metricId: string,
    seen: Seen,
    call: Call<ScoreProgress>,
  ): Promise<AnnotatorSheet> {
    return this.#with(projectId, seen, call, async (project, pace) => {
      const view = await project.view(request, pace);
      const moments = await this.#db.events.where('projectId').equals(projectId).toArray();
      const counted = new Set(
        view.systems.flatMap(({ id }) =>
          [...view.annotationsOf(id)].flatMap(([unit, own]) => (view.placeOf(unit) === undefined ? [] : [...own.keys()])),
        ),
      );
      return annotatorSheet(
        view,
        metricId,
        secondsOf(moments, (id) => counted.has(id)),
        pace,
      );
    });
  }

  async marks(projectId: string, request: ScoreRequest, seen: Seen, call: Call<ScoreProgress>): Promise<MarkSheet> {
    return this.#with(projectId, seen, call, async (project, pace) => markSheet(await project.view(request, pace), pace));
  }

  async quality(
    projectId: string,
    request: ScoreRequest,
    policy: QualityPolicy,
    seen: Seen,
    call: Call<ScoreProgress>,
  ): Promise<QualitySheet> {
    return this.#with(projectId, seen, call, async (project, pace) => qualitySheet(await project.view(request, pace), policy, pace));
  }

  async meta(projectId: string, request: ScoreRequest, humanId: string, seen: Seen, call: Call<ScoreProgress>): Promise<MetaSheet> {
    return this.#with(projectId, seen, call, async (project, pace) => metaSheet(await project.view(request, pace), humanId, pace));
  }

  async #look<T>(
    projectId: string,
    request: ScoreRequest,
    seen: Seen,
    call: Call<ScoreProgress>,
    read: (view: ScoreView) => T,
  ): Promise<T> {
    return this.#with(projectId, seen, call, async (project, pace) => read(await project.view(request, pace)));
  }

  async #with<T>(
    projectId: string,
    seen: Seen,
    call: Call<ScoreProgress>,
    work: (project: ScoredProject, pace: Pace) => Promise<T>,
  ): Promise<T> {
    const pace = new Pace(call);
    return this.#reader.with(projectId, seen, pace, (project) => work(project, pace));
  }
}
