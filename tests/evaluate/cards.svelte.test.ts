import { flushSync, mount, unmount } from 'svelte';
import { expect, it } from 'vitest';
import type { DecidingSegments } from '#core/score-sheet.ts';
import { focusOf } from '#state/evaluate-pair.ts';
import { en } from '#ui/text/en.ts';
import { enPages } from '#ui/text/en-pages.ts';
import { languageOf } from '#ui/text/languages.ts';
import { Words } from '#ui/text/words.svelte.ts';
import { source } from '../plots/source.ts';
import Cards from './Cards.svelte';

const project = {
  id: 'p',
  name: 'News',
  sourceLang: 'en',
  targetLang: 'de',
  protocols: ['MQM'],
  typologyId: 'mqm-core',
  createdAt: 0,
} as const;
const segment = { documentId: 'd0', documentName: 'First', source: 'Do not charge the battery.' };
const deciding: DecidingSegments = {
  firstBetter: [
    {
      ...segment,
      segmentId: 's0',
      index: 0,
      first: { target: 'Laden Sie den Akku nicht.', value: 0 },
      second: { target: 'Laden Sie den Akku.', value: 25 },
      difference: 25,
    },
  ],
  secondBetter: [],
  wins: 1,
  losses: 0,
  ties: 3,
};

it('the cards stand side by side, also where two metrics come to the same sentence', () => {
  const few = { systemId: 'a', segments: 9, value: 1, standing: 'few' } as const;
  const comparison = { leaderId: 'b', level: 0.95, samples: 1000, least: 20, others: [few] };
  const sheet = { ...source.sheet, comparisons: ['MQM', 'ESA'].map((metricId) => ({ ...comparison, metricId })) };
  const focus = focusOf(sheet, {});
  if (!focus) throw new Error('a sheet with values has a focus');
  const words = new Words({ ...en, ...enPages }, languageOf('en'));
  const cards = mount(Cards, { target: document.body, props: { words, source: { ...source, sheet }, focus, deciding, project } });
  flushSync();
  const said = [...document.querySelectorAll('.said p')].map((sentence) => sentence.textContent);
  expect(said).toHaveLength(4);
  const marks = [...document.querySelectorAll('mark')].map((mark) => mark.textContent.trim());
  expect(marks).toEqual(['nicht']);
  expect(document.querySelector('a.place')?.getAttribute('href')).toBe('#/p/p/annotate/d0/b/0');
  void unmount(cards);
});
