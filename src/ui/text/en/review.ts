import { segments } from '#ui/text/en/review-counts.ts';
import { reviewForecast } from '#ui/text/en/review-forecast.ts';
import { reviewVerdict } from '#ui/text/en/review-verdict.ts';

/** Review: samples, verdicts, disagreements. */
export const review = {
  // lists
  lists: 'Lists',
  sample: 'Sample',
  disagreement: 'Disagreement',
  allSamples: 'All samples',
  queue: 'Queue',
  place: (number: number, total: number) => `${number} of ${total}`,
  verdicts: { pass: 'Pass', problem: 'Problem' },
  verdictSigns: { pass: '✓', problem: '✕' },
  openSign: '–',
  open: 'open',
  apart: (points: string) => `Δ ${points}`,
  apartHelp: (points: string) => `${points} points apart`,

  // start
  intro: 'Look at a sample of the translated segments, pass or reject each, and see what that says of all of them.',
  draw: 'Draw a sample',
  system: 'System',
  size: 'Segments',
  sizeHelp: (most: number, isNested: boolean) =>
    `1 to ${most}; fewer where there are fewer.${isNested ? ' A smaller sample of the same seed is the beginning of a larger one.' : ''}`,
  which: 'Which ones',
  random: 'At random',
  randomHelp: 'Speaks for all segments: the verdict comes with an interval.',
  stratified: 'Stratified',
  stratifiedHelp: 'A random sample of each part; the verdict is weighted back to the whole.',
  wholeDocuments: 'Whole documents',
  wholeDocumentsHelp: 'Documents drawn at random and kept together, so that every segment is read in its context.',
  acceptance: 'Acceptance plan',
  acceptanceHelp: 'Accepts or refuses the whole lot by the number of problems found.',
  byScore: (model: string) => `The worst by ${model} first`,
  byScoreHelp: (scored: number) => `${segments(scored)} of this system scored. Finds problems sooner, but says nothing of the rest.`,
  byScoreOff: 'The worst by a model’s score first',
  byScoreOffWhy: 'No model has scored this system yet: run one that scores on the Models page.',
  toModels: 'To the models',
  allSystems: (count: number) => `All ${count} systems`,
  fromPlan: 'Given by the acceptance plan below.',
  seed: 'Seed',
  seedHelp: 'A whole number. The same seed draws the same segments, here and with NumPy.',
  drawNow: 'Draw and start',
  drawing: 'Drawing…',

  // stratified
  by: 'Parts',
  stratifiers: { document: 'Documents', domain: 'Domains', length: 'Source length', score: 'Score', system: 'Systems' },
  strataOf: { document: 'document', domain: 'domain', length: 'source length', score: 'score', system: 'system' },
  scorer: 'Scored by',
  allocation: 'From each',
  allocations: { proportional: 'In proportion', equal: 'Equally many' },
  allocationHelp: {
    proportional: 'Each part is as large in the sample as in the whole: the surest verdict on the whole.',
    equal: 'Small parts are looked at as closely as large ones: the surest comparison of parts.',
  },
  noDomainName: 'No domain',
  noScoreName: 'No score',
  characters: (least: number, most: number) => (least === most ? `${least} characters` : `${least} to ${most} characters`),
  between: (low: string, high: string) => (low === high ? low : `${low} to ${high}`),
  preview: 'What each part gives',
  part: 'Part',
  has: 'Has',
  gives: 'Gives',
  partsWithout: (count: number, has: number) =>
    `${count === 1 ? 'One part gives' : `${count} parts give`} nothing, so nothing will be said of ${count === 1 ? 'its' : 'their'} ${segments(has)}. Ask for more, or choose larger parts.`,

  // acceptance
  rule: 'Plan',
  rules: { table: 'ANSI/ASQ Z1.4', own: 'My own' },
  aql: 'Quality level (AQL)',
  aqlChoice: (percent: string) => `${percent} faulty`,
  level: 'Inspection level',
  levelChoice: (level: string) => (level === 'II' ? 'II (usual)' : level),
  inspection: 'Inspection',
  inspections: { normal: 'Normal', tightened: 'Tightened', reduced: 'Reduced' },
  acceptWith: 'Problems allowed',
  tableHelp:
    'Single sampling. With the lot and the level it gives how many to look at, and how many problems it allows. Normal and tightened plans are those of MIL-STD-105E, too; reduced ones are not those of ISO 2859-1.',

  ...reviewForecast,

  samples: 'Samples so far',
  goOn: 'Go on',
  look: 'Look again',
  plan: {
    random: (size: number, seed: number) => `${size} at random, seed ${seed}`,
    stratified: (size: number, by: string, seed: number) => `${size} stratified by ${by}, seed ${seed}`,
    documents: (size: number, count: number, seed: number) =>
      `${size} in ${count === 1 ? '1 whole document' : `${count} whole documents`}, seed ${seed}`,
    acceptance: (size: number, accept: number, seed: number) =>
      `${size}, ${accept === 0 ? 'no problem' : accept === 1 ? '1 problem' : `${accept} problems`} allowed, seed ${seed}`,
    risk: (size: number) => `${size} worst by score`,
  },
  progress: (done: number, total: number) => `${done} of ${total} reviewed`,
  noSystems: 'There is nothing to review yet.',
  noSystemsCure: 'Open a file with a system’s output on the Projects page, or translate the project with a model on the Models page.',
  unnamed: 'No name',
  reading: 'Reading the segments…',

  // desk
  sourceText: (language: string) => `Source, ${language}`,
  segment: (number: number) => `segment ${number}`,
  showReference: 'Show the reference',
  hideReference: 'Hide the reference',
  reference: (name: string) => `Reference ${name}`,
  noReference: 'This segment has no reference.',
  translation: 'Translation',
  nowAt: (number: number, total: number, verdict: string) => [`Segment ${number} of ${total}`, verdict].filter(Boolean).join(', '),
  nobody: 'Nobody has annotated it yet.',
  notTranslated: 'Not translated.',
  score: (scale: string, score: string) => `${scale} ${score}`,
  marks: (count: number) => (count === 0 ? 'nothing marked' : count === 1 ? '1 mark' : `${count} marks`),
  inSource: 'In the source',
  verdict: 'Verdict',
  passNext: 'Pass, next',
  problem: 'Problem',
  annotate: 'Annotate',
  previous: 'Previous',
  next: 'Next',
  you: 'you',

  // what differs
  differs: 'What differs',
  differsNothing: 'Nothing: they agree.',
  differsAlone: 'Only one person has annotated it, so there is nothing to compare.',
  differsNobody: 'Once several people have annotated this segment, what differs stands here.',
  missedBy: (names: string) => `Missed by ${names}`,
  boundary: 'Boundary',
  longer: (characters: string, name: string) => `${characters} characters longer with ${name}`,
  oneLonger: (name: string) => `1 character longer with ${name}`,
  elsewhere: 'As long, but not the same place',
  severity: 'Severity',
  category: 'Category',
  scoreApart: (scale: string) => `${scale} score`,
  said: (value: string, name: string) => `${value} (${name})`,
  against: (values: string[]) => values.join(' against '),
  differsSigns: { missed: '✕', boundary: '↔', severity: '≠', category: '≠', score: 'Δ' },
  kind: (severity: string, category: string) => [severity, category].filter(Boolean).join(', '),

  // why
  why: 'Why',
  whyPlaceholder: 'What decided it',

  ...reviewVerdict,

  // disagreement
  differing: (differing: number, judged: number) =>
    `Annotators differ on ${differing} of ${segments(judged)} that several of them have finished.`,
  differingFirst: (shown: number) => `The ${shown} greatest differences are listed.`,
  differHow: 'Δ is the difference in score or in penalty points, whichever is greater.',
  noneJudgedTwice: 'No segment has been finished by more than one annotator.',
  noneJudgedTwiceCure:
    'As soon as two people have annotated the same segments, here or in an imported file, the ones on which they differ are listed here.',
  noneDiffer: (judged: number) => `All annotators agree on the ${segments(judged)} that several of them have finished.`,

  // commands
  group: 'Review',
  commands: {
    pass: 'Pass, next segment',
    problem: 'Problem',
    annotate: 'Annotate this segment',
    next: 'Next segment',
    previous: 'Previous segment',
    why: 'Say why',
    reference: 'Show or hide the reference',
    save: 'Save the verdict as a report',
    undo: 'Undo',
    redo: 'Redo',
    newSample: 'New sample',
    sample: 'Go to the sample',
    disagreement: 'Go to the disagreements',
  },
};
