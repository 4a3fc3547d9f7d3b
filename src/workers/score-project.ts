import type { Annotation } from '#core/annotation.ts';
import { Failure } from '#core/failure.ts';
import type { MetricValue } from '#core/metric-value.ts';
import type { Model } from '#core/model.ts';
import type { PieceTokenizer, ScoreRequest, TextMetricSettings } from '#core/score-settings.ts';
import { needsPieces } from '#core/score-settings.ts';
import type { PairTests, ScoreSheet } from '#core/score-sheet.ts';
import type { PieceModel } from '#metrics/bleu.ts';
import { textMeasure } from '#metrics/table.ts';
import { AnnotationIndex } from '#workers/score-annotations.ts';
import { Estimates } from '#workers/score-estimates.ts';
import type { ScoreHelpers } from '#workers/score-helpers.ts';
import type { ModelColumn } from '#workers/score-models.ts';
import { modelColumns } from '#workers/score-models.ts';
import type { Pace } from '#workers/score-pace.ts';
import { buildSheet, buildTests } from '#workers/score-sheet.ts';
import { TextStatistics } from '#workers/score-statistics.ts';
import type { ProjectTexts, StoredTexts } from '#workers/score-texts.ts';
import { arrangeTexts } from '#workers/score-texts.ts';
import { ScoreView } from '#workers/score-view.ts';

/** What is judged of a project: annotations by people and scores by models. */
export interface StoredRatings {
  readonly annotations: readonly Annotation[];
  readonly values: readonly MetricValue[];
  readonly models: readonly Model[];
}

/** Cuts texts by the SentencePiece model of this name; undefined where the person has given none. */
export type PiecesOf = (tokenizer: PieceTokenizer) => Promise<PieceModel | undefined>;

/** One project as the score worker holds it between calls: whatever has not changed is not computed again. */
export class ScoredProject {
  readonly #estimates: Estimates;
  readonly #piecesOf: PiecesOf;
  readonly #helpers: ScoreHelpers | undefined;
  #texts: ProjectTexts;
  #annotations = new AnnotationIndex([]);
  #models: readonly ModelColumn[] = [];
  /** By the metric's settings and the target language, which some of them stand for. */
  #statistics = new Map<string, TextStatistics>();
  /** The last one asked for, and its sheet. */
  #view: { readonly key: string; readonly view: ScoreView; sheet: ScoreSheet | undefined } | undefined;

  /** Without helpers, all is done in this thread. */
  constructor(stored: StoredTexts, piecesOf: PiecesOf = () => Promise.resolve(undefined), helpers?: ScoreHelpers) {
    this.#texts = arrangeTexts(stored);
    this.#piecesOf = piecesOf;
    this.#helpers = helpers;
    this.#estimates = new Estimates(helpers);
  }

  setTexts(stored: StoredTexts): void {
    this.#texts = arrangeTexts(stored);
    this.#view = undefined;
  }

  setRatings({ annotations, values, models }: StoredRatings): void {
    this.#annotations = new AnnotationIndex(annotations);
    this.#models = modelColumns(this.#texts, values, models);
    this.#view = undefined;
  }

  /** Takes over single annotations as they are now; undefined is one that is gone. */
  changeAnnotations(changes: readonly (readonly [id: string, now: Annotation | undefined])[]): void {
    const touched = this.#annotations.change(changes);
    if (!this.#view) return;
    this.#view.view.touch(touched);
    this.#view.sheet = undefined;
  }

  /** What is asked of the project; the text statistics that it needs are counted where they are not there yet. */
  async view(request: ScoreRequest, pace: Pace): Promise<ScoreView> {
    return (await this.#look(request, pace)).view;
  }

  async sheet(request: ScoreRequest, pace: Pace): Promise<ScoreSheet> {
    const looked = await this.#look(request, pace);
    looked.sheet ??= await buildSheet(looked.view, this.#estimates, pace);
    return looked.sheet;
  }

  /** Every two systems tested against each other by one metric; what has been tested before is not again. */
  async tests(request: ScoreRequest, metricId: string, pace: Pace): Promise<PairTests | undefined> {
    return buildTests(await this.view(request, pace), metricId, this.#estimates, pace);
  }

  async #look(request: ScoreRequest, pace: Pace): Promise<{ readonly view: ScoreView; sheet: ScoreSheet | undefined }> {
    const key = JSON.stringify(request);
    if (this.#view?.key === key) return this.#view;
    const statistics: TextStatistics[] = [];
    for (const settings of request.settings.textMetrics) {
      const asked = await this.#statisticsOf(settings);
      const same = ({ measure: { corpus } }: TextStatistics): boolean =>
        corpus.id === asked.measure.corpus.id && corpus.signature(1) === asked.measure.corpus.signature(1);
      if (!statistics.some(same)) statistics.push(asked); // a tokenizer that is named and one that the language chooses may be the same
    }
    for (const one of statistics) await one.update(this.#texts, pace);
    const view = new ScoreView({ texts: this.#texts, statistics, annotations: this.#annotations, models: this.#models }, request);
    this.#view = { key, view, sheet: undefined };
    return this.#view;
  }

  async #statisticsOf(settings: TextMetricSettings): Promise<TextStatistics> {
    const language = this.#texts.project.targetLang;
    const pieces = settings.kind === 'BLEU' && needsPieces(settings.tokenize) ? await this.#requirePieces(settings.tokenize) : undefined;
    const key = JSON.stringify([language, settings, pieces?.sha256]);
    const known = this.#statistics.get(key);
    if (known) return known;
    const made = new TextStatistics(
      textMeasure(settings, { language, ...(pieces ? { pieces } : {}) }),
      { settings, language },
      this.#helpers,
    );
    this.#statistics.set(key, made);
    return made;
  }

  async #requirePieces(tokenizer: PieceTokenizer): Promise<PieceModel> {
    const pieces = await this.#piecesOf(tokenizer);
    if (!pieces) throw new Failure('score/no-pieces', { tokenizer });
    return pieces;
  }
}
