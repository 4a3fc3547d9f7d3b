import type { Scale } from '#core/protocol.ts';

/** The element that takes the keys of a scale's score; `id` is the segment card's own. */
export function scoreFieldId(id: string, scale: Scale | undefined): string {
  return `${id}-${scale?.id ?? ''}`;
}
