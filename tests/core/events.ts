import type { Event, Gesture } from '#core/event.ts';
import { EVENT_SCHEMA } from '#core/event.ts';
import type { AnnotationKey, ErrorSpan } from '#core/annotation.ts';
import { annotationId } from '#core/annotation.ts';
import { clockAt } from '#core/clock.ts';

/** Builders for tests of events: one person at one segment unless told otherwise. */
export const KEY: AnnotationKey = { projectId: 'p', level: 'segment', unitId: 'p.d0.s0', systemId: 'p.y0', annotatorId: 'me', round: 1 };

export function span(id: string, start = 0, end = 3, severity: ErrorSpan['severity'] = 'minor'): ErrorSpan {
  return {
    id,
    parts: [{ side: 'target', start, end, quote: 'x'.repeat(end - start) }],
    category: 'accuracy/mistranslation',
    severity,
    origin: 'human',
  };
}

/** Stamps gestures one after the other. */
export class Recorder {
  readonly events: Event[] = [];
  readonly #device: string;

  constructor(device = 'device') {
    this.#device = device;
  }

  add(gesture: Gesture, ms = this.events.length + 1): Event {
    const seq = this.events.length + 1;
    const event: Event = {
      ...gesture.key,
      ...gesture,
      id: `${this.#device}-${seq}`,
      deviceId: this.#device,
      seq,
      at: clockAt(ms),
      annotationId: annotationId(gesture.key),
      schema: EVENT_SCHEMA,
      appVersion: 'test',
    };
    this.events.push(event);
    return event;
  }
}
