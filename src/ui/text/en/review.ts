const segments = (count: number): string => (count === 1 ? '1 segment' : `${count} segments`);
const problems = (count: number): string => (count === 0 ? 'No problem' : count === 1 ? '1 problem' : `${count} problems`);
const documents = (count: number): string => (count === 1 ? '1 document' : `${count} documents`);
const typed = (value: string): string => (value === '' ? 'Nothing is typed' : `${value} does not fit`);

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

  // forecast
  forecast: 'What this gives',
  forecastWait: 'Counting…',
  givesAll: (population: number) => `All ${segments(population)}: nothing is left to chance.`,
  givesRandom: (size: number, population: number) => `${size} of ${segments(population)}.`,
  givesStratified: (size: number, population: number, parts: number) => `${size} of ${segments(population)}, from ${parts} parts.`,
  givesDocuments: (drawn: number, all: number, size: number) =>
    `About ${drawn} of ${documents(all)}: drawn one by one until at least ${segments(size)} have come together.`,
  worth: (size: number, worth: number) =>
    `Segments of one document resemble each other: ${size} in whole documents are about as sure as ${worth} drawn one by one.`,
  givesAcceptance: (size: number, lot: number, accept: number, reject: number) =>
    `${size} of a lot of ${segments(lot)}. Accepted ${accept === 0 ? 'without any problem' : `with at most ${accept === 1 ? '1 problem' : `${accept} problems`}`}, refused with ${reject}.`,
  gapOfReduced: (from: string) => `With ${from} the lot is accepted, and the next one is inspected normally.`,
  rate: 'Problem rate, %',
  finds: (rate: string, faulty: number, chance: string) =>
    `If ${rate} are faulty (${segments(faulty)}), at least one is found with a chance of ${chance}.`,
  evenly: 'Less where problems keep to a few documents.',
  wouldSay: (low: string, high: string) => `The verdict would then be: between ${low} and ${high} of all are likely affected (95%).`,
  atLevel: (faulty: number, share: string, aql: string, chance: string) =>
    `A lot with ${segments(faulty)} faulty (${share}; quality level ${aql}) is accepted with a chance of ${chance}.`,
  limit: (faulty: number, share: string, chance: string) => `One with ${faulty} faulty (${share}) is accepted with a chance of ${chance}.`,
  curveAccept: 'Operating characteristic',
  curveAcceptAbout: (most: string) => `The chance to accept falls from 100% where nothing is faulty to almost none at ${most}.`,
  curveFind: 'Chance to find a problem',
  curveFindAbout: (most: string) =>
    `The chance to find at least one problem rises from none where nothing is faulty to almost certainty at ${most}.`,
  shareAxis: 'True share of faulty ones',
  chanceAccept: 'Accepted',
  chanceFind: 'Found',
  mark: (share: string, chance: string) => `${share} faulty: ${chance}`,

  // what cannot be drawn, and the cure
  problems: {
    size: (value: string, most: number) => `${typed(value)}: a whole number from 1 to ${most} is needed.`,
    seed: (value: string) => `${typed(value)}: the seed is a whole number from 0 on.`,
    rate: (value: string) => `${typed(value)}: the rate is above 0 and at most 100.`,
    accept: (value: string, most: number) =>
      most < 0 ? 'Say first how many to look at.' : `${typed(value)}: from 0 to ${most}, fewer than are looked at.`,
    oneSegment: 'The lot has one segment: look at it, no plan is needed.',
    tableTooLarge: (size: number, most: number) =>
      `This plan looks at ${size}, more than the ${most} that one sample holds. Choose a higher AQL or a lower level.`,
    oneGroup: (by: string) => `All segments have the same ${by}, so there is nothing to stratify. Choose other parts, or draw at random.`,
    noDomain: 'No document of this project names a domain. Choose other parts.',
    noScore: 'No model has scored this system yet, so there are no scores to part it by. Choose other parts, or run a model that scores.',
    tooManyGroups: (groups: number, most: number) =>
      `There are ${groups} parts, more than the ${most} segments that one sample holds. Choose larger parts, or whole documents.`,
    system: 'This system has translated nothing yet. Choose another one, or translate the project on the Models page.',
  },

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
  lot: {
    open: (found: number, accept: number) => `${problems(found)} so far, ${accept} allowed.`,
    accepted: (found: number, reviewed: number, accept: number) => `${problems(found)} in ${reviewed}, ${accept} allowed.`,
    refused: (found: number, reviewed: number, accept: number) => `${problems(found)} in ${reviewed}, ${accept} allowed.`,
    noted: (found: number, reviewed: number, accept: number) =>
      `${problems(found)} in ${reviewed}, ${accept} allowed. Inspect the next lot normally.`,
  },
  lotVerdict: { accepted: 'Accepted.', noted: 'Accepted.', refused: 'Refused.' },
  mayStop: (left: number) => `The ${segments(left)} left cannot change that: you may stop here.`,
  atMost: (share: string, count: number, population: number) =>
    `At most ${share} of all ${segments(population)} are affected (${count}), with 95% certainty.`,
  atLeast: (share: string, count: number, population: number) =>
    `At least ${share} of all ${segments(population)} are affected (${count}), with 95% certainty.`,
  weighted: (found: number, reviewed: number, share: string, low: string, high: string, population: number) =>
    `${problems(found)} in ${reviewed}. Weighted back: about ${share} of all ${segments(population)} are affected, likely between ${low} and ${high} (95%).`,
  strataWaiting: (found: number, reviewed: number, waiting: number, parts: number) =>
    `${problems(found)} in ${reviewed}. ${waiting} of ${parts} parts have no verdict yet: until they do, nothing is said of the whole.`,
  strataUnseen: (count: number) => `Nothing is said of the ${segments(count)} in parts of which none were drawn.`,
  parts: 'Each part',
  partProblems: 'Problems',
  partLikely: 'Likely affected',
  ofReviewed: (found: number, reviewed: number) => `${found} of ${reviewed}`,
  documentsWaiting: (found: number, reviewed: number, done: number) =>
    `${problems(found)} in ${reviewed}. An interval needs two documents reviewed whole; so far ${done === 0 ? 'none is' : 'one is'}.`,
  documentsAffected: (affected: number, done: number, all: number, low: string, high: string) =>
    `${affected} of ${documents(done)} reviewed whole ${done === 1 || affected === 1 ? 'has' : 'have'} a problem: likely ${low === high ? low : `${low} to ${high}`} of all ${all} (95%).`,
  skipped: (count: number) =>
    `${segments(count)} before the last verdict ${count === 1 ? 'has' : 'have'} none: the interval takes them to be like the others.`,
  how: 'How this was computed',
  howExact: (population: number, seed: number) =>
    `Exact for a simple random sample without replacement from ${segments(population)}, seed ${seed} (hypergeometric distribution, 2.5% on either side).`,
  howEndless: (exactLow: string, exactHigh: string, wilsonLow: string, wilsonHigh: string) =>
    `For a text without end: ${exactLow} to ${exactHigh} (Clopper–Pearson), ${wilsonLow} to ${wilsonHigh} (Wilson).`,
  howLot: (lot: number, size: number, accept: number, reject: number) =>
    `Single sampling: lot ${lot}, sample ${size}, accepted with ${accept}, refused with ${reject}.`,
  howTable: (inspection: string, level: string, aql: string, letter: string) =>
    `ANSI/ASQ Z1.4, ${inspection} inspection, level ${level}, AQL ${aql}, code letter ${letter}.`,
  howBound: (seed: number) =>
    `The bound is one-sided and exact for a simple random sample without replacement, seed ${seed} (hypergeometric distribution). It holds as well where one stops at the verdict.`,
  howStrata: (seed: number) =>
    `Each part’s share by its weight in the whole, with finite population correction; the interval is Clopper and Pearson’s for the number of segments of a simple sample as sure (Korn and Graubard 1998). Parts: exact, hypergeometric distribution. Seed ${seed}.`,
  howDocuments: (seed: number) =>
    `Problems over segments of the documents reviewed whole, spread between documents (ratio estimate); the interval as of Korn and Graubard 1998, with segments of a document at least as alike as a correlation of 0.12 makes them. Seed ${seed}.`,
  howStop: 'Decide beforehand when to stop: stopping because the result pleases makes it look surer than it is.',

  // what is signed
  saveVerdict: 'Save the verdict',
  report: {
    fileName: (project: string) => `${project} – review.html`,
    title: (project: string) => `${project}: review`,
    about: (project: string, source: string, target: string, date: string) => `${project} · ${source} → ${target} · ${date}`,
    question: 'What does the sample say?',
    questionLot: 'Is the lot accepted?',
    system: 'System',
    drawn: 'Sample',
    drawnOf: (plan: string, population: string) => `${plan}, drawn from ${population}`,
    reviewed: 'Looked at',
    by: 'By',
    partsNote: 'Of each part alone, exact, with 95% confidence.',
    problems: 'The problems',
    source: 'Source',
    because: (why: string) => `Why: ${why}`,
    all: 'Every verdict',
    allNote: 'In the order drawn.',
    segment: 'Segment',
    place: (document: string, number: number) => `${document} · segment ${number}`,
    footer: (version: string) => `Made with Stet ${version}. The same texts, plan and seed always give the same sample.`,
  },

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
