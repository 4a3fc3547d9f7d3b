/** From least to most harmful. */
export const SEVERITIES = ['neutral', 'minor', 'major', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Category {
  /** Last step of the path, such as `mistranslation`. */
  readonly id: string;
  /** As printed, in the typology's own language (English for both built-in ones). */
  readonly name: string;
  /** Two letters that pick it on the keyboard; only on categories that can be picked. */
  readonly keys?: string;
  readonly children?: readonly Category[];
}

/** A tree of error categories with severities and weights; it travels with every export. */
export interface Typology {
  readonly id: string;
  readonly name: string;
  readonly categories: readonly Category[];
  readonly severities: readonly Severity[];
  /** By `severity[/category[/subcategory]]`, lower case: the most specific wins, unknown = 0. Penalty points, ≥ 0. */
  readonly weights: Readonly<Record<string, number>>;
}

/** A category that can be picked: its path and the names along it. */
export interface CategoryPath {
  readonly path: string;
  readonly names: readonly string[];
  readonly keys: string;
}

/** What was looked up before, by a typology's weights: hundreds of thousands of errors have a few kinds. */
const lookedUp = new WeakMap<Typology['weights'], Map<string, Map<string, number>>>();

/**
 * Penalty points of one error: the longest prefix of `severity/category/sub` that has a weight
 * (the rule of mt-metrics-eval `converters/score_mqm.py`, case-insensitive).
 */
export function weightOf({ weights }: Pick<Typology, 'weights'>, severity: string, category: string): number {
  const all = lookedUp.get(weights) ?? new Map<string, Map<string, number>>();
  const known = all.get(severity) ?? new Map<string, number>();
  const weight = known.get(category) ?? longestMatch(weights, severity, category);
  lookedUp.set(weights, all.set(severity, known.set(category, weight)));
  return weight;
}

function longestMatch(weights: Typology['weights'], severity: string, category: string): number {
  const steps = `${severity}/${category}`.toLowerCase().split('/');
  for (let length = steps.length; length > 0; length--) {
    const weight = weights[steps.slice(0, length).join('/')];
    if (weight !== undefined) return weight;
  }
  return 0;
}

/** Every category with keys, in the tree's order. */
export function categoryPaths(typology: Typology): readonly CategoryPath[] {
  const found: CategoryPath[] = [];
  const walk = (category: Category, ids: readonly string[], names: readonly string[]): void => {
    const path = [...ids, category.id];
    const labels = [...names, category.name];
    if (category.keys !== undefined) found.push({ path: path.join('/'), names: labels, keys: category.keys });
    for (const child of category.children ?? []) walk(child, path, labels);
  };
  for (const category of typology.categories) walk(category, [], []);
  return found;
}

/** The printed names along a path; a step that the typology lacks stands for itself, so imported categories show as they came. */
export function categoryNames(typology: Typology, path: string): readonly string[] {
  let level: readonly Category[] = typology.categories;
  return path
    .split('/')
    .filter(Boolean)
    .map((step) => {
      const found = level.find((category) => category.id === step);
      level = found?.children ?? [];
      return found?.name ?? step;
    });
}
