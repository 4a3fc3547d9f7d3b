import { expect, test } from 'vitest';
import { widened } from '#inference/half-floats.ts';

test('bits of half precision are read as IEEE 754 has them', () => {
  const bits = [0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0xc000, 0x3555, 0x7bff, 0x7c00, 0xfc00];
  const values = [0, -0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 1, -2, 0.333251953125, 65504, Infinity, -Infinity];
  expect([...widened(Uint16Array.from(bits))]).toEqual(values);
  expect(widened(Uint16Array.of(0x7e00))[0]).toBeNaN();
});

test('what the platform has read already is only made wider', () => {
  expect([...widened([1, -0.5])]).toEqual([1, -0.5]);
});
