/** Places of texts that are the same to the model, together: they are translated once. */
export function sameTexts(sources: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  for (const [index, ids] of sources.entries()) {
    const key = ids.join(' ');
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return [...groups.values()];
}
