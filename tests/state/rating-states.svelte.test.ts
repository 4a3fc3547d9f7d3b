import Dexie, { RangeSet } from 'dexie';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RatingStates } from '#state/rating-states.svelte.ts';
import { StetDatabase } from '#storage/db.ts';

const db = new StetDatabase('rating-states');
let states: RatingStates;

beforeEach(() => {
  states = new RatingStates(db, 'log');
});

afterEach(() => {
  states.close();
});

/** As Dexie reports a committed transaction; from another tab it comes as a plain copy. */
function wrote(table: string, keys: readonly string[] | 'range'): void {
  const set = keys === 'range' ? new RangeSet('', '￿') : new RangeSet().addKeys([...keys]);
  const parts = { [`idb://rating-states/${table}/`]: set, [`idb://rating-states/${table}/projectId`]: new RangeSet('p') };
  Dexie.on.storagemutated.fire(structuredClone(parts));
}

it('says which annotations lead to a state from the one answered last, over all in between', () => {
  expect(states.of(0)).toEqual({ log: 'log', at: 0 });
  // What changes while the first answer is being made belongs to the second.
  wrote('annotations', ['a', 'b', 'c']);
  expect(states.current).toBe(1);
  states.answered(0);
  wrote('annotations', ['b', 'd']);
  wrote('events', ['e']);
  expect(states.current).toBe(2);
  expect(states.of(1)).toEqual({ log: 'log', at: 1, since: { at: 0, annotationIds: ['a', 'b', 'c'] } });
  expect(states.of(2).since?.annotationIds.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  states.answered(1);
  expect(states.of(2).since).toEqual({ at: 1, annotationIds: ['b', 'd'] });
  expect([states.isNear(2), states.isNear(1)]).toEqual([true, true]);
});

it.each([
  ['annotations', 'range'],
  ['metricValues', ['m']],
  ['models', ['x']],
] as const)('claims nothing where more than single annotations changed (%s), and begins again after that', (table, keys) => {
  states.answered(0);
  wrote(table, keys);
  wrote('annotations', ['a']);
  expect(states.of(2)).toEqual({ log: 'log', at: 2 });
  expect(states.isNear(2)).toBe(false);
  states.answered(2);
  wrote('annotations', ['a']);
  expect(states.of(3).since).toEqual({ at: 2, annotationIds: ['a'] });
});

it('reads everything after the browser has let the page sleep', () => {
  states.answered(0);
  Dexie.on.storagemutated.fire({ all: new RangeSet('', '￿') });
  expect(states.of(1)).toEqual({ log: 'log', at: 1 });
});

it('hears no more once it is closed', () => {
  states.close();
  wrote('annotations', ['a']);
  expect(states.current).toBe(0);
});
