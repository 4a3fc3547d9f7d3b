import { profile } from '#inference/features-profile.ts';
import { surface } from '#inference/features-surface.ts';
import type { FeatureGroup, FeatureInput } from '#inference/features-text.ts';
import { readText } from '#inference/features-text.ts';
import { tie } from '#inference/features-tie.ts';
import { wordCodes } from '#inference/features-words.ts';

/** What Stet can tell of a translation without a model or a reference (docs/features.md). */
const GROUPS: readonly FeatureGroup[] = [surface, profile, tie, wordCodes];

/** Where each feature stands. */
const PLACES: ReadonlyMap<string, { readonly group: number; readonly index: number }> = new Map(
  GROUPS.flatMap(({ names }, group) => names.map((name, index) => [name, { group, index }] as const)),
);

/** Sets that a model may be trained on, by name; the order is that of its input. A set never changes: a new feature makes a new set. */
export const FEATURE_SETS: ReadonlyMap<string, readonly string[]> = new Map([
  ['stet-features-1', surface.names],
  ['stet-features-2', GROUPS.flatMap(({ names }) => names)],
]);

/** The set that has exactly these features in this order. */
export function featureSetName(names: readonly string[]): string | undefined {
  return [...FEATURE_SETS].find(([, set]) => set.length === names.length && set.every((name, i) => name === names[i]))?.[0];
}

export function isFeature(name: string): boolean {
  return PLACES.has(name);
}

/** Whether the feature's value is the number of a word, to be looked up in a model's table: larger is not more of anything. */
export function isWordCode(name: string): boolean {
  return /^words\.(?:source|target)\.\d+$/u.test(name);
}

/** The values of the named features, in that order. Throws for a name that `isFeature` denies: manifests are checked before. */
export function featureVector(names: readonly string[], input: FeatureInput): readonly number[] {
  const pair = { input, source: readText(input.source, input.sourceLang), target: readText(input.hypothesis, input.targetLang) };
  const computed = new Map<number, readonly number[]>();
  return names.map((name) => {
    const place = PLACES.get(name);
    if (!place) throw new RangeError(`no feature is called ${name}`);
    const values = computed.get(place.group) ?? GROUPS[place.group]?.values(pair) ?? [];
    computed.set(place.group, values);
    return values[place.index] ?? 0;
  });
}
