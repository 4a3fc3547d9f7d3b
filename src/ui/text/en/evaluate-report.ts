const segments = (count: number, written: string): string => (count === 1 ? '1 segment' : `${written} segments`);

/** The report: for a reader who knows the products and no statistics. */
export const evaluateReport = {
  save: 'Save the report',
  fileName: (project: string) => `${project} – evaluation.html`,
  title: (project: string) => `${project}: evaluation`,
  about: (project: string, source: string, target: string, date: string) => `${project} · ${source} → ${target} · ${date}`,
  question: 'Which translation is better?',

  better: (leader: string, others: string) => `${leader} is better than ${others}.`,
  unclear: (all: string) => `${all} can’t be told apart yet.`,
  few: (leader: string, all: string) => `${leader} leads so far, but ${all} can’t be told apart yet: too few segments were rated for both.`,
  worse: (leader: string, others: string) => `${leader} has the best average, yet ${others} did better where both were rated.`,

  difference: 'The difference',
  ahead: (leader: string, rival: string, value: string, metric: string) =>
    `${leader} is ahead of ${rival} by ${value} ${metric} points a segment.`,
  sure: 'How sure that is',
  between: (low: string, high: string, level: string, count: number, written: string) =>
    `Between ${low} and ${high}, at ${level} certainty, from ${segments(count, written)} rated for both.`,
  maybeNone: 'The true difference may be nothing at all.',
  noInterval: (count: number, written: string) => `No margin can be given: ${segments(count, written)} rated for both.`,
  needed: 'Segments still needed',
  neededAbout: (count: string) => `About ${count} more segments, rated for both, would settle it.`,
  neededNone: 'None: enough have been rated.',
  neededLooking: (count: string) =>
    `None, if it was settled beforehand how many to rate. If one goes on until it is decided: about ${count} more.`,
  neededEndless: 'No practical number would settle it: the two are nearly alike.',
  largest: 'Where most is lost',
  largestLoss: (category: string, points: string, metric: string) =>
    `${category}: ${points} ${metric} points a rated segment, over all systems.`,
  noLoss: 'No error has been marked.',
  automatic: (leader: string, metric: string, value: string) => `By ${metric}, a program’s estimate, ${leader} is best with ${value}.`,

  systems: 'The systems in figures',
  systemsNote:
    'Each figure is an average; under it stands the range in which the true average lies, with the certainty named below. Ranges that overlap widely mean that two systems may be equally good. An arrow says which way is better.',
  rank: 'Rank',
  rankNote: 'Systems that share ranks can’t be told apart by the tests.',
  losses: 'Where the points are lost',
  lossesNote:
    'People marked what is wrong and how grave it is. Each mark costs points, grave ones more. The bars show how many points a segment loses to each kind of error.',
  lossesTable: 'Points a rated segment, by system',
  category: 'Category',
  total: 'All',
  deciding: 'The segments that decide it',
  decidingNote: (leader: string, rival: string) =>
    `Where ${leader} and ${rival} were rated most differently, both ways. What only one of them says is underlined.`,
  source: 'Source',
  place: (document: string, number: number) => `${document} · segment ${number}`,
  more: 'More to see',
  how: 'How this was computed',
  howRated: (rated: string, all: string, people: string) => `${rated} of ${all} segments were rated, by ${people}.`,
  people: (count: number, written: string) => (count === 1 ? 'one person' : `${written} people`),
  filtered: (left: string, all: string) => `Only a part of the project was evaluated: ${left} of ${all} segments.`,
  filteredText: (text: string) => `Only segments in which “${text}” is found.`,
  filteredPattern: (pattern: string) => `Only segments in which the pattern “${pattern}” is found.`,
  filteredSystems: (names: string) => `Only these systems: ${names}.`,
  filteredDocuments: (names: string) => `Only these documents: ${names}.`,
  filteredPeople: (names: string) => `Only judgements by ${names}.`,
  filteredMarks: (names: string) => `Only these marks cost points: ${names}.`,
  settings: (level: string, samples: string, seed: number) =>
    `${level} intervals: expanded percentile bootstrap (of people’s means BCa), ${samples} resamples, seed ${seed}`,
  compared: (level: string, samples: string) =>
    `Comparison with the best: paired bootstrap over segments, ${samples} resamples, each interval at ${level} so that all together hold at 95%`,
  power:
    'Segments still needed: by a confidence sequence (Waudby-Smith et al. 2024) for a difference as large as the one seen; one may look after every judgement, and equal systems are ever called different in 5% of evaluations at most',
  footer: (version: string) => `Made with Stet ${version}. The same ratings and settings always give the same figures.`,
};
