import type { System } from '#core/segment.ts';
import { randomFrom } from '#stats/random.ts';
import { drawSample } from '#stats/sampling.ts';

/** A system as one annotator sees it: by a letter, in an order that says nothing of the file's. */
export interface BlindSystem {
  readonly id: string;
  /** A, B, C … */
  readonly letter: string;
  readonly name: string;
}

/** The order is drawn from project and annotator, so it is the same on every device and tells nothing about the systems. */
export function blindOrder(systems: readonly System[], projectId: string, annotatorId: string): readonly BlindSystem[] {
  const known = systems.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const drawn = drawSample(known, known.length, randomFrom(seedOf(`${projectId} ${annotatorId}`)));
  return drawn.map(({ id, name }, i) => ({ id, letter: letterOf(i), name }));
}

/** A to Z, then AA, AB … */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : `${letterOf(Math.floor(index / 26) - 1)}${last}`;
}

/** FNV-1a, 32 bits. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
