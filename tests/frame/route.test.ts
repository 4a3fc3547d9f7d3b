import { expect, test } from 'vitest';
import { hashOf, parseRoute } from '#state/route.ts';
import { matches } from '#state/commands.svelte.ts';

test.each([
  ['#/', { page: 'projects' }],
  ['#/models', { page: 'models' }],
  ['#/p/p1/annotate/p1.d0/p1.y2/6', { page: 'annotate', projectId: 'p1', documentId: 'p1.d0', systemId: 'p1.y2', segmentIndex: 6 }],
  ['#/p/p1/review?sample=s1', { page: 'review', projectId: 'p1', query: 'sample=s1' }],
] as const)('the hash %s is read and written back', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  expect(hashOf(route)).toBe(hash);
});

test('an unknown or broken hash is the projects page', () => {
  for (const hash of ['', '#', '#/nowhere', '#/p/p1/nowhere', '#/p/%E0%A4%A', '#/p'])
    expect(parseRoute(hash)).toEqual({ page: 'projects' });
});

const key = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test('a letter binding wants no Shift, a sign binding takes whatever Shift the layout needs', () => {
  expect(matches('j', key('j'))).toBe(true);
  expect(matches('j', key('J', { shiftKey: true }))).toBe(false);
  expect(matches('?', key('?', { shiftKey: true }))).toBe(true);
  expect(matches('Mod+k', key('k', { metaKey: true }))).toBe(true);
  expect(matches('Mod+k', key('k'))).toBe(false);
  expect(matches('Shift+ArrowLeft', key('ArrowLeft'))).toBe(false);
  expect(matches('Alt+1', key('1', { altKey: true }))).toBe(true);
});
