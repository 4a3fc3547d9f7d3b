import type { TerOptions } from '#core/score-settings.ts';
import type { TextMetric } from '#metrics/metric.ts';
import { SACREBLEU_VERSION } from '#metrics/metric.ts';
import { TerShifts } from '#metrics/ter-shifts.ts';
import { terWords } from '#metrics/ter-tokenizer.ts';

/** Translation edit rate (Snover et al. 2006) as sacreBLEU 2.6.0 computes it. Statistics: fewest edits to any reference, mean length of the references. */
export class Ter implements TextMetric {
  readonly id = 'TER';
  readonly higherIsBetter = false;
  readonly isWhole = false;
  readonly width = 2;
  readonly #options: TerOptions;
  readonly #shifts = new TerShifts();

  constructor(options: TerOptions = {}) {
    this.#options = options;
  }

  stats(references: readonly string[], hypotheses: readonly string[]): readonly Float64Array[] {
    const known = new Map<string, number>();
    // sacreBLEU normalises references twice, which sets off what the first time has bared, such as the 's of "Aristotle's.".
    const texts = references.map((reference) => this.#words(terWords(reference, this.#options).join(' '), known));
    const length = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
    return hypotheses.map((hypothesis) => {
      const words = this.#words(hypothesis, known);
      const edits = texts.map((text) => this.#shifts.edits(words, text));
      return Float64Array.of(Math.min(...edits), length);
    });
  }

  score([edits = 0, length = 0]: Float64Array): number {
    if (length > 0) return 100 * (edits / length);
    return edits > 0 ? 100 : 0;
  }

  signature(references: number | 'var'): string {
    const { caseSensitive, normalized, noPunctuation, asianSupport } = this.#options;
    return [
      `nrefs:${references}`,
      `case:${caseSensitive ? 'mixed' : 'lc'}`,
      'tok:tercom',
      `norm:${normalized ? 'yes' : 'no'}`,
      `punct:${noPunctuation ? 'no' : 'yes'}`,
      `asian:${asianSupport ? 'yes' : 'no'}`,
      `version:${SACREBLEU_VERSION}`,
    ].join('|');
  }

  #words(text: string, known: Map<string, number>): Int32Array {
    return Int32Array.from(terWords(text, this.#options), (word) => {
      const number = known.get(word) ?? known.size;
      known.set(word, number);
      return number;
    });
  }
}
