import type { ScoreRequest } from '#core/score-settings.ts';
import type { RowQuery } from '#core/score-sheet.ts';
import type { System } from '#core/segment.ts';
import { typologyOf } from '#core/typologies.ts';
import type { Typology } from '#core/typology.ts';
import type { RatingMetric } from '#metrics/metric.ts';
import { RATING_METRICS } from '#metrics/table.ts';
import type { Series } from '#stats/series.ts';
import { filledUnits, grouped, hasSameMembers, isSameSeries, meanSeries, withoutOthers } from '#stats/series.ts';
import type { AnnotationIndex, Unit } from '#workers/score-annotations.ts';
import type { ViewFacts } from '#workers/score-facts.ts';
import { viewFacts } from '#workers/score-facts.ts';
import type { ModelColumn } from '#workers/score-models.ts';
import type { ViewPlace } from '#workers/score-places.ts';
import { placesInView } from '#workers/score-places.ts';
import { RatingSheet } from '#workers/score-ratings.ts';
import type { TextStatistics } from '#workers/score-statistics.ts';
import { TextRows } from '#workers/score-text-rows.ts';
import type { DocumentTexts, ProjectTexts } from '#workers/score-texts.ts';

/** What a project holds when it is looked at. */
export interface ViewParts {
  readonly texts: ProjectTexts;
  readonly statistics: readonly TextStatistics[];
  readonly annotations: AnnotationIndex;
  readonly models: readonly ModelColumn[];
}

/** What is resampled of a column and system. */
interface Resampled {
  /** What the mean is of; undefined for texts. */
  readonly values: Float64Array | undefined;
  /** By segment. */
  readonly segments: Series;
  /** By unit: the same where units are segments. */
  readonly units: Series;
}

/** Two systems over the segments that have a value of both. */
export interface SharedSeries {
  readonly first: Series;
  readonly second: Series;
  readonly segments: number;
  /** Units that hold those segments. */
  readonly units: number;
}

/**
 * The part of a project that a request asks for: its systems, its segments in one row (a place in that row names a segment), and every metric's
 * numbers over them. Numbers are made when they are asked for and kept until what they stand on changes; a series that has not changed is the very same
 * object.
 */
export class ScoreView {
  readonly request: ScoreRequest;
  readonly texts: ProjectTexts;
  readonly systems: readonly System[];
  readonly places: readonly ViewPlace[];
  /** Place in this view by place in the project; -1 where it is not in view. */
  readonly #placeOf: Int32Array;
  /** What the text metrics count of the places. */
  readonly rows: TextRows;
  readonly documents: readonly DocumentTexts[];
  /** Place in `documents` by place. */
  readonly documentOf: Uint32Array;
  readonly ratingMetrics: readonly RatingMetric[];
  /** The project's, with the weights that are asked for. */
  readonly typology: Typology;
  readonly facts: ViewFacts;
  readonly #parts: ViewParts;
  readonly #ratings = new Map<string, RatingSheet>();
  readonly #resampled = new Map<string, Resampled>();
  readonly #lines = new Map<string, object>();
  readonly #shared = new Map<string, { readonly of: readonly [Series, Series]; readonly made: SharedSeries }>();
  /** Of texts and models, by column and system. */
  readonly #values = new Map<string, Float64Array>();

  constructor(parts: ViewParts, request: ScoreRequest) {
    this.#parts = parts;
    this.request = request;
    const { texts } = parts;
    this.texts = texts;
    const { systemIds } = request.filter;
    this.systems = texts.systems.filter(({ id }) => systemIds.length === 0 || systemIds.includes(id));
    this.places = placesInView(texts, this.systems, request);
    this.#placeOf = new Int32Array(texts.count).fill(-1);
    for (const [place, { document, index }] of this.places.entries()) this.#placeOf[document.offset + index] = place;
    const documents = new Map<DocumentTexts, number>();
    this.documentOf = Uint32Array.from(this.places, ({ document }) => {
      const known = documents.get(document) ?? documents.size;
      documents.set(document, known);
      return known;
    });
    this.documents = [...documents.keys()];
    this.rows = new TextRows(this.places, this.systems, parts.statistics);
    this.facts = viewFacts(this.places, this.systems);
    const { lead } = request.settings;
    this.ratingMetrics = RATING_METRICS.filter(({ id }) => texts.project.protocols.some((protocol) => protocol === id)).toSorted(
      (a, b) => Number(b.id === lead) - Number(a.id === lead),
    );
    const { weights } = request.settings;
    const own = typologyOf(texts.project.typologyId);
    this.typology = weights ? { ...own, weights } : own;
    const judging = { metrics: this.ratingMetrics, typology: this.typology, filter: request.filter };
    for (const { id } of this.systems) {
      const sheet = new RatingSheet(id, this.places.length, judging);
      this.#ratings.set(id, sheet);
      for (const [unitId, own] of this.annotationsOf(id)) {
        const place = this.placeOf(unitId);
        if (place !== undefined) sheet.set(place, [...own.values()]);
      }
    }
  }

  get statistics(): readonly TextStatistics[] {
    return this.#parts.statistics;
  }

  get models(): readonly ModelColumn[] {
    return this.#parts.models;
  }

  /** By segment id. */
  annotationsOf(systemId: string): ReturnType<AnnotationIndex['ofSystem']> {
    return this.#parts.annotations.ofSystem(systemId);
  }

  /** Where a segment stands; undefined where it is not in view. */
  placeOf(segmentId: string): number | undefined {
    const place = this.#placeOf[this.texts.places.get(segmentId) ?? -1] ?? -1;
    return place < 0 ? undefined : place;
  }

  /** Judges again what annotations have touched. */
  touch(units: readonly Unit[]): void {
    for (const { unitId, systemId } of units) {
      const place = this.placeOf(unitId);
      if (place === undefined) continue;
      this.#ratings.get(systemId)?.set(place, [...(this.annotationsOf(systemId).get(unitId)?.values() ?? [])]);
    }
  }

  ratingsOf(systemId: string): RatingSheet['summary'] | undefined {
    return this.#ratings.get(systemId)?.summary;
  }

  hasMark(systemId: string, place: number, mark: NonNullable<RowQuery['mark']>): boolean {
    return this.#ratings.get(systemId)?.hasMark(place, mark) ?? false;
  }

  /** The values of a column (ratings, then text metrics, then models) by place, NaN where there is none. */
  valuesOf(column: number, systemId: string): Float64Array {
    const texts = column - this.ratingMetrics.length;
    if (texts < 0) return this.ratingsOf(systemId)?.values[column] ?? this.#nothing();
    const key = `${column} ${systemId}`;
    const known = this.#values.get(key);
    if (known) return known;
    const models = texts - this.statistics.length;
    const values = models < 0 ? this.rows.sentenceScores(texts, systemId) : this.#modelValues(models, systemId);
    this.#values.set(key, values);
    return values;
  }

  /** What a column is computed from by unit, for resampling: texts over `rows.places`, all others over all places; or by document. */
  seriesOf(column: number, systemId: string): Series {
    return this.#resampledOf(column, systemId).units;
  }

  sharedOf(column: number, firstId: string, secondId: string): SharedSeries {
    const [first, second] = [this.#resampledOf(column, firstId), this.#resampledOf(column, secondId)];
    const key = `${column} ${firstId} ${secondId}`;
    const known = this.#shared.get(key);
    if (known?.of[0] === first.segments && known.of[1] === second.segments) return known.made;
    const isSame = hasSameMembers(first.segments, second.segments);
    const segments = isSame ? first.segments : withoutOthers(first.segments, second.segments);
    // What others have judged alone changes nothing for the two.
    const narrowed = (own: Resampled, other: Resampled, side: 'first' | 'second'): Series => {
      const units = this.#byUnit(withoutOthers(own.segments, other.segments), column, `${key} ${side}`);
      return known && isSameSeries(known.made[side], units) ? known.made[side] : units;
    };
    const pair = isSame
      ? { first: first.units, second: second.units }
      : { first: narrowed(first, second, 'first'), second: narrowed(second, first, 'second') };
    const made = { ...pair, segments: membersIn(segments), units: filledUnits(pair.first) };
    this.#shared.set(key, { of: [first.segments, second.segments], made });
    return made;
  }

  isText(column: number): boolean {
    const texts = column - this.ratingMetrics.length;
    return texts >= 0 && texts < this.statistics.length;
  }

  /** How many units a column's series has. */
  unitsOf(column: number): number {
    if (this.request.settings.unit === 'document') return this.documents.length;
    return this.isText(column) ? this.rows.places.length : this.places.length;
  }

  #resampledOf(column: number, systemId: string): Resampled {
    const key = `${column} ${systemId}`;
    const known = this.#resampled.get(key);
    const values = this.isText(column) ? undefined : this.valuesOf(column, systemId);
    if (known && (values === known.values || (values && known.values && isSame(values, known.values)))) return known;
    const segments = values ? meanSeries(values) : this.rows.series(column - this.ratingMetrics.length, systemId);
    const made = { values, segments, units: this.#byUnit(segments, column, key) };
    this.#resampled.set(key, made);
    return made;
  }

  /** `name` is what it is the present state of. */
  #byUnit(series: Series, column: number, name: string): Series {
    const line = this.#lines.get(name) ?? {};
    this.#lines.set(name, line);
    if (this.request.settings.unit === 'segment') return { ...series, line };
    const groups = this.isText(column) ? Uint32Array.from(this.rows.places, (place) => this.documentOf[place] ?? 0) : this.documentOf;
    return { ...grouped(series, groups, this.documents.length), line };
  }

  #modelValues(model: number, systemId: string): Float64Array {
    const all = this.models[model]?.values.get(systemId);
    return Float64Array.from(this.places, ({ document, index }) => all?.[document.offset + index] ?? NaN);
  }

  #nothing(): Float64Array {
    return new Float64Array(this.places.length).fill(NaN);
  }
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

function membersIn({ members, rows, width }: Series): number {
  return members ? members.reduce((sum, count) => sum + count, 0) : rows.length / width;
}
