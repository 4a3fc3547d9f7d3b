// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { drawOperatingCurve, operatingCurveData } from '#plots/operating-curve.ts';
import { NASTY } from './source.ts';

const curve = {
  points: [0, 0.01, 0.02, 0.05, 0.1].map((share) => ({ share, chance: (1 - share) ** 40 })),
  marks: [{ share: 0.02, chance: 0.98 ** 40, name: NASTY }],
};
const words = {
  title: 'Operating characteristic',
  description: NASTY,
  share: 'True share',
  chance: 'Accepted',
  percent: (share: number, decimals: number) => `${(share * 100).toFixed(decimals)}%`,
};
const parse = (text: string): Document => new DOMParser().parseFromString(text, 'image/svg+xml');

test.each([
  ['wide', { width: 500, dir: 'ltr' }],
  ['narrow', { width: 300, dir: 'ltr' }],
  ['mirrored', { width: 500, dir: 'rtl' }],
] as const)('a %s curve is well-formed SVG with title and description, of texts and not of markup', (_, look) => {
  const drawn = parse(drawOperatingCurve(curve, { id: 'p', lang: 'en', ...look }, words));
  expect(drawn.querySelector('parsererror')).toBeNull();
  expect(drawn.querySelector('svg > title')?.textContent).toBe(words.title);
  expect(drawn.querySelector('svg > desc')?.textContent).not.toBe('');
  expect(drawn.querySelectorAll('script')).toHaveLength(0);
  expect(drawn.documentElement.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  const steps = [...(drawn.querySelector('path')?.getAttribute('d') ?? '').matchAll(/[ML]([\d.]+) ([\d.]+)/g)];
  expect(steps).toHaveLength(curve.points.length);
  const across = steps.map(([, x]) => Number(x));
  expect(across.toSorted((a, b) => (look.dir === 'rtl' ? b - a : a - b))).toEqual(across);
  for (const x of across) {
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(look.width);
  }
  const down = steps.map(([, , y]) => Number(y));
  expect(down.toSorted((a, b) => a - b)).toEqual(down);
});

test('its data are the points of the line', () => {
  expect(operatingCurveData(curve, words)).toEqual([
    ['True share', 'Accepted'],
    ...curve.points.map(({ share, chance }) => [String(share), String(chance)]),
  ]);
});
