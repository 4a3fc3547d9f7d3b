import type { Annotation } from '#core/annotation.ts';
import type { Loss } from '#core/score-sheet.ts';
import type { Severity, Typology } from '#core/typology.ts';
import { weightOf } from '#core/typology.ts';
import type { RatingMetric } from '#metrics/metric.ts';
import { MQM } from '#metrics/mqm.ts';
import { countingAnnotations, meanRating } from '#metrics/rating.ts';
import type { ProjectTexts } from '#workers/score-texts.ts';

/** The judgements of one system. */
export interface SystemRatings {
  /** By metric: value by place of the segment, NaN where nobody has judged it. */
  readonly values: readonly Float64Array[];
  readonly annotatorIds: ReadonlySet<string>;
  /** Segments with a value of any of the metrics. */
  readonly rated: number;
  readonly losses: readonly Loss[];
}

/** What people's annotations say of each system. Annotations of segments or systems that are not there are left out. */
export function rateSystems(
  texts: ProjectTexts,
  annotations: readonly Annotation[],
  metrics: readonly RatingMetric[],
  typology: Typology,
): ReadonlyMap<string, SystemRatings> {
  const units = new Map<string, Map<number, Annotation[]>>(texts.systems.map(({ id }) => [id, new Map<number, Annotation[]>()]));
  for (const annotation of annotations) {
    const place = texts.places.get(annotation.unitId);
    const own = units.get(annotation.systemId);
    if (place === undefined || !own) continue;
    const before = own.get(place);
    if (before) before.push(annotation);
    else own.set(place, [annotation]);
  }
  return new Map([...units].map(([systemId, own]) => [systemId, rateSystem(systemId, own, texts.count, metrics, typology)]));
}

function rateSystem(
  systemId: string,
  units: ReadonlyMap<number, readonly Annotation[]>,
  count: number,
  metrics: readonly RatingMetric[],
  typology: Typology,
): SystemRatings {
  const values = metrics.map(() => new Float64Array(count).fill(NaN));
  const annotatorIds = new Set<string>();
  let rated = 0;
  for (const [place, annotations] of units) {
    let isRated = false;
    for (const [i, metric] of metrics.entries()) {
      const rating = meanRating(metric, annotations, typology);
      const list = values[i];
      if (!rating || !list) continue;
      list[place] = rating.value;
      isRated = true;
      for (const one of countingAnnotations(annotations, (each) => metric.value(each, typology) !== undefined))
        annotatorIds.add(one.annotatorId);
    }
    if (isRated) rated++;
  }
  return { values, annotatorIds, rated, losses: metrics.includes(MQM) ? lossesOf(systemId, [...units.values()], typology) : [] };
}

/** Each error's points, divided as its segment's score is: by the segment's annotators, then by the judged segments. */
function lossesOf(systemId: string, units: readonly (readonly Annotation[])[], typology: Typology): readonly Loss[] {
  const found = new Map<string, { category: string; severity: Severity; errors: number; points: number }>();
  let judged = 0;
  for (const annotations of units) {
    const counting = countingAnnotations(annotations, (one) => MQM.value(one, typology) !== undefined);
    if (counting.length > 0) judged++;
    for (const error of counting.flatMap(({ errors }) => errors)) {
      const key = `${error.severity} ${error.category}`;
      const loss = found.get(key) ?? { category: error.category, severity: error.severity, errors: 0, points: 0 };
      loss.errors++;
      loss.points += weightOf(typology, error.severity, error.category) / counting.length;
      found.set(key, loss);
    }
  }
  return [...found.values()].map((loss) => ({ systemId, ...loss, points: loss.points / judged }));
}
