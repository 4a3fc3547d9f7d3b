import type { Annotation } from '#core/annotation.ts';
import { takeBack } from '#core/edit.ts';
import { undoState } from '#core/edit-undo.ts';
import type { Event, Gesture } from '#core/event.ts';
import { fold } from '#core/fold.ts';
import type { StetDatabase } from '#storage/db.ts';

/** Gestures that are looked back on: more than a day's marking on one screen. */
const DEPTH = 2000;

/** What Undo or Redo would append, and what the annotation looks like then. */
export interface Reversal {
  readonly gestures: readonly Gesture[];
  readonly painted: Annotation | undefined;
  readonly unitId: string;
  readonly systemId: string;
}

/** One's own gestures in one project, newest first, as the database has them: the same after a reload and in every tab. */
export interface History {
  readonly latest: () => Promise<Event | undefined>;
  readonly reversal: (direction: 'undo' | 'redo') => Promise<Reversal | undefined>;
}

export function historyOf(db: StetDatabase, projectId: string, annotatorId: string): History {
  const own = (): ReturnType<typeof db.events.toCollection> =>
    db.events
      .where('[projectId+annotatorId+at]')
      .between([projectId, annotatorId, ''], [projectId, annotatorId, '\uffff'])
      .reverse()
      .filter((event) => event.itemId === undefined && event.level === 'segment' && event.kind !== 'import');
  return {
    latest: () => own().first(),
    reversal: async (direction) => {
      const events = undoState(await own().limit(DEPTH).toArray())[direction];
      const [first] = events;
      if (!first) return undefined;
      const gestures = events.map(takeBack);
      const all = await db.events.where('annotationId').equals(first.annotationId).toArray();
      return {
        gestures,
        painted: fold([...all, ...gestures.map((gesture) => provisional(gesture, first))]),
        unitId: first.unitId,
        systemId: first.systemId,
      };
    },
  };
}

/** An event for painting only; the one that is written gets its own stamp. */
function provisional(gesture: Gesture, like: Event): Event {
  return { ...like, id: `? ${gesture.undoes ?? ''}`, kind: 'undo', value: null, undoes: gesture.undoes ?? '' };
}
