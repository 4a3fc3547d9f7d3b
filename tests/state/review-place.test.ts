import { expect, test } from 'vitest';
import type { ReviewPlace } from '#state/review-place.ts';
import { parsePlace, queryOf } from '#state/review-place.ts';

const places: readonly ReviewPlace[] = [
  { list: 'start' },
  { list: 'sample' },
  { list: 'sample', sampleId: 'a' },
  { list: 'sample', sampleId: 'a&b=c', unitId: 'p.d0.s1' },
  { list: 'sample', sampleId: 'a', unitId: 'p.d0.s1', systemId: 'p.y2' },
  { list: 'differ' },
  { list: 'differ', unitId: 'p.d0.s1', systemId: 'p.y2' },
];

test.each(places)('a place comes back from the address: %o', (place) => {
  expect(parsePlace(queryOf(place))).toEqual(place);
});

test('an unknown query is the newest sample', () => {
  expect(parsePlace(undefined)).toEqual({ list: 'sample' });
  expect(parsePlace('list=nonsense')).toEqual({ list: 'sample' });
});
