import type { Category, Typology } from '#core/typology.ts';
import { categoryNames } from '#core/typology.ts';

/** A category that can be asked for, with all below it. */
interface CategoryChoice {
  /** Its path. */
  readonly id: string;
  readonly name: string;
  readonly depth: number;
}

/** The typology's categories as a tree laid flat, then those that marks have and it lacks: imported marks bring their own. */
export function categoryChoices(typology: Typology, marked: readonly string[]): readonly CategoryChoice[] {
  const walk = (categories: readonly Category[], above: string, depth: number): readonly CategoryChoice[] =>
    categories.flatMap(({ id, name, children = [] }) => {
      const path = above === '' ? id : `${above}/${id}`;
      return [{ id: path, name, depth }, ...walk(children, path, depth + 1)];
    });
  const known = walk(typology.categories, '', 0);
  const paths = new Set(known.map(({ id }) => id));
  const others = [...new Set(marked)].filter((path) => path !== '' && !paths.has(path)).sort();
  return [...known, ...others.map((path) => ({ id: path, name: categoryNames(typology, path).join(' / '), depth: 0 }))];
}
