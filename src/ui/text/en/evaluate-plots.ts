const groups = (count: number, one: string, many: string): string => (count === 1 ? `one ${one}` : `${count} ${many}`);

const difference = (of: string, one: string, many: string) => ({
  description: (metric: string, first: string, second: string, count: number) =>
    `The mean advantage of ${first} over ${second} by ${metric}, for ${groups(count, one, many)}, as dots on a line with a border at 0.`,
  favours: (system: string) => `${system} better`,
  others: (count: number) => `${groups(count, one, many)} with smaller differences not drawn: the data has all.`,
  segments: (count: string) => (count === '1' ? '1 segment' : `${count} segments`),
  empty: 'No segment has been rated for both systems.',
  columns: { group: of, segments: 'Segments', difference: 'Mean difference', low: '95 % from', high: 'to' },
});

/** What the plots of an evaluation say; `note` stands under the title on screen and in the report. */
export const evaluatePlots = {
  intervals: {
    title: 'How good, and how sure',
    note: (metric: string) => `Each system’s ${metric}; the line is its interval.`,
    description: (metric: string, best: string, value: string, systems: number) =>
      `The ${metric} of ${systems} systems as dots with their intervals. ${best} is best with ${value}.`,
    empty: 'No system has a value.',
    columns: { system: 'System', value: 'Value', low: 'Interval from', high: 'to', segments: 'Segments' },
  },
  losses: {
    title: 'Where the points are lost',
    note: () => 'MQM penalty points a rated segment, by category.',
    description: (bars: number, largest: string, points: string) =>
      `${bars === 1 ? 'One category' : `${bars} categories`} of error as bars, divided by severity. Most is lost by ${largest}: ${points} points a rated segment.`,
    empty: 'No MQM points have been lost: no errors are marked yet.',
    noCategory: 'No category',
    others: (categories: number) => `${categories} other categories`,
    part: (category: string, severity: string, points: string, errors: string) =>
      `${category}, ${severity}: ${points} points a segment, ${errors} ${errors === '1' ? 'mark' : 'marks'}`,
    columns: { system: 'System', category: 'Category', severity: 'Severity', points: 'Points a rated segment', errors: 'Marks' },
  },
  agreement: {
    title: 'Do the annotators agree?',
    note: () => 'Krippendorff’s α of each two, on the translations that both judged: 1 is full agreement, 0 is chance.',
    description: (raters: number, least: string, most: string) =>
      `A square for each two of ${raters} annotators with their agreement, from ${least} to ${most}.`,
    cell: (first: string, second: string, value: string, shared: string) =>
      `${first} and ${second}: ${value}, over ${shared} ${shared === '1' ? 'translation' : 'translations'} that both judged`,
    empty: 'No two annotators have judged enough of the same translations.',
    columns: { first: 'Annotator', second: 'Annotator', value: 'Agreement', shared: 'Judged by both' },
  },
  distributions: {
    title: 'How the scores are spread',
    note: (metric: string) => `How many segments got which ${metric}; the dashed line is the mean.`,
    description: (metric: string, means: readonly string[]) =>
      `A histogram of segments by ${metric} for each system, on the same scale. ${means.join('; ')}.`,
    mean: (system: string, value: string) => (system === '' ? `mean ${value}` : `${system}, mean ${value}`),
    bin: (low: string, high: string, segments: string) => `${low} to ${high}: ${segments} ${segments === '1' ? 'segment' : 'segments'}`,
    empty: 'No segment has a value.',
    columns: { system: 'System', low: 'From', high: 'to', segments: 'Segments' },
  },
  byDocument: {
    title: 'Difference by document',
    note: (metric: string) => `Mean advantage in ${metric}, with 95 % intervals where 20 segments or more were rated for both.`,
    none: 'No document',
    ...difference('Document', 'document', 'documents'),
  },
  byDomain: {
    title: 'Difference by domain',
    note: (metric: string) => `Mean advantage in ${metric}, with 95 % intervals where 20 segments or more were rated for both.`,
    none: 'No domain',
    ...difference('Domain', 'domain', 'domains'),
  },
  byLength: {
    title: 'Difference by length',
    note: (metric: string) => `Mean advantage in ${metric}, from short sources to long ones, about as many segments in each group.`,
    none: 'No length',
    length: (least: string, most: string) => (least === most ? `${least} characters` : `${least}–${most} characters`),
    ...difference('Length of the source', 'group', 'groups'),
  },
  scatter: {
    title: 'Metric against people',
    note: () => 'Where squares climb from corner to corner, the metric sees what people see. Rings are the systems’ means.',
    description: (metric: string, human: string, segments: string, systems: number) =>
      `${segments} segments by ${human} along and ${metric} up, better is further and higher, with the means of ${systems} ${systems === 1 ? 'system' : 'systems'}.`,
    better: (metric: string) => `${metric}, better`,
    cell: (segments: string) => `${segments} ${segments === '1' ? 'segment' : 'segments'}`,
    system: (name: string, metric: string, human: string) => `${name}: ${metric} against ${human}`,
    empty: 'No segment has both a rating and a metric’s value.',
    columns: { system: 'System', segment: 'Segment' },
  },
  pace: {
    title: 'How long it took',
    note: () => 'Seconds a translation, each person’s median; the line is the middle half of them.',
    description: (annotators: number, least: string, most: string) =>
      `The median seconds a translation took ${annotators === 1 ? 'one annotator' : `${annotators} annotators`}, from ${least} to ${most}, with the middle half of their times.`,
    counted: (translations: string) => (translations === '1' ? '1 translation' : `${translations} translations`),
    seconds: (median: string) => `${median} s`,
    said: (annotator: string, median: string, low: string, high: string) =>
      `${annotator}: ${median} seconds a translation, half of them between ${low} and ${high}`,
    empty: 'No times are known.',
    columns: {
      annotator: 'Annotator',
      median: 'Median seconds',
      low: 'A quarter below',
      high: 'A quarter above',
      translations: 'Translations',
    },
  },
};
