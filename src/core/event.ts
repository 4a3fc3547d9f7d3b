import type { AnnotationKey, Level } from '#core/annotation.ts';

/** The layout of an event's fields; a row of a higher number is never written over by an older page. */
export const EVENT_SCHEMA = 1;

/**
 * import: `value` is the body of an annotation as a file gave it. mark: `value` is an ErrorSpan. edit: `field` of span `spanId` becomes `value`
 * (null takes it away). unmark: span `spanId` goes. set: `field` of the annotation becomes `value` (null takes it away); `scores.ESA`,
 * `answers.verdict`, `comment`, `status` and so on. undo: takes back the event `undoes`; undoing an undo is a redo.
 */
export const EVENT_KINDS = ['import', 'mark', 'edit', 'unmark', 'set', 'undo'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** One gesture: append-only, never changed. Annotations are the fold of their events. */
export interface Event {
  /** UUIDv7; of an import, derived from the annotation. */
  readonly id: string;
  readonly projectId: string;
  readonly annotatorId: string;
  readonly deviceId: string;
  /** Rises by one with each event of the device, without gaps. */
  readonly seq: number;
  /** Hybrid clock: see `core/clock.ts`; sorts as text. */
  readonly at: string;
  readonly kind: EventKind;
  readonly annotationId: string;
  readonly level: Level;
  readonly unitId: string;
  readonly systemId: string;
  readonly round: number;
  readonly itemId?: string;
  readonly spanId?: string;
  readonly field?: string;
  readonly value: unknown;
  readonly undoes?: string;
  readonly textSha256?: string;
  readonly schema: number;
  readonly appVersion: string;
}

/** A gesture before it is stamped with id, time, device and number. */
export interface Gesture {
  readonly key: AnnotationKey;
  readonly kind: EventKind;
  readonly value: unknown;
  readonly spanId?: string;
  readonly field?: string;
  readonly undoes?: string;
  readonly textSha256?: string;
}

/** The order in which events apply: clock, then device, then number. The same on every machine. */
export function compareEvents(a: Event, b: Event): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.deviceId !== b.deviceId) return a.deviceId < b.deviceId ? -1 : 1;
  return a.seq - b.seq;
}

export function keyOf(event: Event): AnnotationKey {
  return {
    projectId: event.projectId,
    level: event.level,
    unitId: event.unitId,
    systemId: event.systemId,
    annotatorId: event.annotatorId,
    round: event.round,
    ...(event.itemId === undefined ? {} : { itemId: event.itemId }),
  };
}
