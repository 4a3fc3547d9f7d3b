import type { ScoreSheet } from '#core/score-sheet.ts';
import type { Typology } from '#core/typology.ts';
import { categoryNames } from '#core/typology.ts';

/** What one category costs each system. */
export interface LossRow {
  /** Its path; empty where marks have none. */
  readonly category: string;
  /** Names along the path; `none` where there are none. */
  readonly name: string;
  /** In the order of the sheet's systems: penalty points a rated segment, and marks. */
  readonly systems: readonly { readonly points: number; readonly errors: number }[];
}

/** The categories that cost points, dearest first. */
export function lossRows({ losses, systems }: ScoreSheet, typology: Typology, none: string): readonly LossRow[] {
  const found = new Map<string, Map<string, { points: number; errors: number }>>();
  for (const { category, systemId, points, errors } of losses) {
    const row = found.get(category) ?? new Map<string, { points: number; errors: number }>();
    found.set(category, row);
    const cell = row.get(systemId) ?? { points: 0, errors: 0 };
    row.set(systemId, { points: cell.points + points, errors: cell.errors + errors });
  }
  return [...found]
    .map(([category, row]) => ({
      category,
      name: categoryNames(typology, category).join(' / ') || none,
      systems: systems.map(({ id }) => row.get(id) ?? { points: 0, errors: 0 }),
    }))
    .filter((row) => totalOf(row) > 0)
    .sort((a, b) => totalOf(b) - totalOf(a));
}

function totalOf({ systems }: LossRow): number {
  return systems.reduce((sum, { points }) => sum + points, 0);
}
