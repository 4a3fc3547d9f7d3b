import type { BleuOptions, BleuTokenizer, Smoothing } from '#core/score-settings.ts';
import { needsPieces } from '#core/score-settings.ts';
import { bleuTokens } from '#metrics/bleu-tokenizer.ts';
import { GramTable, gramCount } from '#metrics/gram-table.ts';
import type { TextMetric } from '#metrics/metric.ts';
import { SACREBLEU_VERSION } from '#metrics/metric.ts';
import { fixed } from '#metrics/printed.ts';
import { endOfText, splitWords } from '#metrics/white-space.ts';

/** The pieces of a text by a SentencePiece model, as `EncodeAsPieces` gives them. */
export type PieceCutter = (text: string) => readonly string[];

/** A SentencePiece model that the person has supplied. */
export interface PieceModel {
  readonly cut: PieceCutter;
  /** Of the file, hex: signatures name it by this, since nothing else says which model it is. */
  readonly sha256?: string;
}

/** A BLEU score with all that went into it. */
export interface BleuScore {
  readonly score: number;
  readonly hypothesisLength: number;
  readonly referenceLength: number;
  readonly brevityPenalty: number;
  /** By order from 1. With `add-k` counts and totals are the smoothed ones. */
  readonly counts: readonly number[];
  readonly totals: readonly number[];
  /** Percent. */
  readonly precisions: readonly number[];
}

const SMOOTH_DEFAULTS: Readonly<Record<Smoothing, number>> = { exp: 0, floor: 0.1, 'add-k': 1, none: 0 };
/** What stands for the logarithm of 0. */
const LOG_OF_ZERO = -9999999999;

/** BLEU (Papineni et al. 2002) as sacreBLEU 2.6.0 computes it (Post 2018). Statistics: both lengths, then matches and totals by order. */
export class Bleu implements TextMetric {
  readonly id = 'BLEU';
  readonly higherIsBetter = true;
  readonly isWhole = true;
  readonly width: number;
  readonly #options: Required<BleuOptions>;
  readonly #pieces: PieceModel | undefined;
  readonly #table = new GramTable();
  /** What a score alone is made in: counts, totals, precisions. */
  readonly #scratch: Float64Array;
  readonly #cut: (line: string) => readonly string[];

  /** `flores101` and `flores200` need `pieces`, by the model of that name: a RangeError without. */
  constructor(options: BleuOptions = {}, pieces?: PieceModel) {
    this.#pieces = pieces;
    const smooth = options.smooth ?? 'exp';
    this.#options = {
      tokenize: options.tokenize ?? '13a',
      smooth,
      smoothValue: options.smoothValue ?? SMOOTH_DEFAULTS[smooth],
      lowercase: options.lowercase ?? false,
      effectiveOrder: options.effectiveOrder ?? false,
      maxOrder: options.maxOrder ?? 4,
    };
    this.width = 2 + 2 * this.#options.maxOrder;
    this.#scratch = new Float64Array(3 * this.#options.maxOrder);
    this.#cut = cutter(this.#options.tokenize, pieces?.cut);
  }

  stats(references: readonly string[], hypotheses: readonly string[]): readonly Float64Array[] {
    const { maxOrder } = this.#options;
    const known = new Map<string, number>();
    const texts = references.map((reference) => this.#symbols(reference, known));
    this.#table.clear(maxOrder * texts.reduce((sum, text) => sum + text.length, 0));
    for (const text of texts) this.#table.addText(text, text.length, maxOrder);
    const lengths = texts.map((text) => text.length);
    return hypotheses.map((hypothesis) => {
      const symbols = this.#symbols(hypothesis, known);
      const row = new Float64Array(this.width);
      row[0] = symbols.length;
      row[1] = closest(symbols.length, lengths);
      this.#table.match(symbols, symbols.length, maxOrder, row, 2, 1);
      for (let n = 1; n <= maxOrder; n++) row[1 + maxOrder + n] = gramCount(symbols.length, n);
      return row;
    });
  }

  score(sums: Float64Array): number {
    return this.#explain(sums, this.#scratch);
  }

  explain(sums: Float64Array): BleuScore {
    const { maxOrder } = this.#options;
    const [hypothesisLength = 0, referenceLength = 0] = sums;
    const parts = new Float64Array(3 * maxOrder);
    const score = this.#explain(sums, parts);
    const part = (at: number): readonly number[] => Array.from(parts.subarray(at * maxOrder, (at + 1) * maxOrder));
    const brevityPenalty = penalty(hypothesisLength, referenceLength);
    return { score, hypothesisLength, referenceLength, brevityPenalty, counts: part(0), totals: part(1), precisions: part(2) };
  }

  /** The score; `parts` takes counts, totals and precisions, by order each. */
  #explain(sums: Float64Array, parts: Float64Array): number {
    const { maxOrder, smooth, smoothValue, effectiveOrder } = this.#options;
    parts.set(sums.subarray(2, 2 + 2 * maxOrder));
    parts.fill(0, 2 * maxOrder);
    let isMatched = false;
    for (let n = 0; n < maxOrder; n++) isMatched ||= (parts[n] ?? 0) > 0;
    if (!isMatched) return 0;
    let halving = 1;
    let order = maxOrder;
    for (let n = 0; n < maxOrder; n++) {
      const added = smooth === 'add-k' && n > 0 ? smoothValue : 0;
      const count = (parts[n] ?? 0) + added;
      const total = (parts[maxOrder + n] ?? 0) + added;
      parts[n] = count;
      parts[maxOrder + n] = total;
      if (total === 0) break;
      if (effectiveOrder) order = n + 1;
      if (count > 0) parts[2 * maxOrder + n] = (100 * count) / total;
      else if (smooth === 'floor') parts[2 * maxOrder + n] = (100 * smoothValue) / total;
      else if (smooth === 'exp') {
        halving *= 2;
        parts[2 * maxOrder + n] = 100 / (halving * total);
      }
    }
    let logs = 0;
    for (let n = 0; n < order; n++) {
      const precision = parts[2 * maxOrder + n] ?? 0;
      logs += precision === 0 ? LOG_OF_ZERO : Math.log(precision);
    }
    return penalty(sums[0] ?? 0, sums[1] ?? 0) * Math.exp(logs / order);
  }

  detail(sums: Float64Array): string {
    const { hypothesisLength, referenceLength, brevityPenalty, precisions } = this.explain(sums);
    const ratio = referenceLength > 0 ? hypothesisLength / referenceLength : 0;
    const shares = precisions.map((precision) => fixed(precision, 1)).join('/');
    return `${shares} (BP = ${fixed(brevityPenalty, 3)} ratio = ${fixed(ratio, 3)} hyp_len = ${hypothesisLength} ref_len = ${referenceLength})`;
  }

  signature(references: number | 'var'): string {
    const { lowercase, effectiveOrder, tokenize, smooth, smoothValue } = this.#options;
    const value = smooth === 'floor' || smooth === 'add-k' ? `[${smoothValue.toFixed(2)}]` : '';
    return [
      `nrefs:${references}`,
      `case:${lowercase ? 'lc' : 'mixed'}`,
      `eff:${effectiveOrder ? 'yes' : 'no'}`,
      `tok:${tokenize}`,
      ...(needsPieces(tokenize) && this.#pieces?.sha256 ? [`spm:${this.#pieces.sha256.slice(0, 12)}`] : []),
      `smooth:${smooth}${value}`,
      `version:${SACREBLEU_VERSION}`,
    ].join('|');
  }

  /** Tokens as numbers, the same for equal tokens of one segment. */
  #symbols(text: string, known: Map<string, number>): Int32Array {
    const tokens = this.#cut(this.#options.lowercase ? text.toLowerCase() : text);
    const symbols = new Int32Array(tokens.length);
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] ?? '';
      let symbol = known.get(token);
      if (symbol === undefined) {
        symbol = known.size;
        known.set(token, symbol);
      }
      symbols[i] = symbol;
    }
    return symbols;
  }
}

/** The reference length nearest to the hypothesis's; of two as near, the shorter. */
function closest(length: number, references: readonly number[]): number {
  return references.reduce((best, candidate) => {
    const nearer = Math.abs(candidate - length) - Math.abs(best - length);
    return nearer < 0 || (nearer === 0 && candidate < best) ? candidate : best;
  });
}

function penalty(hypothesisLength: number, referenceLength: number): number {
  if (hypothesisLength >= referenceLength) return 1;
  return hypothesisLength > 0 ? Math.exp(1 - referenceLength / hypothesisLength) : 0;
}

function cutter(tokenize: BleuTokenizer, pieces: PieceCutter | undefined): (line: string) => readonly string[] {
  if (!needsPieces(tokenize)) return (line) => bleuTokens(tokenize, line);
  if (!pieces) throw new RangeError(`the tokenizer ${tokenize} needs its SentencePiece model`);
  // sacreBLEU joins the pieces by spaces and splits at white space: a piece that holds some is several tokens.
  return (line) => splitWords(pieces(line.slice(0, endOfText(line))).join(' '));
}
