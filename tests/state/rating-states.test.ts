import Dexie, { RangeSet } from 'dexie';
import { afterEach, expect, it } from 'vitest';
import { RatingStates } from '#state/rating-states.ts';
import { StetDatabase } from '#storage/db.ts';

const db = new StetDatabase('rating-states');
let states = new RatingStates(db);

afterEach(() => {
  states.close();
  states = new RatingStates(db);
});

/** As Dexie reports a committed transaction. */
function wrote(table: string, keys: readonly string[] | 'range'): void {
  const set = keys === 'range' ? new RangeSet('', '\uffff') : new RangeSet().addKeys([...keys]);
  Dexie.on.storagemutated.fire({ [`idb://rating-states/${table}/`]: set, [`idb://rating-states/${table}/projectId`]: new RangeSet('p') });
}

it('says which annotations lead to a state from the one answered last, over all in between', () => {
  states.begin('1');
  expect(states.of('1')).toEqual({ ratings: '1' });
  states.answered('1');
  wrote('annotations', ['a', 'b', 'c']);
  states.begin('2');
  wrote('annotations', ['b', 'd']);
  wrote('events', ['e']);
  states.begin('3');
  expect(states.of('2')).toEqual({ ratings: '2', since: { ratings: '1', annotationIds: ['a', 'b', 'c'] } });
  const { since } = states.of('3');
  expect([since?.ratings, since?.annotationIds.toSorted()]).toEqual(['1', ['a', 'b', 'c', 'd']]);
  states.answered('2');
  expect(states.of('3').since).toEqual({ ratings: '2', annotationIds: ['b', 'd'] });
});

it('claims nothing where more than single annotations changed, and begins again after that', () => {
  states.begin('1');
  states.answered('1');
  for (const [table, keys] of [
    ['annotations', 'range'],
    ['metricValues', ['m']],
    ['models', ['x']],
  ] as const) {
    wrote(table, keys);
    wrote('annotations', ['a']);
    states.begin('2');
    expect(states.of('2')).toEqual({ ratings: '2' });
    states.answered('2');
    wrote('annotations', ['a']);
    states.begin('3');
    expect(states.of('3').since).toEqual({ ratings: '2', annotationIds: ['a'] });
    states.answered('3');
  }
});

it('hears no more once it is closed', () => {
  states.begin('1');
  states.answered('1');
  states.close();
  wrote('annotations', ['a']);
  states.begin('2');
  expect(states.of('2').since).toEqual({ ratings: '1', annotationIds: [] });
});
