import type { Annotation } from '#core/annotation.ts';
import type { EvaluationFilter } from '#core/evaluation-filter.ts';
import { countsMark } from '#core/evaluation-filter.ts';
import type { Loss, RowQuery } from '#core/score-sheet.ts';
import type { Severity, Typology } from '#core/typology.ts';
import { weightOf } from '#core/typology.ts';
import type { RatingMetric } from '#metrics/metric.ts';
import { MQM } from '#metrics/mqm.ts';
import { countingAnnotations, meanRating } from '#metrics/rating.ts';

/** The judgements of one system. */
export interface SystemRatings {
  /** By metric: value by place, NaN where nobody has judged it. */
  readonly values: readonly Float64Array[];
  readonly annotatorIds: ReadonlySet<string>;
  /** Segments with a value of any of the metrics. */
  readonly rated: number;
  readonly losses: readonly Loss[];
}

interface Lost {
  readonly category: string;
  readonly severity: Severity;
  /** Divided by the annotators whose judgement counts, as the segment's value is. */
  readonly points: number;
}

/** What one segment's annotations come to. */
interface Rated {
  readonly values: readonly number[];
  readonly annotatorIds: readonly string[];
  readonly losses: readonly Lost[];
}

export interface Judging {
  readonly metrics: readonly RatingMetric[];
  readonly typology: Typology;
  readonly filter: EvaluationFilter;
}

/** The judgements of one system, segment by segment: a segment that changes is judged anew, the others are added up as they were. */
export class RatingSheet {
  readonly #systemId: string;
  readonly #judging: Judging;
  readonly #places: number;
  readonly #rated = new Map<number, Rated>();
  #summary: SystemRatings | undefined;

  constructor(systemId: string, places: number, judging: Judging) {
    this.#systemId = systemId;
    this.#places = places;
    this.#judging = judging;
  }

  set(place: number, annotations: readonly Annotation[]): void {
    const rated = rate(annotations, this.#judging);
    if (rated) this.#rated.set(place, rated);
    else this.#rated.delete(place);
    this.#summary = undefined;
  }

  /** Whether anyone whose judgement counts has such a mark there. */
  hasMark(place: number, mark: NonNullable<RowQuery['mark']>): boolean {
    const losses = this.#rated.get(place)?.losses ?? [];
    return losses.some(({ category, severity }) => category === mark.category && severity === (mark.severity ?? severity));
  }

  get summary(): SystemRatings {
    this.#summary ??= this.#addUp();
    return this.#summary;
  }

  #addUp(): SystemRatings {
    const { metrics } = this.#judging;
    const values = metrics.map(() => new Float64Array(this.#places).fill(NaN));
    const annotatorIds = new Set<string>();
    const found = new Map<string, { category: string; severity: Severity; errors: number; points: number }>();
    const mqm = metrics.indexOf(MQM);
    let judged = 0;
    // In the order of the places, so that sums do not depend on the order in which judgements came.
    for (const place of [...this.#rated.keys()].sort((a, b) => a - b)) {
      const rated = this.#rated.get(place);
      if (!rated) continue;
      for (const [i, value] of rated.values.entries()) {
        const list = values[i];
        if (list) list[place] = value;
      }
      for (const id of rated.annotatorIds) annotatorIds.add(id);
      if (!Number.isNaN(rated.values[mqm] ?? NaN)) judged++;
      for (const { category, severity, points } of rated.losses) {
        const key = `${severity} ${category}`;
        const loss = found.get(key) ?? { category, severity, errors: 0, points: 0 };
        loss.errors++;
        loss.points += points;
        found.set(key, loss);
      }
    }
    const systemId = this.#systemId;
    const losses = [...found.values()].map((loss) => ({ systemId, ...loss, points: loss.points / judged }));
    return { values, annotatorIds, rated: this.#rated.size, losses };
  }
}

/** Undefined where nobody whose judgement counts has given one. */
function rate(all: readonly Annotation[], { metrics, typology, filter }: Judging): Rated | undefined {
  const annotations = counted(all, { metrics, typology, filter });
  const values: number[] = [];
  const annotatorIds = new Set<string>();
  for (const metric of metrics) {
    values.push(meanRating(metric, annotations, typology)?.value ?? NaN);
    for (const one of countingAnnotations(annotations, (each) => metric.value(each, typology) !== undefined)) {
      annotatorIds.add(one.annotatorId);
    }
  }
  if (annotatorIds.size === 0) return undefined;
  return { values, annotatorIds: [...annotatorIds], losses: metrics.includes(MQM) ? lossesOf(annotations, typology) : [] };
}

function lossesOf(annotations: readonly Annotation[], typology: Typology): readonly Lost[] {
  const counting = countingAnnotations(annotations, (one) => MQM.value(one, typology) !== undefined);
  return counting.flatMap(({ errors }) =>
    errors.map(({ category, severity }) => ({ category, severity, points: weightOf(typology, severity, category) / counting.length })),
  );
}

/** Only the people and the marks that are asked for; whoever has judged a segment has still judged it when none of the marks is. */
function counted(annotations: readonly Annotation[], { metrics, typology, filter }: Judging): readonly Annotation[] {
  const { annotatorIds, categories, severities } = filter;
  const own = annotatorIds.length === 0 ? annotations : annotations.filter((one) => annotatorIds.includes(one.annotatorId));
  if (categories.length === 0 && severities.length === 0) return own;
  return own.map((one) => {
    const isJudged = metrics.some((metric) => metric === MQM && metric.value(one, typology) !== undefined);
    return { ...one, status: isJudged ? 'done' : one.status, errors: one.errors.filter((error) => countsMark(filter, error)) };
  });
}
