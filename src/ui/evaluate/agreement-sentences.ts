import type { AnnotatorSheet } from '#core/annotator-sheet.ts';
import { percent } from '#ui/evaluate/figures.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** Krippendorff (2004, ch. 11.4): 0.8 for conclusions, 0.667 for tentative ones. */
const GOOD = 0.8;
const FAIR = 2 / 3;
/** Less than this in common looks like a failure to whoever has not seen other campaigns. */
const MUCH = 0.6;

/** How people agree, in sentences: on values, what that means, and on marks. None where nobody shares a translation. */
export function agreementSentences(words: Words, annotators: AnnotatorSheet, metric: string, level: number): readonly string[] {
  const text = words.text.evaluate.people;
  const { alpha, alphaLow, alphaHigh, items, spans, pairs } = annotators;
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
        ];
  return [...said, ...marks];
}
