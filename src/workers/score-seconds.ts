import type { AnnotatorRow } from '#core/annotator-sheet.ts';
import { IDLE_SECONDS } from '#core/annotator-sheet.ts';
import { clockTime } from '#core/clock.ts';
import type { Event } from '#core/event.ts';
import { groupBy } from '#core/groups.ts';
import { quantile } from '#stats/summary.ts';

/** Seconds a translation took each person, by annotator id. */
export type Seconds = ReadonlyMap<string, NonNullable<AnnotatorRow['seconds']>>;

/** What an event tells about time. */
export type Moment = Pick<Event, 'annotatorId' | 'deviceId' | 'annotationId' | 'at'>;

/**
 * How long a translation took: the gaps between a person's gestures on one device, each counted to the translation that the later gesture is of (what came before it was
 * reading); a gap longer than `IDLE_SECONDS` is a pause and counts for nothing. Of an imported judgement its own time is the gesture. Whoever has no time for at
 * least three translations is left out: files without times give all rows the same.
 */
export function secondsOf(moments: readonly Moment[], isCounted: (annotationId: string) => boolean): Seconds {
  const rows = groupBy(moments, ({ annotatorId, deviceId }) => `${annotatorId} ${deviceId}`);
  const spent = new Map<string, Map<string, number>>();
  for (const row of rows.values()) {
    const sorted = row.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    for (const [i, { annotatorId, annotationId, at }] of sorted.entries()) {
      const before = sorted[i - 1];
      if (!before || !isCounted(annotationId)) continue;
      const gap = (clockTime(at) - clockTime(before.at)) / 1000;
      if (gap <= 0 || gap > IDLE_SECONDS) continue;
      const own = spent.get(annotatorId) ?? new Map<string, number>();
      spent.set(annotatorId, own);
      own.set(annotationId, (own.get(annotationId) ?? 0) + gap);
    }
  }
  return new Map(
    [...spent].flatMap(([annotatorId, own]) => {
      if (own.size < LEAST) return [];
      const sorted = Float64Array.from(own.values()).sort();
      const at = (share: number): number => quantile(sorted, share);
      return [[annotatorId, { count: own.size, low: at(0.25), median: at(0.5), high: at(0.75) }] as const];
    }),
  );
}

/** Fewer translations with a time say nothing. */
const LEAST = 3;
