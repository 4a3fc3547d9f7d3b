import type { Side } from '#core/annotation.ts';
import type { Precision } from '#core/reach.ts';
import { unitsOf } from '#core/reach.ts';
import type { Selection } from '#core/selection.ts';
import { dragged, extend, extendTo, selectUnit, step } from '#core/selection.ts';
import type { TextRange } from '#core/text.ts';

export interface SideText {
  readonly text: string;
  readonly lang: string;
}

/** The caret in the two texts of the active segment: one place on each side, one side at a time. */
export class EditorCaret {
  readonly #textOf: (side: Side) => SideText;
  #side = $state.raw<Side>('target');
  #selections = $state.raw<Readonly<Partial<Record<Side, Selection>>>>({});
  #units: { key: string; units: readonly TextRange[] } = { key: '', units: [] };

  constructor(textOf: (side: Side) => SideText) {
    this.#textOf = textOf;
  }

  get side(): Side {
    return this.#side;
  }

  /** What is chosen on the caret's side. */
  get selection(): Selection | undefined {
    return this.#selections[this.#side];
  }

  on(side: Side): Selection | undefined {
    return this.#selections[side];
  }

  /** Words or grapheme clusters of the caret's text; the last answer is kept, since every key press asks. */
  units(precision: Precision): readonly TextRange[] {
    const { text, lang } = this.#textOf(this.#side);
    const key = `${precision} ${lang} ${text}`;
    if (this.#units.key !== key) this.#units = { key, units: unitsOf(text, lang, precision) };
    return this.#units.units;
  }

  /** Both sides forget their place: another segment is active. */
  reset(): void {
    this.#selections = {};
  }

  enter(side: Side): void {
    this.#side = side;
  }

  select(selection: Selection): void {
    this.#side = selection.side;
    this.#selections = { ...this.#selections, [selection.side]: selection };
  }

  /** Drops what was chosen on a side; the caret stays where it was going to. */
  collapse(): void {
    const { selection } = this;
    if (selection) this.select(selectUnit(selection.side, selection.focus));
  }

  step(by: 1 | -1, precision: Precision): void {
    this.#change(precision, (selection, units) => step(selection, units, by));
  }

  extend(by: 1 | -1, precision: Precision): void {
    this.#change(precision, (selection, units) => extend(selection, units, by), true);
  }

  toUnit(unit: TextRange, extending: boolean): void {
    const { selection } = this;
    this.select(extending && selection ? extendTo(selection, unit) : selectUnit(this.#side, unit));
  }

  toEdge(by: 1 | -1, extending: boolean): void {
    const units = this.units('word');
    const unit = by > 0 ? units.at(-1) : units[0];
    if (unit) this.toUnit(unit, extending);
  }

  /** From the first unit to the last. */
  selectAll(): void {
    const units = this.units('word');
    const [first] = units;
    const last = units.at(-1);
    if (first && last) this.select({ side: this.#side, anchor: first, focus: last });
  }

  /** What a pointer chooses between two offsets. */
  drag(side: Side, from: number, to: number, precision: Precision): void {
    const { text, lang } = this.#textOf(side);
    const selection = dragged(side, text, lang, from, to, precision);
    if (selection) this.select(selection);
  }

  /** A second tap: the choice goes on to the tapped word. */
  dragOn(side: Side, to: number, precision: Precision): void {
    const { text, lang } = this.#textOf(side);
    const before = this.#selections[side];
    const tapped = dragged(side, text, lang, to, to, precision);
    if (tapped) this.select(before ? extendTo(before, tapped.focus) : tapped);
  }

  /** Before the first step there is no place yet: the first key shows the caret on the first (or last) unit. */
  #change(precision: Precision, move: (selection: Selection, units: readonly TextRange[]) => Selection, extending = false): void {
    const units = this.units(precision);
    const { selection } = this;
    if (selection) {
      this.select(move(selection, units));
      return;
    }
    const [first] = units;
    if (first) this.toUnit(first, extending);
  }
}
