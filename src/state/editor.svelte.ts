import type { Annotation, ErrorSpan, Side } from '#core/annotation.ts';
import { moveGap, omissionError, placeGap } from '#core/edit-omission.ts';
import type { Omission } from '#core/edit-omission.ts';
import { editSpan, mark, omissionCategory, setComment, setScore, setStatus, unmark } from '#core/edit.ts';
import type { SpanFields } from '#core/edit.ts';
import { asksCategory, lacking, scoreWithoutMark, severitiesFor } from '#core/edit-rules.ts';
import type { Gesture } from '#core/event.ts';
import type { Scale } from '#core/protocol.ts';
import { scalesOf } from '#core/protocol.ts';
import type { Project, Segment } from '#core/segment.ts';
import type { Selection } from '#core/selection.ts';
import { markAt, selectedRange } from '#core/selection.ts';
import { spanPart } from '#core/text.ts';
import type { Severity, Typology } from '#core/typology.ts';
import { EditorCaret } from '#state/editor-caret.svelte.ts';
import type { EditorSource, Place } from '#state/editor-document.svelte.ts';
import type { GestureQueue } from '#state/editor-queue.svelte.ts';
import { EditorSheet } from '#state/editor-sheet.ts';

/** What the editor waits for the person to say: the category of a mark, or how bad it is that text is missing. */
export type Asking =
  | { readonly kind: 'category'; readonly error: ErrorSpan; readonly isNew: boolean; readonly typed: string }
  | ({ readonly kind: 'omission' } & Omission);

/** What just happened, for those who do not see it; the page says it in words. */
export type Said =
  | { readonly what: 'selected' | 'unmarked'; readonly quote: string; readonly inMark?: ErrorSpan }
  | { readonly what: 'marked' | 'changed'; readonly error: ErrorSpan }
  | { readonly what: 'score'; readonly scale: Scale; readonly score: number }
  | { readonly what: 'select-first' | 'score-first' | 'low-score' | 'done' };

export interface EditorParts {
  readonly project: Project;
  readonly typology: Typology;
  readonly place: Place;
  readonly source: EditorSource;
  readonly queue: Pick<GestureQueue, 'add' | 'paint'>;
  readonly newId: () => string;
  readonly startAt?: number;
}

/** One document of one system on the desk: which segment is active, what is chosen in it, and every gesture on it. */
export class EditorState {
  readonly parts: EditorParts;
  readonly sheet: EditorSheet;
  readonly caret: EditorCaret;
  /** What marks can be; none where nothing is marked. */
  readonly severities: readonly Severity[];
  /** What a segment is scored on. */
  readonly scales: readonly Scale[];
  #index = $state.raw(0);
  #markId = $state.raw<string | undefined>();
  #asking = $state.raw<Asking | undefined>();
  #said = $state.raw<Said | undefined>();
  #doubted: string | undefined;

  constructor(parts: EditorParts) {
    this.parts = parts;
    this.#index = parts.startAt ?? 0;
    this.sheet = new EditorSheet(parts.place, parts.source, parts.queue);
    this.severities = severitiesFor(parts.typology, parts.project.protocols);
    this.scales = scalesOf(parts.project.protocols);
    this.caret = new EditorCaret((side) => ({
      text: this.textOf(side),
      lang: side === 'source' ? parts.project.sourceLang : parts.project.targetLang,
    }));
  }

  get index(): number {
    return this.#index;
  }

  get segment(): Segment | undefined {
    return this.sheet.segments[this.#index];
  }

  /** The mark that digits, Delete and category letters change. */
  get mark(): ErrorSpan | undefined {
    return this.annotation?.errors.find((error) => error.id === this.#markId);
  }

  get asking(): Asking | undefined {
    return this.#asking;
  }

  get said(): Said | undefined {
    return this.#said;
  }

  get annotation(): Annotation | undefined {
    return this.segment && this.sheet.annotation(this.segment);
  }

  get lacks(): Scale | undefined {
    return this.annotation && lacking(this.annotation, this.parts.project.protocols);
  }

  textOf(side: Side): string {
    return this.segment ? this.sheet.text(this.segment, side) : '';
  }

  get isTranslated(): boolean {
    return this.segment !== undefined && this.sheet.isTranslated(this.segment);
  }

  go(index: number): void {
    const last = this.sheet.segments.length - 1;
    const next = Math.max(0, Math.min(index, last));
    if (next === this.#index) return;
    this.#index = next;
    this.#forget();
  }

  /** Chooses by caret or pointer; a caret that stands in a mark takes hold of it. */
  select(move: (caret: EditorCaret) => void): void {
    move(this.caret);
    this.#asking = undefined;
    const { selection } = this.caret;
    if (!selection) return;
    const found = markAt(this.annotation?.errors ?? [], selection);
    this.#markId = found?.id;
    this.#said = { what: 'selected', quote: this.#quote(selection), ...(found ? { inMark: found } : {}) };
  }

  hold(errorId: string | undefined): void {
    this.#markId = errorId;
    this.#asking = undefined;
    const part = this.mark?.parts.find(({ side }) => side === 'target') ?? this.mark?.parts[0];
    if (part) this.caret.select({ side: part.side, anchor: part, focus: part });
  }

  /** The next mark of the segment in the order of its list. */
  holdNext(by: 1 | -1): void {
    const errors = this.annotation?.errors ?? [];
    const at = errors.findIndex((error) => error.id === this.#markId);
    const next = errors[at < 0 ? (by > 0 ? 0 : errors.length - 1) : (at + by + errors.length) % errors.length];
    if (!next) return;
    this.hold(next.id);
    this.#said = { what: 'selected', quote: quoteOf(next), inMark: next };
  }

  /** A severity: changes the mark that is held, else marks what is chosen. */
  severity(severity: Severity): void {
    const asking = this.#asking;
    const { typology, project } = this.parts;
    const category = asksCategory(project.protocols) ? omissionCategory(typology) : '';
    if (asking?.kind === 'category' && asking.isNew) this.#asking = { ...asking, error: { ...asking.error, severity } };
    else if (asking?.kind === 'omission') this.#mark(omissionError(asking, this.parts.newId(), category, severity));
    else if (this.mark) this.change(this.mark, 'severity', severity);
    else this.#markSelection(severity);
  }

  #markSelection(severity: Severity): void {
    const { selection } = this.caret;
    if (!selection || !this.isTranslated) {
      this.#said = { what: 'select-first' };
      return;
    }
    const part = spanPart(selection.side, this.textOf(selection.side), selectedRange(selection));
    const error: ErrorSpan = { id: this.parts.newId(), parts: [part], category: '', severity, origin: 'human' };
    if (asksCategory(this.parts.project.protocols)) this.#asking = { kind: 'category', error, isNew: true, typed: '' };
    else this.#mark(error);
  }

  /** Says that text is missing: of what is chosen in the source, or at the caret's place in the target. */
  omit(): void {
    const { selection } = this.caret;
    if (!selection || !this.isTranslated) {
      this.#said = { what: 'select-first' };
      return;
    }
    const range = selectedRange(selection);
    if (selection.side === 'source') this.#asking = { kind: 'omission', part: spanPart('source', this.textOf('source'), range) };
    else this.#asking = { kind: 'omission', caret: range.start };
    this.#markId = undefined;
  }

  /** Moves the place in the target where the text is missing. */
  moveGap(by: 1 | -1): void {
    if (this.#asking?.kind === 'omission') this.#asking = { kind: 'omission', ...moveGap(this.#asking, by, this.#texts) };
  }

  placeGap(offset: number): void {
    if (this.#asking?.kind === 'omission') this.#asking = { kind: 'omission', ...placeGap(this.#asking, offset, this.#texts) };
  }

  get #texts(): { source: string; target: string; targetLang: string } {
    return { source: this.textOf('source'), target: this.textOf('target'), targetLang: this.parts.project.targetLang };
  }

  /** Asks for another category of the mark that is held; `typed` are letters pressed already. */
  askCategory(typed = ''): void {
    if (this.mark && asksCategory(this.parts.project.protocols)) this.#asking = { kind: 'category', error: this.mark, isNew: false, typed };
  }

  /** The answer to what was asked. */
  category(path: string): void {
    const asking = this.#asking;
    if (asking?.kind !== 'category') return;
    if (asking.isNew) this.#mark({ ...asking.error, category: path });
    else this.change(asking.error, 'category', path);
    this.#asking = undefined;
  }

  /** Nothing of what was asked; then lets go of the mark; then of what was chosen. */
  cancel(): void {
    if (this.#asking) this.#asking = undefined;
    else if (this.#markId !== undefined) this.#markId = undefined;
    else this.caret.collapse();
  }

  change<F extends keyof SpanFields>(error: ErrorSpan, field: F, value: SpanFields[F], segment = this.segment): void {
    if (error[field] === value || (error[field] === undefined && value === null)) return;
    this.#add(segment, (key) => editSpan(key, error.id, field, value));
    const changed = this.annotation?.errors.find(({ id }) => id === error.id);
    if (changed && field !== 'note') this.#said = { what: 'changed', error: changed };
  }

  unmark(error: ErrorSpan): void {
    this.#add(this.segment, (key) => unmark(key, error.id));
    if (this.#markId === error.id) this.#markId = undefined;
    this.#said = { what: 'unmarked', quote: quoteOf(error) };
  }

  score(scale: Scale, value: number): void {
    if (!this.isTranslated || this.annotation?.scores[scale.id] === value) return;
    this.#add(this.segment, (key) => setScore(key, scale.id, value));
    this.#said = { what: 'score', scale, score: value };
  }

  /** The segment is named: a draft may be written when another is active already. */
  comment(segment: Segment, text: string): void {
    if ((this.sheet.annotation(segment).comment ?? '') !== text) this.#add(segment, (key) => setComment(key, text));
  }

  /** Calls the segment done. A low score without a mark is asked about once; `false` where it stays open. */
  finish(): boolean {
    const { annotation, segment } = this;
    if (!annotation || !segment) return false;
    if (!this.isTranslated) return true;
    if (this.lacks) {
      this.#said = { what: 'score-first' };
      return false;
    }
    if (scoreWithoutMark(annotation) && this.#doubted !== segment.id && annotation.status !== 'done') {
      this.#doubted = segment.id;
      this.#said = { what: 'low-score' };
      return false;
    }
    if (annotation.status !== 'done') this.#add(this.segment, (key) => setStatus(key, 'done'));
    this.#said = { what: 'done' };
    return true;
  }

  #mark(error: ErrorSpan): void {
    this.#add(this.segment, (key) => mark(key, error));
    this.#asking = undefined;
    this.#markId = error.id;
    this.#said = { what: 'marked', error };
  }

  #add(segment: Segment | undefined, gesture: (key: Gesture['key']) => Gesture): void {
    if (segment) this.sheet.add(segment, gesture);
  }

  #forget(): void {
    this.caret.reset();
    this.#markId = undefined;
    this.#asking = undefined;
    this.#said = undefined;
    this.#doubted = undefined;
  }

  #quote(selection: Selection): string {
    const { start, end } = selectedRange(selection);
    return this.textOf(selection.side).slice(start, end);
  }
}

/** What a mark covers, target before source. */
export function quoteOf(error: ErrorSpan): string {
  return (error.parts.find(({ side }) => side === 'target') ?? error.parts[0])?.quote ?? '';
}
