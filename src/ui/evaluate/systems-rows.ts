import type { ScoreSheet } from '#core/score-sheet.ts';
import type { Rank } from '#state/evaluate-ranks.ts';
import { RANK_ALPHA } from '#state/evaluate-ranks.ts';
import { figure, percent } from '#ui/evaluate/figures.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** The table of systems as rows of text, best first as far as ranks tell; an interval follows its value after `between`. */
export function systemsRows(words: Words, sheet: ScoreSheet, ranks: readonly Rank[], between: string): readonly (readonly string[])[] {
  const text = words.text.evaluate;
  const shown = sheet.metrics.flatMap((metric, column) => (sheet.systems.some(({ values }) => values[column]) ? [{ metric, column }] : []));
  const places = new Map(ranks.map(({ systemId }, place) => [systemId, place]));
  const systems = sheet.systems.toSorted(
    (a, b) => (places.get(a.id) ?? Infinity) - (places.get(b.id) ?? Infinity) || a.name.localeCompare(b.name),
  );
  const heading = [
    text.system,
    ...(ranks.length > 0 ? [text.rank] : []),
    ...shown.map(({ metric }) => `${metric.name} ${metric.higherIsBetter ? '↑' : '↓'}`),
    text.rated,
  ];
  const rows = systems.map((system) => {
    const rank = ranks.find(({ systemId }) => systemId === system.id);
    const values = shown.map(({ metric, column }) => {
      const value = system.values[column];
      if (!value) return text.none;
      const { low, high } = value;
      const interval =
        low === undefined || high === undefined
          ? ''
          : `${between}${text.interval(figure(words, metric, low), figure(words, metric, high))}`;
      return `${figure(words, metric, value.value)}${interval}`;
    });
    return [system.name, ...(ranks.length > 0 ? [rankText(words, rank)] : []), ...values, text.ratedOf(system.rated, system.translated)];
  });
  return [heading, ...rows];
}

/** One rank, or the range that the tests leave open. */
export function rankText(words: Words, rank: Rank | undefined): string {
  const text = words.text.evaluate;
  if (!rank) return text.none;
  const [best, worst] = [words.number(rank.best), words.number(rank.worst)];
  return rank.best === rank.worst ? best : text.rankRange(best, worst);
}

/** By which tests the ranks were told, in a sentence. */
export function rankedBy(words: Words, sheet: ScoreSheet, metricId: string): string {
  const text = words.text.evaluate;
  const tests = sheet.pairTests.find((one) => one.metricId === metricId);
  if (!tests) return '';
  const name = sheet.metrics.find(({ id }) => id === metricId)?.name ?? '';
  const test = text.rankTests[tests.test](words.number(tests.samples));
  const said = text.ranksBy(name, test, percent(words, RANK_ALPHA), text.corrections[sheet.request.settings.correction]);
  return tests.isTested && !tests.isOld ? said : `${said} ${text.testing}`;
}
