import type { Category, Typology } from '#core/typology.ts';
import { categoryNames } from '#core/typology.ts';

/**
 * The category of an MQM file as stored: the typology's path where its printed names give back exactly the file's spelling,
 * else the file's own spelling, so that it comes back on export letter by letter. Weights ignore case either way.
 */
export function readCategory(typology: Typology, spelled: string): string {
  const path = pathOf(typology.categories, spelled.split('/'));
  return path !== undefined && writeCategory(typology, path) === spelled ? path : spelled;
}

/** The category as MQM files spell it: the names along the path. */
export function writeCategory(typology: Typology, category: string): string {
  return categoryNames(typology, category).join('/');
}

function pathOf(categories: readonly Category[], names: readonly string[]): string | undefined {
  const [name, ...rest] = names;
  const found = categories.find((category) => category.name === name);
  if (!found) return undefined;
  if (rest.length === 0) return found.id;
  const tail = pathOf(found.children ?? [], rest);
  return tail === undefined ? undefined : `${found.id}/${tail}`;
}
