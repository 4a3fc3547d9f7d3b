import type { Typology } from '#core/typology.ts';
import { weightOf } from '#core/typology.ts';

/** Penalty points of one error by severity and category path, ≥ 0. */
export type WeightRule = (severity: string, category: string) => number;

/** The typology's own weights, most specific first. */
export function typologyWeights(typology: Typology): WeightRule {
  return (severity, category) => weightOf(typology, severity, category);
}

/** Marot's default weights (`mqmDefaultWeights`): the first pattern found in `severity:category` decides. */
const MAROT: readonly (readonly [RegExp, number])[] = [
  [/minor:.*punctuation|trivial:/i, 0.1],
  [/:.*reinterpretation/i, 0],
  [/:source/i, 0],
  [/non.translation/i, 25],
  [/minor:/i, 1],
  [/major:/i, 5],
  [/critical:/i, 5],
];

/** As Google's analysis page Marot weighs: unlike mt-metrics-eval, source errors and reinterpretation cost nothing, and any non-translation 25. */
export const marotWeights: WeightRule = (severity, category) => {
  const text = `${severity}:${category}`;
  return MAROT.find(([pattern]) => pattern.test(text))?.[1] ?? 0;
};
