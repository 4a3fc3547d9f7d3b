import type { Sample } from '#core/sample.ts';
import type { AcceptanceVerdict, Tally } from '#state/review-tally.ts';
import { sharePercent } from '#ui/review/sample-names.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** What the verdicts on a sample say of the whole, once there is one. */
export interface VerdictWords {
  /** Of an acceptance plan that has fallen. */
  readonly lot?: { readonly isAccepted: boolean; readonly text: string };
  readonly main: string;
  /** What goes with it, a sentence each. */
  readonly quiet: readonly string[];
}

export function verdictWords(words: Words, sample: Sample, tally: Tally): VerdictWords {
  const text = words.text.review;
  const { reviewed, problems, population, skipped } = tally;
  if (reviewed === 0) return { main: text.nothingYet, quiet: [] };
  if (tally.acceptance) return lotWords(words, sample, tally, tally.acceptance);
  if (sample.plan.kind === 'risk') return { main: text.affectedRisk(problems, reviewed, population - reviewed), quiet: [] };
  if (reviewed === population) return { main: text.affectedAll(problems, population), quiet: [] };
  const { main, quiet } = ofWhole(words, tally);
  return { main, quiet: [...quiet, ...(skipped > 0 ? [text.skipped(skipped)] : [])] };
}

function ofWhole(words: Words, { reviewed, problems, population, inference, strata, documents }: Tally): VerdictWords {
  const text = words.text.review;
  const percent = (share: number): string => sharePercent(words, share);
  const weighted = ({ share, low, high }: { share: number; low: number; high: number }, all: number): string =>
    text.weighted(problems, reviewed, percent(share), percent(low), percent(high), all);
  if (strata) {
    const drawn = strata.groups.filter(({ group }) => group.drawn > 0).length;
    return {
      main: strata.whole
        ? weighted(strata.whole, population - strata.unseen)
        : text.strataWaiting(problems, reviewed, strata.waiting, drawn),
      quiet: strata.unseen > 0 ? [text.strataUnseen(strata.unseen)] : [],
    };
  }
  if (documents) {
    const { whole, affected, affectedOfAll, reviewed: done, all } = documents;
    return {
      main: whole ? weighted(whole, population) : text.documentsWaiting(problems, reviewed, done),
      quiet: affectedOfAll
        ? [text.documentsAffected(affected, done, all, words.number(affectedOfAll.low), words.number(affectedOfAll.high))]
        : [],
    };
  }
  const { low, high } = inference?.affected ?? { low: problems, high: population };
  return {
    main: text.affected(problems, reviewed, percent(low / population), percent(high / population), population),
    quiet: [text.affectedCounts(low, high)],
  };
}

/** Whether the plan accepts the lot, as soon as that is certain. */
function lotWords(
  words: Words,
  { plan }: Sample,
  { total, reviewed, problems, population }: Tally,
  { state, bound }: AcceptanceVerdict,
): VerdictWords {
  const text = words.text.review;
  const accept = plan.acceptance?.accept ?? 0;
  if (state === 'open') return { main: text.lot.open(problems, accept), quiet: [] };
  const left = total - reviewed;
  const sentences = [text.lot[state](problems, reviewed, accept), ...(left > 0 ? [text.mayStop(left)] : [])];
  const isAccepted = state !== 'refused';
  const written = bound === undefined || reviewed === population ? undefined : sharePercent(words, bound / population);
  const boundText = isAccepted ? text.atMost : text.atLeast;
  return {
    lot: { isAccepted, text: text.lotVerdict[state] },
    main: sentences.join(' '),
    quiet: written === undefined || bound === undefined ? [] : [boundText(written, bound, population)],
  };
}
