import type { Annotation, Verdict } from '#core/annotation.ts';
import { VERDICT_ANSWER, VERDICTS } from '#core/annotation.ts';
import type { Sample } from '#core/sample.ts';
import type { Interval } from '#stats/proportion.ts';
import { clopperPearson, hitsInPopulation, wilson } from '#stats/proportion.ts';

/** What the verdicts given so far say of all segments of the system. */
export interface Tally {
  readonly total: number;
  readonly reviewed: number;
  readonly problems: number;
  /** Units without a verdict that stand before the last one with a verdict. */
  readonly skipped: number;
  readonly population: number;
  /** Only for a random sample with at least one verdict: nothing else speaks for the rest. */
  readonly inference?: Inference;
}

/** All with 95 % confidence. */
export interface Inference {
  /** Affected segments among all, as numbers of segments; exact for a finite population. */
  readonly affected: Interval;
  /** For a population without end, as shares. */
  readonly clopperPearson: Interval;
  readonly wilson: Interval;
}

export function verdictOf(annotation: Annotation | undefined): Verdict | undefined {
  return VERDICTS.find((verdict) => verdict === annotation?.answers?.[VERDICT_ANSWER]);
}

/** `verdicts` in the order of the sample; undefined where there is none yet. */
export function tallyOf(sample: Sample, verdicts: readonly (Verdict | undefined)[]): Tally {
  const given = verdicts.filter((verdict) => verdict !== undefined);
  const problems = given.filter((verdict) => verdict === 'problem').length;
  const reviewed = given.length;
  const skipped = verdicts.slice(0, verdicts.findLastIndex((verdict) => verdict !== undefined) + 1).length - reviewed;
  const { population, kind } = sample.plan;
  const counts = { total: verdicts.length, reviewed, problems, skipped, population };
  if (kind !== 'random' || reviewed === 0) return counts;
  const inference = {
    affected: hitsInPopulation(problems, reviewed, population),
    clopperPearson: clopperPearson(problems, reviewed),
    wilson: wilson(problems, reviewed),
  };
  return { ...counts, inference };
}
