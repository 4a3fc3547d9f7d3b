import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mark, setComment, setScore, takeBack } from '#core/edit.ts';
import { undoState } from '#core/edit-undo.ts';
import { effectiveEvents, fold } from '#core/fold.ts';
import { KEY, Recorder, span } from './events.ts';

const ids = (events: readonly { readonly id: string }[]): readonly string[] => events.map(({ id }) => id);

test('undo goes back step by step, redo forward again', () => {
  const record = new Recorder();
  const first = record.add(mark(KEY, span('a')));
  const second = record.add(setScore(KEY, 'ESA', 70));
  expect(ids(undoState(record.events).undo)).toEqual([second.id]);
  const undone = record.add(takeBack(second));
  expect(undoState(record.events)).toMatchObject({ undo: [{ id: first.id }], redo: [{ id: undone.id }] });
  record.add(takeBack(undone));
  expect(undoState(record.events)).toMatchObject({ undo: [{ id: second.id }], redo: [] });
});

test('a new gesture ends what could be redone', () => {
  const record = new Recorder();
  record.add(takeBack(record.add(mark(KEY, span('a')))));
  record.add(setScore(KEY, 'ESA', 70));
  expect(undoState(record.events).redo).toEqual([]);
});

test('drafts of one comment are taken back and brought back as one', () => {
  const record = new Recorder();
  const marked = record.add(mark(KEY, span('a')));
  for (const text of ['w', 'wh', 'why']) record.add(setComment(KEY, text));
  const { undo } = undoState(record.events);
  expect(undo).toHaveLength(3);
  for (const event of undo) record.add(takeBack(event));
  expect(ids(undoState(record.events).undo)).toEqual([marked.id]);
  const { redo } = undoState(record.events);
  expect(redo).toHaveLength(3);
  for (const event of redo) record.add(takeBack(event));
  expect(fold(record.events)?.comment).toBe('why');
});

test('what a file brought is not taken back', () => {
  const record = new Recorder();
  record.add({ key: KEY, kind: 'import', value: { errors: [span('a')] } });
  expect(undoState(record.events)).toEqual({ undo: [], redo: [] });
});

test('nothing is left after as many undos as there were gestures, and redo brings all back', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('mark', 'score', 'undo', 'redo'), { maxLength: 30 }), (steps) => {
      const record = new Recorder();
      for (const [i, step] of steps.entries()) {
        if (step === 'mark') record.add(mark(KEY, span(`s${i}`)));
        else if (step === 'score') record.add(setScore(KEY, 'ESA', i));
        else for (const event of undoState(record.events)[step]) record.add(takeBack(event));
      }
      const before = fold(record.events);
      let count = 0;
      for (let next = undoState(record.events).undo; next.length > 0; next = undoState(record.events).undo, count++)
        for (const event of next) record.add(takeBack(event));
      expect(effectiveEvents(record.events)).toEqual([]);
      for (; count > 0; count--) for (const event of undoState(record.events).redo) record.add(takeBack(event));
      const after = fold(record.events);
      expect(after && { ...after, updatedAt: 0 }).toEqual(before && { ...before, updatedAt: 0 });
    }),
  );
});
