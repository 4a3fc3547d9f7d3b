import type { Counts, FeatureGroup, ReadText } from '#inference/features-text.ts';

/** What one text is like by itself, whatever the other is: how hard a source is, how odd a target. */
const OF_A_TEXT: ReadonlyMap<string, (read: ReadText, inner: Inner) => number> = new Map<string, (read: ReadText, inner: Inner) => number>([
  /** ln(1 + words) / 6. */
  ['words', ({ words }) => Math.min(1, Math.log(1 + words.length) / 6)],
  /** The words' mean length in code points, / 16. */
  ['mean', (_read, { mean }) => Math.min(1, mean / 16)],
  /** Standard deviation of the words' length, / 8. */
  ['spread', (_read, { lengths, mean }) => Math.min(1, Math.sqrt(share(lengths, (length) => (length - mean) ** 2)) / 8)],
  /** The longest word's length, / 32. */
  ['longest', (_read, { lengths }) => Math.min(1, lengths.reduce((most, length) => Math.max(most, length), 0) / 32)],
  /** Share of words of nine code points and more. */
  ['long', (_read, { lengths }) => share(lengths, (length) => (length >= 9 ? 1 : 0))],
  /** Share of words of three code points and fewer. */
  ['short', (_read, { lengths }) => share(lengths, (length) => (length <= 3 ? 1 : 0))],
  /** Share of words that are different ones. */
  ['distinct', ({ words }) => (words.length === 0 ? 0 : new Set(words).size / words.length)],
  /** Share of words with four letters or more that came before. */
  ['again', ({ words }) => repeated(words.filter((word) => word.length >= 4))],
  /** Words that begin with a capital inside a sentence, over all words. */
  ['names', ({ names, words }) => Math.min(1, names.length / Math.max(1, words.length))],
  /** Numbers over words. */
  ['numbers', ({ numbers, words }) => Math.min(1, total(numbers) / Math.max(1, words.length))],
  /** Commas over words. */
  ['commas', ({ marks, words }) => Math.min(1, (marks.get('comma') ?? 0) / Math.max(1, words.length))],
  /** Dashes, colons, semicolons and ellipses over words. */
  ['breaks', ({ marks, words }) => Math.min(1, BREAKS.reduce((sum, kind) => sum + (marks.get(kind) ?? 0), 0) / Math.max(1, words.length))],
  /** Quotation marks over words. */
  ['quotes', ({ quotes, words }) => Math.min(1, quotes / Math.max(1, words.length))],
  /** 1 where a question is asked. */
  ['question', ({ marks }) => Math.min(1, marks.get('question') ?? 0)],
  /** 1 where there is an exclamation mark. */
  ['exclamation', ({ marks }) => Math.min(1, marks.get('exclamation') ?? 0)],
  /** Share of capitals among the letters that have case. */
  ['capitals', ({ cased, upperCase }) => (cased === 0 ? 0 : upperCase / cased)],
  /** Share of code points that are no letters. */
  ['signs', ({ codePoints, letters }) => (codePoints === 0 ? 0 : Math.max(0, 1 - letters / codePoints))],
]);

const BREAKS = ['dash', 'colon', 'semicolon', 'ellipsis'] as const;

/** Lengths of the words, in code points. */
interface Inner {
  readonly lengths: readonly number[];
  readonly mean: number;
}

/** Each of these of the source, then of the target. */
export const profile: FeatureGroup = {
  names: ['source', 'target'].flatMap((side) => Array.from(OF_A_TEXT.keys(), (name) => `${side}.${name}`)),
  values: ({ source, target }) => [...profileOf(source), ...profileOf(target)],
};

function profileOf(read: ReadText): readonly number[] {
  const lengths = read.words.map((word) => [...word].length);
  const inner = { lengths, mean: share(lengths, (length) => length) };
  return Array.from(OF_A_TEXT.values(), (of) => of(read, inner));
}

function share(lengths: readonly number[], of: (length: number) => number): number {
  return lengths.reduce((sum, length) => sum + of(length), 0) / Math.max(1, lengths.length);
}

function repeated(words: readonly string[]): number {
  return words.length === 0 ? 0 : 1 - new Set(words).size / words.length;
}

function total(of: Counts): number {
  return [...of.values()].reduce((sum, n) => sum + n, 0);
}
