import type { ErrorSpan, Side } from '#core/annotation.ts';
import type { Slice, TextRange } from '#core/text.ts';
import { slices } from '#core/text.ts';

/** What lies over a stretch of text: a mark, what is chosen, or (empty) a place where text is missing. */
export interface Layer extends TextRange {
  readonly kind: 'mark' | 'chosen' | 'gap';
  readonly error?: ErrorSpan;
}

export type MarkedSlice = Slice<Layer>;

/** The layers of one side of a segment; what is chosen lies below the marks, so that their lines stay visible. */
export function layersOf(
  errors: readonly ErrorSpan[],
  side: Side,
  chosen: TextRange | undefined,
  gap: number | undefined,
): readonly Layer[] {
  const layers: Layer[] = chosen ? [{ kind: 'chosen', ...chosen }] : [];
  for (const error of errors) {
    for (const part of error.parts) {
      if (part.side === side) layers.push({ kind: 'mark', error, start: part.start, end: part.end });
    }
    if (side === 'target' && error.caret !== undefined) layers.push({ kind: 'gap', error, start: error.caret, end: error.caret });
  }
  if (gap !== undefined) layers.push({ kind: 'gap', start: gap, end: gap });
  return layers;
}

/** The text cut at every edge of a layer. */
export function markedSlices(text: string, layers: readonly Layer[]): readonly MarkedSlice[] {
  return slices(text, layers);
}

/** Places of missing text that stand before a slice; behind the last slice those at the text's end. */
export function gapsAt(layers: readonly Layer[], offset: number): readonly Layer[] {
  return layers.filter((layer) => layer.kind === 'gap' && layer.start === offset);
}
