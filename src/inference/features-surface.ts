import type { Counts, FeatureGroup, Pair, ReadText } from '#inference/features-text.ts';
import { scriptShare } from '#inference/features-text.ts';

/**
 * What can be counted on both texts and compared, by name. A share is of what the source has; "log ratio" is target over source: 0 for equal,
 * above 0 for more in the target.
 */
const SURFACE: ReadonlyMap<string, (pair: Pair) => number> = new Map<string, (pair: Pair) => number>([
  /** How long the source is: ln(1 + code points) / 9. */
  ['length.source', ({ source }) => Math.min(1, Math.log(1 + source.codePoints) / 9)],
  /** Log ratio of code points, / 3. */
  ['length.characters', ({ source, target }) => logRatio(source.codePoints, target.codePoints, 3)],
  /** Log ratio of words, / 3. */
  ['length.words', ({ source, target }) => logRatio(source.words.length, target.words.length, 3)],
  /** Log ratio of sentence-ending marks, / 2. */
  ['length.sentences', ({ source, target }) => logRatio(sentences(source), sentences(target), 2)],
  /** Log ratio of the words' mean length, / 2. */
  ['length.word', ({ source, target }) => logRatio(meanWord(source), meanWord(target), 2)],
  /** 1 where only the target is blank. */
  ['empty', ({ source, target }) => flag(target.text.trim() === '' && source.text.trim() !== '')],
  /** Share of the source's numbers that the target lacks. */
  ['numbers.missing', ({ source, target }) => missing(source.numbers, target.numbers)],
  /** Share of the target's numbers that the source lacks. */
  ['numbers.added', ({ source, target }) => missing(target.numbers, source.numbers)],
  /** Marks by class that only one side has, over all marks. */
  ['punctuation.difference', ({ source, target }) => difference(source.marks, target.marks)],
  /** 1 where the texts end in marks of different classes. */
  ['punctuation.final', ({ source, target }) => flag(source.lastMark !== target.lastMark)],
  /** Brackets left open or closed for nothing, beyond the source's: n / (1 + n). */
  ['brackets.unbalanced', ({ source, target }) => saturate(target.openBrackets - source.openBrackets)],
  /** Difference of quotation marks, over all of them. */
  ['quotes.difference', ({ source, target }) => relative(source.quotes, target.quotes)],
  /** Share of the target's letters outside the target language's script. */
  ['script.foreign', ({ input, target }) => 1 - (scriptShare(target, input.targetLang) ?? 1)],
  /** Share of the target's letters in the source language's script, beyond what the target's own script has of them. */
  ['script.untranslated', untranslatedScript],
  /** Share of the target's words that the source has as well. */
  ['copy.words', ({ source, target }) => copiedWords(source.words, target.words)],
  /** The longest run of words copied from the source, over the target's words. */
  ['copy.run', ({ source, target }) => longestRun(source.words, target.words) / Math.max(1, target.words.length)],
  /** 1 where the target is the source, letters included. */
  ['copy.whole', ({ source, target }) => flag(target.letters > 0 && target.text.trim() === source.text.trim())],
  /** Share of words that repeat the word before them, beyond the source's. */
  ['repetition.words', ({ source, target }) => Math.max(0, repeatedWords(target.words) - repeatedWords(source.words))],
  /** Share of three-word phrases that came before, beyond the source's. */
  ['repetition.phrases', ({ source, target }) => Math.max(0, repeatedPhrases(target.words) - repeatedPhrases(source.words))],
  /** The longest run of one letter, beyond three and beyond the source's: n / (1 + n). */
  ['repetition.letters', ({ source, target }) => saturate(letterRun(target.text) - Math.max(3, letterRun(source.text)))],
  /** Web and e-mail addresses of the source that the target lacks, and the other way round, over all of them. */
  ['kept.links', ({ source, target }) => difference(source.links, target.links)],
  /** The same for emoji and pictographs. */
  ['kept.emoji', ({ source, target }) => difference(source.emoji, target.emoji)],
  /** The same for placeholders, tags and character references. */
  ['kept.placeholders', ({ source, target }) => difference(source.placeholders, target.placeholders)],
  /** Share of the source's article numbers and abbreviations that the target lacks. */
  ['kept.codes', ({ source, target }) => missing(source.codes, target.codes)],
  /** Difference of line breaks, over all of them. */
  ['spaces.lines', ({ source, target }) => relative(source.lines, target.lines)],
  /** 1 where space at the beginning or end, or doubled inside, stands on one side only. */
  ['spaces.difference', ({ source, target }) => flag(spaceShape(source.text) !== spaceShape(target.text))],
  /** 1 where one text begins with a capital and the other, in a script with case, does not. */
  ['case.first', ({ source, target }) => flag(source.firstCase * target.firstCase === -1)],
  /** Difference of the shares of capitals among letters that have case. */
  ['case.capitals', ({ source, target }) => capitalsDifference(source, target)],
  /** Damaged characters (replacement, private, unassigned, control signs, doubly encoded letters), ten times their share, at most 1. */
  ['damage', ({ target }) => Math.min(1, (10 * damaged(target.text)) / Math.max(1, target.codePoints))],
]);

/** The features of the set `stet-features-1`, in its order: none is ever added here. */
export const surface: FeatureGroup = {
  names: [...SURFACE.keys()],
  values: (pair) => Array.from(SURFACE.values(), (of) => of(pair)),
};

function flag(holds: boolean): number {
  return holds ? 1 : 0;
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}

function saturate(surplus: number): number {
  const n = Math.max(0, surplus);
  return n / (1 + n);
}

function logRatio(source: number, target: number, scale: number): number {
  return clamp(Math.log((target + 1) / (source + 1)) / scale);
}

function relative(a: number, b: number): number {
  return a + b === 0 ? 0 : Math.abs(a - b) / (a + b);
}

function total(of: Counts): number {
  return [...of.values()].reduce((sum, n) => sum + n, 0);
}

/** How many of `a`'s pieces `b` lacks, each counted as often as it stands. */
function lacking(a: Counts, b: Counts): number {
  return [...a].reduce((sum, [piece, n]) => sum + Math.max(0, n - (b.get(piece) ?? 0)), 0);
}

function missing(a: Counts, b: Counts): number {
  return a.size === 0 ? 0 : lacking(a, b) / total(a);
}

function difference(a: Counts, b: Counts): number {
  const all = total(a) + total(b);
  return all === 0 ? 0 : (lacking(a, b) + lacking(b, a)) / all;
}

function sentences(read: ReadText): number {
  return ['period', 'question', 'exclamation', 'ellipsis'].reduce((sum, kind) => sum + (read.marks.get(kind) ?? 0), 0);
}

function meanWord(read: ReadText): number {
  return read.words.length === 0 ? 0 : read.words.reduce((sum, word) => sum + word.length, 0) / read.words.length;
}

function untranslatedScript({ input, target }: Pair): number {
  const own = scriptShare(target, input.targetLang) ?? 1;
  const foreign = scriptShare(target, input.sourceLang) ?? 0;
  return Math.max(0, Math.min(foreign, 1 - own));
}

function copiedWords(source: readonly string[], target: readonly string[]): number {
  const known = new Set(source);
  return target.length === 0 ? 0 : target.filter((word) => known.has(word)).length / target.length;
}

function longestRun(source: readonly string[], target: readonly string[]): number {
  let before = new Array<number>(source.length + 1).fill(0);
  let longest = 0;
  for (const word of target) {
    const row = new Array<number>(source.length + 1).fill(0);
    for (const [i, other] of source.entries()) {
      if (other !== word) continue;
      row[i + 1] = (before[i] ?? 0) + 1;
      longest = Math.max(longest, row[i + 1] ?? 0);
    }
    before = row;
  }
  return longest;
}

function repeatedWords(all: readonly string[]): number {
  return all.length < 2 ? 0 : all.filter((word, i) => i > 0 && word === all[i - 1]).length / (all.length - 1);
}

function repeatedPhrases(all: readonly string[]): number {
  if (all.length < 4) return 0;
  const phrases = all.slice(2).map((word, i) => `${all[i] ?? ''}\0${all[i + 1] ?? ''}\0${word}`);
  return 1 - new Set(phrases).size / phrases.length;
}

function letterRun(text: string): number {
  return Array.from(text.matchAll(/(\p{L})\1*/gu), ([run]) => run.length).reduce((most, length) => Math.max(most, length), 0);
}

function spaceShape(text: string): string {
  return [/^\s/u, /\s$/u, /\S[ \u00a0]{2,}\S/u].map((pattern) => flag(pattern.test(text))).join('');
}

function capitalsDifference(source: ReadText, target: ReadText): number {
  if (source.cased === 0 || target.cased === 0) return 0;
  return Math.abs(source.upperCase / source.cased - target.upperCase / target.cased);
}

/** `Ã¤`, `â€™` and the like are UTF-8 read as Latin-1 or Windows-1252. */
function damaged(text: string): number {
  return text.match(/[\ufffd\p{Co}\p{Cn}]|(?![\t\n\r])\p{Cc}|[ÃÂ][\u0080-\u00bf]|â€/gu)?.length ?? 0;
}
