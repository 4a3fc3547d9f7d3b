import type { Sample, SampleGroup, SamplePlan } from '#core/sample.ts';
import type { ProjectState } from '#state/project.svelte.ts';
import type { DrawProblem } from '#state/review-plan.ts';
import { MAX_SAMPLE } from '#state/review-plan.ts';
import type { Tally } from '#state/review-tally.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** What names systems and documents. */
export type ProjectNames = Pick<ProjectState, 'systems' | 'documents'>;

/** A share with one decimal, or with as many as show a small one. */
export function sharePercent(words: Words, share: number, decimals = 1): string {
  return words.number(share, { style: 'percent', minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** How a sample was drawn, in a few words. */
export function planName(words: Words, { plan, seed, unitIds }: Sample): string {
  const text = words.text.review;
  const size = unitIds.length;
  switch (plan.kind) {
    case 'random':
      return text.plan.random(size, seed);
    case 'stratified':
      return text.plan.stratified(size, text.strataOf[plan.by ?? 'document'], seed);
    case 'documents':
      return text.plan.documents(size, plan.groups?.length ?? 0, seed);
    case 'acceptance':
      return text.plan.acceptance(size, plan.acceptance?.accept ?? 0, seed);
    case 'risk':
      return text.plan.risk(size);
  }
}

/** What was sampled: a system's name, or how many systems. */
export function systemName(words: Words, project: ProjectNames, { by, systemId, groups }: SamplePlan): string {
  if (by === 'system') return words.text.review.allSystems(groups?.length ?? 0);
  return project.systems.find(({ id }) => id === systemId)?.name ?? '';
}

/** A part's name, and whether it came with the project. */
export function groupName(
  words: Words,
  project: ProjectNames,
  { by, kind }: Pick<SamplePlan, 'by' | 'kind'>,
  { id, least, most }: Omit<SampleGroup, 'drawn'>,
): { readonly name: string; readonly isOwn: boolean } {
  const text = words.text.review;
  if (by === 'system') return { name: project.systems.find((system) => system.id === id)?.name ?? id, isOwn: true };
  if (by === 'domain') return id === '' ? { name: text.noDomainName, isOwn: false } : { name: id, isOwn: true };
  if (by === 'length' && least !== undefined && most !== undefined) return { name: text.characters(least, most), isOwn: false };
  if (by === 'score') {
    if (least === undefined || most === undefined) return { name: text.noScoreName, isOwn: false };
    const written = (value: number): string => words.number(value, { maximumFractionDigits: 3 });
    return { name: text.between(written(least), written(most)), isOwn: false };
  }
  if (by === 'document' || kind === 'documents')
    return { name: project.documents.find((document) => document.id === id)?.name ?? id, isOwn: true };
  return { name: id, isOwn: true };
}

/** What is wrong with a draft, and the cure. */
export function problemSentence(words: Words, problem: DrawProblem): string {
  const text = words.text.review.problems;
  const written = (value: number): string =>
    Number.isNaN(value) ? '' : words.number(value, { useGrouping: false, maximumFractionDigits: 20 });
  switch (problem.field) {
    case 'size':
      return text.size(written(problem.value), MAX_SAMPLE);
    case 'seed':
      return text.seed(written(problem.value));
    case 'rate':
      return text.rate(written(problem.value));
    case 'accept':
      return text.accept(written(problem.value), problem.most);
    case 'rule':
      return problem.reason === 'one-segment' ? text.oneSegment : text.tableTooLarge(problem.size, MAX_SAMPLE);
    case 'system':
      return text.system;
    case 'by':
      if (problem.reason === 'no-score') return text.noScore;
      if (problem.reason === 'no-domain') return text.noDomain;
      if (problem.reason === 'too-many') return text.tooManyGroups(problem.groups, MAX_SAMPLE);
      return text.oneGroup(words.text.review.strataOf[problem.by]);
  }
}

/** How the verdict on a sample was computed, a sentence each. */
export function howComputed(words: Words, { plan, seed, unitIds }: Sample, { inference, population }: Tally): readonly string[] {
  const text = words.text.review;
  const percent = (share: number): string => sharePercent(words, share);
  switch (plan.kind) {
    case 'random':
      return [
        text.howExact(population, seed),
        ...(inference
          ? [
              text.howEndless(
                percent(inference.clopperPearson.low),
                percent(inference.clopperPearson.high),
                percent(inference.wilson.low),
                percent(inference.wilson.high),
              ),
            ]
          : []),
        text.howStop,
      ];
    case 'acceptance': {
      const { accept = 0, reject = 1, table } = plan.acceptance ?? {};
      return [
        text.howLot(population, unitIds.length, accept, reject),
        ...(table
          ? [
              text.howTable(
                text.inspections[table.inspection].toLocaleLowerCase(),
                table.level,
                words.number(table.aql / 100, { style: 'percent', maximumFractionDigits: 3 }),
                table.letter,
              ),
            ]
          : []),
        text.howBound(seed),
      ];
    }
    case 'stratified':
      return [text.howStrata(seed), text.howStop];
    case 'documents':
      return [text.howDocuments(seed), text.howStop];
    case 'risk':
      return [];
  }
}
