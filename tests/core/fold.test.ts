import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editSpan, mark, setComment, setScore, setStatus, takeBack, unmark } from '#core/edit.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import type { Event, Gesture } from '#core/event.ts';
import { applyGesture, effectiveEvents, fold } from '#core/fold.ts';
import { KEY, Recorder, span } from './events.ts';

test('two devices that mark the same segment keep both spans', () => {
  const [one, two] = [new Recorder('one'), new Recorder('two')];
  one.add(mark(KEY, span('a')));
  two.add(mark(KEY, span('b')));
  expect(fold([...one.events, ...two.events])?.errors.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('the later value of a field wins, each field for itself', () => {
  const [one, two] = [new Recorder('one'), new Recorder('two')];
  one.add(mark(KEY, span('a')), 1);
  one.add(editSpan(KEY, 'a', 'severity', 'major'), 2);
  two.add(editSpan(KEY, 'a', 'category', 'style/awkward'), 3);
  two.add(editSpan(KEY, 'a', 'severity', 'critical'), 1);
  expect(fold([...two.events, ...one.events])?.errors[0]).toMatchObject({ severity: 'major', category: 'style/awkward' });
});

test('null takes a field away', () => {
  const record = new Recorder();
  record.add(setComment(KEY, 'why'));
  record.add(setScore(KEY, 'ESA', 50));
  record.add(setComment(KEY, ''));
  record.add(setScore(KEY, 'ESA', null));
  const folded = fold(record.events);
  expect(folded).not.toHaveProperty('comment');
  expect(folded?.scores).toEqual({});
});

test('a scale keeps its whole name, dots and all', () => {
  const record = new Recorder();
  record.add(setScore(KEY, 'v1.2', 7));
  expect(fold(record.events)?.scores).toEqual({ 'v1.2': 7 });
});

test('names from outside are data: __proto__ is a scale like any other', () => {
  const record = new Recorder();
  record.add(setScore(KEY, '__proto__', 1));
  const scores = fold(record.events)?.scores ?? {};
  expect(Object.keys(scores)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(scores)).toBe(Object.prototype);
});

test('undo takes a gesture out, undo of the undo brings it back, also where clocks put them the wrong way round', () => {
  const record = new Recorder();
  const marked = record.add(mark(KEY, span('a')), 30);
  const undo = record.add(takeBack(marked), 20);
  expect(fold(record.events)?.errors).toEqual([]);
  record.add(takeBack(undo), 10);
  expect(fold(record.events)?.errors.map(({ id }) => id)).toEqual(['a']);
  record.add(takeBack(marked), 5);
  expect(fold(record.events)?.errors).toEqual([]);
});

test('an event that came twice counts once', () => {
  const record = new Recorder();
  record.add(mark(KEY, span('a')));
  expect(effectiveEvents([...record.events, ...record.events])).toHaveLength(1);
});

test('no events give no annotation', () => {
  expect(fold([])).toBeUndefined();
});

const anyGesture = fc.oneof<fc.Arbitrary<Gesture>[]>(
  fc.constantFrom('a', 'b', 'c').map((id) => mark(KEY, span(id))),
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('minor', 'major', 'critical'))
    .map(([id, severity]) => editSpan(KEY, id, 'severity', severity)),
  fc.constantFrom('a', 'b', 'c').map((id) => unmark(KEY, id)),
  fc.nat({ max: 100 }).map((score) => setScore(KEY, 'ESA', score)),
  fc.constantFrom('open', 'done').map((status) => setStatus(KEY, status)),
  fc.string().map((comment) => setComment(KEY, comment)),
);

/** Up to three devices, each with its own clock, undoing what they know of. */
const anyHistory = fc
  .array(
    fc.record({
      device: fc.constantFrom('one', 'two', 'three'),
      gesture: anyGesture,
      ms: fc.nat({ max: 12 }),
      undoes: fc.option(fc.nat({ max: 20 }), { freq: 4 }),
    }),
    { maxLength: 25 },
  )
  .map((steps) => {
    const devices = new Map<string, Recorder>();
    const all: Event[] = [];
    for (const { device, gesture, ms, undoes } of steps) {
      const record = devices.get(device) ?? new Recorder(device);
      devices.set(device, record);
      const target = undoes === null ? undefined : all[undoes % Math.max(1, all.length)];
      all.push(record.add(target ? takeBack(target) : gesture, ms));
    }
    return all;
  });

test('the order in which events arrive does not matter', () => {
  fc.assert(
    fc.property(
      anyHistory.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))),
      ([events, shuffled]) => {
        expect(fold(shuffled)).toEqual(fold(events));
      },
    ),
  );
});

test('a merge of two halves is the fold of all, in whatever halves', () => {
  fc.assert(
    fc.property(anyHistory, fc.nat(), (events, cut) => {
      const at = events.length === 0 ? 0 : cut % events.length;
      expect(fold([...events.slice(at), ...events, ...events.slice(0, at)])).toEqual(fold(events));
    }),
  );
});

test('what is painted before the commit is what the commit gives', () => {
  fc.assert(
    fc.property(fc.array(anyGesture, { minLength: 1, maxLength: 15 }), (gestures) => {
      const record = new Recorder();
      for (const gesture of gestures) record.add(gesture);
      const painted = gestures.reduce(applyGesture, emptyAnnotation(KEY));
      expect({ ...painted, updatedAt: 0 }).toEqual({ ...fold(record.events), updatedAt: 0 });
    }),
  );
});
