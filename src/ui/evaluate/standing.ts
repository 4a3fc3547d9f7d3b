import type { Comparison, ScoreSheet, Standing } from '#core/score-sheet.ts';
import type { Text } from '#ui/text/en.ts';

const SAID_FIRST: readonly Standing[] = ['better', 'worse', 'unclear', 'few'];

/** What the ratings say about the systems, a sentence for each thing there is to say. */
export function standingSentences(sheet: ScoreSheet, text: Text['evaluate']): readonly string[] {
  const { systems, comparisons } = sheet;
  if (systems.length === 0) return [text.noSystems];
  if (comparisons.length > 0) return comparisons.flatMap((comparison) => sentences(comparison, sheet, text));
  const rated = systems.filter((system) => system.rated > 0);
  const [only] = rated;
  if (systems.length === 1) return [text.oneSystem];
  return [only ? text.onlyOne(only.name) : text.notRated];
}

function sentences({ metricId, leaderId, others, least }: Comparison, { systems }: ScoreSheet, text: Text['evaluate']): readonly string[] {
  const nameOf = (systemId: string): string => systems.find(({ id }) => id === systemId)?.name ?? systemId;
  const leader = nameOf(leaderId);
  return SAID_FIRST.flatMap((standing) => {
    const names = others.filter((other) => other.standing === standing).map(({ systemId }) => nameOf(systemId));
    if (names.length === 0) return [];
    return [standing === 'few' ? text.few(leader, names, metricId, least) : text[standing](leader, names, metricId)];
  });
}
