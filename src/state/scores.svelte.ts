import { untrack } from 'svelte';
import type { AnnotatorSheet, MarkSheet } from '#core/annotator-sheet.ts';
import type { MetaSheet } from '#core/meta-sheet.ts';
import type { QualitySheet } from '#core/quality-sheet.ts';
import type { DecidingSegments, ScoreSheet, SegmentValues } from '#core/score-sheet.ts';
import { bleuTokenizerFor } from '#metrics/table.ts';
import type { App } from '#state/app.svelte.ts';
import { EvaluateAddress } from '#state/evaluate-address.svelte.ts';
import type { Focus } from '#state/evaluate-pair.ts';
import { focusOf } from '#state/evaluate-pair.ts';
import type { Live } from '#state/live.svelte.ts';
import { quiet } from '#state/quiet.ts';
import type { PartsRequest, ScoreShare } from '#state/score-parts.svelte.ts';
import { ScoreParts } from '#state/score-parts.svelte.ts';
import { RatingStates } from '#state/rating-states.svelte.ts';
import { SegmentRows } from '#state/segment-rows.svelte.ts';
import { textStates } from '#state/text-states.ts';
import type { Seen } from '#workers/score-reader.ts';

/**
 * Milliseconds without a change before what takes long is made anew: the sheet where more than single annotations changed, and what is drawn from every segment's
 * values. Someone who marks quickly sees the table follow each mark.
 */
const QUIET = 400;

/** Which sheet is wanted of which states of the database. */
interface Wanted extends PartsRequest {
  readonly texts: string;
  readonly ratings: number;
  /** By the person, who waits for it: nothing else has changed. */
  readonly isAsked: boolean;
}

/** The Evaluate page: the sheet of the part of the project that the address asks for, as the database has it now, and a page of its segments. */
export class ScoresState {
  readonly #app: App;
  readonly #projectId: string;
  readonly #texts: Live<string>;
  readonly #ratings: RatingStates;
  /** The list of segments. */
  readonly rows: SegmentRows;
  readonly address: EvaluateAddress;
  #sheet = $state.raw<ScoreSheet>();
  #share = $state.raw<number>();
  #error = $state.raw<unknown>();
  #isComputing = $state.raw(false);
  readonly #parts: ScoreParts;
  readonly #whole = $derived.by(() => this.#sheet && this.#parts.withTests(this.#sheet));
  readonly #below = $derived.by(() => this.#parts.sheet && this.#parts.withTests(this.#parts.sheet));
  readonly #focus = $derived.by(() => this.#parts.sheet && focusOf(this.#parts.sheet, this.address.place));
  #wanted = $state.raw<Wanted>();
  /** What the sheet answers. */
  #shown = $state.raw<Wanted>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();
  /** Gives up what follows a sheet once something newer is wanted. */
  #behind = new AbortController();
  #isAgain = false;

  constructor(app: App, projectId: string) {
    this.#app = app;
    this.#projectId = projectId;
    this.#parts = new ScoreParts(app, projectId);
    this.rows = new SegmentRows(app, projectId, () => {
      this.#askRows();
    });
    this.address = new EvaluateAddress(app, projectId, this.rows);
    const { db, stamp } = app;
    this.#texts = textStates(db, projectId, () => stamp.newId());
    this.#ratings = new RatingStates(db, stamp.newId());
  }

  /** Undefined until it has been computed for the first time; with the tests of the focus's metric as soon as they have come. */
  get sheet(): ScoreSheet | undefined {
    return this.#whole;
  }

  /** The sheet that everything below the table shows: it follows the table's, which is there sooner. Undefined while there is nothing to show. */
  get below(): ScoreSheet | undefined {
    return this.#below;
  }

  /** By which metric the table ranks systems: the one that plots are about. */
  get metricId(): string {
    return (this.#sheet && focusOf(this.#sheet, this.address.place)?.metric.id) ?? '';
  }

  /** What plots and deciding segments are about; undefined while there is nothing to show. */
  get focus(): Focus | undefined {
    return this.#focus;
  }

  /** Whether what is below the table is of an earlier state than the database's, or not all of it is there yet. */
  get isUpdating(): boolean {
    return this.#isComputing || (this.#error === undefined && this.#wanted !== this.#shown);
  }

  /** Every segment's values; undefined until those that belong to the sheet have come. */
  get values(): SegmentValues | undefined {
    return this.#parts.sheet && this.#parts.valuesOf(this.#parts.sheet);
  }

  /** The segments that weigh most between the two systems of the focus; undefined until they have come. */
  get deciding(): DecidingSegments | undefined {
    return this.#parts.decidingOf(this.#focus);
  }

  /** How annotators judge and agree by the metric that people gave; undefined until it has come. */
  get annotators(): AnnotatorSheet | undefined {
    return this.#parts.annotators;
  }

  /** Whether translations are good enough under MQM; undefined until it has come. */
  get quality(): QualitySheet | undefined {
    return this.#parts.quality;
  }

  /** How metrics and scorers order translations beside people; undefined until it has come. */
  get meta(): MetaSheet | undefined {
    return this.#parts.meta;
  }

  /** Agreement on marks; undefined until `readMarks` was asked for it as things stand now. */
  get marks(): MarkSheet | undefined {
    return this.#parts.marksOf(this.#shown);
  }

  /** 0 to 1 while agreement on marks is being computed. */
  get marksShare(): number | undefined {
    return this.#parts.marksShare;
  }

  /** BLEU's tokenizer for the project's target language. */
  get tokenizer(): string {
    return bleuTokenizerFor(this.#app.project?.project?.targetLang ?? '');
  }

  get isComputing(): boolean {
    return this.#isComputing;
  }

  /** 0 to 1 of the work under way; undefined while unknown. */
  get share(): number | undefined {
    return this.#share;
  }

  /** Why the sheet could not be made: mostly a `Failure`. */
  get error(): unknown {
    return this.#error;
  }

  /** Follows database and address for as long as an effect of the page reads it; gives what ends the waiting. */
  follow(): () => void {
    if (this.#texts.isReady && this.#app.project?.isReady) {
      const { settings, filter } = this.address.place;
      const before = untrack(() => this.#wanted);
      const [texts, ratings] = [this.#texts.current, this.#ratings.current];
      const isFirst = before === undefined || untrack(() => this.#sheet) === undefined;
      const isAsked = isFirst || (before.texts === texts && before.ratings === ratings);
      this.#wanted = { request: { settings: settings.scores, filter }, policy: settings.policy, texts, ratings, isAsked };
      this.#behind.abort();
      clearTimeout(this.#timer);
      // Who has asked for something else is answered at once, and so is who marks.
      const isMarked = before?.texts === texts && this.#ratings.isNear(ratings);
      if (isAsked || isMarked) untrack(() => void this.#refresh());
      else this.#timer = setTimeout(() => void this.#refresh(), QUIET);
    }
    return () => {
      clearTimeout(this.#timer);
    };
  }

  /** Gives up what is under way: the page is left. */
  close(): void {
    clearTimeout(this.#timer);
    this.#wanted = undefined;
    this.#ratings.close();
    this.#abort.abort();
    this.#behind.abort();
  }

  /** Rows for a person who waits for them: what goes on behind the table is broken off for them, and begun again after. */
  #askRows(): void {
    if (!this.#isComputing) {
      void this.#readRows();
      return;
    }
    this.#isAgain = true;
    this.#behind.abort();
  }

  /** What to tell the worker of these states. */
  #seen({ texts, ratings }: Wanted): Seen {
    return { texts, ratings: this.#ratings.of(ratings) };
  }

  async #refresh(): Promise<void> {
    if (this.#isComputing) return; // the round under way goes on for as long as something newer is wanted
    this.#isComputing = true;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const progress = ({ done, total }: ScoreShare): void => {
      this.#share = total === 0 ? undefined : done / total;
    };
    let before: Wanted | undefined;
    try {
      while (this.#wanted && this.#wanted !== before) {
        const wanted = this.#wanted;
        this.#sheet = await this.#app.workers.score.sheet(this.#projectId, wanted.request, this.#seen(wanted), { signal, progress });
        this.#ratings.answered(wanted.ratings);
        this.#shown = wanted;
        this.#error = undefined;
        this.#share = undefined;
        if (this.#wanted === wanted) await this.#readBehind(wanted, progress);
        before = this.#isAgain ? undefined : wanted;
        this.#isAgain = false;
      }
    } catch (error) {
      if (!signal.aborted) this.#error = error;
    } finally {
      this.#isComputing = false;
      this.#share = undefined;
    }
  }

  /** What is shown below the table; given up where something newer is wanted. */
  async #readBehind(wanted: Wanted, progress: (value: ScoreShare) => void): Promise<void> {
    this.#behind = new AbortController();
    const { signal } = this.#behind;
    try {
      await this.#readRows();
      await quiet(wanted.isAsked ? 0 : QUIET, signal);
      const sheet = this.#sheet;
      const focus = sheet && focusOf(sheet, this.address.place);
      if (sheet) await this.#parts.read(wanted, () => this.#seen(wanted), { sheet, focus }, { signal, progress });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Agreement on where marks are and what they are, which takes long. */
  async readMarks(): Promise<void> {
    const shown = this.#shown;
    if (!shown) return;
    const { signal } = this.#behind;
    try {
      await this.#parts.readMarks(shown, this.#seen(shown), signal);
    } catch (error) {
      if (!signal.aborted) this.#error = error;
    }
  }

  async #readRows(): Promise<void> {
    const shown = this.#shown;
    const { signal } = this.#abort;
    if (!shown) return;
    try {
      await this.rows.read({ request: shown.request, seen: this.#seen(shown), mark: this.address.place.mark, signal });
    } catch (error) {
      if (!signal.aborted) this.#error = error;
    }
  }
}
