import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockAt, clockTime, tick } from '#core/clock.ts';

test('the clock never runs backwards, whatever the device says', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 2 }), (times) => {
      let last = '';
      for (const now of times) {
        const next = tick(last, now);
        expect(next > last).toBe(true);
        last = next;
      }
      expect(clockTime(last)).toBe(Math.max(...times));
    }),
  );
});

test('a time of a file keeps its millisecond', () => {
  expect(clockTime(clockAt(1_700_000_000_000, 3))).toBe(1_700_000_000_000);
  expect(clockAt(-5)).toBe(clockAt(0));
  expect(clockAt(5, 2) > clockAt(5, 1)).toBe(true);
});
