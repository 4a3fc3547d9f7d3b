import type { SpanPart, Side } from '#core/annotation.ts';

/** UTF-16, half-open. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface Word extends TextRange {
  readonly isWordLike: boolean;
}

/** One stretch of text between two boundaries, with every range that covers it. */
export interface Slice<T> extends TextRange {
  readonly text: string;
  readonly covers: readonly T[];
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(lang: string, granularity: 'grapheme' | 'word'): Intl.Segmenter {
  const key = `${granularity} ${lang}`;
  let found = segmenters.get(key);
  if (!found) {
    found = new Intl.Segmenter(canonicalLanguage(lang), { granularity });
    segmenters.set(key, found);
  }
  return found;
}

/** The BCP 47 tag, or `und` for one that is not well formed: text from files must never make drawing fail. */
export function canonicalLanguage(lang: string): string {
  try {
    return Intl.getCanonicalLocales(lang)[0] ?? 'und';
  } catch (cause) {
    if (cause instanceof RangeError) return 'und';
    throw cause;
  }
}

/** Offsets at which a grapheme cluster (UAX #29) begins, and the text's length. */
export function graphemeBoundaries(text: string, lang = 'und'): readonly number[] {
  const boundaries = Array.from(segmenter(lang, 'grapheme').segment(text), (part) => part.index);
  boundaries.push(text.length);
  return boundaries;
}

/** The words and what stands between them, end to end, by the language's own rules (also where no spaces are written). */
export function words(text: string, lang: string): readonly Word[] {
  return Array.from(segmenter(lang, 'word').segment(text), (part) => ({
    start: part.index,
    end: part.index + part.segment.length,
    isWordLike: part.isWordLike === true,
  }));
}

/** Widened to whole grapheme clusters; an empty range stays empty, moved to the boundary before it. */
export function snapToGraphemes(text: string, range: TextRange, lang = 'und'): TextRange {
  const boundaries = graphemeBoundaries(text, lang);
  const start = lastAtMost(boundaries, Math.max(0, range.start));
  if (range.end <= range.start) return { start, end: start };
  const end = boundaries.find((boundary) => boundary >= range.end) ?? text.length;
  return { start, end };
}

/** Widened to the words it touches; a range that touches none (punctuation alone) snaps to grapheme clusters only. */
export function snapToWords(text: string, range: TextRange, lang: string): TextRange {
  const clusters = snapToGraphemes(text, range, lang);
  if (clusters.end === clusters.start) return clusters;
  let { start, end } = clusters;
  for (const word of words(text, lang)) {
    if (!word.isWordLike || word.end <= clusters.start || word.start >= clusters.end) continue;
    start = Math.min(start, word.start);
    end = Math.max(end, word.end);
  }
  return snapToGraphemes(text, trimmed(text, { start, end }), lang);
}

/** Without white space at either end, unless it is nothing but white space. */
function trimmed(text: string, range: TextRange): TextRange {
  const inside = text.slice(range.start, range.end);
  if (inside.trim() === '') return range;
  return {
    start: range.start + inside.length - inside.trimStart().length,
    end: range.end - (inside.length - inside.trimEnd().length),
  };
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let found = 0;
  for (const boundary of sorted) {
    if (boundary > value) break;
    found = boundary;
  }
  return found;
}

/** The text cut at every boundary of the ranges; overlapping ranges share a slice, in the order given. */
export function slices<T extends TextRange>(text: string, ranges: readonly T[]): readonly Slice<T>[] {
  const cuts = new Set([0, text.length]);
  for (const range of ranges) {
    cuts.add(Math.min(range.start, text.length));
    cuts.add(Math.min(range.end, text.length));
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  const found: Slice<T>[] = [];
  for (const [i, start] of sorted.entries()) {
    const end = sorted[i + 1];
    if (end === undefined || end === start) continue;
    found.push({ start, end, text: text.slice(start, end), covers: ranges.filter((range) => range.start < end && range.end > start) });
  }
  return found;
}

/** A part that quotes the text it covers. */
export function spanPart(side: Side, text: string, range: TextRange): SpanPart {
  return { side, start: range.start, end: range.end, quote: text.slice(range.start, range.end) };
}

/** Code points before a UTF-16 offset: what Python tools count. */
export function toCodePoints(text: string, offset: number): number {
  let count = 0;
  for (let i = 0; i < offset && i < text.length; count++) i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

/** The UTF-16 offset of a code-point offset, at most the text's length. */
export function fromCodePoints(text: string, codePoints: number): number {
  let offset = 0;
  for (let n = 0; n < codePoints && offset < text.length; n++) offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  return offset;
}

const RTL_SCRIPTS = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg', 'Mand', 'Samr']);

/** The writing direction of a language, by its likely script (CLDR). */
export function directionOf(lang: string): 'ltr' | 'rtl' {
  const script = new Intl.Locale(canonicalLanguage(lang)).maximize().script;
  return script !== undefined && RTL_SCRIPTS.has(script) ? 'rtl' : 'ltr';
}
