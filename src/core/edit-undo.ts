import type { Event } from '#core/event.ts';
import { compareEvents } from '#core/event.ts';

/** Events to take back together, latest first. Empty where there is nothing left. */
export interface UndoState {
  readonly undo: readonly Event[];
  readonly redo: readonly Event[];
}

/** Drafts of one text are written while it is typed; they are taken back as one. */
const TYPED_FIELDS = new Set(['comment', 'note']);

/**
 * What Undo and Redo would do now, told from one person's own events alone, so that it is the same after a reload.
 * Undo takes the latest gesture that still counts; Redo takes back the latest undo, until something new is done.
 */
export function undoState(own: readonly Event[]): UndoState {
  const done: Event[] = [];
  let undone: { undo: Event; target: Event }[] = [];
  const targets = new Map<string, { undo: Event; target: Event }>();
  for (const event of own.toSorted(compareEvents)) {
    if (event.kind === 'import') continue;
    if (event.undoes === undefined) {
      done.push(event);
      undone = [];
      continue;
    }
    const redone = targets.get(event.undoes);
    if (redone) {
      undone = undone.filter((entry) => entry !== redone);
      done.push(redone.target);
      continue;
    }
    const at = done.findLastIndex((candidate) => candidate.id === event.undoes);
    const target = done[at];
    if (!target) continue;
    done.splice(at, 1);
    const entry = { undo: event, target };
    targets.set(event.id, entry);
    undone.push(entry);
  }
  return {
    undo: together(done.toReversed(), (event) => event),
    redo: together(undone.toReversed(), ({ target }) => target).map(({ undo }) => undo),
  };
}

/** The first, and those right behind it that typed at the same text. */
function together<T>(entries: readonly T[], eventOf: (entry: T) => Event): readonly T[] {
  const [first] = entries;
  if (first === undefined) return [];
  const latest = eventOf(first);
  if (!TYPED_FIELDS.has(latest.field ?? '')) return [first];
  const end = entries.findIndex((entry) => {
    const { annotationId, spanId, field } = eventOf(entry);
    return annotationId !== latest.annotationId || spanId !== latest.spanId || field !== latest.field;
  });
  return entries.slice(0, end < 0 ? undefined : end);
}
