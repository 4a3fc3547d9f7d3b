import type { RankedMerges } from '#tokenizers/ranked-bpe.ts';
import { mergeRanked } from '#tokenizers/ranked-bpe.ts';
import type { Segment } from '#tokenizers/spm-bpe.ts';
import { mergePairs } from '#tokenizers/spm-bpe.ts';
import type { Piece, SpmFile } from '#tokenizers/spm-file.ts';
import { SPACE_MARK, SpmNormalizer } from '#tokenizers/spm-normalizer.ts';
import { Trie } from '#tokenizers/trie.ts';
import { bytePiece, characterWidth, decodeUtf8, encodeUtf8 } from '#tokenizers/utf8.ts';

/** A piece of an encoded text. Of an unknown one, `text` is what stood there. */
export interface EncodedPiece {
  readonly id: number;
  readonly text: string;
}

/** How much less likely than the least likely piece an unknown character is (unigram_model.cc). */
const UNKNOWN_PENALTY = 10;

/** Smallest positive normal float: SentencePiece begins its search for the largest score there, so it is never below. */
const FLOAT_MIN = 2 ** -126;

const NO_ID = -1;

/**
 * A SentencePiece model: text to pieces by the most likely segmentation (unigram, Kudo 2018) or by merging pairs (BPE), and back. Ids and texts equal
 * those of the SentencePiece library 0.2.0, whose single-precision sums are repeated.
 */
export class SentencePiece {
  readonly #file: SpmFile;
  readonly #normalizer: SpmNormalizer;
  readonly #denormalizer: SpmNormalizer | undefined;
  readonly #trie = new Trie();
  /** User-defined pieces, where there are any. */
  readonly #kept: Trie | undefined;
  readonly #ids = new Map<string, number>();
  readonly #byteIds: readonly number[];
  readonly #unknownId: number;
  readonly #unknownScore: number;
  readonly #maxScore: number;

  /** Throws a RangeError for a kind of model that is neither unigram nor BPE. */
  constructor(file: SpmFile) {
    if (file.kind !== 'unigram' && file.kind !== 'bpe') throw new RangeError(`the model is of the kind ${file.kind}, not unigram or bpe`);
    this.#file = file;
    const kept = new Trie();
    let hasKept = false;
    for (const [id, piece] of file.pieces.entries()) {
      if (this.#ids.has(piece.text)) throw new RangeError(`the piece ${piece.text} stands twice`);
      this.#ids.set(piece.text, id);
      if (piece.type === 'normal' || piece.type === 'user-defined' || piece.type === 'unused') this.#trie.set(encodeUtf8(piece.text), id);
      if (piece.type === 'user-defined') {
        kept.set(encodeUtf8(piece.text), id);
        hasKept = true;
      }
    }
    this.#kept = hasKept ? kept : undefined;
    this.#normalizer = new SpmNormalizer(file.normalizer, file.whitespaceAsSuffix, this.#kept);
    this.#denormalizer = file.denormalizer && new SpmNormalizer(file.denormalizer, false);
    this.#unknownId = file.pieces.findIndex((piece) => piece.type === 'unknown');
    const scores = file.pieces.filter((piece) => piece.type === 'normal').map((piece) => piece.score);
    this.#maxScore = scores.reduce((most, score) => Math.max(most, score), FLOAT_MIN);
    this.#unknownScore = Math.fround(scores.reduce((least, score) => Math.min(least, score), Infinity) - UNKNOWN_PENALTY);
    this.#byteIds = Array.from({ length: 256 }, (_, byte) => this.#ids.get(bytePiece(byte)) ?? NO_ID);
    if (file.byteFallback && !file.merges && this.#byteIds.includes(NO_ID))
      throw new RangeError('a byte has no piece, though unknown characters fall back to bytes');
  }

  encode(text: string): readonly EncodedPiece[] {
    const bytes = this.#normalizer.normalize(text);
    if (this.#file.merges) return this.#merged(decodeUtf8(bytes), this.#file.merges);
    const found: EncodedPiece[] = [];
    let unknownFrom = -1;
    for (const [start, end, known] of this.#segments(bytes)) {
      const id = known === NO_ID ? this.#unknownId : known;
      const isUnknown = id === this.#unknownId;
      if (isUnknown && this.#file.byteFallback) {
        for (const byte of bytes.subarray(start, end)) found.push({ id: this.#byteIds[byte] ?? NO_ID, text: bytePiece(byte) });
        continue;
      }
      if (isUnknown && unknownFrom >= 0) found.pop(); // unknown neighbours are one piece
      if (!isUnknown) unknownFrom = -1;
      else if (unknownFrom < 0) unknownFrom = start;
      found.push({ id, text: isUnknown ? decodeUtf8(bytes.subarray(unknownFrom, end)) : (this.#file.pieces[id]?.text ?? '') });
    }
    return found;
  }

  /** The text that pieces stand for; a text that is no piece of this model stands for itself. */
  decode(pieces: readonly string[]): string {
    const parts: string[] = [];
    let bytes: number[] = [];
    let isAtStart = true;
    let hadPrefix = false;
    const flush = (): void => {
      if (bytes.length > 0) parts.push(decodeUtf8(Uint8Array.from(bytes)));
      bytes = [];
    };
    for (const text of pieces) {
      const piece = this.#file.pieces[this.#ids.get(text) ?? this.#unknownId];
      if (piece?.type === 'byte') {
        bytes.push(Number.parseInt(text.slice(3, 5), 16));
        continue;
      }
      flush();
      if (hadPrefix || parts.some((part) => part !== '')) isAtStart = false;
      const [part, took] = this.#surface(piece, text, isAtStart);
      hadPrefix = took;
      parts.push(part);
    }
    flush();
    const joined = parts.join('');
    return this.#denormalizer ? decodeUtf8(this.#denormalizer.normalize(joined)) : joined;
  }

  /** By the pairs that a tokenizer.json lists. */
  #merged(text: string, merges: RankedMerges): readonly EncodedPiece[] {
    return mergeRanked(text, merges).map((part) => ({
      id: part.isUnknown ? this.#unknownId : (this.#ids.get(part.text) ?? NO_ID),
      text: part.text,
    }));
  }

  #surface(piece: Piece | undefined, text: string, isAtStart: boolean): [text: string, tookPrefix: boolean] {
    if (piece?.type === 'control') return ['', false];
    if (piece === undefined || piece.type === 'unknown') return [piece?.text === text ? this.#file.unknownSurface : text, false];
    const { addDummyPrefix, removeExtraWhitespaces } = this.#file.normalizer;
    const takes = isAtStart && (addDummyPrefix || removeExtraWhitespaces) && text.startsWith(SPACE_MARK);
    const rest = takes ? text.slice(SPACE_MARK.length) : text;
    return [rest.replaceAll(SPACE_MARK, ' '), takes && !removeExtraWhitespaces];
  }

  #segments(bytes: Uint8Array): readonly Segment[] {
    return this.#file.kind === 'bpe' ? mergePairs(bytes, this.#trie, this.#file.pieces, this.#kept) : this.#bestPath(bytes);
  }

  /** Viterbi over all segmentations (`EncodeOptimized`): start, end and id of each piece. */
  #bestPath(bytes: Uint8Array): readonly Segment[] {
    const size = bytes.length;
    const scores = new Float32Array(size + 1);
    const starts = new Int32Array(size + 1).fill(-1);
    const ids = new Int32Array(size + 1).fill(NO_ID);
    const offer = (end: number, start: number, id: number, score: number): void => {
      if (starts[end] !== -1 && score <= (scores[end] ?? 0)) return;
      scores[end] = score;
      starts[end] = start;
      ids[end] = id;
    };
    for (let start = 0; start < size;) {
      const before = scores[start] ?? 0;
      const width = Math.min(characterWidth(bytes[start] ?? 0), size - start);
      let isWholeCharacter = false;
      for (let node = 0, end = start; end < size;) {
        node = this.#trie.step(node, bytes[end] ?? 0);
        if (node < 0) break;
        end++;
        const id = this.#trie.valueAt(node);
        const piece = id < 0 ? undefined : this.#file.pieces[id];
        if (piece === undefined || piece.type === 'unused') continue;
        const isKept = piece.type === 'user-defined';
        offer(end, start, id, (isKept ? Math.fround((end - start) * this.#maxScore) - 0.1 : piece.score) + before);
        if (end - start === width) isWholeCharacter = true;
      }
      if (!isWholeCharacter) offer(start + width, start, this.#unknownId, Math.fround(this.#unknownScore + before));
      start += width;
    }
    const path: Segment[] = [];
    for (let end = size; end > 0;) {
      const start = starts[end] ?? 0;
      path.push([start, end, ids[end] ?? NO_ID]);
      end = start;
    }
    return path.reverse();
  }
}
