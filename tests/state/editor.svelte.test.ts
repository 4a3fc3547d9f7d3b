import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { annotationId } from '#core/annotation.ts';
import { clockAt } from '#core/clock.ts';
import { takeBack } from '#core/edit.ts';
import { undoState } from '#core/edit-undo.ts';
import type { Event, Gesture } from '#core/event.ts';
import { EVENT_SCHEMA } from '#core/event.ts';
import { fold } from '#core/fold.ts';
import type { ProtocolId } from '#core/protocol.ts';
import { ESA_SCALE, SQM_SCALE } from '#core/protocol.ts';
import { MQM_CORE } from '#core/typologies.ts';
import { blindOrder } from '#state/editor-blind.ts';
import { GestureQueue } from '#state/editor-queue.svelte.ts';
import { EditorState } from '#state/editor.svelte.ts';
import { Saving } from '#state/saving.svelte.ts';
import type { Appended } from '#storage/events.ts';

const PLACE = { projectId: 'p', documentId: 'p.d0', systemId: 'p.y0', annotatorId: 'me' };

/** An event log in memory in place of the database; `refuse` makes the next commits fail. */
class Log {
  readonly events: Event[] = [];
  annotations: ReadonlyMap<string, Annotation> = $state.raw(new Map());
  refuse: Error | undefined;

  readonly commit = (gestures: readonly [Gesture, ...Gesture[]]): Promise<Appended> => {
    if (this.refuse) return Promise.reject(this.refuse);
    const id = annotationId(gestures[0].key);
    const events = gestures.map((gesture): Event => {
      const seq = this.events.length + 1;
      const event: Event = {
        ...gesture.key,
        ...gesture,
        id: `e${seq}`,
        deviceId: 'd',
        seq,
        at: clockAt(seq),
        annotationId: id,
        schema: EVENT_SCHEMA,
        appVersion: 't',
      };
      this.events.push(event);
      return event;
    });
    const annotation = fold(this.events.filter((event) => event.annotationId === id));
    if (!annotation) throw new Error('folds to nothing');
    return Promise.resolve({ events, annotation });
  };
}

function desk(protocols: readonly ProtocolId[] = ['MQM', 'ESA']): {
  log: Log;
  queue: GestureQueue;
  editor: EditorState;
  saving: Saving;
  journal: Event[];
} {
  const log = new Log();
  const saving = new Saving();
  const journal: Event[] = [];
  const queue = new GestureQueue({ commit: log.commit, journal: (events) => Promise.resolve(journal.push(...events)), saving });
  queue.onCommit(({ annotation }) => (log.annotations = new Map(log.annotations).set(annotation.id, annotation)));
  const segments = ['One two three.', 'Four.'].map((source, index) => ({
    id: `p.d0.s${index}`,
    projectId: 'p',
    documentId: 'p.d0',
    index,
    source,
    references: {},
  }));
  let ids = 0;
  const editor = new EditorState({
    project: { id: 'p', name: 'P', sourceLang: 'en', targetLang: 'de', protocols, typologyId: 'mqm-core', createdAt: 0 },
    typology: MQM_CORE,
    place: PLACE,
    source: {
      isReady: true,
      segments,
      targets: ['Eins zwei drei.', 'Vier.'],
      get annotations() {
        return log.annotations;
      },
    },
    queue,
    newId: () => `span-${++ids}`,
  });
  return { log, queue, editor, saving, journal };
}

test('a mark is painted before it is committed, and is the same after', async () => {
  const { editor, queue, saving, journal } = desk();
  editor.select((caret) => caret.step(1, 'word'));
  editor.severity('major');
  expect(editor.asking).toMatchObject({ kind: 'category', isNew: true });
  editor.category('accuracy/mistranslation');
  const painted = editor.annotation?.errors;
  expect(painted).toMatchObject([{ severity: 'major', category: 'accuracy/mistranslation', parts: [{ quote: 'Eins' }] }]);
  expect(queue.unsaved).toBe(1);
  expect(saving.state).toBe('saving');
  await queue.idle();
  flushSync();
  expect(queue.unsaved).toBe(0);
  expect(saving.state).toBe('saved');
  expect(editor.annotation?.errors).toEqual(painted);
  expect(editor.annotation?.textSha256).toMatch(/^[0-9a-f]{64}$/);
  expect(journal.map(({ kind }) => kind)).toEqual(['mark']);
});

test('what cannot be committed stays painted and goes in later, in order', async () => {
  const { editor, queue, log, saving } = desk(['ESA']);
  log.refuse = new Error('disk');
  editor.score(ESA_SCALE, 40);
  editor.score(ESA_SCALE, 50);
  await expect.poll(() => saving.state).toBe('failed');
  expect(queue.failure).toBe(log.refuse);
  expect(queue.unsaved).toBe(2);
  expect(editor.annotation?.scores).toEqual({ ESA: 50 });
  log.refuse = undefined;
  queue.retry();
  await queue.idle();
  expect(log.events.map(({ value }) => value)).toEqual([40, 50]);
  expect(saving.state).toBe('saved');
  expect(queue.failure).toBeUndefined();
});

test('an undo takes back what was done before it, whatever came while it waited for its turn', async () => {
  const { editor, queue, log } = desk(['ESA']);
  const undo = () => queue.turn(() => Promise.resolve({ gestures: undoState(log.events).undo.map(takeBack) }));
  log.refuse = new Error('disk');
  editor.score(ESA_SCALE, 40);
  editor.score(ESA_SCALE, 50);
  const undone = [undo(), undo()];
  const { segment } = editor;
  if (segment) editor.comment(segment, 'late');
  const failed = queue.turn(() => Promise.reject(new Error('no history')));
  expect(queue.unsaved).toBe(3);
  await expect.poll(() => queue.failure).toBe(log.refuse);
  log.refuse = undefined;
  queue.retry();
  await expect(failed).rejects.toThrow('no history');
  await Promise.all(undone);
  await queue.idle();
  expect(log.events.map(({ value, undoes }) => undoes ?? value)).toEqual([40, 50, 'e2', 'e1', 'late']);
  expect(queue.unsaved).toBe(0);
});

test('the second copy that failed is written with the next', async () => {
  const saving = new Saving();
  const log = new Log();
  const copied: string[] = [];
  let broken = true;
  const queue = new GestureQueue({
    commit: log.commit,
    journal: (events) => (broken ? Promise.reject(new Error('no file')) : Promise.resolve(copied.push(...events.map(({ id }) => id)))),
    saving,
  });
  const key = { projectId: 'p', level: 'segment', unitId: 'u', systemId: 's', annotatorId: 'me', round: 1 } as const;
  await queue.add({ key, kind: 'set', field: 'comment', value: 'a' });
  await expect.poll(() => queue.journalFailure).toBeInstanceOf(Error);
  broken = false;
  await queue.add({ key, kind: 'set', field: 'comment', value: 'b' });
  await expect.poll(() => copied).toEqual(['e1', 'e2']);
  expect(queue.journalFailure).toBeUndefined();
});

test('ESA alone asks for no category and knows two severities', () => {
  const { editor } = desk(['ESA']);
  expect(editor.severities).toEqual(['minor', 'major']);
  editor.select((caret) => caret.toEdge(1, false));
  editor.severity('minor');
  expect(editor.asking).toBeUndefined();
  expect(editor.annotation?.errors).toMatchObject([{ category: '', parts: [{ quote: '.' }] }]);
});

test('a severity without anything chosen says what to do first', () => {
  const { editor } = desk();
  editor.severity('major');
  expect(editor.said).toEqual({ what: 'select-first' });
  expect(editor.annotation?.errors).toEqual([]);
});

test('Escape lets go step by step: the question, the mark, the longer choice', () => {
  const { editor } = desk();
  editor.select((caret) => caret.step(1, 'word'));
  editor.select((caret) => caret.extend(1, 'word'));
  editor.severity('major');
  editor.category('accuracy/addition');
  expect(editor.mark?.id).toBe('span-1');
  editor.askCategory();
  editor.cancel();
  expect(editor.asking).toBeUndefined();
  editor.cancel();
  expect(editor.mark).toBeUndefined();
  editor.cancel();
  expect(editor.caret.selection?.anchor).toEqual(editor.caret.selection?.focus);
});

test('a segment without its score stays open and says so; with it, it is done', () => {
  const { editor } = desk();
  expect(editor.finish()).toBe(false);
  expect(editor.said).toEqual({ what: 'score-first' });
  editor.score(ESA_SCALE, 90);
  expect(editor.finish()).toBe(true);
  expect(editor.annotation?.status).toBe('done');
  expect(editor.sheet.nextOpen(editor.index)).toBe(1);
  expect(editor.sheet.progress).toEqual({ done: 1, total: 2 });
});

test('under SQM a point is all that is asked for: given, changed, kept and done like any score', async () => {
  const { editor, queue, log } = desk(['SQM']);
  expect(editor.severities).toEqual([]);
  expect(editor.scales).toEqual([SQM_SCALE]);
  editor.score(SQM_SCALE, 2);
  editor.score(SQM_SCALE, 2);
  editor.score(SQM_SCALE, 4);
  expect(editor.said).toEqual({ what: 'score', scale: SQM_SCALE, score: 4 });
  expect(editor.finish()).toBe(true);
  await queue.idle();
  expect(log.events.map(({ field, value }) => [field, value])).toEqual([
    ['scores.SQM', 2],
    ['scores.SQM', 4],
    ['status', 'done'],
  ]);
  expect(editor.annotation).toMatchObject({ scores: { SQM: 4 }, errors: [], status: 'done' });
});

test('with two scales a segment is done when both have a score', () => {
  const { editor } = desk(['ESA', 'SQM']);
  editor.score(SQM_SCALE, 5);
  expect(editor.lacks).toBe(ESA_SCALE);
  expect(editor.finish()).toBe(false);
  editor.score(ESA_SCALE, 80);
  expect(editor.lacks).toBeUndefined();
  expect(editor.finish()).toBe(true);
});

test('a note and a comment reach the segment they were written on, whichever is active by then', async () => {
  const { editor, queue } = desk();
  const [first] = editor.sheet.segments;
  if (!first) throw new Error('a segment');
  editor.go(1);
  editor.comment(first, 'late');
  await queue.idle();
  expect(editor.sheet.annotation(first).comment).toBe('late');
  expect(editor.annotation?.comment).toBeUndefined();
});

test('the order of blind systems depends on project and annotator, not on the file', () => {
  const systems = ['y0', 'y1', 'y2', 'y3', 'y4'].map((id) => ({ id, projectId: 'p', name: `name ${id}`, origin: 'import' as const }));
  const order = blindOrder(systems, 'p', 'me').map(({ id }) => id);
  expect(blindOrder(systems.toReversed(), 'p', 'me').map(({ id }) => id)).toEqual(order);
  expect(order.toSorted()).toEqual(['y0', 'y1', 'y2', 'y3', 'y4']);
  const orders = new Set(
    Array.from({ length: 30 }, (_, i) =>
      blindOrder(systems, 'p', `annotator ${i}`)
        .map(({ id }) => id)
        .join(),
    ),
  );
  expect(orders.size).toBeGreaterThan(10);
  expect(blindOrder(systems, 'p', 'me').map(({ letter }) => letter)).toEqual(['A', 'B', 'C', 'D', 'E']);
});

test('what a component saves while it is taken down drops nothing that was added a moment before', async () => {
  const { editor, log, queue } = desk();
  const first = editor.segment;
  if (!first) throw new Error('a segment');
  let isShown = $state(true);
  const end = $effect.root(() => {
    $effect(() => {
      // A comment's field that is saved when it goes, as the one of a segment that is left.
      if (isShown) return () => editor.comment(first, 'why');
    });
  });
  flushSync();
  editor.score(ESA_SCALE, 90);
  editor.finish();
  isShown = false;
  flushSync();
  await queue.idle();
  expect(log.events.map(({ field }) => field)).toEqual(['scores.ESA', 'status', 'comment']);
  expect(queue.unsaved).toBe(0);
  end();
});
