import type { Side } from '#core/annotation.ts';
import { unitOnLine, visualOrder } from '#core/reach-visual.ts';
import type { Precision } from '#core/reach.ts';
import type { TextRange } from '#core/text.ts';
import { directionOf } from '#core/text.ts';
import type { App } from '#state/app.svelte.ts';
import type { EditorState } from '#state/editor.svelte.ts';
import { placeUnits } from '#ui/annotate/dom-offset.ts';

const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const OTHER_LETTER =
  /\p{N}|(?!\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}|\p{Script=Adlam})\p{L}/u;

/** The caret as the eye sees it: what is left and right, above and below, asked of the text on screen. */
export class Desk {
  readonly app: App;
  readonly editor: EditorState;
  readonly #panes = new Map<Side, HTMLElement>();

  constructor(app: App, editor: EditorState) {
    this.app = app;
    this.editor = editor;
  }

  /** For the texts of the active segment; returns what takes it away again. */
  attach(side: Side, pane: HTMLElement): () => void {
    this.#panes.set(side, pane);
    return () => {
      if (this.#panes.get(side) === pane) this.#panes.delete(side);
    };
  }

  /** The element whose text is the side's text. */
  textElement(side: Side): Element | undefined {
    return this.#panes.get(side)?.querySelector('.segment-text') ?? undefined;
  }

  get precision(): Precision {
    return this.app.settings.values.snap;
  }

  focusText(side: Side = this.editor.caret.side): void {
    this.#panes.get(side)?.focus({ preventScroll: true });
  }

  otherSide(): void {
    const side = this.editor.caret.side === 'target' ? 'source' : 'target';
    this.editor.caret.enter(side);
    this.focusText(side);
  }

  /** Whether keys that other controls need as well (arrows, Enter, Delete) are meant for the text. */
  get hasKeys(): boolean {
    const focused = document.activeElement;
    if (!focused || focused === document.body || focused.id === 'content') return true;
    return [...this.#panes.values()].some((pane) => pane === focused);
  }

  /** An arrow key: to the unit that stands left or right of the caret. */
  arrow(towards: 'left' | 'right', precision: Precision, extending: boolean): void {
    const { editor } = this;
    if (editor.asking?.kind === 'omission') {
      editor.moveGap(this.#forward(towards, directionOf(editor.parts.project.targetLang)));
      return;
    }
    const side = editor.caret.side;
    const { sourceLang, targetLang } = editor.parts.project;
    const direction = directionOf(side === 'source' ? sourceLang : targetLang);
    const by = this.#forward(towards, direction);
    // A choice grows along the text, so that it never has holes; the lone caret goes where the eye goes.
    if (extending) editor.select((caret) => caret.extend(by, precision));
    else if (this.#isMixed(side)) this.#stepByEye(by, precision, direction);
    else editor.select((caret) => caret.step(by, precision));
  }

  line(by: 1 | -1, extending: boolean): void {
    const { caret } = this.editor;
    const units = caret.units('word');
    const placed = this.#placed(units);
    const from = placed.find((unit) => unit.index === indexOf(units, caret.selection?.focus));
    const found = from ? unitOnLine(placed, from, by) : undefined;
    if (found === undefined) this.editor.select(() => caret.toEdge(by, extending));
    else this.#to(units[found], extending);
  }

  #stepByEye(by: 1 | -1, precision: Precision, direction: 'ltr' | 'rtl'): void {
    const { caret } = this.editor;
    const units = caret.units(precision);
    const order = visualOrder(this.#placed(units), direction);
    const at = order.indexOf(indexOf(units, caret.selection?.focus));
    // From a whole word to its letters, or from nothing at all: as in any text.
    if (at < 0 || (precision === 'grapheme' && caret.selection && !units.some((unit) => isSame(unit, caret.selection?.focus)))) {
      this.editor.select(() => caret.step(by, precision));
      return;
    }
    const next = order[at + by];
    this.#to(next === undefined ? undefined : units[next], false);
  }

  #to(unit: TextRange | undefined, extending: boolean): void {
    if (unit) this.editor.select((caret) => caret.toUnit(unit, extending));
  }

  #placed(units: readonly TextRange[]): ReturnType<typeof placeUnits> {
    const element = this.textElement(this.editor.caret.side);
    return element ? placeUnits(element, units) : [];
  }

  #isMixed(side: Side): boolean {
    const text = this.editor.textOf(side);
    return RTL_LETTER.test(text) && OTHER_LETTER.test(text);
  }

  #forward(towards: 'left' | 'right', direction: 'ltr' | 'rtl'): 1 | -1 {
    return (towards === 'right') === (direction === 'ltr') ? 1 : -1;
  }
}

function indexOf(units: readonly TextRange[], focus: TextRange | undefined): number {
  return focus ? units.findIndex((unit) => unit.end > focus.start) : -1;
}

function isSame(a: TextRange, b: TextRange | undefined): boolean {
  return a.start === b?.start && a.end === b.end;
}
