import type { TranslatorParts } from '#inference/onnx-translator.ts';
import { OnnxTranslator } from '#inference/onnx-translator.ts';
import type { ForcedOptions, ForcedPair, ForcedRow, GenerateOptions, Row } from '#inference/translator.ts';
import type { VocabularyCut } from '#inference/vocabulary-cut.ts';
import { CutTokenizer, describeCut, Places } from '#inference/vocabulary-cut.ts';

/** A model with part of its target vocabulary: it does what the whole one does, answers in the ids of the whole one, and says that it is cut. */
export class CutTranslator extends OnnxTranslator {
  readonly #whole: TranslatorParts['tokenizer'];
  readonly #cut: VocabularyCut;
  readonly #places: Places;

  /** The tokenizer is the whole one; decoder and rules are within the cut. */
  constructor(parts: TranslatorParts, cut: VocabularyCut) {
    super({ ...parts, tokenizer: new CutTokenizer(parts.tokenizer, cut) });
    this.#whole = parts.tokenizer;
    this.#cut = cut;
    this.#places = new Places(cut);
  }

  override decode(ids: readonly number[]): string {
    return this.#whole.decode(ids);
  }

  override describe(beams: number): string {
    return `${super.describe(beams)}; ${describeCut(this.#cut)}`;
  }

  override async *generate(texts: readonly string[], options: GenerateOptions): AsyncIterable<Row> {
    for await (const row of super.generate(texts, options)) yield { ...row, ids: this.#places.idsOf(row.ids) };
  }

  override async *score(pairs: readonly ForcedPair[], options: ForcedOptions): AsyncIterable<ForcedRow> {
    for await (const row of super.score(pairs, options)) yield { ...row, ids: this.#places.idsOf(row.ids) };
  }
}
