import type { Annotation } from '#core/annotation.ts';
import { setStatus, takeBack } from '#core/edit.ts';
import { undoState } from '#core/edit-undo.ts';
import type { Event, Gesture } from '#core/event.ts';
import { applyGesture, fold } from '#core/fold.ts';
import type { StetDatabase } from '#storage/db.ts';
import { verdictOf } from '#state/review-tally.ts';

/** What Undo or Redo would append to one review annotation, and what that looks like then. */
export interface ReviewReversal {
  readonly gestures: readonly Gesture[];
  readonly painted: Annotation;
  readonly unitId: string;
  readonly systemId: string;
}

/** Verdicts are pressed, comments typed: more than a sample holds. */
const DEPTH = 2000;

/**
 * The person's own last step in one sample, from the database: the same after a reload. The status only follows the verdict, so it is no step
 * of its own: what takes a verdict away opens the unit again.
 */
export async function reviewReversal(
  db: StetDatabase,
  own: { readonly projectId: string; readonly annotatorId: string; readonly sampleId: string },
  direction: 'undo' | 'redo',
): Promise<ReviewReversal | undefined> {
  const events = await db.events
    .where('[projectId+annotatorId+at]')
    .between([own.projectId, own.annotatorId, ''], [own.projectId, own.annotatorId, '\uffff'])
    .reverse()
    .filter((event) => event.itemId === own.sampleId && event.field !== 'status')
    .limit(DEPTH)
    .toArray();
  const steps = undoState(events)[direction];
  const [first] = steps;
  if (!first) return undefined;
  const undos = steps.map(takeBack);
  const all = await db.events.where('annotationId').equals(first.annotationId).toArray();
  const painted = fold([...all, ...undos.map((gesture) => provisional(gesture, first))]);
  if (!painted) return undefined;
  const status = verdictOf(painted) === undefined ? 'open' : 'done';
  const { unitId, systemId } = first;
  if (painted.status === status) return { gestures: undos, painted, unitId, systemId };
  const follow = setStatus(undos[0]?.key ?? painted, status);
  return { gestures: [...undos, follow], painted: applyGesture(painted, follow), unitId, systemId };
}

/** An event for painting only; the one that is written gets its own stamp. */
function provisional(gesture: Gesture, like: Event): Event {
  return { ...like, id: `? ${gesture.undoes ?? ''}`, kind: 'undo', value: null, undoes: gesture.undoes ?? '' };
}
