import type { ChrfOptions } from '#core/score-settings.ts';
import { GramTable, gramCount } from '#metrics/gram-table.ts';
import type { TextMetric } from '#metrics/metric.ts';
import { SACREBLEU_VERSION } from '#metrics/metric.ts';
import { isWhiteSpace, splitWords } from '#metrics/white-space.ts';

/** A text as its metric sees it: characters, and words for chrF++, as numbers. */
interface Prepared {
  readonly chars: Int32Array;
  readonly words: Int32Array;
}

const EPSILON = 1e-16;
const PUNCTUATION = new Set('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~');

/** chrF (Popović 2015) and chrF++ (2017) as sacreBLEU 2.6.0 computes them. Statistics by order: n-grams of the hypothesis, of the reference, matches. */
export class Chrf implements TextMetric {
  readonly id: string;
  readonly higherIsBetter = true;
  readonly isWhole = true;
  readonly width: number;
  readonly #options: Required<ChrfOptions>;
  readonly #charTable = new GramTable();
  readonly #wordTable = new GramTable();

  constructor(options: ChrfOptions = {}) {
    this.#options = {
      charOrder: options.charOrder ?? 6,
      wordOrder: options.wordOrder ?? 0,
      beta: options.beta ?? 2,
      lowercase: options.lowercase ?? false,
      whitespace: options.whitespace ?? false,
      epsSmoothing: options.epsSmoothing ?? false,
    };
    this.id = `chrF${this.#options.beta}${'+'.repeat(this.#options.wordOrder)}`;
    this.width = 3 * (this.#options.charOrder + this.#options.wordOrder);
  }

  stats(references: readonly string[], hypotheses: readonly string[]): readonly Float64Array[] {
    const known = new Map<string, number>();
    const prepared = hypotheses.map((hypothesis) => this.#prepare(hypothesis, known));
    const best: { score: number; row: Float64Array }[] = [];
    for (const reference of references) {
      const text = this.#prepare(reference, known);
      this.#fill(text);
      for (const [i, hypothesis] of prepared.entries()) {
        const row = this.#match(hypothesis, text);
        const score = this.score(row);
        const before = best[i];
        // The first of equally good references counts.
        if (!before || score > before.score) best[i] = { score, row };
      }
    }
    return best.map(({ row }) => row);
  }

  score(sums: Float64Array): number {
    const { beta, epsSmoothing } = this.#options;
    const factor = beta ** 2;
    const orders = this.width / 3;
    let sumOfF = 0;
    let precisions = 0;
    let recalls = 0;
    let effective = 0;
    for (let i = 0; i < this.width; i += 3) {
      const hypothesis = sums[i] ?? 0;
      const reference = sums[i + 1] ?? 0;
      const matches = sums[i + 2] ?? 0;
      const precision = hypothesis > 0 ? matches / hypothesis : EPSILON;
      const recall = reference > 0 ? matches / reference : EPSILON;
      const divisor = factor * precision + recall;
      sumOfF += divisor > 0 ? ((1 + factor) * precision * recall) / divisor : EPSILON;
      if (hypothesis > 0 && reference > 0) {
        precisions += precision;
        recalls += recall;
        effective++;
      }
    }
    if (epsSmoothing) return (100 * sumOfF) / orders;
    if (effective === 0) return 0;
    const precision = precisions / effective;
    const recall = recalls / effective;
    if (precision + recall === 0) return 0;
    const f = (1 + factor) * precision * recall;
    return 100 * (f / (factor * precision + recall));
  }

  signature(references: number | 'var'): string {
    const { lowercase, epsSmoothing, charOrder, wordOrder, whitespace } = this.#options;
    return [
      `nrefs:${references}`,
      `case:${lowercase ? 'lc' : 'mixed'}`,
      `eff:${epsSmoothing ? 'no' : 'yes'}`,
      `nc:${charOrder}`,
      `nw:${wordOrder}`,
      `space:${whitespace ? 'yes' : 'no'}`,
      `version:${SACREBLEU_VERSION}`,
    ].join('|');
  }

  #prepare(text: string, known: Map<string, number>): Prepared {
    const { lowercase, whitespace, wordOrder } = this.#options;
    const line = lowercase ? text.toLowerCase() : text;
    return { chars: codePoints(line, whitespace), words: wordOrder > 0 ? numbered(wordsOf(line), known) : new Int32Array(0) };
  }

  #fill({ chars, words }: Prepared): void {
    const { charOrder, wordOrder } = this.#options;
    this.#charTable.clear(charOrder * chars.length);
    this.#charTable.addText(chars, chars.length, charOrder);
    if (wordOrder === 0) return;
    this.#wordTable.clear(wordOrder * words.length);
    this.#wordTable.addText(words, words.length, wordOrder);
  }

  #match(hypothesis: Prepared, reference: Prepared): Float64Array {
    const { charOrder, wordOrder } = this.#options;
    const row = new Float64Array(this.width);
    const total = (hypothesisLength: number, referenceLength: number, n: number, at: number): void => {
      const inReference = gramCount(referenceLength, n);
      row[at] = inReference > 0 ? gramCount(hypothesisLength, n) : 0;
      row[at + 1] = inReference;
    };
    for (let n = 1; n <= charOrder; n++) total(hypothesis.chars.length, reference.chars.length, n, 3 * (n - 1));
    for (let n = 1; n <= wordOrder; n++) total(hypothesis.words.length, reference.words.length, n, 3 * (charOrder + n - 1));
    this.#charTable.match(hypothesis.chars, hypothesis.chars.length, charOrder, row, 2, 3);
    if (wordOrder > 0) this.#wordTable.match(hypothesis.words, hypothesis.words.length, wordOrder, row, 3 * charOrder + 2, 3);
    return row;
  }
}

function codePoints(text: string, keepsWhiteSpace: boolean): Int32Array {
  const points = new Int32Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (!keepsWhiteSpace && isWhiteSpace(unit)) continue;
    const point = unit >= 0xd800 && unit < 0xdc00 ? (text.codePointAt(i) ?? unit) : unit;
    if (point > 0xffff) i++;
    points[length++] = point;
  }
  return points.subarray(0, length);
}

/** Words with one punctuation mark taken off the end or, failing that, the beginning: `(hi)` gives `(hi` and `)`. */
function wordsOf(text: string): string[] {
  return splitWords(text).flatMap((word) => {
    const isOneChar = word.length === 1 || (word.length === 2 && (word.codePointAt(0) ?? 0) > 0xffff);
    if (isOneChar) return [word];
    if (PUNCTUATION.has(word.slice(-1))) return [word.slice(0, -1), word.slice(-1)];
    if (PUNCTUATION.has(word.slice(0, 1))) return [word.slice(0, 1), word.slice(1)];
    return [word];
  });
}

function numbered(words: readonly string[], known: Map<string, number>): Int32Array {
  return Int32Array.from(words, (word) => {
    const number = known.get(word) ?? known.size;
    known.set(word, number);
    return number;
  });
}
