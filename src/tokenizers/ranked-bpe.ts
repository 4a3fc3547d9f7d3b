import { bytePiece, encodeUtf8 } from '#tokenizers/utf8.ts';

/** A BPE model as tokenizer.json has it: which neighbours merge, and when, is listed pair by pair. */
export interface RankedMerges {
  /** Left piece, then right piece, to their place in the list: the first pair merges first. */
  readonly ranks: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly pieces: ReadonlySet<string>;
  /** Whether a character without a piece becomes its bytes, where all of them have pieces. */
  readonly byteFallback: boolean;
}

interface Part {
  readonly text: string;
  readonly isUnknown: boolean;
  /** Of the pair with its right neighbour; looked up anew when one of them changes. */
  rank: number;
}

/**
 * Pieces of a normalized text as models/bpe of the library `tokenizers` 0.21 finds them. Unknown neighbours are one piece; that library holds it back
 * until a known one comes, so that pieces of bytes among unknown characters stand before them. That is repeated here, since ids are to be equal.
 */
export function mergeRanked(text: string, merges: RankedMerges): readonly { readonly text: string; readonly isUnknown: boolean }[] {
  const parts: Part[] = [];
  const add = (piece: string, isUnknown = false): void => void parts.push({ text: piece, isUnknown, rank: Infinity });
  let held = '';
  const release = (): void => {
    if (held !== '') add(held, true);
    held = '';
  };
  for (const character of text) {
    const bytes = merges.byteFallback && !merges.pieces.has(character) ? Array.from(encodeUtf8(character), bytePiece) : [];
    if (merges.pieces.has(character)) {
      release();
      add(character);
    } else if (bytes.length > 0 && bytes.every((piece) => merges.pieces.has(piece))) bytes.forEach((piece) => add(piece));
    else held += character;
  }
  release();
  const look = (at: number): void => {
    const [left, right] = [parts[at], parts[at + 1]];
    if (!left) return;
    left.rank = (!right || left.isUnknown || right.isUnknown ? undefined : merges.ranks.get(left.text)?.get(right.text)) ?? Infinity;
  };
  for (const at of parts.keys()) look(at);
  for (;;) {
    let best = -1;
    let least = Infinity;
    for (const [at, { rank }] of parts.entries()) {
      if (rank >= least) continue;
      best = at;
      least = rank;
    }
    const [left, right] = [parts[best], parts[best + 1]];
    if (!left || !right) return parts;
    parts.splice(best, 2, { text: left.text + right.text, isUnknown: false, rank: Infinity });
    look(best);
    look(best - 1);
  }
}
