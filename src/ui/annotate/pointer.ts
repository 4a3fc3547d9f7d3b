import type { Side } from '#core/annotation.ts';
import { isExtended } from '#core/selection.ts';
import type { Desk } from '#ui/annotate/desk.svelte.ts';
import { offsetAt } from '#ui/annotate/dom-offset.ts';

/** Pixels a finger or mouse may tremble without it being a drag. */
const SLACK = 5;

interface Press {
  readonly pointerId: number;
  readonly x: number;
  readonly y: number;
  readonly from: number;
  readonly letter: number;
  isDrag: boolean;
}

/**
 * Mouse, pen and touch in one text: a drag chooses what it passes, a click a word or the mark it meets. By touch the first tap takes the
 * first word and the second the last one; a drag along the line chooses, up and down scrolls. Alt chooses letter by letter.
 * Returns the function that stops it.
 */
export function followPointer(pane: HTMLElement, desk: Desk, side: Side): () => void {
  let press: Press | undefined;
  const { editor } = desk;
  const precision = (event: PointerEvent): 'word' | 'grapheme' => (event.altKey ? 'grapheme' : desk.precision);

  const down = (event: PointerEvent): void => {
    const element = desk.textElement(side);
    if (!element || (event.pointerType === 'mouse' && event.button !== 0)) return;
    const at = offsetAt(element, event.clientX, event.clientY);
    press = { pointerId: event.pointerId, x: event.clientX, y: event.clientY, from: at.between, letter: at.onLetter, isDrag: false };
  };

  const move = (event: PointerEvent): void => {
    if (press?.pointerId !== event.pointerId) return;
    const element = desk.textElement(side);
    if (!element) return;
    if (!press.isDrag) {
      if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < SLACK) return;
      press.isDrag = true;
      pane.setPointerCapture(event.pointerId);
    }
    const { from } = press;
    const to = offsetAt(element, event.clientX, event.clientY).between;
    if (editor.asking?.kind === 'omission') return;
    editor.select((caret) => caret.drag(side, from, to, precision(event)));
  };

  const up = (event: PointerEvent): void => {
    if (press?.pointerId !== event.pointerId) return;
    const { letter, from, isDrag } = press;
    press = undefined;
    desk.focusText(side);
    if (isDrag) return;
    if (editor.asking?.kind === 'omission' && side === 'target') {
      editor.placeGap(from);
      return;
    }
    const mark = event.target instanceof Element ? event.target.closest('[data-mark]') : null;
    const markId = mark?.getAttribute('data-mark');
    const before = editor.caret.on(side);
    const isSecondTap =
      event.pointerType === 'touch' && before && !isExtended(before) && editor.mark === undefined && editor.caret.side === side;
    if (markId) editor.hold(markId);
    else if (event.shiftKey || isSecondTap) editor.select((caret) => caret.dragOn(side, letter, precision(event)));
    else editor.select((caret) => caret.drag(side, letter, letter, precision(event)));
  };

  const cancel = (event: PointerEvent): void => {
    if (press?.pointerId === event.pointerId) press = undefined;
  };

  pane.addEventListener('pointerdown', down);
  pane.addEventListener('pointermove', move);
  pane.addEventListener('pointerup', up);
  pane.addEventListener('pointercancel', cancel);
  return () => {
    pane.removeEventListener('pointerdown', down);
    pane.removeEventListener('pointermove', move);
    pane.removeEventListener('pointerup', up);
    pane.removeEventListener('pointercancel', cancel);
  };
}
