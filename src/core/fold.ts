import type { Annotation, ErrorSpan } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import { clockTime } from '#core/clock.ts';
import type { Event, Gesture } from '#core/event.ts';
import { compareEvents, keyOf } from '#core/event.ts';

/** What an event and a gesture have in common. */
type Change = Pick<Gesture, 'kind' | 'value' | 'spanId' | 'field' | 'textSha256'>;

/** What an `import` event carries: an annotation without what its key and its events give. */
export type AnnotationBody = Partial<
  Pick<Annotation, 'errors' | 'scores' | 'rank' | 'answers' | 'postEdit' | 'comment' | 'status' | 'groupId'>
>;

/**
 * The events that still count, in the order they apply: an undo takes its target out, unless the undo is itself undone.
 * Clocks of two devices may put an undo before what it undoes; who undoes whom decides, not the order.
 */
export function effectiveEvents(events: readonly Event[]): readonly Event[] {
  const unique = new Map(events.map((event) => [event.id, event]));
  const undoers = new Map<string, Event[]>();
  for (const event of unique.values()) {
    if (event.undoes !== undefined) undoers.set(event.undoes, [...(undoers.get(event.undoes) ?? []), event]);
  }
  const dead = new Map<string, boolean>();
  const isDead = (id: string): boolean => {
    const known = dead.get(id);
    if (known !== undefined) return known;
    dead.set(id, false); // ends a circle, which only a forged file could hold
    const found = (undoers.get(id) ?? []).some((undo) => !isDead(undo.id));
    dead.set(id, found);
    return found;
  };
  return [...unique.values()].filter((event) => event.undoes === undefined && !isDead(event.id)).sort(compareEvents);
}

/**
 * The annotation that events of one annotation id give: per span and per field the later one wins, so no device loses another's span.
 * The order of the input does not matter. Undefined for no events.
 */
export function fold(events: readonly Event[]): Annotation | undefined {
  const first = events[0];
  if (!first) return undefined;
  const folded = effectiveEvents(events).reduce(applyGesture, emptyAnnotation(keyOf(first)));
  const updatedAt = events.reduce((latest, event) => Math.max(latest, clockTime(event.at)), 0);
  return { ...folded, updatedAt };
}

/** What one gesture makes of an annotation, so that it can be painted before it is committed. An undo needs all events: see `fold`. */
export function applyGesture(annotation: Annotation, event: Change): Annotation {
  const next = event.textSha256 === undefined ? annotation : { ...annotation, textSha256: event.textSha256 };
  switch (event.kind) {
    case 'import':
      return { ...next, ...(event.value as AnnotationBody) }; // written by `importEvent` alone; checked at the format's door
    case 'mark':
      return withError(next, event.value as ErrorSpan); // written by the editor's `mark` alone
    case 'edit':
      return { ...next, errors: next.errors.map((error) => (error.id === event.spanId ? withField(error, event) : error)) };
    case 'unmark':
      return { ...next, errors: next.errors.filter((error) => error.id !== event.spanId) };
    case 'set':
      return setField(next, event.field ?? '', event.value);
    case 'undo':
      return next;
  }
}

function withError(annotation: Annotation, error: ErrorSpan): Annotation {
  const others = annotation.errors.filter((other) => other.id !== error.id);
  return { ...annotation, errors: [...others, error] };
}

function withField<T extends object>(record: T, event: Pick<Change, 'field' | 'value'>): T {
  const { [event.field ?? '']: _old, ...rest } = record as Record<string, unknown>;
  return (event.value === null ? rest : { ...rest, [event.field ?? '']: event.value }) as T;
}

function setField(annotation: Annotation, field: string, value: unknown): Annotation {
  const dot = field.indexOf('.');
  if (dot < 0) return withField(annotation, { field, value });
  const key = field.slice(dot + 1);
  if (field.startsWith('scores.')) return { ...annotation, scores: withField(annotation.scores, { field: key, value }) };
  return { ...annotation, answers: withField(annotation.answers ?? {}, { field: key, value }) };
}
