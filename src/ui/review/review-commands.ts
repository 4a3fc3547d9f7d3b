import type { Command } from '#state/commands.svelte.ts';
import type { ReviewState } from '#state/review.svelte.ts';
import type { Text } from '#ui/text/en.ts';

/** What can be done on the review page by key; the page itself knows its fields. */
export function reviewCommands(
  review: ReviewState,
  text: Text['review'],
  page: { reference: () => void; why: () => void; save: () => void },
): readonly Command[] {
  const { commands, group } = text;
  const walks = (): boolean => review.isReady && review.unit !== undefined;
  const judges = (): boolean => review.list === 'sample' && walks();
  return [
    { id: 'review pass', keys: ['p'], label: commands.pass, group, when: judges, run: () => void review.decide('pass') },
    { id: 'review problem', keys: ['x'], label: commands.problem, group, when: judges, run: () => void review.decide('problem') },
    { id: 'review annotate', keys: ['a'], label: commands.annotate, group, when: walks, run: () => review.annotate() },
    { id: 'review next', keys: ['j'], label: commands.next, group, when: walks, run: () => review.go(review.index + 1) },
    { id: 'review previous', keys: ['k'], label: commands.previous, group, when: walks, run: () => review.go(review.index - 1) },
    { id: 'review why', keys: ['c'], label: commands.why, group, when: judges, run: page.why },
    { id: 'review reference', keys: ['r'], label: commands.reference, group, when: walks, run: page.reference },
    {
      id: 'review save',
      keys: ['v'],
      label: commands.save,
      group,
      when: () => judges() && (review.tally?.reviewed ?? 0) > 0,
      run: page.save,
    },
    { id: 'review undo', keys: ['Mod+z'], label: commands.undo, group, when: judges, run: () => void review.reverse('undo') },
    {
      id: 'review redo',
      keys: ['Mod+Shift+z', 'Mod+y'],
      label: commands.redo,
      group,
      when: judges,
      run: () => void review.reverse('redo'),
    },
    { id: 'review new', keys: ['n'], label: commands.newSample, group, run: () => review.open({ list: 'start' }) },
    { id: 'review sample', keys: ['s'], label: commands.sample, group, run: () => review.open({ list: 'sample' }) },
    { id: 'review differ', keys: ['d'], label: commands.disagreement, group, run: () => review.open({ list: 'differ' }) },
  ];
}
