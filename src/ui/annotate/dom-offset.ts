import type { PlacedUnit } from '#core/reach-visual.ts';
import type { TextRange } from '#core/text.ts';

/**
 * From the screen to offsets in a text and back, for an element whose text is exactly that text, however many elements it is cut into.
 * The only place that knows how a text lies in the DOM.
 */

interface DomPoint {
  readonly node: Node;
  readonly offset: number;
}

/** The offset in the element's text of a place inside it. */
function offsetOf(root: Element, point: DomPoint): number {
  const range = document.createRange();
  range.selectNodeContents(root);
  range.setEnd(point.node, point.offset);
  return range.toString().length;
}

/** The text node and place in it that an offset falls on; an offset between two nodes falls on the end of the first. */
function pointOf(root: Element, offset: number, preferNext: boolean): DomPoint | undefined {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let before = 0;
  let last: DomPoint | undefined;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (preferNext ? offset < before + length : offset <= before + length) return { node, offset: offset - before };
    before += length;
    last = { node, offset: length };
  }
  return last;
}

/** The DOM range over a stretch of the element's text. */
function rangeOf(root: Element, { start, end }: TextRange): Range | undefined {
  const from = pointOf(root, start, true);
  const to = pointOf(root, end, false);
  if (!from || !to) return undefined;
  const range = document.createRange();
  range.setStart(from.node, from.offset);
  range.setEnd(to.node, to.offset);
  return range;
}

/** The boxes of a stretch of text, one a line (or a bidi run). */
export function boxesOf(root: Element, range: TextRange): readonly DOMRect[] {
  return [...(rangeOf(root, range)?.getClientRects() ?? [])];
}

/** Where units stand; a unit broken over two lines stands where it begins. */
export function placeUnits(root: Element, units: readonly TextRange[]): readonly PlacedUnit[] {
  return units.flatMap((unit, index) => {
    const box = boxesOf(root, unit)[0];
    return box ? [{ index, left: box.left, right: box.right, top: box.top, bottom: box.bottom }] : [];
  });
}

/**
 * The offset under a point, between two UTF-16 units as the browser sees it; beside the text the nearest place. `onLetter` is the letter under the
 * point: a press on the right half of a letter still means that letter.
 */
export function offsetAt(root: Element, x: number, y: number): { readonly between: number; readonly onLetter: number } {
  const between = caretAt(root, x, y);
  const length = root.textContent.length;
  for (const start of [between, between - 1]) {
    if (start < 0 || start >= length) continue;
    const holds = boxesOf(root, { start, end: start + 1 }).some(
      (box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom,
    );
    if (holds) return { between, onLetter: start };
  }
  return { between, onLetter: Math.min(between, Math.max(0, length - 1)) };
}

function caretAt(root: Element, x: number, y: number): number {
  const box = root.getBoundingClientRect();
  // Beside the text the browser may answer with another element: look at the nearest place inside.
  const inX = Math.min(Math.max(x, box.left + 1), box.right - 1);
  const inY = Math.min(Math.max(y, box.top + 1), box.bottom - 1);
  const position = document.caretPositionFromPoint(inX, inY);
  if (position && root.contains(position.offsetNode)) return offsetOf(root, { node: position.offsetNode, offset: position.offset });
  return inY < (box.top + box.bottom) / 2 ? 0 : root.textContent.length;
}
