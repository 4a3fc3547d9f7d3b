import type { Verdict } from '#core/annotation.ts';
import type { ReviewUnit } from '#core/review-unit.ts';
import type { Sample } from '#core/sample.ts';
import type { Project } from '#core/segment.ts';
import { directionOf } from '#core/text.ts';
import type { ReportBlock, ReportContent, ReportSection } from '#plots/report.ts';
import type { Tally } from '#state/review-tally.ts';
import type { ProjectNames } from '#ui/review/sample-names.ts';
import { groupName, howComputed, planName, sharePercent, systemName } from '#ui/review/sample-names.ts';
import { verdictWords } from '#ui/review/verdict-words.ts';
import type { Words } from '#ui/text/words.svelte.ts';

export interface ReviewedUnit {
  readonly unit: ReviewUnit;
  readonly verdict: Verdict | undefined;
  readonly why: string;
}

export interface ReviewParts {
  readonly project: Project;
  readonly names: ProjectNames;
  readonly sample: Sample;
  readonly tally: Tally;
  readonly units: readonly ReviewedUnit[];
  readonly reviewer: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly appVersion: string;
}

/** A reviewed sample as a page to sign: the verdict first, then its parts, the problems with their reasons, every verdict, and how it was computed. */
export function reviewReport(words: Words, parts: ReviewParts): ReportContent {
  const text = words.text.review.report;
  const { project, names, sample, tally, reviewer, at, appVersion } = parts;
  const said = verdictWords(words, sample, tally);
  return {
    lang: words.language.id,
    dir: words.language.dir,
    title: text.title(project.name),
    about: text.about(project.name, words.languageName(project.sourceLang), words.languageName(project.targetLang), words.date(at)),
    question: sample.plan.kind === 'acceptance' ? text.questionLot : text.question,
    answer: [[said.lot?.text, said.main].filter((one) => one !== undefined).join(' '), ...said.quiet],
    facts: [
      { term: text.system, text: systemName(words, names, sample.plan) },
      { term: text.drawn, text: text.drawnOf(planName(words, sample), words.number(tally.population)) },
      { term: text.reviewed, text: words.text.review.progress(tally.reviewed, tally.total) },
      { term: text.by, text: reviewer === '' ? words.text.review.unnamed : reviewer },
    ],
    sections: [...strata(words, parts), ...problems(words, parts), verdicts(words, parts), how(words, parts)],
    signed: [text.signedBy, text.signature, text.signedOn],
    footer: text.footer(appVersion),
  };
}

function strata(words: Words, { names, sample, tally }: ReviewParts): readonly ReportSection[] {
  const text = words.text.review;
  if (!tally.strata) return [];
  const rows = tally.strata.groups.map(({ group, reviewed, problems: found, affected }) => {
    const ofPart = (count: number): string => sharePercent(words, count / group.population);
    return [
      groupName(words, names, sample.plan, group).name,
      words.number(group.population),
      text.ofReviewed(found, reviewed),
      affected ? text.between(ofPart(affected.low), ofPart(affected.high)) : text.openSign,
    ];
  });
  const heading = [text.part, text.has, text.partProblems, text.partLikely];
  return [{ heading: text.parts, blocks: [{ kind: 'table', caption: text.report.partsNote, rows: [heading, ...rows] }] }];
}

function problems(words: Words, parts: ReviewParts): readonly ReportSection[] {
  const text = words.text.review.report;
  const { project, names } = parts;
  const found = parts.units.filter(({ verdict }) => verdict === 'problem');
  const written = (lang: string, content: string) => ({ lang, dir: directionOf(lang), pieces: [{ text: content, isShared: true }] });
  const blocks = found.flatMap(({ unit, why }): readonly ReportBlock[] => [
    {
      kind: 'segment',
      place: placeOf(words, names, unit),
      source: { name: text.source, text: written(project.sourceLang, unit.source) },
      versions: [{ name: systemOf(names, unit), figure: '', text: written(project.targetLang, unit.target ?? '') }],
    },
    ...(why === '' ? [] : [{ kind: 'text', text: text.because(why) } as const]),
  ]);
  return blocks.length === 0 ? [] : [{ heading: text.problems, blocks }];
}

function verdicts(words: Words, { sample, names, units }: ReviewParts): ReportSection {
  const text = words.text.review;
  const isOfAll = sample.plan.by === 'system';
  const rows = units.map(({ unit, verdict, why }) => [
    [...(isOfAll ? [systemOf(names, unit)] : []), placeOf(words, names, unit)].join(' · '),
    verdict ? text.verdicts[verdict] : text.openSign,
    why,
  ]);
  const heading = [text.report.segment, text.verdict, text.why];
  return { heading: text.report.all, blocks: [{ kind: 'table', caption: text.report.allNote, rows: [heading, ...rows], prose: [1, 2] }] };
}

function how(words: Words, { sample, tally }: ReviewParts): ReportSection {
  const lines = [planName(words, sample), ...howComputed(words, sample, tally)];
  return { heading: words.text.review.how, blocks: [{ kind: 'notes', lines }] };
}

function systemOf({ systems }: ProjectNames, { systemId }: ReviewUnit): string {
  return systems.find(({ id }) => id === systemId)?.name ?? '';
}

function placeOf(words: Words, { documents }: ProjectNames, { documentId, index }: ReviewUnit): string {
  return words.text.review.report.place(documents.find(({ id }) => id === documentId)?.name ?? '', index + 1);
}
