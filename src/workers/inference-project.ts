import { Failure } from '#core/failure.ts';
import type { HypothesisPack, Project, Segment } from '#core/segment.ts';
import { words } from '#core/text.ts';
import { limitsFor, planBatches } from '#inference/batch-plan.ts';
import type { OpenedTranslator, TranslateTask } from '#workers/inference-run.ts';
import { beginRun } from '#workers/inference-run.ts';
import { translateTexts } from '#workers/inference-translate.ts';
import type { Call } from '#workers/rpc.ts';

interface SavedText {
  readonly segmentId: string;
  readonly text: string;
}

export interface TranslateProgress {
  readonly systemId: string;
  /** In segments. */
  readonly done: number;
  readonly total: number;
  /** Source words, by the source language's own rules. */
  readonly wordsPerSecond: number;
  /** Undefined until something was measured. */
  readonly secondsLeft?: number;
  /** What the last transaction wrote, so that a second copy can be kept. */
  readonly saved: readonly SavedText[];
}

export interface TranslateResult {
  readonly systemId: string;
  /** Target tokens made in this call, and what it took: what the backend is chosen by next time. */
  readonly tokens: number;
  readonly seconds: number;
}

/** Segments whose batches are planned together: enough to sort by length, few enough that a document shows up soon. */
const WINDOW = 512;
/** Writing waits this long for more, since a pack is written whole; a stop still saves every batch that was done. */
const SAVE_AFTER = 500;

/**
 * Translates a project into a system of its own, saving as it goes. Batches are planned from all texts of a window, done or not, so a run that
 * is continued meets the same batches; one that was cut in the middle is repeated whole.
 */
export async function translateProject(
  opened: OpenedTranslator,
  task: TranslateTask,
  call: Call<TranslateProgress>,
): Promise<TranslateResult> {
  const { db } = opened;
  const project = await db.projects.get(task.projectId);
  if (!project) throw new Failure('model/project-gone');
  const systemId = await beginRun(opened, project, task);
  const translation = new ProjectTranslation(opened, project, systemId, task.beams ?? 1, call);
  await translation.run();
  return { systemId, ...translation.measured };
}

/** One call's work on a run. */
class ProjectTranslation {
  readonly #opened: OpenedTranslator;
  readonly #project: Project;
  readonly #systemId: string;
  readonly #beams: number;
  readonly #call: Call<TranslateProgress>;
  #waiting = new Map<Segment, string>();
  /** The first batch is saved at once: the person sees that it works. */
  #savedAt = -Infinity;
  #done = 0;
  #total = 0;
  #charactersLeft = 0;
  #characters = 0;
  #words = 0;
  #tokens = 0;
  #seconds = 0;

  constructor(opened: OpenedTranslator, project: Project, systemId: string, beams: number, call: Call<TranslateProgress>) {
    this.#opened = opened;
    this.#project = project;
    this.#systemId = systemId;
    this.#beams = beams;
    this.#call = call;
  }

  get measured(): { readonly tokens: number; readonly seconds: number } {
    return { tokens: this.#tokens, seconds: this.#seconds };
  }

  async run(): Promise<void> {
    const { db } = this.#opened;
    const documents = await db.documents.where('projectId').equals(this.#project.id).sortBy('order');
    const have = new Map<string, readonly (string | null)[]>();
    await db.hypotheses
      .where('systemId')
      .equals(this.#systemId)
      .each((pack) => have.set(pack.documentId, pack.texts));
    const isDone = (segment: Segment): boolean => (have.get(segment.documentId)?.[segment.index] ?? null) !== null;
    await db.segments
      .where('projectId')
      .equals(this.#project.id)
      .each((segment) => {
        this.#total += 1;
        if (isDone(segment)) this.#done += 1;
        else this.#charactersLeft += segment.source.length;
      });
    this.#report([]);
    try {
      let window: Segment[] = [];
      for (const document of documents) {
        for (const segment of await db.segments.where('documentId').equals(document.id).sortBy('index')) {
          window.push(segment);
          if (window.length < WINDOW) continue;
          await this.#window(window, isDone);
          window = [];
        }
      }
      await this.#window(window, isDone);
    } finally {
      await this.#save();
    }
  }

  async #window(segments: readonly Segment[], isDone: (segment: Segment) => boolean): Promise<void> {
    if (segments.every(isDone)) return;
    const lengths = this.#opened.translator.lengths(segments.map((segment) => segment.source));
    for (const batch of planBatches(lengths, limitsFor(this.#beams))) {
      const rows = batch.flatMap((place) => segments[place] ?? []);
      if (rows.every(isDone)) continue;
      this.#call.signal.throwIfAborted();
      await this.#batch(rows, isDone);
      if (performance.now() - this.#savedAt >= SAVE_AFTER) await this.#save();
    }
  }

  async #batch(rows: readonly Segment[], isDone: (segment: Segment) => boolean): Promise<void> {
    const started = performance.now();
    const texts = rows.map((row) => row.source);
    const { sourceLang, targetLang } = this.#project;
    const made = await translateTexts(this.#opened.translator, texts, { sourceLang, targetLang, beams: this.#beams }, this.#call.signal);
    this.#seconds += (performance.now() - started) / 1000;
    for (const [i, row] of rows.entries()) {
      const translation = made[i];
      if (!translation || isDone(row)) continue; // what is done is kept
      this.#tokens += translation.ids.length;
      this.#characters += row.source.length;
      this.#words += words(row.source, this.#project.sourceLang).filter((word) => word.isWordLike).length;
      this.#waiting.set(row, translation.text);
    }
  }

  /** Writes what waits, then tells of it. */
  async #save(): Promise<void> {
    const { db } = this.#opened;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    this.#savedAt = performance.now();
    if (waiting.size === 0) return;
    const byDocument = new Map<string, [Segment, string][]>();
    for (const entry of waiting) byDocument.set(entry[0].documentId, [...(byDocument.get(entry[0].documentId) ?? []), entry]);
    await db.transaction('rw', db.hypotheses, async () => {
      const keys = [...byDocument.keys()].map((documentId): [string, string] => [documentId, this.#systemId]);
      const packs = await db.hypotheses.bulkGet(keys);
      const changed = packs.map((pack): HypothesisPack => {
        if (!pack) throw new Failure('model/system-gone');
        const texts = [...pack.texts];
        for (const [segment, text] of byDocument.get(pack.documentId) ?? []) texts[segment.index] = text;
        return { ...pack, texts };
      });
      await db.hypotheses.bulkPut(changed);
    });
    this.#done += waiting.size;
    for (const [segment] of waiting) this.#charactersLeft -= segment.source.length;
    this.#report(Array.from(waiting, ([segment, text]) => ({ segmentId: segment.id, text })));
  }

  #report(saved: readonly SavedText[]): void {
    const left = this.#characters > 0 ? (this.#charactersLeft * this.#seconds) / this.#characters : undefined;
    this.#call.progress({
      systemId: this.#systemId,
      done: this.#done,
      total: this.#total,
      wordsPerSecond: this.#seconds > 0 ? this.#words / this.#seconds : 0,
      ...(left === undefined ? {} : { secondsLeft: left }),
      saved,
    });
  }
}
