import type { Annotation, Verdict } from '#core/annotation.ts';
import { VERDICT_ANSWER, VERDICTS } from '#core/annotation.ts';
import type { Sample, SampleGroup } from '#core/sample.ts';
import { sampleUnits } from '#core/sample.ts';
import { clusteredShare } from '#stats/clustered-share.ts';
import type { Interval } from '#stats/proportion.ts';
import { clopperPearson, hitsInPopulation, leastInPopulation, mostInPopulation, wilson } from '#stats/proportion.ts';
import type { SurveyShare } from '#stats/survey.ts';
import { stratifiedShare } from '#stats/survey.ts';

/** What the verdicts given so far say of all segments of the system. */
export interface Tally {
  readonly total: number;
  readonly reviewed: number;
  readonly problems: number;
  /** Units without a verdict that stand before the last one with a verdict. */
  readonly skipped: number;
  readonly population: number;
  /** Only for a simple random sample with at least one verdict. */
  readonly inference?: Inference;
  readonly acceptance?: AcceptanceVerdict;
  readonly strata?: StrataTally;
  readonly documents?: DocumentsTally;
}

/** All with 95 % confidence. */
export interface Inference {
  /** Affected segments among all, as numbers of segments; exact for a finite population. */
  readonly affected: Interval;
  /** For a population without end, as shares. */
  readonly clopperPearson: Interval;
  readonly wilson: Interval;
}

/** What the plan says of the lot. `noted`: accepted, with more problems than reduced inspection should meet, so the next lot is to be inspected normally. */
export interface AcceptanceVerdict {
  readonly state: 'open' | 'accepted' | 'noted' | 'refused';
  /** One-sided, 95 %, of the whole lot, in segments: at most so many for an accepted lot, at least so many for a refused one. */
  readonly bound?: number;
}

export interface GroupTally {
  readonly group: SampleGroup;
  readonly reviewed: number;
  readonly problems: number;
  /** Affected segments of the group, exact; absent before its first verdict. */
  readonly affected?: Interval;
}

export interface StrataTally {
  readonly groups: readonly GroupTally[];
  /** Strata of which something was drawn but nothing reviewed yet: until then nothing is said of the whole. */
  readonly waiting: number;
  /** Segments in strata of which nothing was drawn: nothing is said of them. */
  readonly unseen: number;
  /** Of all segments but the unseen, each stratum by its weight. */
  readonly whole?: SurveyShare;
}

export interface DocumentsTally {
  /** Reviewed whole. */
  readonly reviewed: number;
  readonly drawn: number;
  /** To draw from. */
  readonly all: number;
  /** Of those reviewed whole, with at least one problem; and of all, 95 %, exact. */
  readonly affected: number;
  readonly affectedOfAll?: Interval;
  /** Of all segments; absent until two documents have been reviewed whole. */
  readonly whole?: SurveyShare;
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
  switch (kind) {
    case 'random':
      return reviewed === 0 ? counts : { ...counts, inference: inferenceOf(counts) };
    case 'acceptance':
      return { ...counts, ...(reviewed === 0 ? {} : { inference: inferenceOf(counts) }), acceptance: acceptanceOf(sample, counts) };
    case 'stratified':
      return { ...counts, strata: strataOf(groupsOf(sample, verdicts)) };
    case 'documents':
      return { ...counts, documents: documentsOf(sample, groupsOf(sample, verdicts)) };
    case 'risk':
      return counts;
  }
}

type Counts = Pick<Tally, 'total' | 'reviewed' | 'problems' | 'population'>;

function inferenceOf({ problems, reviewed, population }: Counts): Inference {
  return {
    affected: hitsInPopulation(problems, reviewed, population),
    clopperPearson: clopperPearson(problems, reviewed),
    wilson: wilson(problems, reviewed),
  };
}

/** The verdict may fall before the last segment: as soon as what is left cannot change it. */
function acceptanceOf({ plan }: Sample, { total, reviewed, problems, population }: Counts): AcceptanceVerdict {
  const { accept, reject } = plan.acceptance ?? { accept: 0, reject: 1 };
  const left = total - reviewed;
  if (problems >= reject) return { state: 'refused', bound: leastInPopulation(problems, reviewed, population) };
  if (problems + left <= accept) return { state: 'accepted', bound: mostInPopulation(problems, reviewed, population) };
  return left === 0 ? { state: 'noted', bound: mostInPopulation(problems, reviewed, population) } : { state: 'open' };
}

function groupsOf(sample: Sample, verdicts: readonly (Verdict | undefined)[]): readonly GroupTally[] {
  const units = sampleUnits(sample);
  const groups = (sample.plan.groups ?? []).map((group) => ({ group, reviewed: 0, problems: 0 }));
  for (const [i, verdict] of verdicts.entries()) {
    const found = groups[units[i]?.group ?? -1];
    if (!found || verdict === undefined) continue;
    found.reviewed++;
    if (verdict === 'problem') found.problems++;
  }
  return groups;
}

function strataOf(counted: readonly GroupTally[]): StrataTally {
  const groups = counted.map((one) =>
    one.reviewed === 0 ? one : { ...one, affected: hitsInPopulation(one.problems, one.reviewed, one.group.population) },
  );
  const drawn = groups.filter(({ group }) => group.drawn > 0);
  const waiting = drawn.filter(({ reviewed }) => reviewed === 0).length;
  const unseen = groups.reduce((sum, { group }) => sum + (group.drawn > 0 ? 0 : group.population), 0);
  const counts = { groups, waiting, unseen };
  if (waiting > 0 || drawn.length === 0) return counts;
  const strata = drawn.map(({ group, reviewed, problems }) => ({ population: group.population, sampled: reviewed, hits: problems }));
  return { ...counts, whole: stratifiedShare(strata) };
}

function documentsOf({ plan }: Sample, groups: readonly GroupTally[]): DocumentsTally {
  const done = groups.filter(({ group, reviewed }) => reviewed > 0 && reviewed >= group.drawn);
  const affected = done.filter(({ problems }) => problems > 0).length;
  const all = plan.documents ?? groups.length;
  const counts = { reviewed: done.length, drawn: groups.length, all, affected };
  if (done.length === 0) return counts;
  const clusters = done.map(({ reviewed, problems }) => ({ units: reviewed, hits: problems }));
  const whole = clusteredShare(clusters, { documents: all, units: plan.population });
  return { ...counts, affectedOfAll: hitsInPopulation(affected, done.length, all), ...(whole ? { whole } : {}) };
}
