import { Bleu } from '#metrics/bleu.ts';
import type { BleuTokenizer } from '#metrics/bleu-tokenizer.ts';
import { BLEU_TOKENIZERS } from '#metrics/bleu-tokenizer.ts';
import type { Smoothing } from '#metrics/bleu.ts';
import { Chrf } from '#metrics/chrf.ts';
import type { TextMetric } from '#metrics/metric.ts';

/** Options under sacreBLEU's own names, as the golden files state them. */
export type GoldenOptions =
  | {
      readonly metric: 'bleu';
      readonly tokenize: string;
      readonly smooth_method: Smoothing;
      readonly smooth_value: number | null;
      readonly lowercase: boolean;
      readonly effective_order: boolean;
      readonly max_ngram_order: number;
    }
  | {
      readonly metric: 'chrf';
      readonly char_order: number;
      readonly word_order: number;
      readonly beta: number;
      readonly lowercase: boolean;
      readonly whitespace: boolean;
      readonly eps_smoothing: boolean;
    }
  | { readonly metric: 'ter' };

/** The metric of these options; undefined where Stet has none yet. */
export function metricOf(options: GoldenOptions): TextMetric | undefined {
  if (options.metric === 'ter') return undefined;
  if (options.metric === 'chrf') {
    return new Chrf({
      charOrder: options.char_order,
      wordOrder: options.word_order,
      beta: options.beta,
      lowercase: options.lowercase,
      whitespace: options.whitespace,
      epsSmoothing: options.eps_smoothing,
    });
  }
  if (!isTokenizer(options.tokenize)) return undefined;
  return new Bleu({
    tokenize: options.tokenize,
    smooth: options.smooth_method,
    ...(options.smooth_value === null ? {} : { smoothValue: options.smooth_value }),
    lowercase: options.lowercase,
    effectiveOrder: options.effective_order,
    maxOrder: options.max_ngram_order,
  });
}

export function isTokenizer(id: string): id is BleuTokenizer {
  return BLEU_TOKENIZERS.some((known) => known === id);
}
