import type { Annotation } from '#core/annotation.ts';
import { annotationId } from '#core/annotation.ts';
import { tick } from '#core/clock.ts';
import type { Event, Gesture } from '#core/event.ts';
import { EVENT_SCHEMA } from '#core/event.ts';
import { fold } from '#core/fold.ts';
import type { StetDatabase } from '#storage/db.ts';

/** What a gesture is stamped with; `newId` gives UUIDv7s. */
export interface Stamp {
  readonly now: () => number;
  readonly newId: () => string;
  readonly appVersion: string;
}

export interface Appended {
  readonly events: readonly Event[];
  readonly annotation: Annotation;
}

/**
 * Writes gestures on one annotation as events and the annotation they fold to, in one strict transaction; resolves after it has committed.
 * The device's number and clock are counted inside the transaction, so tabs never share one.
 */
export async function appendGestures(db: StetDatabase, gestures: readonly [Gesture, ...Gesture[]], stamp: Stamp): Promise<Appended> {
  return db.transaction('rw', db.events, db.annotations, db.meta, async () => {
    const [deviceRow, seqRow, clockRow] = await db.meta.bulkGet(['deviceId', 'seq', 'clock']);
    const deviceId = typeof deviceRow?.value === 'string' ? deviceRow.value : stamp.newId();
    let seq = Number(seqRow?.value ?? 0);
    let clock = typeof clockRow?.value === 'string' ? clockRow.value : '';
    const id = annotationId(gestures[0].key);
    const before = await db.events.where('annotationId').equals(id).toArray();
    // Later than everything this device has seen of the annotation, even where its clock is behind the one that wrote it.
    for (const { at } of before) if (at > clock) clock = at;
    const events = gestures.map((gesture): Event => {
      seq += 1;
      clock = tick(clock, stamp.now());
      return toEvent(gesture, { id: stamp.newId(), deviceId, seq, at: clock, appVersion: stamp.appVersion });
    });
    const annotation = fold([...before, ...events]);
    if (!annotation) throw new Error('an annotation with events folds to nothing');
    await db.events.bulkAdd(events);
    await db.annotations.put(annotation);
    await db.meta.bulkPut([
      { key: 'deviceId', value: deviceId },
      { key: 'seq', value: seq },
      { key: 'clock', value: clock },
    ]);
    return { events, annotation };
  });
}

function toEvent(gesture: Gesture, stamped: Pick<Event, 'id' | 'deviceId' | 'seq' | 'at' | 'appVersion'>): Event {
  const { key } = gesture;
  return {
    ...stamped,
    projectId: key.projectId,
    annotatorId: key.annotatorId,
    kind: gesture.kind,
    annotationId: annotationId(key),
    level: key.level,
    unitId: key.unitId,
    systemId: key.systemId,
    round: key.round,
    ...(key.itemId === undefined ? {} : { itemId: key.itemId }),
    ...(gesture.spanId === undefined ? {} : { spanId: gesture.spanId }),
    ...(gesture.field === undefined ? {} : { field: gesture.field }),
    value: gesture.value,
    ...(gesture.undoes === undefined ? {} : { undoes: gesture.undoes }),
    ...(gesture.textSha256 === undefined ? {} : { textSha256: gesture.textSha256 }),
    schema: EVENT_SCHEMA,
    appVersion: stamped.appVersion,
  };
}
