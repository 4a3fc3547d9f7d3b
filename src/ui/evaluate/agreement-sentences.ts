import type { AnnotatorSheet, Coefficient, SeverityKappa } from '#core/annotator-sheet.ts';
import { LEAST_MATCHED } from '#core/annotator-sheet.ts';
import { percent } from '#ui/evaluate/figures.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** Krippendorff (2004, ch. 11.4): 0.8 for conclusions, 0.667 for tentative ones. */
const GOOD = 0.8;
const FAIR = 2 / 3;
/** Less than this in common looks like a failure to whoever has not seen other campaigns. */
const MUCH = 0.6;

/** The level of κ's interval. */
const KAPPA_LEVEL = 0.95;

/** How people agree, in sentences: on values, what that means, and on marks. None where nobody shares a translation. */
export function agreementSentences(words: Words, annotators: AnnotatorSheet, metric: string, level: number): readonly string[] {
  const text = words.text.evaluate.people;
  const { alpha, alphaLow, alphaHigh, items, spans, severity, pairs } = annotators;
  if (pairs.length === 0) return [];
  const ratio = (value: number): string => words.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const share = (value: number | undefined): string =>
    value === undefined ? words.text.evaluate.none : words.number(value, { style: 'percent', maximumFractionDigits: 0 });
  const said =
    alpha === undefined
      ? [text.alike]
      : [
          text[annotators.isOrdinal ? 'ordinalAgreement' : 'agreement'](
            metric,
            alphaLow === undefined || alphaHigh === undefined
              ? ratio(alpha)
              : text.within(ratio(alpha), percent(words, level), ratio(alphaLow), ratio(alphaHigh)),
            items,
            words.number(items),
          ),
          text.meaning[alpha >= GOOD ? 'good' : alpha >= FAIR ? 'fair' : alpha > 0 ? 'poor' : 'none'],
        ];
  if (!spans) return said;
  const marks =
    spans.character === undefined
      ? [text.noSpans]
      : [
          text.spans(share(spans.character), share(spans.exact), share(spans.severity)),
          ...((spans.exact ?? 0) < MUCH ? [text.spansUsual] : []),
          ...(severity ? [severitySentence(words, severity)] : []),
        ];
  return [...said, ...marks];
}

function severitySentence(words: Words, { matched, plain, weighted }: SeverityKappa): string {
  const text = words.text.evaluate.people;
  if (matched < LEAST_MATCHED) return text.severityFew(matched, words.number(matched));
  if (!plain || !weighted) return text.severityAlike(matched, words.number(matched));
  const ratio = (value: number): string => words.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const within = ({ value, low, high }: Coefficient): string =>
    text.within(ratio(value), percent(words, KAPPA_LEVEL), ratio(low), ratio(high));
  return text.severity(matched, words.number(matched), within(plain), within(weighted));
}
