/** Half the width of the band around the diagonal that is looked at, as tercom has it. */
const BEAM = 25;
/** Larger than any distance, small enough to be added to. */
const FAR = 1 << 28;

/**
 * The cheapest edits from words to a reference, inside tercom's beam. It holds the table of distances for one text, and prices another of the same
 * length that differs from it in one stretch by computing that stretch only: what comes before is in the table, what comes after in its mirror.
 */
export class TerAlignment {
  #reference: Int32Array = new Int32Array(0);
  #rows = 0;
  #columns = 1;
  /** Of each row, the first column inside the beam and the one after the last. */
  #first = new Int32Array(0);
  #end = new Int32Array(0);
  /** Distance from the beginning to each cell, and from each cell to the end. */
  #from = new Int32Array(0);
  #to = new Int32Array(0);
  #above = new Int32Array(0);
  #below = new Int32Array(0);

  /** Whether the word at each place of the text, and of the reference, is no match. */
  textErrors: Uint8Array = new Uint8Array(0);
  referenceErrors: Uint8Array = new Uint8Array(0);
  /** Place in the text that each reference word stands at, or the one before it; -1 before the first. */
  places: Int32Array = new Int32Array(0);

  /** Makes ready for texts of `length` words against `reference`. */
  begin(reference: Int32Array, length: number): void {
    this.#reference = reference;
    this.#rows = length + 1;
    this.#columns = reference.length + 1;
    const cells = this.#rows * this.#columns;
    if (this.#from.length < cells) {
      this.#from = new Int32Array(cells);
      this.#to = new Int32Array(cells);
    }
    if (this.#above.length < this.#columns) {
      this.#above = new Int32Array(this.#columns);
      this.#below = new Int32Array(this.#columns);
      this.places = new Int32Array(this.#columns);
      this.referenceErrors = new Uint8Array(this.#columns);
    }
    if (this.#first.length < this.#rows) {
      this.#first = new Int32Array(this.#rows);
      this.#end = new Int32Array(this.#rows);
      this.textErrors = new Uint8Array(this.#rows);
    }
    const ratio = length > 0 ? reference.length / length : 1;
    const width = BEAM < ratio / 2 ? Math.ceil(ratio / 2 + BEAM) : BEAM;
    for (let i = 1; i <= length; i++) {
      const diagonal = Math.floor(i * ratio);
      this.#first[i] = Math.max(0, diagonal - width);
      this.#end[i] = i === length ? this.#columns : Math.min(this.#columns, diagonal + width);
    }
    this.#first[0] = 0;
    this.#end[0] = this.#columns;
  }

  /** The distance of a text, which later ones may differ from; aligns it with the reference. */
  align(text: Int32Array): number {
    const columns = this.#columns;
    const from = this.#from;
    for (let j = 0; j < columns; j++) from[j] = j;
    for (let i = 1; i < this.#rows; i++) {
      const at = i * columns;
      from.fill(FAR, at, at + columns);
      this.#fill(from, at - columns, from, at, text[i - 1] ?? 0, i);
    }
    this.#trace(text);
    return from[this.#rows * columns - 1] ?? FAR;
  }

  /** Makes ready for `distanceOf`: distances of the aligned text's endings. */
  mirror(text: Int32Array): void {
    const columns = this.#columns;
    const last = this.#rows - 1;
    const to = this.#to;
    const reference = this.#reference;
    for (let j = 0; j < columns; j++) to[last * columns + j] = columns - 1 - j;
    for (let i = last - 1; i >= 0; i--) {
      const at = i * columns;
      const word = text[i] ?? 0;
      const end = this.#end[i] ?? 0;
      to.fill(FAR, at, at + columns);
      let right = FAR;
      for (let j = end - 1; j >= (this.#first[i] ?? 0); j--) {
        const below = (to[at + columns + j] ?? FAR) + 1;
        const across = j < columns - 1 ? (to[at + columns + j + 1] ?? FAR) + (reference[j] === word ? 0 : 1) : FAR;
        let best = right + 1;
        if (below < best) best = below;
        if (across < best) best = across;
        right = best > FAR ? FAR : best;
        to[at + j] = right;
      }
    }
  }

  /** The distance of a text that differs from the aligned one only in `[start, end)`; `limit + 1` or more where it is above `limit`. */
  distanceOf(text: Int32Array, start: number, end: number, limit: number): number {
    const columns = this.#columns;
    let above = this.#from;
    let aboveAt = start * columns;
    for (let i = start + 1; i <= end; i++) {
      const row = above === this.#above ? this.#below : this.#above;
      row.fill(FAR, 0, columns);
      if (this.#fill(above, aboveAt, row, 0, text[i - 1] ?? 0, i) > limit) return limit + 1;
      above = row;
      aboveAt = 0;
    }
    const to = this.#to;
    let best = FAR;
    for (let j = this.#first[end] ?? 0; j < (this.#end[end] ?? 0); j++) {
      const whole = (above[aboveAt + j] ?? FAR) + (to[end * columns + j] ?? FAR);
      if (whole < best) best = whole;
    }
    return best;
  }

  /** One row of distances from the one above; gives the least of it. */
  #fill(above: Int32Array, aboveAt: number, row: Int32Array, at: number, word: number, i: number): number {
    const reference = this.#reference;
    const end = this.#end[i] ?? 0;
    let j = this.#first[i] ?? 0;
    let left = FAR;
    let least = FAR;
    if (j === 0) {
      left = (above[aboveAt] ?? FAR) + 1;
      row[at] = left;
      least = left;
      j = 1;
    }
    let corner = above[aboveAt + j - 1] ?? FAR;
    for (; j < end; j++) {
      const up = above[aboveAt + j] ?? FAR;
      let best = corner + (reference[j - 1] === word ? 0 : 1);
      if (up + 1 < best) best = up + 1;
      if (left + 1 < best) best = left + 1;
      if (best > FAR) best = FAR;
      row[at + j] = best;
      if (best < least) least = best;
      left = best;
      corner = up;
    }
    return least;
  }

  /** Walks the cheapest edits back: of equals a match or a replacement, then leaving a word of the text out, then putting one of the reference in. */
  #trace(text: Int32Array): void {
    const columns = this.#columns;
    const from = this.#from;
    let i = this.#rows - 1;
    let j = columns - 1;
    while (i > 0 || j > 0) {
      const here = from[i * columns + j] ?? 0;
      const isMatch = i > 0 && j > 0 && this.#reference[j - 1] === text[i - 1];
      if (i > 0 && j > 0 && here === (from[(i - 1) * columns + j - 1] ?? 0) + (isMatch ? 0 : 1)) {
        i--;
        j--;
        this.places[j] = i;
        this.textErrors[i] = isMatch ? 0 : 1;
        this.referenceErrors[j] = isMatch ? 0 : 1;
      } else if (i > 0 && (j === 0 || here === (from[(i - 1) * columns + j] ?? 0) + 1)) {
        i--;
        this.textErrors[i] = 1;
      } else {
        j--;
        this.places[j] = i - 1;
        this.referenceErrors[j] = 1;
      }
    }
  }
}
