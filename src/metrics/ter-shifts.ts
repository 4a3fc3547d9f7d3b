import { TerAlignment } from '#metrics/ter-alignment.ts';

/** Longest block that is moved, how far, and how many moves are tried for one text: tercom's limits, and sacreBLEU's. */
const LONGEST = 10;
const FARTHEST = 50;
const MOST_TRIED = 1000;

interface Move {
  readonly gain: number;
  readonly length: number;
  readonly start: number;
  readonly target: number;
}

/**
 * Edits from a text to a reference where moving a block of words counts as one (Snover et al. 2006), by the greedy search of tercom as sacreBLEU
 * 2.6.0 has it: of all moves of matching blocks the one that saves most, until none saves anything.
 */
export class TerShifts {
  readonly #alignment = new TerAlignment();
  #text = new Int32Array(0);
  #moved = new Int32Array(0);
  #tried = 0;

  /** Words are numbers, the same for the same word. */
  edits(text: Int32Array, reference: Int32Array): number {
    if (reference.length === 0) return text.length;
    if (this.#text.length !== text.length) {
      this.#text = new Int32Array(text.length);
      this.#moved = new Int32Array(text.length);
    }
    this.#text.set(text);
    this.#tried = 0;
    const places = placesOf(reference);
    this.#alignment.begin(reference, text.length);
    for (let moves = 0; ; moves++) {
      const distance = this.#alignment.align(this.#text);
      if (distance === 0) return moves;
      this.#alignment.mirror(this.#text);
      const best = this.#bestMove(reference, places, distance);
      // The round that meets the limit is given up, with what it found.
      if (!best || this.#tried >= MOST_TRIED) return moves + distance;
      this.#move(best.start, best.length, best.target);
      [this.#text, this.#moved] = [this.#moved, this.#text];
    }
  }

  /** The move that saves most; of equals the longest, then the earliest from, then the earliest to. Undefined where none saves anything. */
  #bestMove(reference: Int32Array, placesOfWord: ReadonlyMap<number, readonly number[]>, distance: number): Move | undefined {
    const text = this.#text;
    const { textErrors, referenceErrors, places } = this.#alignment;
    let best: Move | undefined;
    for (let start = 0; start < text.length; start++) {
      for (const at of placesOfWord.get(text[start] ?? -1) ?? []) {
        if (Math.abs(at - start) > FARTHEST) continue;
        const most = Math.min(LONGEST, text.length - start, reference.length - at);
        let hasTextError = false;
        let hasReferenceError = false;
        for (let length = 1; length <= most && text[start + length - 1] === reference[at + length - 1]; length++) {
          hasTextError ||= textErrors[start + length - 1] === 1;
          hasReferenceError ||= referenceErrors[at + length - 1] === 1;
          // Only a block that stands wrong, for a place that is not well filled, and not inside itself.
          if (!hasTextError || !hasReferenceError) continue;
          const place = places[at] ?? 0;
          if (start <= place && place < start + length) continue;
          best = this.#bestTarget(start, at, length, distance, best);
          if (this.#tried >= MOST_TRIED) return best;
        }
      }
    }
    return best;
  }

  #bestTarget(start: number, at: number, length: number, distance: number, before: Move | undefined): Move | undefined {
    const { places } = this.#alignment;
    let best = before;
    let last = -1;
    for (let offset = -1; offset < length; offset++) {
      const target = at + offset < 0 ? 0 : (places[at + offset] ?? 0) + 1;
      if (target === last) continue;
      last = target;
      this.#tried++;
      const least = best && !comesBefore(length, start, target, best) ? best.gain + 1 : (best?.gain ?? 1);
      const limit = distance - least;
      if (limit < 0) continue;
      const [first, end] = this.#move(start, length, target);
      if (first === end) continue;
      const gain = distance - this.#alignment.distanceOf(this.#moved, first, end, limit);
      if (gain >= least) best = { gain, length, start, target };
    }
    return best;
  }

  /** Writes the text with the block moved before `target` to `#moved`; gives the stretch that differs. */
  #move(start: number, length: number, target: number): readonly [first: number, end: number] {
    const text = this.#text;
    const moved = this.#moved;
    moved.set(text);
    if (target < start) {
      moved.copyWithin(target + length, target, start);
      moved.set(text.subarray(start, start + length), target);
      return [target, start + length];
    }
    // A target inside the block moves it on by as many words.
    const end = Math.min(text.length, target > start + length ? target : length + target);
    moved.set(text.subarray(start + length, end), start);
    moved.set(text.subarray(start, start + length), end - length);
    return [start, end === start + length ? start : end];
  }
}

function comesBefore(length: number, start: number, target: number, other: Move): boolean {
  if (length !== other.length) return length > other.length;
  return start !== other.start ? start < other.start : target < other.target;
}

/** Where each word stands. */
function placesOf(words: Int32Array): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  for (const [i, word] of words.entries()) {
    const known = places.get(word);
    if (known) known.push(i);
    else places.set(word, [i]);
  }
  return places;
}
