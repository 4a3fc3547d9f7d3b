import { documents, segments } from '#ui/text/en/review-counts.ts';

const typed = (value: string): string => (value === '' ? 'Nothing is typed' : `${value} does not fit`);

/** What a sample would give, before it is drawn, and why one can't be. */
export const reviewForecast = {
  forecast: 'What this gives',
  forecastWait: 'Counting…',
  givesAll: (population: number) => `All ${segments(population)}: nothing is left to chance.`,
  givesRandom: (size: number, population: number) => `${size} of ${segments(population)}.`,
  givesStratified: (size: number, population: number, parts: number) => `${size} of ${segments(population)}, from ${parts} parts.`,
  givesDocuments: (drawn: number, all: number, size: number) =>
    `About ${drawn} of ${documents(all)}: drawn one by one until at least ${segments(size)} have come together.`,
  worth: (size: number, worth: number) =>
    `Problems may keep to a few documents: ${size} in whole documents are about as sure as ${worth} drawn one by one.`,
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
};
