import type { ErrorSpan, SpanPart } from '#core/annotation.ts';
import { gapNear, gaps, wordUnits } from '#core/reach.ts';
import type { Severity } from '#core/typology.ts';

/** Text that is missing in the target: what of the source, or where, or both. Not a mark yet: its severity is still to be said. */
export interface Omission {
  readonly part?: SpanPart;
  /** UTF-16 offset in the target. */
  readonly caret?: number;
}

interface Texts {
  readonly source: string;
  readonly target: string;
  readonly targetLang: string;
}

/** The place one unit on or back in the target. The first move shows it about where the translation would stand. */
export function moveGap(omission: Omission, by: 1 | -1, { source, target, targetLang }: Texts): Omission {
  const places = gaps(wordUnits(target, targetLang), target.length);
  const at = omission.caret;
  if (at === undefined) {
    const share = (omission.part?.start ?? 0) / Math.max(1, source.length);
    return { ...omission, caret: gapNear(places, target.length, share) };
  }
  const next = by > 0 ? places.find((place) => place > at) : places.findLast((place) => place < at);
  return { ...omission, caret: next ?? at };
}

/** The place nearest to an offset, for a pointer. */
export function placeGap(omission: Omission, offset: number, { target, targetLang }: Texts): Omission {
  const places = gaps(wordUnits(target, targetLang), target.length);
  return { ...omission, caret: gapNear(places, 1, offset) };
}

export function omissionError({ part, caret }: Omission, id: string, category: string, severity: Severity): ErrorSpan {
  return { id, parts: part ? [part] : [], ...(caret === undefined ? {} : { caret }), category, severity, origin: 'human' };
}
