import type { ScoreSheet, Standing } from '#core/score-sheet.ts';
import type { Verdict } from '#state/evaluate-verdict.ts';
import { verdictsOf } from '#state/evaluate-verdict.ts';
import type { Words } from '#ui/text/words.svelte.ts';

const SAID_FIRST: readonly Standing[] = ['better', 'worse', 'unclear', 'few'];

/** What the ratings say about the systems, a sentence for each thing there is to say. */
export function standingSentences(words: Words, sheet: ScoreSheet): readonly string[] {
  const text = words.text.evaluate;
  const { systems } = sheet;
  if (systems.length === 0) return [text.noSystems];
  const verdicts = verdictsOf(sheet);
  if (verdicts.length > 0) return verdicts.flatMap((verdict) => sentences(words, verdict, sheet));
  const rated = systems.filter((system) => system.rated > 0);
  const [only] = rated;
  if (systems.length === 1) return [text.oneSystem];
  return [only ? text.onlyOne(only.name) : text.notRated];
}

function sentences(words: Words, { metric, leaderId, others }: Verdict, { systems, comparisons }: ScoreSheet): readonly string[] {
  const text = words.text.evaluate;
  const nameOf = (systemId: string): string => systems.find(({ id }) => id === systemId)?.name ?? systemId;
  const leader = nameOf(leaderId);
  const least = comparisons.find(({ metricId }) => metricId === metric.id)?.least ?? 0;
  const said = SAID_FIRST.flatMap((standing) => {
    const names = others.filter((other) => other.standing === standing).map(({ systemId }) => nameOf(systemId));
    if (names.length === 0) return [];
    return [standing === 'few' ? text.few(leader, names, metric.name, least) : text[standing](leader, names, metric.name)];
  });
  const needed = others.flatMap(({ systemId, needed: more }) =>
    more === undefined ? [] : [text.neededFor(nameOf(systemId), words.number(more))],
  );
  return needed.length === 0 ? said : [...said, text.needed(metric.name, needed)];
}
