import { sha256 } from 'hash-wasm';
import { Failure } from '#core/failure.ts';
import type { PieceTokenizer } from '#core/score-settings.ts';
import type { PieceModel } from '#metrics/bleu.ts';
import { keepPieces, readPieces } from '#storage/piece-files.ts';
import { SentencePiece } from '#tokenizers/sentencepiece.ts';
import { readSpm } from '#tokenizers/spm-file.ts';

/** The SentencePiece models that the person has supplied for spBLEU; each is read once. */
export class ScorePieces {
  readonly #models = new Map<PieceTokenizer, PieceModel>();

  /** Undefined where the person has supplied none. */
  async of(tokenizer: PieceTokenizer): Promise<PieceModel | undefined> {
    const known = this.#models.get(tokenizer);
    if (known) return known;
    const bytes = await readPieces(tokenizer);
    if (!bytes) return undefined;
    const model = await modelOf(bytes, tokenizer);
    this.#models.set(tokenizer, model);
    return model;
  }

  /** Takes the model for this and every later visit. A file that is no unigram SentencePiece model is the Failure `score/not-pieces`. */
  async give(tokenizer: PieceTokenizer, file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const model = await modelOf(bytes, file.name);
    await keepPieces(tokenizer, bytes);
    this.#models.set(tokenizer, model);
  }
}

async function modelOf(bytes: Uint8Array, name: string): Promise<PieceModel> {
  try {
    const model = new SentencePiece(readSpm(bytes));
    return { cut: (text) => model.encode(text).map((piece) => piece.text), sha256: await sha256(bytes) };
  } catch (cause) {
    if (cause instanceof RangeError) throw new Failure('score/not-pieces', { name }, { cause });
    throw cause;
  }
}
