import { groupBy } from '#core/groups.ts';

/** Places of texts that are the same to the model, together: they are translated once. */
export function sameTexts(sources: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return [...groupBy(sources.keys(), (place) => sources[place]?.join(' ') ?? '').values()];
}
