import type { ScoreSheet, Standing } from '#core/score-sheet.ts';
import { largestLoss } from '#plots/losses.ts';
import type { PlotFrame, PlotSource } from '#plots/plot.ts';
import { nameOf } from '#plots/plot.ts';
import type { ReportContent } from '#plots/report.ts';
import type { Focus } from '#state/evaluate-pair.ts';
import type { Verdict, VerdictOn } from '#state/evaluate-verdict.ts';
import { verdictsOf } from '#state/evaluate-verdict.ts';
import { figure, percent } from '#ui/evaluate/figures.ts';
import { standingSentences } from '#ui/evaluate/standing.ts';
import type { Words } from '#ui/text/words.svelte.ts';

const SAID_FIRST: readonly Standing[] = ['better', 'unclear', 'few', 'worse'];

/** Which system is better, in sentences: by people where they have rated, else what there is to say. */
export function reportAnswer(words: Words, sheet: ScoreSheet, focus: Focus | undefined): readonly string[] {
  const text = words.text.evaluate.report;
  const [verdict] = verdictsOf(sheet);
  if (verdict) {
    const leader = nameOf({ sheet }, verdict.leaderId);
    return SAID_FIRST.flatMap((standing) => {
      const others = verdict.others.filter((other) => other.standing === standing).map(({ systemId }) => nameOf({ sheet }, systemId));
      if (others.length === 0) return [];
      const all = words.list([leader, ...others]);
      if (standing === 'unclear') return [text.unclear(all)];
      return [standing === 'few' ? text.few(leader, all) : text[standing](leader, words.list(others))];
    });
  }
  const said = standingSentences(words, sheet);
  if (!focus?.pair) return said;
  const column = sheet.metrics.indexOf(focus.metric);
  const value = sheet.systems.find(({ id }) => id === focus.pair?.firstId)?.values[column]?.value;
  if (value === undefined) return said;
  return [...said, text.automatic(nameOf({ sheet }, focus.pair.firstId), focus.metric.name, figure(words, focus.metric, value))];
}

/** The difference to the system closest behind, how sure it is, what would settle it, and the largest loss. */
export function reportFacts(words: Words, source: PlotSource, frame: PlotFrame): ReportContent['facts'] {
  const text = words.text.evaluate.report;
  const [verdict] = verdictsOf(source.sheet);
  const closest = verdict?.others[0];
  const loss = largestLoss(source, frame);
  const lost = loss ? text.largestLoss(loss.label, frame.words.points(loss.points), 'MQM') : text.noLoss;
  const largest = source.sheet.metrics.some(({ id }) => id === 'MQM') ? [{ term: text.largest, text: lost }] : [];
  if (!verdict || !closest) return largest;
  return [
    {
      term: text.difference,
      text: text.ahead(
        nameOf(source, verdict.leaderId),
        nameOf(source, closest.systemId),
        figure(words, verdict.metric, closest.value),
        verdict.metric.name,
      ),
    },
    { term: text.sure, text: certainty(words, source.sheet, verdict, closest) },
    { term: text.needed, text: needed(words, closest) },
    ...largest,
  ];
}

function certainty(words: Words, sheet: ScoreSheet, { metric, level }: Verdict, { low, high, segments, standing }: VerdictOn): string {
  const text = words.text.evaluate.report;
  if (low === undefined || high === undefined) return text.noInterval(segments, words.number(segments));
  const held = percent(words, standing === 'few' ? sheet.bootstrap.level : level);
  const between = text.between(figure(words, metric, low), figure(words, metric, high), held, segments, words.number(segments));
  return low <= 0 && high >= 0 ? `${between} ${text.maybeNone}` : between;
}

function needed(words: Words, { standing, needed: more }: VerdictOn): string {
  const text = words.text.evaluate.report;
  if (standing === 'better' || standing === 'worse') {
    return more === 0 || more === undefined ? text.neededNone : text.neededLooking(words.number(more));
  }
  return more === undefined ? text.neededEndless : text.neededAbout(words.number(more));
}
