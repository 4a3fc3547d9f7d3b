import type { Annotation } from '#core/annotation.ts';
import { annotationId } from '#core/annotation.ts';
import { clockAt } from '#core/clock.ts';
import type { Event } from '#core/event.ts';
import { EVENT_SCHEMA } from '#core/event.ts';
import { fold } from '#core/fold.ts';
import type { GivenAnnotation } from '#formats/format.ts';

/** The device that imported events name: the same file gives the same events on every machine. */
const IMPORT_DEVICE = 'import';

/** The one event that an annotation of a file becomes; everything in it derives from the file. */
export function importEvent({ key, body, at, textSha256 }: GivenAnnotation, seq: number): Event {
  const id = annotationId(key);
  return {
    id: `${id}~${IMPORT_DEVICE}`,
    projectId: key.projectId,
    annotatorId: key.annotatorId,
    deviceId: IMPORT_DEVICE,
    seq,
    at: clockAt(at),
    kind: 'import',
    annotationId: id,
    level: key.level,
    unitId: key.unitId,
    systemId: key.systemId,
    round: key.round,
    ...(key.itemId === undefined ? {} : { itemId: key.itemId }),
    value: body,
    textSha256,
    schema: EVENT_SCHEMA,
    appVersion: '', // a later version reads the same file to the same event
  };
}

/** The annotations that events give, each folded from all of its own. */
export function foldAll(events: readonly Event[]): readonly Annotation[] {
  const byAnnotation = new Map<string, Event[]>();
  for (const event of events) {
    const own = byAnnotation.get(event.annotationId);
    if (own) own.push(event);
    else byAnnotation.set(event.annotationId, [event]);
  }
  return [...byAnnotation.values()].map((own) => fold(own)).filter((annotation) => annotation !== undefined);
}
