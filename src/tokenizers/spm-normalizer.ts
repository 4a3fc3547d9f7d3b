import type { NormalizerSpec } from '#tokenizers/spm-file.ts';
import type { Trie } from '#tokenizers/trie.ts';
import { decodeCharacter, encodeUtf8 } from '#tokenizers/utf8.ts';

/** The mark that stands for a space inside pieces, U+2581. */
export const SPACE_MARK = '\u2581';

const SPACE = 0x20;
const SPACE_MARK_BYTES = encodeUtf8(SPACE_MARK);
const SPACE_BYTES = new Uint8Array([SPACE]);
const REPLACEMENT = encodeUtf8('\ufffd');

/** What a stretch of the input becomes, and how many bytes it took. */
interface Replaced {
  readonly bytes: Uint8Array;
  readonly consumed: number;
}

/**
 * SentencePiece's normalizer (src/normalizer.cc): rewrites by the file's own rules, a double-array trie over UTF-8 (Darts-clone) whose values
 * point at zero-ended texts, then settles spaces.
 */
export class SpmNormalizer {
  readonly #spec: NormalizerSpec;
  readonly #whitespaceAsSuffix: boolean;
  /** Texts that no rule may touch: the user-defined pieces. */
  readonly #kept: Trie | undefined;
  readonly #units: Uint32Array;
  readonly #texts: Uint8Array;

  constructor(spec: NormalizerSpec, whitespaceAsSuffix: boolean, kept?: Trie) {
    this.#spec = spec;
    this.#whitespaceAsSuffix = whitespaceAsSuffix;
    this.#kept = kept;
    const { charsmap } = spec;
    if (charsmap.length === 0) {
      this.#units = new Uint32Array(0);
      this.#texts = charsmap;
      return;
    }
    const view = new DataView(charsmap.buffer, charsmap.byteOffset, charsmap.length);
    const trieSize = charsmap.length < 4 ? Infinity : view.getUint32(0, true);
    if (trieSize % 4 !== 0 || 4 + trieSize > charsmap.length) throw new RangeError('the normalization rules are cut off');
    this.#units = Uint32Array.from({ length: trieSize / 4 }, (_, i) => view.getUint32(4 + i * 4, true));
    this.#texts = charsmap.subarray(4 + trieSize);
  }

  normalize(text: string): Uint8Array {
    const { addDummyPrefix, removeExtraWhitespaces, escapeWhitespaces } = this.#spec;
    const space = escapeWhitespaces ? SPACE_MARK_BYTES : SPACE_BYTES;
    const input = encodeUtf8(text);
    let at = 0;
    if (removeExtraWhitespaces) {
      while (at < input.length) {
        const { bytes, consumed } = this.#replace(input, at);
        if (bytes.length !== 1 || bytes[0] !== SPACE) break;
        at += consumed;
      }
    }
    if (at >= input.length) return new Uint8Array(0);
    const made = new Bytes(input.length * 2 + 8);
    if (addDummyPrefix && !this.#whitespaceAsSuffix) made.push(space);
    let isAfterSpace = removeExtraWhitespaces;
    while (at < input.length) {
      const { bytes, consumed } = this.#replace(input, at);
      at += consumed;
      let from = 0;
      while (isAfterSpace && bytes[from] === SPACE) from++;
      if (from < bytes.length) {
        for (const byte of bytes.subarray(from)) made.push(byte === SPACE ? space : byte);
        isAfterSpace = bytes.at(-1) === SPACE;
      }
      if (!removeExtraWhitespaces) isAfterSpace = false;
    }
    if (removeExtraWhitespaces) while (made.endsWith(space)) made.size -= space.length;
    if (addDummyPrefix && this.#whitespaceAsSuffix) made.push(space);
    return made.all;
  }

  /** The longest rule at `at`; a user-defined piece or a character without a rule stays as it is. */
  #replace(input: Uint8Array, at: number): Replaced {
    const kept = this.#kept?.longestMatch(input, at) ?? 0;
    if (kept > 0) return { bytes: input.subarray(at, at + kept), consumed: kept };
    const [consumed, textAt] = this.#longestRule(input, at);
    if (consumed > 0) return { bytes: this.#texts.subarray(textAt, this.#texts.indexOf(0, textAt)), consumed };
    const { codePoint, length } = decodeCharacter(input, at);
    return codePoint < 0 ? { bytes: REPLACEMENT, consumed: 1 } : { bytes: input.subarray(at, at + length), consumed: length };
  }

  /** Darts-clone's common-prefix search: length of the longest key and its value. */
  #longestRule(input: Uint8Array, at: number): [length: number, value: number] {
    let found: [number, number] = [0, 0];
    let node = offsetOf(this.#units[0] ?? 0);
    for (let i = at; i < input.length && node < this.#units.length; i++) {
      node ^= input[i] ?? 0;
      const unit = this.#units[node] ?? 0;
      if ((unit & 0x800000ff) >>> 0 !== input[i]) break;
      node ^= offsetOf(unit);
      if ((unit >>> 8) & 1) found = [i + 1 - at, (this.#units[node] ?? 0) & 0x7fffffff];
    }
    return found;
  }
}

function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
}

/** Bytes that grow. */
class Bytes {
  size = 0;
  #room: Uint8Array;

  constructor(room: number) {
    this.#room = new Uint8Array(room);
  }

  get all(): Uint8Array {
    return this.#room.slice(0, this.size);
  }

  push(bytes: Uint8Array | number): void {
    const length = typeof bytes === 'number' ? 1 : bytes.length;
    if (this.size + length > this.#room.length) {
      const wider = new Uint8Array(this.#room.length * 2 + length);
      wider.set(this.#room);
      this.#room = wider;
    }
    if (typeof bytes === 'number') this.#room[this.size] = bytes;
    else this.#room.set(bytes, this.size);
    this.size += length;
  }

  endsWith(tail: Uint8Array): boolean {
    return this.size >= tail.length && tail.every((byte, i) => this.#room[this.size - tail.length + i] === byte);
  }
}
