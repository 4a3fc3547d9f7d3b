import { canonicalLanguage, words } from '#core/text.ts';

/** What of a very long text is read, in UTF-16 units and in words, so that one row never takes long. */
const MOST_UNITS = 8192;
const MOST_WORDS = 256;

export type Counts = ReadonlyMap<string, number>;

/** What the features need to know of one text; nothing in it depends on the script. */
export interface ReadText {
  readonly text: string;
  readonly codePoints: number;
  /** Lower-cased, by the language's own word boundaries. */
  readonly words: readonly string[];
  /** Words that begin with a capital inside a sentence, as they stand. */
  readonly names: readonly string[];
  readonly letters: number;
  /** Punctuation marks by class, across scripts. */
  readonly marks: Counts;
  /** Class of the mark that ends the text, behind closing quotes and brackets; empty where a letter does. */
  readonly lastMark: string;
  /** Digits only, as 0-9: `1,234.5`, `1.234,5` and `١٬٢٣٤٫٥` are all `12345`. */
  readonly numbers: Counts;
  readonly links: Counts;
  readonly emoji: Counts;
  readonly placeholders: Counts;
  /** Article numbers and abbreviations such as `XR-200` or `USB`. */
  readonly codes: Counts;
  readonly quotes: number;
  readonly openBrackets: number;
  readonly lines: number;
  readonly upperCase: number;
  readonly cased: number;
  /** 1 upper, -1 lower, 0 where the script has no case. */
  readonly firstCase: number;
}

/** A translation with the languages it is between (BCP 47). */
export interface FeatureInput {
  readonly source: string;
  readonly hypothesis: string;
  readonly sourceLang: string;
  readonly targetLang: string;
}

/** Both texts, read once for all features. */
export interface Pair {
  readonly input: FeatureInput;
  readonly source: ReadText;
  readonly target: ReadText;
}

/** Features that are computed together; a group is left out where nobody asks for one of its names. Every value is finite and in [-1, 1]. */
export interface FeatureGroup {
  readonly names: readonly string[];
  /** In the order of the names. */
  values(pair: Pair): readonly number[];
}

export function readText(whole: string, lang: string): ReadText {
  const text = whole.slice(0, MOST_UNITS);
  const upperCase = count(text, /\p{Lu}/gu);
  return {
    text,
    codePoints: [...text].length,
    words: wordsOf(text, lang),
    names: (text.match(NAME) ?? []).slice(0, MOST_WORDS),
    letters: count(text, /\p{L}/gu),
    marks: marksOf(text),
    lastMark: lastMarkOf(text),
    numbers: counts(Array.from(text.matchAll(NUMBER), ([number]) => asciiDigits(number))),
    links: counts(Array.from(text.matchAll(LINK), ([link]) => link.replace(/[.,;:!?)\]}>'"]{1,8}$/u, ''))),
    emoji: matches(text, /\p{RI}\p{RI}|(?![©®™])\p{Extended_Pictographic}/gu),
    placeholders: matches(text, PLACEHOLDER),
    codes: matches(text, /\b(?=[A-Z-]{0,24}\d)[A-Z][A-Z0-9-]*\b|\b[A-Z]{2,}\b/gu),
    quotes: count(text, /["“”„‟«»‹›「」『』＂]/gu),
    openBrackets: unmatchedBrackets(text),
    lines: count(text, /\r\n|[\n\r\u2028\u2029]/gu),
    upperCase,
    cased: upperCase + count(text, /\p{Ll}/gu),
    firstCase: firstCaseOf(text),
  };
}

/** Grouping and decimal signs of any script may stand inside a number; which is which does not matter here. */
const NUMBER = /\p{Nd}+(?:[.,'’\u00a0\u202f\u066b\u066c]\p{Nd}+)*/gu;
const NAME = /(?<=[\p{L}\p{N},;:)”"»]\s{1,4}["“«(]?)\p{Lu}[\p{L}\p{M}]{0,64}/gu;
const LINK = /(?:https?:\/\/|www\.)[!-~]+|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}/gu;
const PLACEHOLDER = /\$?\{[^{}\s]{0,40}\}|%(?:\d{1,3}\$)?[sdif@]|<\/?[A-Za-z][^<>]{0,200}>|&(?:#\d{1,7}|[A-Za-z]{2,31});/gu;

const MARKS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    period: '.。．｡۔।॥።။។։',
    question: '?？؟፧\u037e՞',
    exclamation: '!！՜',
    comma: ',，、､،՝፣',
    colon: ':：',
    semicolon: ';；؛',
    ellipsis: '…',
    dash: '–—―',
  }).flatMap(([kind, signs]) => [...signs].map((sign): [string, string] => [sign, kind])),
);

const BRACKETS: ReadonlyMap<string, string> = new Map(
  [...'()[]{}（）［］｛｝【】〔〕《》〈〉「」『』'].map((sign, i, all) => [sign, i % 2 === 0 ? '' : (all[i - 1] ?? '')]),
);

/** Each distinct piece with how often it stands there. */
function counts(pieces: readonly string[]): Counts {
  const found = new Map<string, number>();
  for (const piece of pieces) found.set(piece, (found.get(piece) ?? 0) + 1);
  return found;
}

function matches(text: string, pattern: RegExp): Counts {
  return counts(Array.from(text.matchAll(pattern), ([piece]) => piece));
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function wordsOf(text: string, lang: string): readonly string[] {
  return words(text, lang)
    .filter((word) => word.isWordLike)
    .slice(0, MOST_WORDS)
    .map((word) => text.slice(word.start, word.end).toLowerCase());
}

/** `...` counts as one ellipsis; a point or comma between digits belongs to the number. */
function marksOf(text: string): Counts {
  const plain = text.replace(NUMBER, '0').replace(/\.{2,}/gu, '…');
  return counts([...plain].flatMap((sign) => MARKS.get(sign) ?? []));
}

function lastMarkOf(text: string): string {
  const end = text
    .trimEnd()
    .slice(-16)
    .replace(/["“”„‟«»‹›「」『』＂'’)\]}）］｝】]{1,16}$/u, '');
  if (end.endsWith('...')) return 'ellipsis';
  return MARKS.get(end.trimEnd().slice(-1)) ?? '';
}

/** Decimal digits come in runs of ten from zero upwards in every script (Unicode Standard §4.6). */
function asciiDigits(number: string): string {
  return number.replace(/\p{Nd}|[^\p{Nd}]/gu, (sign) => {
    if (sign >= '0' && sign <= '9') return sign;
    let code = sign.codePointAt(0) ?? 0;
    if (!IS_DIGIT.test(sign)) return '';
    let before = 0;
    while (IS_DIGIT.test(String.fromCodePoint(code - 1))) {
      code -= 1;
      before += 1;
    }
    return String(before % 10);
  });
}

const IS_DIGIT = /^\p{Nd}$/u;

function unmatchedBrackets(text: string): number {
  const open: string[] = [];
  let unmatched = 0;
  for (const sign of text) {
    const opener = BRACKETS.get(sign);
    if (opener === undefined) continue;
    if (opener === '') open.push(sign);
    else if (open.at(-1) === opener) open.pop();
    else unmatched += 1;
  }
  return unmatched + open.length;
}

function firstCaseOf(text: string): number {
  const first = /\p{L}/u.exec(text)?.[0] ?? '';
  if (/\p{Lu}|\p{Lt}/u.test(first)) return 1;
  return /\p{Ll}/u.test(first) ? -1 : 0;
}

/** Scripts that ISO 15924 names together: what text in them is made of. */
const PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Jpan', ['Hani', 'Hira', 'Kana']],
  ['Kore', ['Hang', 'Hani']],
  ['Hans', ['Hani']],
  ['Hant', ['Hani']],
]);

const scripts = new Map<string, RegExp | undefined>();

/** The share of the text's letters that the language's likely script (CLDR) has; undefined without letters or for an unknown script. */
export function scriptShare(read: ReadText, lang: string): number | undefined {
  if (read.letters === 0) return undefined;
  if (!scripts.has(lang)) scripts.set(lang, lettersOf(lang));
  const pattern = scripts.get(lang);
  return pattern === undefined ? undefined : Math.min(1, count(read.text, pattern) / read.letters);
}

function lettersOf(lang: string): RegExp | undefined {
  const script = new Intl.Locale(canonicalLanguage(lang)).maximize().script;
  if (script === undefined) return undefined;
  const parts = PARTS.get(script) ?? [script];
  try {
    // Script_Extensions, so that letters shared by scripts, such as the Japanese long vowel sign, count in each of them.
    return new RegExp(`(?=\\p{L})[${parts.map((part) => `\\p{scx=${part}}`).join('')}]`, 'gu');
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined; // a script that this engine's Unicode tables lack
    throw cause;
  }
}
