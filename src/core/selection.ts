import type { ErrorSpan, Side } from '#core/annotation.ts';
import type { Precision } from '#core/reach.ts';
import { neighbour, unitAt, unitsOf } from '#core/reach.ts';
import type { TextRange } from '#core/text.ts';
import { snapToGraphemes, snapToWords } from '#core/text.ts';

/**
 * What the caret rests on and what is chosen: the caret is never between two letters but on a whole unit (a word, or a grapheme
 * cluster). `anchor` is where choosing began, `focus` where the caret is now; equal while nothing more than the caret's unit is chosen.
 */
export interface Selection {
  readonly side: Side;
  readonly anchor: TextRange;
  readonly focus: TextRange;
}

export function selectedRange(selection: Selection): TextRange {
  return {
    start: Math.min(selection.anchor.start, selection.focus.start),
    end: Math.max(selection.anchor.end, selection.focus.end),
  };
}

/** Whether more than the caret's own unit is chosen. */
export function isExtended(selection: Selection): boolean {
  return selection.anchor.start !== selection.focus.start || selection.anchor.end !== selection.focus.end;
}

export function selectUnit(side: Side, unit: TextRange): Selection {
  return { side, anchor: unit, focus: unit };
}

/** The caret one unit on or back; at the text's end it stays. */
export function step(selection: Selection, units: readonly TextRange[], by: 1 | -1): Selection {
  const range = selectedRange(selection);
  const inside = units.filter((unit) => unit.start >= range.start && unit.end <= range.end);
  // From a whole word to its letters: the first step goes inside.
  const enters = !isExtended(selection) && inside.length > 1;
  const next = enters ? (by > 0 ? inside[0] : inside.at(-1)) : neighbour(units, selection.focus, by);
  if (next) return selectUnit(selection.side, next);
  return selectUnit(selection.side, (by > 0 ? inside.at(-1) : inside[0]) ?? selection.focus);
}

/** The choice made longer or shorter by one unit at the caret's end. */
export function extend(selection: Selection, units: readonly TextRange[], by: 1 | -1): Selection {
  const finer = inUnits(selection, units);
  const focus = neighbour(units, finer.focus, by);
  return focus ? { ...finer, focus } : finer;
}

export function extendTo(selection: Selection, unit: TextRange): Selection {
  return { ...selection, focus: unit };
}

/** The same range with anchor and focus on the given units where those are finer, so that a word can lose one letter. */
function inUnits(selection: Selection, units: readonly TextRange[]): Selection {
  const range = selectedRange(selection);
  const inside = units.filter((unit) => unit.start >= range.start && unit.end <= range.end);
  const first = inside[0];
  const last = inside.at(-1);
  if (!first || !last || first.start !== range.start || last.end !== range.end) return selection;
  const isBackward = selection.focus.start < selection.anchor.start;
  return { side: selection.side, anchor: isBackward ? last : first, focus: isBackward ? first : last };
}

/** What a pointer chooses that went down at one offset and is now at another: whole units, however it went. */
export function dragged(side: Side, text: string, lang: string, from: number, to: number, precision: Precision): Selection | undefined {
  const units = unitsOf(text, lang, precision);
  const raw = { start: Math.min(from, to), end: Math.max(from, to) };
  if (raw.start === raw.end) {
    const unit = unitAt(units, from);
    return unit && selectUnit(side, unit);
  }
  const range = precision === 'word' ? snapToWords(text, raw, lang) : snapToGraphemes(text, raw, lang);
  const first = units.find((unit) => unit.end > range.start);
  const last = units.findLast((unit) => unit.start < range.end);
  if (!first || !last) return undefined;
  const [low, high] = first.start <= last.start ? [first, last] : [last, first];
  return to >= from ? { side, anchor: low, focus: high } : { side, anchor: high, focus: low };
}

/** The mark that a caret without extension stands in, or whose part is exactly what is chosen: the shortest of those. */
export function markAt(errors: readonly ErrorSpan[], selection: Selection): ErrorSpan | undefined {
  const range = selectedRange(selection);
  const extended = isExtended(selection);
  let best: { error: ErrorSpan; length: number } | undefined;
  for (const error of errors) {
    for (const part of error.parts) {
      if (part.side !== selection.side) continue;
      const holds = extended ? part.start === range.start && part.end === range.end : part.start <= range.start && part.end >= range.end;
      if (holds && (!best || part.end - part.start < best.length)) best = { error, length: part.end - part.start };
    }
  }
  return best?.error;
}
