/** One marked stretch: half-open, in any unit that both raters share. */
export interface MarkedSpan {
  readonly start: number;
  readonly end: number;
  /** How grave; higher is graver. */
  readonly severity: number;
}

/** exact: same start and end. exact-severity: and same severity. character: marked characters. character-severity: half a point where severities differ. */
export const SPAN_MATCHES = ['exact', 'exact-severity', 'character', 'character-severity'] as const;
export type SpanMatch = (typeof SPAN_MATCHES)[number];

/** What two raters' marks in one text have in common; sums of it over texts give the scores of all (micro average). */
export interface SpanCounts {
  /** What both marked: spans or characters, as the match asks; halves occur with `character-severity`. */
  readonly shared: number;
  readonly first: number;
  readonly second: number;
}

export interface SpanScores extends SpanCounts {
  /** Share of the second rater's marks that the first has too; undefined where there are none. */
  readonly precision: number | undefined;
  /** Share of the first rater's marks that the second has too. */
  readonly recall: number | undefined;
  /** Harmonic mean of both; the same whoever comes first. Undefined where nobody marked anything: that is agreement, but not on a mark. */
  readonly f1: number | undefined;
}

export function spanCounts(first: readonly MarkedSpan[], second: readonly MarkedSpan[], match: SpanMatch): SpanCounts {
  return match === 'exact' || match === 'exact-severity'
    ? exactCounts(first, second, match === 'exact-severity')
    : characterCounts(first, second, match === 'character-severity' ? 0.5 : 1);
}

export function addCounts(counts: Iterable<SpanCounts>): SpanCounts {
  let [shared, first, second] = [0, 0, 0];
  for (const one of counts) {
    shared += one.shared;
    first += one.first;
    second += one.second;
  }
  return { shared, first, second };
}

export function spanScores({ shared, first, second }: SpanCounts): SpanScores {
  return {
    shared,
    first,
    second,
    precision: second === 0 ? undefined : shared / second,
    recall: first === 0 ? undefined : shared / first,
    f1: first + second === 0 ? undefined : (2 * shared) / (first + second),
  };
}

/** The marks of two raters on the same words: each has at most one partner, and those that share most characters find each other first. */
export function matchedSpans(
  first: readonly MarkedSpan[],
  second: readonly MarkedSpan[],
): readonly (readonly [first: MarkedSpan, second: MarkedSpan])[] {
  const near = first.flatMap((a) =>
    second.flatMap((b) => {
      const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
      return shared > 0 ? [{ a, b, shared, apart: a.end - a.start + (b.end - b.start) - 2 * shared }] : [];
    }),
  );
  near.sort((one, other) => other.shared - one.shared || one.apart - other.apart);
  const taken = new Set<MarkedSpan>();
  return near.flatMap(({ a, b }) => {
    if (taken.has(a) || taken.has(b)) return [];
    taken.add(a).add(b);
    return [[a, b] as const];
  });
}

/** Each span finds at most one partner: two of one rater on the same words need two of the other. */
function exactCounts(first: readonly MarkedSpan[], second: readonly MarkedSpan[], withSeverity: boolean): SpanCounts {
  const key = ({ start, end, severity }: MarkedSpan): string => (withSeverity ? `${start} ${end} ${severity}` : `${start} ${end}`);
  const open = new Map<string, number>();
  for (const span of first) open.set(key(span), (open.get(key(span)) ?? 0) + 1);
  let shared = 0;
  for (const span of second) {
    const left = open.get(key(span)) ?? 0;
    if (left === 0) continue;
    open.set(key(span), left - 1);
    shared++;
  }
  return { shared, first: first.length, second: second.length };
}

/** A character counts once however many spans cover it, with the gravest severity on it. `partial` is what one marked with two severities is worth. */
function characterCounts(first: readonly MarkedSpan[], second: readonly MarkedSpan[], partial: number): SpanCounts {
  const a = gravestByCharacter(first);
  const b = gravestByCharacter(second);
  let shared = 0;
  for (const [at, severity] of a) {
    const other = b.get(at);
    if (other !== undefined) shared += other === severity ? 1 : partial;
  }
  return { shared, first: a.size, second: b.size };
}

function gravestByCharacter(spans: readonly MarkedSpan[]): ReadonlyMap<number, number> {
  const marked = new Map<number, number>();
  for (const { start, end, severity } of spans) {
    for (let at = start; at < end; at++) marked.set(at, Math.max(marked.get(at) ?? -Infinity, severity));
  }
  return marked;
}
