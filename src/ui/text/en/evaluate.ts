import type { Severity } from '#core/typology.ts';
import { evaluateMeta, evaluatePeople, evaluateQuality } from '#ui/text/en/evaluate-people.ts';
import { evaluatePlots } from '#ui/text/en/evaluate-plots.ts';
import { evaluateSettings } from '#ui/text/en/evaluate-settings.ts';
import { evaluateReport } from '#ui/text/en/evaluate-report.ts';

const segments = (count: number): string => (count === 1 ? '1 segment' : `${count} segments`);
const people = (count: number): string => (count === 1 ? '1 annotator' : `${count} annotators`);
/** At most three names, then a number. */
const list = (names: readonly string[]): string => {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
};
const severities: Readonly<Record<Severity, string>> = { neutral: 'Neutral', minor: 'Minor', major: 'Major', critical: 'Critical' };

/** By how much one system leads, as printed. */
interface Ahead {
  readonly ahead: string;
  readonly level: string;
  readonly low: string;
  readonly high: string;
  readonly least: number;
}

/** Evaluate: which system is better, where points are lost, the segments. */
export const evaluate = {
  computing: 'Computing the scores…',
  updating: 'Updating…',
  failed: 'The scores could not be computed.',
  again: 'Try again',
  group: 'Evaluate',
  severities,

  // which system is better
  which: 'Which system is better?',
  better: (leader: string, others: readonly string[], metric: string) => `${leader} is better than ${list(others)} by ${metric}.`,
  unclear: (leader: string, others: readonly string[], metric: string) =>
    `By ${metric}, ${leader} and ${list(others)} can’t be told apart yet.`,
  worse: (leader: string, others: readonly string[], metric: string) =>
    `By ${metric}, ${list(others)} ${others.length === 1 ? 'is' : 'are'} better than ${leader} on the segments rated for both, though not on average over all.`,
  few: (leader: string, others: readonly string[], metric: string, least: number) =>
    `By ${metric}, ${leader} leads so far, but it shares fewer than ${least} rated segments with ${list(others)}: too few to claim anything.`,
  byReferences: 'Nobody has rated what the models made here yet. Against the references:',
  referenceStandings: {
    better: (leader: string, other: string, metric: string, { ahead, level, low, high }: Ahead) =>
      `By ${metric}, ${leader} is better than ${other}: ahead by ${ahead} (${level} interval ${low} to ${high}).`,
    unclear: (leader: string, other: string, metric: string, { ahead, level, low, high }: Ahead) =>
      `By ${metric}, ${leader} and ${other} can’t be told apart yet: ${leader} is ahead by ${ahead}, but the ${level} interval, ${low} to ${high}, holds zero.`,
    worse: (leader: string, other: string, metric: string, { ahead, level, low, high }: Ahead) =>
      `By ${metric}, ${other} is better than ${leader} on the segments that both have translated (${ahead}, ${level} interval ${low} to ${high}), though not over all.`,
    few: (leader: string, other: string, metric: string, { least }: Ahead) =>
      `By ${metric}, ${leader} leads so far, but it shares fewer than ${least} segments that have a reference with ${other}: too few to claim anything.`,
  },
  onlyOne: (system: string) => `Only ${system} has been rated: rate the same segments of another system to compare them.`,
  notRated: 'Nobody has rated a segment yet, so which system is better by human judgement can’t be said.',
  toAnnotate: 'Annotate',
  oneSystem: 'There is one system only, so there is nothing to compare it with.',
  noSystems: 'This project has no system yet. Import translations, or translate it with a model on the Models page.',
  toModels: 'To the models',
  needed: (metric: string, others: readonly string[]) => `By ${metric} it would take about ${list(others)}, each rated for both.`,
  neededFor: (system: string, count: string) => `${count} more segments to tell it from ${system}`,
  neededMore: 'Still needed, looking at any time',
  neededOnce: 'for one look',
  settled: 'none',
  effect: 'Effect size',
  effects: { none: 'next to none', small: 'small', medium: 'medium', large: 'large' },
  effectOf: (size: string, word: string) => `${size}, ${word}`,
  howNeeded:
    '“Still needed” assumes that the difference stays as it is. Looking at any time: one may stop after any judgement once it is settled, and the chance of ever calling equal systems different stays at 5% (confidence sequence, Waudby-Smith et al. 2024); for one look: with 80% power. Effect size: the mean difference by the standard deviation of the differences (Cohen’s d).',
  how: 'How sure is that?',
  howBy: (metric: string) => `How sure it is by ${metric}`,
  howMethod: (level: string, samples: string, seed: number) =>
    `The system with the best mean against each other one, on the segments that were rated for both. Intervals hold the mean difference at ${level} each, so that all of them together hold at 95%: paired bootstrap over segments, ${samples} resamples, seed ${seed}, expanded percentiles. “Better” means that the interval lies wholly on one side of zero. It speaks for segments like these, rated by these people.`,
  howReferences: (level: string, samples: string, seed: number) =>
    `What models made and nobody has rated: the one with the best score against each other one, on the segments that both have translated and that have a reference. Intervals hold the difference of the scores at ${level} each: paired bootstrap over segments, ${samples} resamples, seed ${seed}, expanded percentiles. A metric sees likeness to a reference, not meaning: people’s ratings say more.`,
  versus: (leader: string) => `${leader} against`,
  sharedSegments: 'Rated for both',
  sharedReferences: 'Shared segments',
  advantage: 'Mean advantage',
  ahead: 'Ahead by',
  verdict: 'So',
  standings: { better: 'better', worse: 'worse', unclear: 'can’t be told', few: 'too few' },

  // systems
  systems: 'Systems',
  system: 'System',
  rank: 'Rank',
  rankRange: (best: string, worst: string) => `${best} – ${worst}`,
  rated: 'Rated',
  ratedBy: (count: number) => people(count),
  ratedOf: (rated: number, total: number) => `${rated} of ${total}`,
  ranksBy: (metric: string, test: string, alpha: string, correction: string) =>
    `Ranks by ${metric}: every two systems tested by ${test} at ${alpha} (${correction}); systems that share a range can’t be told apart.`,
  rankTests: {
    randomization: (trials: string) => `paired approximate randomisation, ${trials} trials,`,
    bootstrap: (samples: string) => `paired bootstrap, ${samples} resamples,`,
  },
  corrections: {
    holm: 'in all, by Holm’s correction',
    bonferroni: 'in all, by Bonferroni’s correction',
    'benjamini-hochberg': 'of the findings, by Benjamini and Hochberg’s correction',
    none: 'each, without a correction for several tests',
  },
  testing: 'The tests are still running.',
  onThisDevice: 'model, on this device',
  lower: 'lower is better',
  higher: 'higher is better',
  sortBy: (column: string, note: string) => (note === '' ? `Sort by ${column}` : `Sort by ${column}, ${note}`),
  none: '–',
  pending: '…',
  interval: (low: string, high: string) => `${low} – ${high}`,
  partly: (count: number) => `of ${segments(count)}`,
  best: 'best',

  // what stands behind the numbers
  intervals: (level: string, samples: string, seed: number) => `${level} intervals: ${samples} bootstrap resamples, seed ${seed}`,
  copySignatures: 'Copy signatures',
  copied: 'Copied',
  notCopied: 'The browser would not let it be copied.',
  noReferences: (metrics: string) =>
    `This project has no reference translations, so there is no ${metrics}: they measure how close a translation is to a reference. Human ratings and model scores need none.`,
  someReferences: (referenced: number, total: number, metrics: string) =>
    `${metrics} count the ${referenced} of ${total} segments that have a reference.`,
  otherSegments: (metrics: string) =>
    `Not every system has translated the same segments, so ${metrics} of different systems are not over the same text.`,
  byCharacter: (language: string) =>
    `BLEU counts characters here, not words: sacreBLEU’s own way for ${language} needs a dictionary that a page cannot carry. Compare it only with scores of the same signature.`,
  and: (a: string, b: string) => `${a} and ${b}`,

  // which part
  filter: 'What is evaluated',
  find: 'Find in source or translation',
  pattern: 'Pattern',
  patternNote: 'Read what is looked for as a regular expression',
  badPattern: 'This is not a regular expression yet.',
  documents: 'Documents',
  annotators: 'Annotators',
  unnamed: 'No name',
  categories: 'Categories',
  severity: 'Severity',
  all: 'All',
  clear: 'Show everything',
  filtered: (left: string, all: string) => `Everything below is about ${left} of ${all} segments.`,
  filteredMarks: 'Only marks of these kinds cost points.',
  nothingLeft: 'No segment is left with this filter.',

  // plots
  plotsOf: 'Plots show',
  metric: 'Metric',
  rival: 'Compared with',
  against: (leader: string) => `${leader} against`,
  lossesOf: 'Losses of',
  allSystems: 'All systems',
  lossesNote: 'Points a rated segment, by system. A figure, or a bar, leads to the segments behind it.',
  drillTo: (category: string, system: string, points: string, marks: number) =>
    `${category} in ${system}: ${points} points a segment, ${marks === 1 ? '1 mark' : `${marks} marks`}. Show the segments`,
  moreCategories: (count: string) => `${count} more`,
  drilled: (category: string) => `Only segments with a mark of “${category}”.`,
  drilledSeverity: 'Severity of the mark',
  anySeverity: 'Any severity',
  drillBack: 'Back to all segments',
  copyPicture: 'Copy as SVG',
  copyPng: 'Copy as PNG',
  copyData: 'Copy data',
  copyTsv: 'Copy table as TSV',
  copyMarkdown: 'as Markdown',
  copyLatex: 'as LaTeX',
  plots: evaluatePlots,
  report: evaluateReport,
  settings: evaluateSettings,
  people: evaluatePeople,
  quality: evaluateQuality,
  meta: evaluateMeta,

  // the segments that decide it
  deciding: 'Segments that decide it',
  decidingNote: (first: string, second: string, metric: string) =>
    `Where ${first} and ${second} differ most by ${metric}, both ways. What only one of them says is marked.`,
  wins: (first: string, wins: string, second: string, losses: string, ties: string) =>
    `${first} is better in ${wins}, ${second} in ${losses}, and ${ties} are level.`,
  source: 'Source',
  moreSegments: 'Show more',

  // segments
  segments: 'Segments',
  segment: 'Segment',
  texts: 'Source and translation',
  inOrder: 'the project’s order',
  place: (document: string, number: number) => `${document} · ${number}`,
  page: (first: number, last: number, total: number) => `${first}–${last} of ${total}`,
  previous: 'Previous page',
  next: 'Next page',
  noneMarked: 'No segment has such a mark.',
  noSegments: 'No system has translated a segment yet.',
  segmentScores: (metrics: string) => `A segment’s own ${metrics} uses the effective order: it leaves out the n-grams it is too short for.`,

  commands: {
    find: 'Find segments',
    settings: 'How everything is computed',
    report: 'Save the report',
    next: 'Next page of segments',
    previous: 'Previous page of segments',
  },
};
