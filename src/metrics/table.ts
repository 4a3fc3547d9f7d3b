import type { BleuTokenizer, TextMetricSettings } from '#core/score-settings.ts';
import type { PieceModel } from '#metrics/bleu.ts';
import { Bleu } from '#metrics/bleu.ts';
import { Chrf } from '#metrics/chrf.ts';
import type { RatingMetric, TextMetric } from '#metrics/metric.ts';
import { MQM } from '#metrics/mqm.ts';
import { DA, ESA, SQM } from '#metrics/scores.ts';
import { Ter } from '#metrics/ter.ts';

export const RATING_METRICS: readonly RatingMetric[] = [MQM, ESA, DA, SQM];

/** A metric over texts as the score sheet shows it: one reading for systems, and one that scores single segments from the same statistics. */
export interface TextMeasure {
  readonly corpus: TextMetric;
  readonly sentence: TextMetric;
}

/** What metrics need to know of the project. */
export interface TextMetricContext {
  /** Of the translations; a BCP 47 tag. */
  readonly language: string;
  /** Cuts texts by the SentencePiece model that the tokenizers `flores101` and `flores200` stand for. */
  readonly pieces?: PieceModel;
}

/** Throws a RangeError where the settings ask for a SentencePiece tokenizer and there is no model. */
export function textMeasure(settings: TextMetricSettings, { language, pieces }: TextMetricContext): TextMeasure {
  switch (settings.kind) {
    case 'BLEU': {
      const options = { ...settings, tokenize: settings.tokenize ?? bleuTokenizerFor(language) };
      return { corpus: new Bleu(options, pieces), sentence: new Bleu({ ...options, effectiveOrder: true }, pieces) };
    }
    case 'chrF': {
      const metric = new Chrf(settings);
      return { corpus: metric, sentence: metric };
    }
    case 'TER': {
      const metric = new Ter(settings);
      return { corpus: metric, sentence: metric };
    }
  }
}

/** Languages written without spaces between words, and Korean, for which sacreBLEU would ask for a dictionary that does not fit a page. */
const BY_CHARACTER = new Set(['ja', 'ko', 'th', 'lo', 'km', 'my', 'bo', 'dz']);

/** BLEU's tokenizer for a target language, a BCP 47 tag. The signature names it. */
export function bleuTokenizerFor(language: string): BleuTokenizer {
  const primary = language.toLowerCase().split(/[-_]/, 1)[0] ?? '';
  if (primary === 'zh' || primary === 'yue') return 'zh';
  return BY_CHARACTER.has(primary) ? 'char' : '13a';
}
