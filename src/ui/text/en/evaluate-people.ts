const translations = (count: number, written: string): string => (count === 1 ? '1 translation' : `${written} translations`);

const samePlaces = (matched: number, written: string): string =>
  matched === 1 ? 'One pair of marks lies on the same words' : `${written} pairs of marks lie on the same words`;

/** Who judged, how they agree, and what their judgements come to. */
export const evaluatePeople = {
  agreement: (metric: string, alpha: string, items: number, written: string) =>
    `Krippendorff’s α of all ${metric} values is ${alpha}, over ${translations(items, written)} that two or more people judged.`,
  ordinalAgreement: (metric: string, alpha: string, items: number, written: string) =>
    `Krippendorff’s α of all ${metric} values, taken as ranks (ordinal), is ${alpha}, over ${translations(items, written)} that two or more people judged.`,
  within: (alpha: string, level: string, low: string, high: string) => `${alpha} (${level} interval ${low} to ${high})`,
  meaning: {
    good: 'That is good: conclusions may rest on it (0.80 or more).',
    fair: 'That is fair: take conclusions as tentative (0.67 or more).',
    poor: 'That is little: people see these translations differently, so look at the pairs and at the guideline before you conclude anything.',
    none: 'That is no better than chance.',
  },
  alike: 'Everyone gave the same value, so there is nothing that they could agree on beyond chance.',
  spans: (character: string, exact: string, severity: string) =>
    `Of marked characters, ${character} are shared (F1); ${exact} of the marks have the very same ends; ${severity} where a different severity counts half.`,
  spansUsual: 'Low figures are usual here: three professional annotators of WMT’s own campaign reached 33% for the same ends.',
  severity: (matched: number, written: string, plain: string, weighted: string) =>
    `${samePlaces(matched, written)}: on how grave the error is, people agree with Cohen’s κ of ${plain}; ${weighted} where one step between severities counts for less than two.`,
  severityAlike: (matched: number, written: string) => `${samePlaces(matched, written)}, all with the same severity.`,
  severityFew: (matched: number, written: string) =>
    `${samePlaces(matched, written)}: too few to tell how people agree on how grave the error is.`,
  noSpans: 'Nobody has marked anything in what several judged.',
  marksAsk: 'Compare the marks more closely',
  marksWait: 'Comparing the marks…',
  gamma: (value: string, error: string, texts: number, written: string) =>
    `γ of the marks is ${value} (± ${error} from its sampling), over ${translations(texts, written)}: 1 would be the same stretches with the same categories, 0 is what chance would give.`,
  without: {
    few: 'There is no γ: too few translations have marks by two or more people.',
    constant: 'There is no γ: chance alone would give the same marks.',
    entangled: 'There is no γ: too many marks overlap for an exact answer.',
  },
  unitising: 'α for unitising, and κ of the severities of marks on the same words, each two',
  first: 'Annotator',
  second: 'and',
  alpha: 'α',
  texts: 'Both judged',
  matched: 'Same words',
  kappa: 'κ of severity',
  kappaWeighted: 'κ, weighted',

  title: 'The annotators',
  note: (metric: string) =>
    `Each person’s ${metric}, as given and as z-scores: by how many of their own standard deviations a system lies from their own mean, so that a strict and a mild person count alike.`,
  person: 'Annotator',
  together: 'All together',
  judged: 'Judged',
  mean: 'Mean',
  deviation: 'Deviation',
  seconds: 'Seconds each',
  secondsOf: (median: string, low: string, high: string) => `${median}\n${low} – ${high}`,
  repeats: 'Judged twice',
  repeatsOf: (count: number, same: string, distance: string) =>
    `${count === 1 ? '1 translation' : `${count} translations`}\n${same} the same, ${distance} apart`,
  system: (name: string) => name,
  raw: (mean: string, z: string) => `${mean}\nz ${z}`,
  timing: (idle: string) =>
    `Seconds: the median with its middle half. Time runs between a person’s gestures and counts to the translation that the later one is of; pauses over ${idle} seconds count for nothing.`,

  standings: 'Side by side',
  standingsNote: (metric: string) =>
    `Whenever one person gave two systems’ translations of a segment a value by ${metric}, one of them won or they were level. The chance to be put before an average system follows (Bradley and Terry), with its 95% interval.`,
  wins: 'Won',
  ties: 'Level',
  losses: 'Lost',
  chance: 'Chance to win',
  z: 'Mean z',
  apart: 'No chance can be told: a system has won always or never, so there is no common scale yet.',
};

/** Whether translations are good enough under MQM. */
export const evaluateQuality = {
  title: 'Good enough?',
  note: (passMark: string, points: string) =>
    `Passes with a quality score of ${passMark} or more of 100, that is at most ${points} penalty points in 1,000 words of source.`,
  critical: 'A critical error fails a translation.',
  verdicts: {
    pass: (name: string) => `${name} passes.`,
    fail: (name: string) => `${name} does not pass.`,
    critical: (name: string, segments: number) =>
      `${name} fails: ${segments === 1 ? 'a critical error in 1 segment' : `critical errors in ${segments} segments`}.`,
    open: (name: string) => `${name}: too little was judged to tell.`,
  },
  more: (words: string) => `About ${words} more words would probably settle it.`,
  system: 'System',
  words: 'Words judged',
  score: 'Quality score',
  small: 'none: under 500 words',
  raw: 'Raw',
  nonLinear: 'Non-linear',
  per1000: 'Points in 1,000 words',
  per100: 'in 100 characters',
  perSegment: 'a segment',
  method: (level: string) =>
    `The interval (${level}) is of the points that the whole text would get, from which these segments are a sample (Fay and Feuer); a verdict needs all of it on one side. Quality score: the calibrated linear model of themqm.org; raw: 100 less the points a word.`,
};

/** How automatic metrics and scorers order translations beside people. */
export const evaluateMeta = {
  caption: (human: string, level: string, samples: string) =>
    `How each metric orders translations beside ${human} by people: 1 is the same order, 0 none. ${level} intervals from ${samples} resamples of segments.`,
  metric: 'Metric',
  translations: 'Translations',
  pearson: 'Pearson’s r',
  behindBest: 'p, best better',
  spearman: 'Spearman’s ρ',
  kendall: 'Kendall’s τ-b',
  tie: 'Same segment',
  systems: 'Pairs in order',
  soft: 'Soft accuracy',
  pairs: (agreeing: string, all: string) => `${agreeing} of ${all}`,
  explain:
    'p, best better: how likely chance alone would put the metric with the highest r as far ahead of this one (permutation of segments, Deutsch et al. 2021; not corrected for several metrics). Same segment: share of pairs of a segment’s translations that both order alike, ties allowed where that agrees best (Deutsch et al. 2023). Pairs in order: how many pairs of systems both order alike. Soft accuracy: how alike both are sure of each two systems (Thompson et al. 2024).',
};
