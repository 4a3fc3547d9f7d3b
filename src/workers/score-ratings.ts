import type { Annotation } from '#core/annotation.ts';
import type { EvaluationFilter } from '#core/evaluation-filter.ts';
import { countsMark } from '#core/evaluation-filter.ts';
import type { Loss, RowQuery } from '#core/score-sheet.ts';
import type { Severity, Typology } from '#core/typology.ts';
import { SEVERITIES, weightOf } from '#core/typology.ts';
import type { RatingMetric } from '#metrics/metric.ts';
import { MQM } from '#metrics/mqm.ts';
import { countingAnnotations, meanRating } from '#metrics/rating.ts';
import { ExactSum } from '#stats/exact-sum.ts';

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

/** The marks of one category and severity. */
interface Counted extends Pick<Lost, 'category' | 'severity'> {
  errors: number;
  readonly points: ExactSum;
}

/** The judgements of one system, segment by segment: a segment that changes is taken out of all sums as it was, and added as it is. Sums are exact, so that they do not depend on the order in which judgements came. */
export class RatingSheet {
  readonly #systemId: string;
  readonly #judging: Judging;
  readonly #mqm: number;
  readonly #rated = new Map<number, Rated>();
  /** Segments that each person has judged. */
  readonly #people = new Map<string, number>();
  readonly #losses = new Map<string, Counted>();
  /** Segments with a value of MQM. */
  #judged = 0;
  #values: readonly Float64Array[];
  #summary: SystemRatings | undefined;

  constructor(systemId: string, places: number, judging: Judging) {
    this.#systemId = systemId;
    this.#judging = judging;
    this.#mqm = judging.metrics.indexOf(MQM);
    this.#values = judging.metrics.map(() => new Float64Array(places).fill(NaN));
  }

  set(place: number, annotations: readonly Annotation[]): void {
    const before = this.#rated.get(place);
    const rated = rate(annotations, this.#judging);
    if (before) this.#count(before, -1);
    if (rated) this.#count(rated, 1);
    if (rated) this.#rated.set(place, rated);
    else this.#rated.delete(place);
    // A summary that was given keeps its values.
    if (this.#summary) this.#values = this.#values.map((values) => values.slice());
    for (const [i, values] of this.#values.entries()) values[place] = rated?.values[i] ?? NaN;
    this.#summary = undefined;
  }

  /** Whether anyone whose judgement counts has such a mark there. */
  hasMark(place: number, mark: NonNullable<RowQuery['mark']>): boolean {
    const losses = this.#rated.get(place)?.losses ?? [];
    return losses.some(({ category, severity }) => category === mark.category && severity === (mark.severity ?? severity));
  }

  get summary(): SystemRatings {
    this.#summary ??= {
      values: this.#values,
      annotatorIds: new Set(this.#people.keys()),
      rated: this.#rated.size,
      losses: this.#lossesOf(),
    };
    return this.#summary;
  }

  #count({ annotatorIds, losses, values }: Rated, sign: 1 | -1): void {
    if (!Number.isNaN(values[this.#mqm] ?? NaN)) this.#judged += sign;
    for (const id of annotatorIds) {
      const count = (this.#people.get(id) ?? 0) + sign;
      if (count > 0) this.#people.set(id, count);
      else this.#people.delete(id);
    }
    for (const { category, severity, points } of losses) {
      const key = `${severity} ${category}`;
      const counted = this.#losses.get(key) ?? { category, severity, errors: 0, points: new ExactSum() };
      counted.errors += sign;
      if (sign > 0) counted.points.add(points);
      else counted.points.subtract(points);
      if (counted.errors > 0) this.#losses.set(key, counted);
      else this.#losses.delete(key);
    }
  }

  /** The gravest first, then by category. */
  #lossesOf(): readonly Loss[] {
    const graveness = ({ severity }: Counted): number => SEVERITIES.indexOf(severity);
    return [...this.#losses.values()]
      .sort((a, b) => graveness(b) - graveness(a) || (a.category < b.category ? -1 : 1))
      .map(({ category, severity, errors, points }) => ({
        systemId: this.#systemId,
        category,
        severity,
        errors,
        points: points.value / this.#judged,
      }));
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
