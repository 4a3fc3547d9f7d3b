import type { Annotation } from '#core/annotation.ts';
import { isReview } from '#core/annotation.ts';
import type { Typology } from '#core/typology.ts';
import { SEVERITIES } from '#core/typology.ts';
import type { RatingMetric } from '#metrics/metric.ts';
import { countingAnnotations } from '#metrics/rating.ts';
import type { Kappa } from '#stats/kappa.ts';
import { cohenKappa } from '#stats/kappa.ts';
import type { Alpha, MeasurementLevel, RatingTable } from '#stats/krippendorff.ts';
import { krippendorffAlpha } from '#stats/krippendorff.ts';
import type { MarkedSpan, SpanCounts, SpanMatch, SpanScores } from '#stats/span-agreement.ts';
import { SPAN_MATCHES, addCounts, matchedSpans, spanCounts, spanScores } from '#stats/span-agreement.ts';
import type { Undetermined } from '#stats/undetermined.ts';

/** How two annotators agree on the translations that both judged. */
export interface PairAgreement {
  readonly firstId: string;
  readonly secondId: string;
  /** Translations both judged. */
  readonly shared: number;
  /** Krippendorff's α of their scores. */
  readonly scores: Alpha | Undetermined;
  /** Of their marks in the translations, summed over all shared ones; the first annotator's marks are what recall is a share of. */
  readonly spans: Readonly<Record<SpanMatch, SpanScores>>;
  readonly severity: SeverityAgreement;
}

/** Cohen's κ of the severities that two people gave to marks on the same words; steps of the severity scale count evenly in the weighted one. */
export interface SeverityAgreement {
  /** Marks that found one of the other's. */
  readonly matched: number;
  readonly plain: Kappa | Undetermined;
  readonly weighted: Kappa | Undetermined;
}

export interface AnnotatorAgreement {
  /** Everyone who judged something, in the order met. */
  readonly annotatorIds: readonly string[];
  /** Everyone's judgements at once. */
  readonly scores: Alpha | Undetermined;
  readonly spans: Readonly<Record<SpanMatch, SpanScores>>;
  /** Over all pairs of people. */
  readonly severity: SeverityAgreement;
  /** Those who share a translation. */
  readonly pairs: readonly PairAgreement[];
}

/** What two annotators judged of the same translation. */
interface Shared {
  readonly firstId: string;
  readonly secondId: string;
  readonly rows: [number, number][];
  readonly counts: Record<SpanMatch, SpanCounts[]>;
  /** Of marks on the same words, by place in the scale. */
  readonly severities: [number, number][];
}

/**
 * Agreement between annotators. Each of `units` holds all annotations of one segment of one system; of one annotator's the last counts. Values are rounded to a millionth, so that sums
 * of tenths that are equal on paper are equal here.
 */
export function annotatorAgreement(
  units: readonly (readonly Annotation[])[],
  metric: RatingMetric,
  typology: Typology,
  level: MeasurementLevel = metric.level,
): AnnotatorAgreement {
  const annotatorIds = new Set<string>();
  const shared = new Map<string, Shared>();
  const judged: ReadonlyMap<string, number>[] = [];
  for (const annotations of units) {
    const counting = countingAnnotations(annotations, (one) => metric.value(one, typology) !== undefined)
      .map((one) => judgedBy(one, metric, typology))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (const { id } of counting) annotatorIds.add(id);
    judged.push(new Map(counting.map(({ id, value }) => [id, value])));
    for (const [i, second] of counting.entries()) {
      for (const first of counting.slice(0, i)) addShared(shared, first, second);
    }
  }
  const ids = [...annotatorIds];
  const table: RatingTable = judged.map((values) => ids.map((id) => values.get(id)));
  const pairs = [...shared.values()];
  return {
    annotatorIds: ids,
    scores: krippendorffAlpha(table, level),
    spans: scoresOf(pairs.map(({ counts }) => counts)),
    severity: severityOf(pairs.flatMap(({ severities }) => severities)),
    pairs: pairs.map(({ firstId, secondId, rows, counts, severities }) => ({
      firstId,
      secondId,
      shared: rows.length,
      scores: krippendorffAlpha(rows, level),
      spans: scoresOf([counts]),
      severity: severityOf(severities),
    })),
  };
}

function severityOf(pairs: readonly (readonly [number, number])[]): SeverityAgreement {
  const [first, second] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
  return { matched: pairs.length, plain: cohenKappa(first, second, 'none'), weighted: cohenKappa(first, second, 'linear') };
}

/** One side of a comparison: a judgement's value and marks. */
interface Judged {
  readonly id: string;
  readonly value: number;
  readonly spans: readonly MarkedSpan[];
}

function judgedBy(annotation: Annotation, metric: RatingMetric, typology: Typology): Judged {
  const value = Math.round((metric.value(annotation, typology) ?? 0) * 1e6) / 1e6;
  return { id: annotation.annotatorId, value, spans: targetSpans(annotation) };
}

function addShared(into: Map<string, Shared>, first: Judged, second: Judged): void {
  const key = `${first.id}\t${second.id}`;
  const own: Shared = into.get(key) ?? {
    firstId: first.id,
    secondId: second.id,
    rows: [],
    counts: { exact: [], 'exact-severity': [], character: [], 'character-severity': [] },
    severities: [],
  };
  into.set(key, own);
  own.rows.push([first.value, second.value]);
  for (const [a, b] of matchedSpans(first.spans, second.spans)) own.severities.push([a.severity, b.severity]);
  for (const match of SPAN_MATCHES) own.counts[match].push(spanCounts(first.spans, second.spans, match));
}

function scoresOf(counts: readonly Readonly<Record<SpanMatch, readonly SpanCounts[]>>[]): Readonly<Record<SpanMatch, SpanScores>> {
  const score = (match: SpanMatch): SpanScores => spanScores(addCounts(counts.flatMap((one) => one[match])));
  return {
    exact: score('exact'),
    'exact-severity': score('exact-severity'),
    character: score('character'),
    'character-severity': score('character-severity'),
  };
}

/** An annotation's marks in the translation; each part of a mark stands for itself. */
export function targetSpans({ errors }: Pick<Annotation, 'errors'>): readonly MarkedSpan[] {
  return errors.flatMap(({ parts, severity }) =>
    parts.flatMap(({ side, start, end }) => (side === 'target' ? [{ start, end, severity: SEVERITIES.indexOf(severity) }] : [])),
  );
}

/** How one annotator agrees with themselves. */
export interface RepeatAgreement {
  readonly annotatorId: string;
  /** Translations judged in more than one round. */
  readonly repeats: number;
  /** Share of them with the same value both times. */
  readonly same: number;
  /** Mean distance of both values, in the metric's unit. */
  readonly distance: number;
  readonly scores: Alpha | Undetermined;
  readonly spans: Readonly<Record<SpanMatch, SpanScores>>;
}

/** Intra-annotator agreement: the first round of a translation against the last. Units as in `annotatorAgreement`. */
export function repeatAgreement(
  units: readonly (readonly Annotation[])[],
  metric: RatingMetric,
  typology: Typology,
  level: MeasurementLevel = metric.level,
): readonly RepeatAgreement[] {
  const repeats = new Map<string, Shared>();
  for (const annotations of units) {
    const held = annotations.filter((one) => one.level === 'segment' && !isReview(one) && metric.value(one, typology) !== undefined);
    for (const annotatorId of new Set(held.map((one) => one.annotatorId))) {
      const rounds = held
        .filter((one) => one.annotatorId === annotatorId)
        .toSorted((a, b) => a.round - b.round || a.updatedAt - b.updatedAt);
      const [first, last] = [rounds[0], rounds.at(-1)];
      if (!first || !last || first.round === last.round) continue;
      addShared(repeats, judgedBy(first, metric, typology), judgedBy(last, metric, typology));
    }
  }
  return [...repeats.values()].map(({ secondId, rows, counts }) => ({
    annotatorId: secondId,
    repeats: rows.length,
    same: rows.filter(([first, last]) => first === last).length / rows.length,
    distance: rows.reduce((sum, [first, last]) => sum + Math.abs(first - last), 0) / rows.length,
    scores: krippendorffAlpha(rows, level),
    spans: scoresOf([counts]),
  }));
}
