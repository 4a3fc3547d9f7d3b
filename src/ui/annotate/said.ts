import { categoryNames } from '#core/typology.ts';
import type { ErrorSpan } from '#core/annotation.ts';
import type { Typology } from '#core/typology.ts';
import type { Said } from '#state/editor.svelte.ts';
import { quoteOf } from '#state/editor.svelte.ts';
import type { Text } from '#ui/text/en.ts';

/** What just happened as a sentence for the live region. */
export function sentenceOf(said: Said, typology: Typology, text: Text['annotate']): string {
  const name = (error: ErrorSpan): string =>
    text.markName(text.severities[error.severity], categoryNames(typology, error.category).at(-1) ?? '', quoteOf(error));
  switch (said.what) {
    case 'selected':
      return said.inMark ? text.said.inMark(said.quote, name(said.inMark)) : text.said.selected(said.quote);
    case 'unmarked':
      return text.said.unmarked(said.quote);
    case 'marked':
      return text.said.marked(name(said.error));
    case 'changed':
      return text.said.changed(name(said.error));
    case 'score':
      return text.scoreIs(said.score);
    case 'select-first':
      return text.said.selectFirst;
    case 'score-first':
      return text.said.scoreFirst;
    case 'low-score':
      return '';
    case 'done':
      return text.said.done;
  }
}
