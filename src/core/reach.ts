import type { TextRange } from '#core/text.ts';
import { graphemeBoundaries, snapToGraphemes, words } from '#core/text.ts';

/** How far one step of the caret reaches. */
export type Precision = 'word' | 'grapheme';

/**
 * What the caret can rest on, in the order of the text: words and what is neither word nor white space (a comma, an emoji),
 * each made of whole grapheme clusters. A text of white space alone gives its grapheme clusters, so that it can be marked too.
 */
export function wordUnits(text: string, lang: string): readonly TextRange[] {
  const units: TextRange[] = [];
  for (const word of words(text, lang)) {
    if (text.slice(word.start, word.end).trim() === '') continue;
    const unit = snapToGraphemes(text, word, lang);
    const before = units.at(-1);
    // Where the language's words cut a grapheme cluster, the two halves are one place.
    if (before && unit.start < before.end) units[units.length - 1] = { start: before.start, end: Math.max(before.end, unit.end) };
    else units.push(unit);
  }
  return units.length > 0 ? units : graphemeUnits(text, lang);
}

/** Every grapheme cluster, white space too. */
export function graphemeUnits(text: string, lang: string): readonly TextRange[] {
  const boundaries = graphemeBoundaries(text, lang);
  return boundaries.slice(1).map((end, i) => ({ start: boundaries[i] ?? 0, end }));
}

export function unitsOf(text: string, lang: string, precision: Precision): readonly TextRange[] {
  return precision === 'word' ? wordUnits(text, lang) : graphemeUnits(text, lang);
}

/** The unit that holds the offset; between two units the one that follows, behind the last the last. */
export function unitAt(units: readonly TextRange[], offset: number): TextRange | undefined {
  return units.find((unit) => unit.end > offset) ?? units.at(-1);
}

/** The unit behind (`by` = 1) or before (`by` = -1) a range; undefined at the text's end. */
export function neighbour(units: readonly TextRange[], range: TextRange, by: 1 | -1): TextRange | undefined {
  return by > 0 ? units.find((unit) => unit.start >= range.end) : units.findLast((unit) => unit.end <= range.start);
}

/** Where something can be missing: before each unit, and behind the last. */
export function gaps(units: readonly TextRange[], length: number): readonly number[] {
  const last = units.at(-1);
  return last ? [...units.map((unit) => unit.start), last.end] : [length];
}

/** The gap nearest to a share (0-1) of the text: where the translation of a source passage would stand, if languages were alike. */
export function gapNear(places: readonly number[], length: number, share: number): number {
  const wanted = share * length;
  return places.reduce((best, place) => (Math.abs(place - wanted) < Math.abs(best - wanted) ? place : best), places[0] ?? 0);
}
