import type { Piece } from '#tokenizers/spm-file.ts';
import type { Trie } from '#tokenizers/trie.ts';
import { characterWidth } from '#tokenizers/utf8.ts';

/** Start, end and id of a piece; the id is -1 where no piece stands for the bytes. */
export type Segment = readonly [start: number, end: number, id: number];

interface Part {
  readonly start: number;
  end: number;
  readonly isFrozen: boolean;
  /** The piece that it and its right neighbour make, looked up anew when one of them changes; -1 for none. */
  pair: number;
}

/**
 * Byte-pair segmentation as SentencePiece's bpe_model.cc does it: neighbours merge into the piece with the best score, the leftmost of equals first,
 * until nothing merges; unused pieces only help on the way and are taken apart again. `kept` holds user-defined pieces, which stay whole.
 */
export function mergePairs(bytes: Uint8Array, trie: Trie, pieces: readonly Piece[], kept: Trie | undefined): readonly Segment[] {
  const parts: Part[] = [];
  for (let start = 0; start < bytes.length;) {
    const whole = kept?.longestMatch(bytes, start) ?? 0;
    const end = start + (whole > 0 ? whole : Math.min(characterWidth(bytes[start] ?? 0), bytes.length - start));
    parts.push({ start, end, isFrozen: whole > 0, pair: -1 });
    start = end;
  }
  /** Of an unused piece that was met, where its left half ends. */
  const halves = new Map<number, number>();
  const look = (at: number): void => {
    const left = parts[at];
    const right = parts[at + 1];
    if (!left) return;
    left.pair = !right || left.isFrozen || right.isFrozen ? -1 : trie.find(bytes, left.start, right.end);
    if (pieces[left.pair]?.type === 'unused') halves.set(left.pair, left.end - left.start);
  };
  for (const at of parts.keys()) look(at);
  for (;;) {
    let best = -1;
    let most = -Infinity;
    for (const [at, part] of parts.entries()) {
      const score = pieces[part.pair]?.score;
      if (score === undefined || (best >= 0 && score <= most)) continue;
      best = at;
      most = score;
    }
    const [left, right] = [parts[best], parts[best + 1]];
    if (!left || !right) break;
    left.end = right.end;
    parts.splice(best + 1, 1);
    look(best);
    look(best - 1);
  }
  const segments: Segment[] = [];
  const take = (start: number, end: number): void => {
    const id = trie.find(bytes, start, end);
    const half = pieces[id]?.type === 'unused' ? halves.get(id) : undefined;
    if (half === undefined) {
      segments.push([start, end, id]);
      return;
    }
    take(start, start + half);
    take(start + half, end);
  };
  for (const { start, end } of parts) take(start, end);
  return segments;
}
