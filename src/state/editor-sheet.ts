import type { Annotation, Side } from '#core/annotation.ts';
import { annotationId, emptyAnnotation } from '#core/annotation.ts';
import type { Gesture } from '#core/event.ts';
import type { Segment } from '#core/segment.ts';
import type { EditorSource, Place } from '#state/editor-document.svelte.ts';
import { keyFor } from '#state/editor-document.svelte.ts';
import type { GestureQueue } from '#state/editor-queue.svelte.ts';

/** The document as it is on screen: what is committed with what waits painted over it. */
export class EditorSheet {
  readonly #place: Place;
  readonly #source: EditorSource;
  readonly #queue: Pick<GestureQueue, 'add' | 'paint'>;
  readonly #empty = new Map<string, Annotation>();

  constructor(place: Place, source: EditorSource, queue: Pick<GestureQueue, 'add' | 'paint'>) {
    this.#place = place;
    this.#source = source;
    this.#queue = queue;
  }

  get segments(): readonly Segment[] {
    return this.#source.segments;
  }

  annotation(segment: Segment): Annotation {
    return this.#queue.paint(this.#committed(segment));
  }

  /** The same empty annotation each time: what did not change is not drawn again. */
  #committed(segment: Segment): Annotation {
    const key = keyFor(this.#place, segment.id);
    const found = this.#source.annotations.get(annotationId(key));
    if (found) return found;
    const empty = this.#empty.get(segment.id) ?? emptyAnnotation(key);
    this.#empty.set(segment.id, empty);
    return empty;
  }

  /** The source, or what the system made of it; empty where it made nothing. */
  text(segment: Segment, side: Side): string {
    return side === 'source' ? segment.source : (this.#source.targets[segment.index] ?? '');
  }

  isTranslated(segment: Segment): boolean {
    return typeof this.#source.targets[segment.index] === 'string';
  }

  /** Translated segments, and how many of those are done. */
  get progress(): { readonly done: number; readonly total: number } {
    const translated = this.segments.filter((segment) => this.isTranslated(segment));
    return { done: translated.filter((segment) => this.annotation(segment).status === 'done').length, total: translated.length };
  }

  /** The first segment behind a place, then from the top, that is translated and not done. */
  nextOpen(behind: number): number | undefined {
    const isOpen = (segment: Segment): boolean => this.isTranslated(segment) && this.annotation(segment).status !== 'done';
    const next = this.segments.findIndex((segment, i) => i > behind && isOpen(segment));
    const found = next >= 0 ? next : this.segments.findIndex(isOpen);
    return found < 0 ? undefined : found;
  }

  /** Paints a gesture at once and sends it to be committed, with the SHA-256 of the texts it was made on. */
  add(segment: Segment, gesture: (key: Gesture['key']) => Gesture): void {
    const textSha256 = sha256(`${segment.source}\u0000${this.text(segment, 'target')}`);
    void this.#queue.add(gesture(keyFor(this.#place, segment.id)), { textSha256 });
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
