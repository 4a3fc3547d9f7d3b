/** The empty n-gram, from which all others grow; what `find` gives for an n-gram that was never added. */
const ROOT = 0;
const ABSENT = -1;
/** Of an n-gram that has only just been added. */
const UNKNOWN = -1;

/**
 * The n-grams of a segment's reference, as a tree: an n-gram is its first n-1 symbols' node and its last symbol, and knows the node of itself without its
 * first symbol (as in Aho & Corasick 1975), so that a text is read once, from end to end. Exact, in typed arrays only, and made to be emptied and filled again:
 * a segment's table stays in the processor's nearest cache.
 */
export class GramTable {
  #mask = 0;
  #size = 1;
  /** Node number in each slot; 0 is a free slot. */
  #slots = new Int32Array(0);
  #parents = new Int32Array(1);
  #symbols = new Int32Array(1);
  /** The node of an n-gram without its first symbol. */
  #shorter = new Int32Array(1);
  /** How often the n-gram of a node may be matched. */
  counts = new Int32Array(1);
  /** How often it was seen in the text under way. */
  seen = new Int32Array(1);

  /** Makes room for `grams` n-grams and forgets those it held. */
  clear(grams: number): void {
    let slots = 16;
    while (slots < grams * 2) slots *= 2;
    if (this.#slots.length < slots) {
      this.#slots = new Int32Array(slots);
      this.#parents = new Int32Array(slots / 2 + 1);
      this.#symbols = new Int32Array(slots / 2 + 1);
      this.#shorter = new Int32Array(slots / 2 + 1);
      this.counts = new Int32Array(slots / 2 + 1);
      this.seen = new Int32Array(slots / 2 + 1);
    } else {
      this.#slots.fill(0, 0, slots);
    }
    this.#mask = slots - 1;
    this.#size = 1;
  }

  /** The node of `parent`'s n-gram with one more symbol, made where it was not there. */
  add(parent: number, symbol: number): number {
    let slot = hash(parent, symbol) & this.#mask;
    for (;;) {
      const node = this.#slots[slot] ?? 0;
      if (node === 0) break;
      if (this.#parents[node] === parent && this.#symbols[node] === symbol) return node;
      slot = (slot + 1) & this.#mask;
    }
    const made = this.#size++;
    this.#slots[slot] = made;
    this.#parents[made] = parent;
    this.#symbols[made] = symbol;
    this.#shorter[made] = UNKNOWN;
    this.counts[made] = 0;
    this.seen[made] = 0;
    return made;
  }

  find(parent: number, symbol: number): number {
    let slot = hash(parent, symbol) & this.#mask;
    for (;;) {
      const node = this.#slots[slot] ?? 0;
      if (node === 0) return ABSENT;
      if (this.#parents[node] === parent && this.#symbols[node] === symbol) return node;
      slot = (slot + 1) & this.#mask;
    }
  }

  /** Adds every n-gram up to `order`; a count becomes the largest of any text added. */
  addText(symbols: Int32Array, length: number, order: number): void {
    this.seen.fill(0, 0, this.#size);
    const shorter = this.#shorter;
    // The longest n-gram that ends before the symbol, and its length.
    let before = ROOT;
    let size = 0;
    for (let i = 0; i < length; i++) {
      const symbol = symbols[i] ?? 0;
      if (size === order) before = shorter[before] ?? ROOT;
      else size++;
      const longest = this.add(before, symbol);
      // Of what was there already, all that is shorter is there too.
      for (let node = longest, parent = before; shorter[node] === UNKNOWN;) {
        if (parent === ROOT) {
          shorter[node] = ROOT;
          break;
        }
        parent = shorter[parent] ?? ROOT;
        const next = this.add(parent, symbol);
        shorter[node] = next;
        node = next;
      }
      for (let node = longest; node !== ROOT; node = shorter[node] ?? ROOT) {
        const seen = (this.seen[node] ?? 0) + 1;
        this.seen[node] = seen;
        if (seen > (this.counts[node] ?? 0)) this.counts[node] = seen;
      }
      before = longest;
    }
  }

  /** Counts into `matches[at + (n - 1) * step]` the n-grams of a text that are here, each at most as often as its count. */
  match(symbols: Int32Array, length: number, order: number, matches: Float64Array, at: number, step: number): void {
    const { seen, counts } = this;
    const shorter = this.#shorter;
    seen.fill(0, 0, this.#size);
    // The longest n-gram that ends at the symbol and is here, and its length: all shorter ones that end there are here too.
    let longest = ROOT;
    let size = 0;
    for (let i = 0; i < length; i++) {
      const symbol = symbols[i] ?? 0;
      if (size === order) {
        longest = shorter[longest] ?? ROOT;
        size--;
      }
      let next = this.find(longest, symbol);
      while (next === ABSENT && longest !== ROOT) {
        longest = shorter[longest] ?? ROOT;
        size--;
        next = this.find(longest, symbol);
      }
      if (next === ABSENT) continue;
      longest = next;
      size++;
      for (let node = longest, place = at + (size - 1) * step; node !== ROOT; node = shorter[node] ?? ROOT, place -= step) {
        const times = seen[node] ?? 0;
        if (times >= (counts[node] ?? 0)) continue;
        seen[node] = times + 1;
        matches[place] = (matches[place] ?? 0) + 1;
      }
    }
  }
}

function hash(parent: number, symbol: number): number {
  const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** n-grams of length n in a text of `length` symbols. */
export function gramCount(length: number, n: number): number {
  return Math.max(0, length - n + 1);
}
