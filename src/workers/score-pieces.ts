import { Failure } from '#core/failure.ts';
import type { PieceTokenizer } from '#core/score-settings.ts';
import type { PieceCutter } from '#metrics/bleu.ts';
import { keepPieces, readPieces } from '#storage/piece-files.ts';
import { SentencePiece } from '#tokenizers/sentencepiece.ts';
import { readSpm } from '#tokenizers/spm-file.ts';

/** The SentencePiece models that the person has supplied for spBLEU; each is read once. */
export class ScorePieces {
  readonly #cutters = new Map<PieceTokenizer, PieceCutter>();

  /** Undefined where the person has supplied none. */
  async of(tokenizer: PieceTokenizer): Promise<PieceCutter | undefined> {
    const known = this.#cutters.get(tokenizer);
    if (known) return known;
    const bytes = await readPieces(tokenizer);
    if (!bytes) return undefined;
    const cutter = cutterOf(bytes, tokenizer);
    this.#cutters.set(tokenizer, cutter);
    return cutter;
  }

  /** Takes the model for this and every later visit. A file that is no unigram SentencePiece model is the Failure `score/not-pieces`. */
  async give(tokenizer: PieceTokenizer, file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    this.#cutters.set(tokenizer, cutterOf(bytes, file.name));
    await keepPieces(tokenizer, bytes);
  }
}

function cutterOf(bytes: Uint8Array, name: string): PieceCutter {
  try {
    const model = new SentencePiece(readSpm(bytes));
    return (text) => model.encode(text).map((piece) => piece.text);
  } catch (cause) {
    if (cause instanceof RangeError) throw new Failure('score/not-pieces', { name }, { cause });
    throw cause;
  }
}
