import type { ScoreSheet, Standing } from '#core/score-sheet.ts';
import type { Verdict } from '#state/evaluate-verdict.ts';
import { verdictsOf } from '#state/evaluate-verdict.ts';
import { figure, percent } from '#ui/evaluate/figures.ts';
import type { Words } from '#ui/text/words.svelte.ts';

const SAID_FIRST: readonly Standing[] = ['better', 'worse', 'unclear', 'few'];

/** Which system is better, a sentence for each thing there is to say: what people said first, then what only references can tell. */
export function standingSentences(words: Words, sheet: ScoreSheet): readonly string[] {
  const text = words.text.evaluate;
  if (sheet.systems.length === 0) return [text.noSystems];
  const byReferences = verdictsOf(sheet, 'text').flatMap((verdict) => referenceSentences(words, verdict, sheet));
  return [...byPeople(words, sheet), ...(byReferences.length > 0 ? [text.byReferences, ...byReferences] : [])];
}

function byPeople(words: Words, sheet: ScoreSheet): readonly string[] {
  const text = words.text.evaluate;
  const verdicts = verdictsOf(sheet);
  if (verdicts.length > 0) return verdicts.flatMap((verdict) => sentences(words, verdict, sheet));
  const [only] = sheet.systems.filter((system) => system.rated > 0);
  if (sheet.systems.length === 1) return [text.oneSystem];
  return [only ? text.onlyOne(only.name) : text.notRated];
}

function sentences(words: Words, { metric, leaderId, least, others }: Verdict, sheet: ScoreSheet): readonly string[] {
  const text = words.text.evaluate;
  const leader = nameOf(sheet, leaderId);
  const said = SAID_FIRST.flatMap((standing) => {
    const names = others.filter((other) => other.standing === standing).map(({ systemId }) => nameOf(sheet, systemId));
    if (names.length === 0) return [];
    return [standing === 'few' ? text.few(leader, names, metric.name, least) : text[standing](leader, names, metric.name)];
  });
  const needed = others.flatMap(({ systemId, standing, needed: more }) =>
    more === undefined || more === 0 || standing === 'better' || standing === 'worse'
      ? []
      : [text.neededFor(nameOf(sheet, systemId), words.number(more))],
  );
  return needed.length === 0 ? said : [...said, text.needed(metric.name, needed)];
}

function referenceSentences(words: Words, { metric, leaderId, level, least, others }: Verdict, sheet: ScoreSheet): readonly string[] {
  const text = words.text.evaluate.referenceStandings;
  return others.map(({ systemId, standing, value, low = NaN, high = NaN }) =>
    text[standing](nameOf(sheet, leaderId), nameOf(sheet, systemId), metric.name, {
      ahead: figure(words, metric, value),
      level: percent(words, level),
      low: figure(words, metric, low),
      high: figure(words, metric, high),
      least,
    }),
  );
}

function nameOf({ systems }: ScoreSheet, systemId: string): string {
  return systems.find(({ id }) => id === systemId)?.name ?? systemId;
}
