import { Failure } from '#core/failure.ts';
import type { HypothesisPack, Project, Segment } from '#core/segment.ts';
import { words } from '#core/text.ts';
import { planBatches } from '#inference/batch-plan.ts';
import type { CutReport, Recut } from '#workers/inference-cut.ts';
import { cutForProject } from '#workers/inference-cut.ts';
import type { BegunRun, OpenedTranslator, TranslateTask } from '#workers/inference-run.ts';
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
  /** Where the vocabulary was cut, what that changed. */
  readonly cut?: CutReport;
}

/** Segments whose batches are planned together: enough to sort by length, few enough that a document shows up soon. */
const WINDOW = 512;

/**
 * Translates a project into a system of its own, saving after each batch: whatever ends the worker, no more than the batch under way is lost. Batches
 * are planned from all texts of a window, done or not, so a run that is continued meets the same batches; one that was cut in the middle is
 * repeated whole. Several workers may share a run: which of them takes a batch does not change the batch.
 */
export async function translateProject(
  opened: OpenedTranslator,
  task: TranslateTask,
  call: Call<TranslateProgress>,
  recut: Recut,
): Promise<TranslateResult> {
  const { db } = opened;
  const project = await db.projects.get(task.projectId);
  if (!project) throw new Failure('model/project-gone');
  const cut = task.isCut === true ? await cutForProject(opened, project, task.beams ?? 1, recut, call.signal) : undefined;
  const used = cut ? { ...opened, translator: cut.translator } : opened;
  const run = await beginRun(used, project, task, cut?.report);
  const translation = new ProjectTranslation(used, project, run, task, call);
  await translation.run();
  return { systemId: run.systemId, ...translation.measured, ...(cut ? { cut: cut.report } : {}) };
}

/** One call's work on a run. */
class ProjectTranslation {
  readonly #opened: OpenedTranslator;
  readonly #project: Project;
  readonly #systemId: string;
  readonly #limits: BegunRun['limits'];
  readonly #beams: number;
  readonly #share: { readonly index: number; readonly of: number };
  readonly #call: Call<TranslateProgress>;
  /** Windows of the project so far, those that were done before included. */
  #windows = 0;
  #done = 0;
  #total = 0;
  #charactersLeft = 0;
  #characters = 0;
  #words = 0;
  #tokens = 0;
  #seconds = 0;

  constructor(opened: OpenedTranslator, project: Project, run: BegunRun, task: TranslateTask, call: Call<TranslateProgress>) {
    this.#opened = opened;
    this.#project = project;
    this.#systemId = run.systemId;
    this.#limits = run.limits;
    this.#beams = task.beams ?? 1;
    this.#share = task.share ?? { index: 0, of: 1 };
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
  }

  async #window(segments: readonly Segment[], isDone: (segment: Segment) => boolean): Promise<void> {
    const first = this.#windows++;
    if (segments.every(isDone)) return;
    const lengths = this.#opened.translator.lengths(segments.map((segment) => segment.source));
    for (const [i, batch] of planBatches(lengths, this.#limits).entries()) {
      const rows = batch.flatMap((place) => segments[place] ?? []);
      const isOwn = (first + i) % this.#share.of === this.#share.index;
      if (!isOwn || rows.every(isDone)) continue;
      this.#call.signal.throwIfAborted();
      await this.#save(await this.#translate(rows, isDone));
    }
  }

  /** The batch's translations, but for those that are here: what is done is kept. */
  async #translate(rows: readonly Segment[], isDone: (segment: Segment) => boolean): Promise<ReadonlyMap<Segment, string>> {
    const started = performance.now();
    const texts = rows.map((row) => row.source);
    const { sourceLang, targetLang } = this.#project;
    const options = { sourceLang, targetLang, beams: this.#beams, limits: this.#limits };
    const made = await translateTexts(this.#opened.translator, texts, options, this.#call.signal);
    this.#seconds += (performance.now() - started) / 1000;
    const fresh = new Map<Segment, string>();
    for (const [i, row] of rows.entries()) {
      const translation = made[i];
      if (!translation || isDone(row)) continue;
      this.#tokens += translation.ids.length;
      this.#characters += row.source.length;
      this.#words += words(row.source, this.#project.sourceLang).filter((word) => word.isWordLike).length;
      fresh.set(row, translation.text);
    }
    return fresh;
  }

  /** Writes the translations in one transaction, then tells of them. */
  async #save(fresh: ReadonlyMap<Segment, string>): Promise<void> {
    const { db } = this.#opened;
    const byDocument = new Map<string, [Segment, string][]>();
    for (const entry of fresh) byDocument.set(entry[0].documentId, [...(byDocument.get(entry[0].documentId) ?? []), entry]);
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
    this.#done += fresh.size;
    for (const [segment] of fresh) this.#charactersLeft -= segment.source.length;
    this.#report(Array.from(fresh, ([segment, text]) => ({ segmentId: segment.id, text })));
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
