import { Bleu } from '#metrics/bleu.ts';
import type { BleuTokenizer } from '#metrics/bleu-tokenizer.ts';
import { Chrf } from '#metrics/chrf.ts';
import { ESA } from '#metrics/esa.ts';
import type { RatingMetric, TextMetric } from '#metrics/metric.ts';
import { MQM } from '#metrics/mqm.ts';

/** A metric over texts as the score sheet shows it: one reading for systems, and one for single segments. */
export interface TextMetricEntry {
  readonly id: string;
  readonly corpus: (tokenize: BleuTokenizer) => TextMetric;
  /** Counts the same statistics as `corpus`, and scores one segment from them. */
  readonly sentence: (tokenize: BleuTokenizer) => TextMetric;
}

export const RATING_METRICS: readonly RatingMetric[] = [MQM, ESA];

export const TEXT_METRICS: readonly TextMetricEntry[] = [
  {
    id: 'BLEU',
    corpus: (tokenize) => new Bleu({ tokenize }),
    sentence: (tokenize) => new Bleu({ tokenize, effectiveOrder: true }),
  },
  { id: 'chrF2', corpus: () => new Chrf(), sentence: () => new Chrf() },
];

/** Languages written without spaces between words, and Korean, for which sacreBLEU would ask for a dictionary that does not fit a page. */
const BY_CHARACTER = new Set(['ja', 'ko', 'th', 'lo', 'km', 'my', 'bo', 'dz']);

/** BLEU's tokenizer for a target language, a BCP 47 tag. The signature names it. */
export function bleuTokenizerFor(language: string): BleuTokenizer {
  const primary = language.toLowerCase().split(/[-_]/, 1)[0] ?? '';
  if (primary === 'zh' || primary === 'yue') return 'zh';
  return BY_CHARACTER.has(primary) ? 'char' : '13a';
}
