import type { Annotation } from '#core/annotation.ts';
import type { AnnotatorRow, AnnotatorSheet, Coefficient, SeverityKappa, SpanF1 } from '#core/annotator-sheet.ts';
import { LEAST_MATCHED } from '#core/annotator-sheet.ts';
import { asksMarks } from '#core/edit-rules.ts';
import { countsMark } from '#core/evaluation-filter.ts';
import type { AnnotatorAgreement, SeverityAgreement } from '#metrics/annotator-agreement.ts';
import { annotatorAgreement, repeatAgreement } from '#metrics/annotator-agreement.ts';
import type { RatingMetric } from '#metrics/metric.ts';
import { MQM } from '#metrics/mqm.ts';
import { countingAnnotations } from '#metrics/rating.ts';
import { RATING_METRICS } from '#metrics/table.ts';
import { bootstrap } from '#stats/bootstrap.ts';
import type { Kappa } from '#stats/kappa.ts';
import { kappaInterval } from '#stats/kappa.ts';
import type { Alpha, RatingTable } from '#stats/krippendorff.ts';
import { alphaSeries } from '#stats/krippendorff.ts';
import type { Undetermined } from '#stats/undetermined.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import type { Pace } from '#workers/score-pace.ts';
import { paced } from '#workers/score-pace.ts';
import { givenOf, peopleOf, standingsOf, togetherOf } from '#workers/score-people.ts';
import type { Seconds } from '#workers/score-seconds.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** All judgements of one segment of one system. */
export interface JudgedUnit {
  readonly unitId: string;
  readonly systemId: string;
  readonly annotations: readonly Annotation[];
}

/** Places that are looked through at a stretch. */
const LOT = 256;

/** How the people whose judgements a view holds judge and agree, by one metric that people give; any other metric gives an empty sheet. */
export async function annotatorSheet(view: ScoreView, metricId: string, seconds: Seconds, pace: Pace): Promise<AnnotatorSheet> {
  const metric = RATING_METRICS.find(({ id }) => id === metricId);
  if (!metric) return { metricId, annotatorIds: [], items: 0, judgements: 0, pairs: [], people: [] };
  const { typology } = view;
  const units = await judgedUnits(view, metric, pace);
  const lists = units.map((unit) => unit.annotations);
  // Whoever waits for a newer table waits for one of these at most.
  await pace.step();
  const agreement = annotatorAgreement(lists, metric, typology);
  await pace.step();
  const repeats = new Map(repeatAgreement(lists, metric, typology).map((one) => [one.annotatorId, one]));
  const shared = agreement.pairs.filter((pair) => pair.shared > 0);
  const annotatorIds = agreement.annotatorIds.toSorted();
  await pace.step();
  const given = givenOf(view, units, metric);
  await pace.step();
  const people = peopleOf(view, given, annotatorIds).map((row): AnnotatorRow => {
    const own = repeats.get(row.annotatorId);
    const time = seconds.get(row.annotatorId);
    return {
      ...row,
      ...(own ? { repeats: { count: own.repeats, same: own.same, distance: own.distance, ...alphaOf(own.scores) } } : {}),
      ...(time ? { seconds: time } : {}),
    };
  });
  await pace.step();
  const standings = await standingsOf(view, units, given, metric, pace);
  await pace.step();
  const together = togetherOf(view, units, metric);
  return {
    metricId,
    annotatorIds,
    ...alphaOf(agreement.scores),
    ...(metric.level === 'ordinal' ? { isOrdinal: true } : {}),
    ...(await alphaInterval(view, units, metric, agreement, pace)),
    items: isUndetermined(agreement.scores) ? 0 : agreement.scores.items,
    judgements: isUndetermined(agreement.scores) ? 0 : agreement.scores.judgements,
    ...(shared.length === 0 || !asksMarks(view.texts.project.protocols) ? {} : { spans: spansOf(agreement) }),
    ...severityOf(agreement.severity),
    pairs: shared.map(({ firstId, secondId, shared: count, scores, severity }) => ({
      firstId,
      secondId,
      shared: count,
      ...alphaOf(scores),
      ...severityOf(severity),
    })),
    people,
    together,
    ...(standings ? { standings } : {}),
  };
}

/** What people judged of the part in view, with only the marks that are asked for. */
export async function judgedUnits(view: ScoreView, metric: RatingMetric, pace: Pace): Promise<readonly JudgedUnit[]> {
  const { filter } = view.request;
  const people = new Set(filter.annotatorIds);
  // Whoever has judged a segment has still judged it when none of the marks is asked for.
  const counted = (annotation: Annotation): Annotation => {
    const status = metric === MQM && MQM.value(annotation, view.typology) !== undefined ? 'done' : annotation.status;
    return { ...annotation, status, errors: annotation.errors.filter((error) => countsMark(filter, error)) };
  };
  const units: JudgedUnit[] = [];
  for (const { id: systemId } of view.systems) {
    const annotations = view.annotationsOf(systemId);
    for (const [place, { document, index }] of view.places.entries()) {
      const unitId = document.segments[index]?.id ?? '';
      const own = [...(annotations.get(unitId)?.values() ?? [])];
      const asked = people.size === 0 ? own : own.filter(({ annotatorId }) => people.has(annotatorId));
      if (asked.length > 0) units.push({ unitId, systemId, annotations: asked.map(counted) });
      if (place % LOT === LOT - 1) await pace.step();
    }
  }
  return units;
}

/** Percentile interval of everyone's α over translations that several judged. */
async function alphaInterval(
  view: ScoreView,
  units: readonly JudgedUnit[],
  metric: RatingMetric,
  { annotatorIds, scores }: AnnotatorAgreement,
  pace: Pace,
): Promise<{ readonly alphaLow?: number; readonly alphaHigh?: number }> {
  if (isUndetermined(scores) || scores.items < 2) return {};
  const { typology } = view;
  const table: RatingTable = units
    .map(({ annotations }) => {
      const given = new Map(
        countingAnnotations(annotations, (one) => metric.value(one, typology) !== undefined).map((one) => [
          one.annotatorId,
          Math.round((metric.value(one, typology) ?? 0) * 1e6) / 1e6,
        ]),
      );
      return annotatorIds.map((id) => given.get(id));
    })
    .filter((row) => row.filter((value) => value !== undefined).length > 1);
  const series = alphaSeries(table, metric.level);
  const { samples, seed, level } = view.request.settings;
  const [interval] = await paced(bootstrap([series], table.length, { samples, seed, level }), pace);
  return interval && !Number.isNaN(interval.low) ? { alphaLow: interval.low, alphaHigh: interval.high } : {};
}

function spansOf({ spans }: AnnotatorAgreement): SpanF1 {
  const [exact, character, severity] = [spans.exact.f1, spans.character.f1, spans['character-severity'].f1];
  return {
    ...(exact === undefined ? {} : { exact }),
    ...(character === undefined ? {} : { character }),
    ...(severity === undefined ? {} : { severity }),
  };
}

function severityOf({ matched, plain, weighted }: SeverityAgreement): { readonly severity?: SeverityKappa } {
  if (matched === 0) return {};
  if (matched < LEAST_MATCHED) return { severity: { matched } };
  const [one, other] = [coefficientOf(plain), coefficientOf(weighted)];
  return { severity: { matched, ...(one ? { plain: one } : {}), ...(other ? { weighted: other } : {}) } };
}

function coefficientOf(kappa: Kappa | Undetermined): Coefficient | undefined {
  return isUndetermined(kappa) ? undefined : { value: kappa.value, ...kappaInterval(kappa) };
}

function alphaOf(alpha: Alpha | Undetermined): { readonly alpha?: number } {
  return isUndetermined(alpha) ? {} : { alpha: alpha.value };
}
