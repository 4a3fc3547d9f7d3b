/** Byte strings to values, for finding every entry that begins at a place of a text. Open addressing over (node, byte) pairs. */
export class Trie {
  #keys = new Int32Array(1 << 12).fill(-1);
  #children = new Int32Array(1 << 12);
  #values: number[] = [-1];

  set(key: Uint8Array, value: number): void {
    let node = 0;
    for (const byte of key) {
      const next = this.step(node, byte);
      node = next < 0 ? this.#add(node, byte) : next;
    }
    this.#values[node] = value;
  }

  /** The node one byte on, or -1. The root is 0. */
  step(node: number, byte: number): number {
    const slot = this.#slot(node * 256 + byte);
    return this.#keys[slot] === -1 ? -1 : (this.#children[slot] ?? -1);
  }

  /** The value that ends at the node, or -1. */
  valueAt(node: number): number {
    return this.#values[node] ?? -1;
  }

  /** The value of exactly these bytes, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    let node = 0;
    for (let i = start; i < end && node >= 0; i++) node = this.step(node, bytes[i] ?? 0);
    return node < 0 ? -1 : this.valueAt(node);
  }

  /** Bytes of the longest entry that begins at `at`; 0 where none does. */
  longestMatch(bytes: Uint8Array, at: number): number {
    let longest = 0;
    let node = 0;
    for (let i = at; i < bytes.length; i++) {
      node = this.step(node, bytes[i] ?? 0);
      if (node < 0) break;
      if (this.valueAt(node) >= 0) longest = i + 1 - at;
    }
    return longest;
  }

  #add(node: number, byte: number): number {
    if (this.#values.length * 2 > this.#keys.length) this.#grow();
    const child = this.#values.length;
    this.#values.push(-1);
    const slot = this.#slot(node * 256 + byte);
    this.#keys[slot] = node * 256 + byte;
    this.#children[slot] = child;
    return child;
  }

  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const children = this.#children;
    this.#keys = new Int32Array(keys.length * 2).fill(-1);
    this.#children = new Int32Array(keys.length * 2);
    for (const [i, key] of keys.entries()) {
      if (key === -1) continue;
      const slot = this.#slot(key);
      this.#keys[slot] = key;
      this.#children[slot] = children[i] ?? -1;
    }
  }
}
