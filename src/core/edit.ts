import type { AnnotationKey, AnnotationStatus, ErrorSpan } from '#core/annotation.ts';
import type { Event, Gesture } from '#core/event.ts';
import { keyOf } from '#core/event.ts';
import type { Severity, Typology } from '#core/typology.ts';
import { categoryPaths } from '#core/typology.ts';

/** What of a mark can be changed after it was made; null takes it away. */
export interface SpanFields {
  readonly severity: Severity;
  readonly category: string;
  readonly note: string | null;
  readonly parts: ErrorSpan['parts'];
  readonly caret: number | null;
}

export function mark(key: AnnotationKey, error: ErrorSpan): Gesture {
  return { key, kind: 'mark', spanId: error.id, value: error };
}

export function editSpan<F extends keyof SpanFields>(key: AnnotationKey, spanId: string, field: F, value: SpanFields[F]): Gesture {
  return { key, kind: 'edit', spanId, field, value };
}

export function unmark(key: AnnotationKey, spanId: string): Gesture {
  return { key, kind: 'unmark', spanId, value: null };
}

/** A score on the named scale; null takes it away. */
export function setScore(key: AnnotationKey, scale: string, value: number | null): Gesture {
  return { key, kind: 'set', field: `scores.${scale}`, value };
}

/** An empty comment is none. */
export function setComment(key: AnnotationKey, comment: string): Gesture {
  return { key, kind: 'set', field: 'comment', value: comment === '' ? null : comment };
}

export function setStatus(key: AnnotationKey, status: AnnotationStatus): Gesture {
  return { key, kind: 'set', field: 'status', value: status };
}

/** Takes an event back; of an undo, brings back what it took. */
export function takeBack(event: Event): Gesture {
  return { key: keyOf(event), kind: 'undo', undoes: event.id, value: null };
}

/** The typology's category for text that is missing; empty where it has none. */
export function omissionCategory(typology: Typology): string {
  return categoryPaths(typology).find(({ path }) => path.split('/').at(-1) === 'omission')?.path ?? '';
}
