import type { Project } from '#core/segment.ts';
import type { Typology } from '#core/typology.ts';
import type { App } from '#state/app.svelte.ts';
import type { Place } from '#state/editor-document.svelte.ts';
import { EditorDocument } from '#state/editor-document.svelte.ts';
import type { History } from '#state/editor-history.ts';
import { historyOf } from '#state/editor-history.ts';
import { EditorOpinions } from '#state/editor-opinions.svelte.ts';
import { EditorState } from '#state/editor.svelte.ts';

/** What Undo and Redo came to. */
export type Reversed = 'undone' | 'redone' | 'nothing-to-undo' | 'nothing-to-redo';

/** One sitting at one document of one system: the editor, its database, what follows from finishing, and the way back. */
export class EditorSession {
  readonly editor: EditorState;
  readonly document: EditorDocument;
  readonly opinions: EditorOpinions;
  readonly #app: App;
  readonly #place: Place;
  readonly #history: History;
  #finished = $state(false);
  #handOver = $state.raw<unknown>();
  #reversed = $state.raw<Reversed | undefined>();

  constructor(app: App, parts: { project: Project; typology: Typology; place: Place; startAt: number }) {
    const { place } = parts;
    this.#app = app;
    this.#place = place;
    this.#history = historyOf(app.db, place.projectId, place.annotatorId);
    this.document = new EditorDocument(app.db, place);
    this.opinions = new EditorOpinions(app.db, place);
    this.editor = new EditorState({ ...parts, source: this.document, queue: app.gestures, newId: app.stamp.newId });
  }

  /** Whether the last open segment was finished in this sitting. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Why the finished document could not be sealed; it is tried again with the next one. */
  get handOverFailure(): unknown {
    return this.#handOver;
  }

  get reversed(): Reversed | undefined {
    return this.#reversed;
  }

  /** Listens to what is committed; returns the function that ends that. */
  start(): () => void {
    return this.#app.gestures.onCommit(({ annotation }) => this.document.commit(annotation));
  }

  /** Calls the active segment done and goes to the next that is not; at the last one the document is handed over. */
  finish(): void {
    const { editor } = this;
    const wasComplete = editor.sheet.nextOpen(-1) === undefined;
    if (!editor.finish()) return;
    const next = editor.sheet.nextOpen(editor.index);
    if (next !== undefined) {
      editor.go(next);
      return;
    }
    if (wasComplete) editor.go(editor.index + 1);
    this.#finished = true;
    void this.#handOverDocument();
  }

  undo(): Promise<void> {
    return this.#reverse('undo');
  }

  redo(): Promise<void> {
    return this.#reverse('redo');
  }

  async #handOverDocument(): Promise<void> {
    const { projectId, documentId, systemId, annotatorId } = this.#place;
    try {
      await this.#app.gestures.idle();
      await this.#app.workers.store.documentFinished(projectId, documentId, systemId, annotatorId);
      this.#handOver = undefined;
    } catch (error) {
      this.#handOver = error;
    }
  }

  /** One's own latest gesture before the key was pressed, wherever it was made: goes there. */
  async #reverse(direction: 'undo' | 'redo'): Promise<void> {
    const reversal = await this.#app.gestures.turn(() => this.#history.reversal(direction));
    if (!reversal) {
      this.#reversed = direction === 'undo' ? 'nothing-to-undo' : 'nothing-to-redo';
      return;
    }
    const { unitId, systemId } = reversal;
    this.#reversed = undefined; // so that the same again is said again
    this.#reversed = direction === 'undo' ? 'undone' : 'redone';
    this.#finished = false;
    await this.#goTo(unitId, systemId);
  }

  async #goTo(unitId: string, systemId: string): Promise<void> {
    const index = this.editor.sheet.segments.findIndex((segment) => segment.id === unitId);
    if (index >= 0 && systemId === this.#place.systemId) {
      this.editor.go(index);
      return;
    }
    const segment = await this.#app.db.segments.get(unitId);
    if (!segment) return;
    this.#app.go({
      page: 'annotate',
      projectId: this.#place.projectId,
      documentId: segment.documentId,
      systemId,
      segmentIndex: segment.index,
    });
  }
}
