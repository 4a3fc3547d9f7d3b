import type { Comparison, ScoreSheet, Standing } from '#core/score-sheet.ts';
import type { Text } from '#ui/text/en.ts';

const SAID_FIRST: readonly Standing[] = ['better', 'worse', 'unclear', 'few'];

/** Comparisons by what people said, and those by references among systems that nobody has rated. */
export function comparisonsBy(sheet: ScoreSheet): { readonly people: readonly Comparison[]; readonly references: readonly Comparison[] } {
  const rating = new Set(sheet.metrics.filter(({ kind }) => kind === 'rating').map(({ id }) => id));
  return {
    people: sheet.comparisons.filter(({ metricId }) => rating.has(metricId)),
    references: sheet.comparisons.filter(({ metricId }) => !rating.has(metricId)),
  };
}

/** How the card prints a difference in a metric's unit, and a level. */
interface Printed {
  readonly difference: (metricId: string, value: number) => string;
  readonly level: (level: number) => string;
}

/** Which system is better, a sentence for each thing there is to say: what people said first. */
export function standingSentences(sheet: ScoreSheet, text: Text['evaluate'], printed: Printed): readonly string[] {
  if (sheet.systems.length === 0) return [text.noSystems];
  const { people, references } = comparisonsBy(sheet);
  const byReferences = references.flatMap((comparison) => referenceSentences(comparison, sheet, text, printed));
  return [...byPeople(people, sheet, text), ...(byReferences.length > 0 ? [text.byReferences, ...byReferences] : [])];
}

function byPeople(comparisons: readonly Comparison[], sheet: ScoreSheet, text: Text['evaluate']): readonly string[] {
  if (comparisons.length > 0) return comparisons.flatMap((comparison) => sentences(comparison, sheet, text));
  const [only] = sheet.systems.filter((system) => system.rated > 0);
  if (sheet.systems.length === 1) return [text.oneSystem];
  return [only ? text.onlyOne(only.name) : text.notRated];
}

function sentences({ metricId, leaderId, others, least }: Comparison, sheet: ScoreSheet, text: Text['evaluate']): readonly string[] {
  const leader = nameOf(sheet, leaderId);
  return SAID_FIRST.flatMap((standing) => {
    const names = others.filter((other) => other.standing === standing).map(({ systemId }) => nameOf(sheet, systemId));
    if (names.length === 0) return [];
    return [standing === 'few' ? text.few(leader, names, metricId, least) : text[standing](leader, names, metricId)];
  });
}

function referenceSentences(comparison: Comparison, sheet: ScoreSheet, text: Text['evaluate'], printed: Printed): readonly string[] {
  const { metricId, leaderId, others, least } = comparison;
  return others.map(({ systemId, standing, value, low = NaN, high = NaN }) =>
    text.referenceStandings[standing](nameOf(sheet, leaderId), nameOf(sheet, systemId), metricId, {
      ahead: printed.difference(metricId, value),
      level: printed.level(comparison.level),
      low: printed.difference(metricId, low),
      high: printed.difference(metricId, high),
      least,
    }),
  );
}

function nameOf({ systems }: ScoreSheet, systemId: string): string {
  return systems.find(({ id }) => id === systemId)?.name ?? systemId;
}
