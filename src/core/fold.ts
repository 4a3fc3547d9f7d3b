import type { Annotation, ErrorSpan } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import { clockTime } from '#core/clock.ts';
import type { Event } from '#core/event.ts';
import { compareEvents, keyOf } from '#core/event.ts';

/** What an `import` event carries: an annotation without what its key and its events give. */
export type AnnotationBody = Partial<
  Pick<Annotation, 'errors' | 'scores' | 'rank' | 'answers' | 'postEdit' | 'comment' | 'status' | 'groupId'>
>;

/** The events that still count: an undo takes its target out, unless the undo is itself undone. In the order they apply. */
export function effectiveEvents(events: readonly Event[]): readonly Event[] {
  const sorted = [...new Map(events.map((event) => [event.id, event])).values()].sort(compareEvents);
  const dead = new Set<string>();
  for (const event of sorted.toReversed()) {
    if (event.undoes !== undefined && !dead.has(event.id)) dead.add(event.undoes);
  }
  return sorted.filter((event) => !dead.has(event.id) && event.undoes === undefined);
}

/**
 * The annotation that events of one annotation id give: per span and per field the later one wins, so no device loses another's span.
 * The order of the input does not matter. Undefined for no events.
 */
export function fold(events: readonly Event[]): Annotation | undefined {
  const first = events[0];
  if (!first) return undefined;
  const folded = effectiveEvents(events).reduce(applyEvent, emptyAnnotation(keyOf(first)));
  const updatedAt = events.reduce((latest, event) => Math.max(latest, clockTime(event.at)), 0);
  return { ...folded, updatedAt };
}

function applyEvent(annotation: Annotation, event: Event): Annotation {
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

function withField<T extends object>(record: T, event: Pick<Event, 'field' | 'value'>): T {
  const { [event.field ?? '']: _old, ...rest } = record as Record<string, unknown>;
  return (event.value === null ? rest : { ...rest, [event.field ?? '']: event.value }) as T;
}

function setField(annotation: Annotation, field: string, value: unknown): Annotation {
  const [group, key] = field.split('.', 2);
  if (key === undefined) return withField(annotation, { field, value });
  if (group === 'scores') return { ...annotation, scores: withField(annotation.scores, { field: key, value }) };
  return { ...annotation, answers: withField(annotation.answers ?? {}, { field: key, value }) };
}
