const segments = (count: number): string => (count === 1 ? '1 segment' : `${count} segments`);
const problems = (count: number): string => (count === 0 ? 'No problem' : count === 1 ? '1 problem' : `${count} problems`);

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
  intro: 'Look at a sample of one system’s segments, pass or reject each, and see what that says of all of them.',
  draw: 'Draw a sample',
  system: 'System',
  size: 'Segments',
  sizeHelp: (most: number) =>
    `1 to ${most}; fewer where the system has fewer. A smaller sample of the same seed is the beginning of a larger one.`,
  order: 'Which ones',
  random: 'At random',
  randomHelp: 'Speaks for all segments: the verdict comes with an interval.',
  byScore: (model: string) => `The worst by ${model} first`,
  byScoreHelp: (scored: number) => `${segments(scored)} of this system scored. Finds problems sooner, but says nothing of the rest.`,
  byScoreOff: 'The worst by a model’s score first',
  byScoreOffWhy: 'No model has scored this system yet: run one that scores on the Models page.',
  toModels: 'To the models',
  seed: 'Seed',
  seedHelp: 'A whole number. The same seed draws the same segments, here and with NumPy.',
  drawNow: 'Draw and start',
  drawing: 'Drawing…',
  samples: 'Samples so far',
  goOn: 'Go on',
  look: 'Look again',
  plan: { random: (size: number, seed: number) => `${size} at random, seed ${seed}`, risk: (size: number) => `${size} worst by score` },
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
  score: (score: string) => `score ${score}`,
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
  scoreApart: 'Score',
  said: (value: string, name: string) => `${value} (${name})`,
  against: (values: string[]) => values.join(' against '),
  differsSigns: { missed: '✕', boundary: '↔', severity: '≠', category: '≠', score: 'Δ' },
  kind: (severity: string, category: string) => [severity, category].filter(Boolean).join(', '),

  // why
  why: 'Why',
  whyPlaceholder: 'What decided it',

  // so far
  soFar: 'So far',
  toGo: (left: number) => (left === 0 ? 'All reviewed.' : `${segments(left)} to go.`),
  nothingYet: 'No verdict yet.',
  affected: (found: number, reviewed: number, low: string, high: string, population: number) =>
    `${problems(found)} in ${reviewed}: between ${low} and ${high} of all ${segments(population)} are likely affected (95%).`,
  affectedCounts: (low: number, high: number) => (low === high ? `That is ${segments(low)}.` : `That is ${low} to ${segments(high)}.`),
  affectedAll: (found: number, population: number) =>
    `${problems(found)} in all ${segments(population)}. Every one was reviewed, so nothing is left open.`,
  affectedRisk: (found: number, reviewed: number, rest: number) =>
    `${problems(found)} in the ${reviewed} reviewed. They were chosen for their score, not drawn at random, so they say nothing of the other ${segments(rest)}.`,
  skipped: (count: number) =>
    `${segments(count)} before the last verdict ${count === 1 ? 'has' : 'have'} none: the interval takes them to be like the others.`,
  how: 'How this was computed',
  howExact: (population: number, seed: number) =>
    `Exact for a simple random sample without replacement from ${segments(population)}, seed ${seed} (hypergeometric distribution, 2.5% on either side).`,
  howEndless: (exactLow: string, exactHigh: string, wilsonLow: string, wilsonHigh: string) =>
    `For a text without end: ${exactLow} to ${exactHigh} (Clopper–Pearson), ${wilsonLow} to ${wilsonHigh} (Wilson).`,
  howStop: 'Decide beforehand when to stop: stopping because the result pleases makes it look surer than it is.',

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
    undo: 'Undo',
    redo: 'Redo',
    newSample: 'New sample',
    sample: 'Go to the sample',
    disagreement: 'Go to the disagreements',
  },
};
