import type { Annotation, ErrorSpan, Side, SpanPart } from '#core/annotation.ts';
import { isReview } from '#core/annotation.ts';
import type { Severity, Typology } from '#core/typology.ts';
import { weightOf } from '#core/typology.ts';

/** One error as several annotations have it: at most one span of each, in the order of the annotations. */
export interface MatchedError {
  readonly spans: readonly { readonly annotationId: string; readonly error: ErrorSpan }[];
}

interface OfError {
  /** What it is about, as the first annotation that has it marked it. */
  readonly error: ErrorSpan;
  readonly match: MatchedError;
}

/** One thing on which annotations of the same text do not agree; ids are those of annotations, in the order given. */
export type Difference =
  | (OfError & { readonly kind: 'missed'; readonly by: readonly string[]; readonly markedBy: readonly string[] })
  | (OfError & {
      readonly kind: 'boundary';
      /** The widest span's annotation, and the narrowest's; by the text of their `measuredParts`, in UTF-16 units. */
      readonly longest: string;
      readonly shortest: string;
      /** 0 where the spans are as long as each other but lie elsewhere. */
      readonly extra: number;
    })
  | (OfError & { readonly kind: 'severity'; readonly values: readonly { readonly annotationId: string; readonly severity: Severity }[] })
  | (OfError & { readonly kind: 'category'; readonly values: readonly { readonly annotationId: string; readonly category: string }[] })
  | {
      readonly kind: 'score';
      readonly scale: string;
      readonly values: readonly { readonly annotationId: string; readonly score: number }[];
      /** Highest less lowest. */
      readonly spread: number;
    };

export interface Comparison {
  /** In the order of the text; of one error: missed, boundary, severity, category. Scores come last. */
  readonly differences: readonly Difference[];
  /**
   * How far apart the annotations are, in points: the greater of the widest spread of a score and of the penalty points in dispute (summed over
   * the errors: the heaviest mark less the lightest, a missed one counting 0).
   */
  readonly size: number;
}

/** The finished judgements of a segment among annotations: those that can be compared. Ordered by annotator and round. */
export function judgements(annotations: readonly Annotation[]): readonly Annotation[] {
  return annotations
    .filter((annotation) => annotation.level === 'segment' && annotation.status === 'done' && !isReview(annotation))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What differs between annotations of the same texts. The same annotations in the same order always give the same answer. */
export function compareAnnotations(annotations: readonly Annotation[], typology: Typology): Comparison {
  const matches = matchErrors(annotations);
  const scores = scoreDifferences(annotations);
  const points = matches.reduce((sum, match) => sum + pointsInDispute(match, annotations.length, typology), 0);
  return {
    differences: [...matches.flatMap((match) => errorDifferences(match, annotations)), ...scores],
    size: Math.max(points, ...scores.map((score) => score.spread)),
  };
}

interface Candidate {
  readonly annotation: number;
  readonly annotationId: string;
  readonly error: ErrorSpan;
}

/**
 * Which spans are the same error, seen by several people: spans of different annotations that share text (omissions: source text, or the same
 * place in the target), the most alike first. Alike is the share of text in common (Jaccard), then the same category, then the same severity.
 */
export function matchErrors(annotations: readonly Annotation[]): readonly MatchedError[] {
  const candidates = annotations.flatMap(({ id, errors }, annotation): Candidate[] =>
    errors.toSorted(byPlace).map((error) => ({ annotation, annotationId: id, error })),
  );
  const groups = new Map(candidates.map((candidate) => [candidate, [candidate]]));
  for (const { a, b } of pairs(candidates)) {
    const [first = [], second = []] = [groups.get(a), groups.get(b)];
    const isTaken = first.some((one) => second.some((other) => one.annotation === other.annotation));
    if (first === second || isTaken) continue;
    const joined = [...first, ...second].sort((one, other) => one.annotation - other.annotation);
    for (const member of joined) groups.set(member, joined);
  }
  return [...new Set(groups.values())]
    .map((group) => ({ spans: group.map(({ annotationId, error }) => ({ annotationId, error })) }))
    .sort((a, b) => byPlace(leading(a), leading(b)));
}

/** Pairs of spans of different annotations that share something, the most alike first; ties in the order of the text. */
function pairs(candidates: readonly Candidate[]): readonly { a: Candidate; b: Candidate }[] {
  const found: { a: Candidate; b: Candidate; likeness: number }[] = [];
  for (const [i, a] of candidates.entries()) {
    for (const b of candidates.slice(i + 1)) {
      const likeness = a.annotation === b.annotation ? 0 : likenessOf(a.error, b.error);
      if (likeness > 0) found.push({ a, b, likeness });
    }
  }
  return found.sort((one, other) => other.likeness - one.likeness);
}

/** 0 for spans that share nothing; else more than 1 for each 1 % of text in common, with category and severity to break ties. */
function likenessOf(a: ErrorSpan, b: ErrorSpan): number {
  const shared = commonLength(a, b);
  const isSamePlace = a.caret !== undefined && a.caret === b.caret && lengthOf(a) * lengthOf(b) === 0;
  if (shared === 0 && !isSamePlace) return 0;
  const jaccard = isSamePlace && shared === 0 ? 1 : shared / (lengthOf(a) + lengthOf(b) - shared);
  return jaccard * 1000 + (a.category === b.category ? 2 : 0) + (a.severity === b.severity ? 1 : 0);
}

function commonLength(a: ErrorSpan, b: ErrorSpan): number {
  let shared = 0;
  for (const one of a.parts) {
    for (const other of b.parts) {
      if (one.side === other.side) shared += Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start));
    }
  }
  return shared;
}

function lengthOf(error: Pick<ErrorSpan, 'parts'>): number {
  return error.parts.reduce((sum, part) => sum + part.end - part.start, 0);
}

function errorDifferences(match: MatchedError, annotations: readonly Annotation[]): readonly Difference[] {
  const { spans } = match;
  const error = leading(match);
  const markedBy = spans.map((span) => span.annotationId);
  const by = annotations.map((annotation) => annotation.id).filter((id) => !markedBy.includes(id));
  const found: Difference[] = [];
  if (by.length > 0) found.push({ kind: 'missed', error, match, by, markedBy });
  if (new Set(spans.map((span) => placeKey(span.error))).size > 1) found.push({ kind: 'boundary', error, match, ...extremes(match) });
  if (new Set(spans.map((span) => span.error.severity)).size > 1) {
    const values = spans.map((span) => ({ annotationId: span.annotationId, severity: span.error.severity }));
    found.push({ kind: 'severity', error, match, values });
  }
  if (new Set(spans.map((span) => span.error.category)).size > 1) {
    const values = spans.map((span) => ({ annotationId: span.annotationId, category: span.error.category }));
    found.push({ kind: 'category', error, match, values });
  }
  return found;
}

/** The parts by which spans of one match are measured: those in the translation where every span has one, else all. */
export function measuredParts(match: MatchedError, error: ErrorSpan): readonly SpanPart[] {
  const areInTarget = match.spans.every((span) => span.error.parts.some((part) => part.side === 'target'));
  return areInTarget ? error.parts.filter((part) => part.side === 'target') : error.parts;
}

function extremes(match: MatchedError): { longest: string; shortest: string; extra: number } {
  const measure = (error: ErrorSpan): number => lengthOf({ parts: measuredParts(match, error) });
  const byLength = match.spans.toSorted((a, b) => measure(b.error) - measure(a.error));
  const [longest, shortest] = [byLength[0], byLength.at(-1)];
  if (!longest || !shortest) throw new Error('a matched error has a span');
  return {
    longest: longest.annotationId,
    shortest: shortest.annotationId,
    extra: measure(longest.error) - measure(shortest.error),
  };
}

function scoreDifferences(annotations: readonly Annotation[]): readonly Extract<Difference, { kind: 'score' }>[] {
  const scales = [...new Set(annotations.flatMap((annotation) => Object.keys(annotation.scores)))].sort();
  return scales.flatMap((scale) => {
    const values = annotations.flatMap(({ id, scores }) => {
      const score = scores[scale];
      return score === undefined ? [] : [{ annotationId: id, score }];
    });
    const only = values.map((value) => value.score);
    const spread = Math.max(...only) - Math.min(...only);
    return spread > 0 ? [{ kind: 'score' as const, scale, values, spread }] : [];
  });
}

function pointsInDispute({ spans }: MatchedError, annotations: number, typology: Typology): number {
  const weights = spans.map(({ error }) => weightOf(typology, error.severity, error.category));
  return Math.max(...weights) - (spans.length < annotations ? 0 : Math.min(...weights));
}

/** The first annotation's span of a match: it stands for the match where one must. */
function leading(match: MatchedError): ErrorSpan {
  const first = match.spans[0];
  if (!first) throw new Error('a matched error has a span');
  return first.error;
}

/** By the place in the target, or of an omission by its caret; those without a place in the target come last, by their place in the source. */
function byPlace(a: ErrorSpan, b: ErrorSpan): number {
  return targetStart(a) - targetStart(b) || startOn('source', a) - startOn('source', b) || lengthOf(a) - lengthOf(b) || compareText(a, b);
}

function targetStart(error: ErrorSpan): number {
  return Math.min(startOn('target', error), error.caret ?? LAST);
}

/** After any place in a text. */
const LAST = Number.MAX_SAFE_INTEGER;

function startOn(side: Side, error: ErrorSpan): number {
  return error.parts.reduce((start, part) => (part.side === side ? Math.min(start, part.start) : start), LAST);
}

function compareText(a: ErrorSpan, b: ErrorSpan): number {
  const [one, other] = [`${a.category} ${a.severity} ${a.id}`, `${b.category} ${b.severity} ${b.id}`];
  return one === other ? 0 : one < other ? -1 : 1;
}

function placeKey(error: ErrorSpan): string {
  const parts = error.parts.map(({ side, start, end }: SpanPart) => `${side} ${start} ${end}`).sort();
  return `${parts.join(' ')} ${error.caret ?? ''}`;
}
