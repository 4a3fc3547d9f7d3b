import type { Severity } from '#core/typology.ts';

/** Which part of a project is evaluated. An empty list, and an empty text, ask for all of it. */
export interface EvaluationFilter {
  readonly systemIds: readonly string[];
  readonly documentIds: readonly string[];
  /** Only these people's judgements count. */
  readonly annotatorIds: readonly string[];
  /** Paths in the typology, each with all below it: only marks of these cost points; segments without one stay, with 0. */
  readonly categories: readonly string[];
  /** As `categories`: only marks of these cost points. */
  readonly severities: readonly Severity[];
  /** Segments whose source, or translation by a system that is asked for, holds this, whatever the case. */
  readonly text: string;
  /** `text` is a regular expression (ECMAScript, flags i and u). */
  readonly isPattern: boolean;
}

export const WHOLE: EvaluationFilter = {
  systemIds: [],
  documentIds: [],
  annotatorIds: [],
  categories: [],
  severities: [],
  text: '',
  isPattern: false,
};

export function isWhole({ text, isPattern: _, ...lists }: EvaluationFilter): boolean {
  return text === '' && Object.values(lists).every((list) => list.length === 0);
}

/** Whether a mark of this category and severity is asked for. */
export function countsMark(
  { categories, severities }: EvaluationFilter,
  mark: { readonly category: string; readonly severity: Severity },
): boolean {
  const isCategory = categories.length === 0 || categories.some((path) => mark.category === path || mark.category.startsWith(`${path}/`));
  return isCategory && (severities.length === 0 || severities.includes(mark.severity));
}

/** Says whether a text holds what is looked for; undefined for a pattern that is none. */
export function textMatcher({ text, isPattern }: Pick<EvaluationFilter, 'text' | 'isPattern'>): ((text: string) => boolean) | undefined {
  if (text === '') return () => true;
  if (!isPattern) {
    const wanted = text.toLocaleLowerCase();
    return (candidate) => candidate.toLocaleLowerCase().includes(wanted);
  }
  try {
    const pattern = new RegExp(text, 'iu');
    return (candidate) => pattern.test(candidate);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
