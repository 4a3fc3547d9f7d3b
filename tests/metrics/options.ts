import { Bleu } from '#metrics/bleu.ts';
import type { Smoothing } from '#core/score-settings.ts';
import type { RuleTokenizer } from '#metrics/bleu-tokenizer.ts';
import { bleuTokens } from '#metrics/bleu-tokenizer.ts';
import { Chrf } from '#metrics/chrf.ts';
import type { TextMetric } from '#metrics/metric.ts';
import { Ter } from '#metrics/ter.ts';
import { terWords } from '#metrics/ter-tokenizer.ts';

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
  | {
      readonly metric: 'ter';
      readonly normalized: boolean;
      readonly no_punct: boolean;
      readonly asian_support: boolean;
      readonly case_sensitive: boolean;
    };

export function metricOf(options: GoldenOptions): TextMetric {
  if (options.metric === 'ter') {
    return new Ter({
      normalized: options.normalized,
      noPunctuation: options.no_punct,
      asianSupport: options.asian_support,
      caseSensitive: options.case_sensitive,
    });
  }
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
  if (!isTokenizer(options.tokenize)) throw new Error(`no tokenizer ${options.tokenize}`);
  return new Bleu({
    tokenize: options.tokenize,
    smooth: options.smooth_method,
    ...(options.smooth_value === null ? {} : { smoothValue: options.smooth_value }),
    lowercase: options.lowercase,
    effectiveOrder: options.effective_order,
    maxOrder: options.max_ngram_order,
  });
}

const RULE_TOKENIZERS: readonly RuleTokenizer[] = ['13a', 'intl', 'zh', 'char', 'none'];

export function isTokenizer(id: string): id is RuleTokenizer {
  return RULE_TOKENIZERS.some((known) => known === id);
}

/** A line's tokens by a tokenizer's name in the golden files: BLEU's, or `ter` with its options behind it. */
export function tokensOf(id: string, line: string): readonly string[] {
  if (isTokenizer(id)) return bleuTokens(id, line);
  const [first, ...options] = id.split('-');
  const known = ['norm', 'nopunct', 'asian', 'cs'];
  if (first !== 'ter' || !options.every((option) => known.includes(option))) throw new Error(`no tokenizer ${id}`);
  return terWords(line, {
    normalized: options.includes('norm'),
    noPunctuation: options.includes('nopunct'),
    asianSupport: options.includes('asian'),
    caseSensitive: options.includes('cs'),
  });
}
