import { documents, problems, segments } from '#ui/text/en/review-counts.ts';

/** What a sample says so far, how that is computed, and what is signed. */
export const reviewVerdict = {
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
    `Problems over segments of the documents reviewed whole (ratio estimate). The interval holds however alike the segments of a document are, also where problems fill a few documents: it reckons with one document more, all problems or none (after Gaffke 2005). Seed ${seed}.`,
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
    signedBy: 'Name',
    signature: 'Signature',
    signedOn: 'Date',
    footer: (version: string) => `Made with Stet ${version}. The same texts, plan and seed always give the same sample.`,
  },
};
