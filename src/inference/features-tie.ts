import { canonicalLanguage } from '#core/text.ts';
import { skeleton } from '#inference/features-sound.ts';
import type { FeatureGroup, Pair, ReadText } from '#inference/features-text.ts';

/**
 * Code points that a text takes for 100 of its English version, by script. Latin, Cyrillic and Han after the 997 sentences of FLORES-200 dev;
 * the others are rounded estimates.
 */
const DENSITY: ReadonlyMap<string, number> = new Map(
  Object.entries({
    Hans: 32,
    Hant: 30,
    Hani: 32,
    Jpan: 42,
    Kore: 50,
    Arab: 88,
    Hebr: 80,
    Cyrl: 110,
    Grek: 114,
    Taml: 115,
    Ethi: 65,
    Latn: 105,
  }),
);
const ENGLISH = 100;

/** How the two texts hang together, beyond what the surface shows: lengths that fit, names and loanwords that sound alike. */
export const tie: FeatureGroup = {
  names: [
    'length.expected',
    'length.unexpected',
    'names.difference',
    'commas.difference',
    'distinct.difference',
    'sounds.words',
    'sounds.kept',
    'sounds.pieces',
    'sounds.names.missing',
    'sounds.names.added',
  ],
  values: (pair) => {
    const { source, target } = pair;
    const length = expectedLength(pair);
    return [
      length,
      Math.abs(length),
      Math.abs(names(source) - names(target)),
      Math.abs(commas(source) - commas(target)),
      distinct(source) - distinct(target),
      ...sounds(source, target),
    ];
  },
};

/** Log ratio of the target's code points to those its script takes for the source's, / 2. */
function expectedLength({ input, source, target }: Pair): number {
  const expected = source.codePoints * (density(input.targetLang) / density(input.sourceLang));
  return Math.max(-1, Math.min(1, Math.log((target.codePoints + 1) / (expected + 1)) / 2));
}

const densities = new Map<string, number>();

function density(lang: string): number {
  const known = densities.get(lang);
  if (known !== undefined) return known;
  const locale = new Intl.Locale(canonicalLanguage(lang)).maximize();
  const found = locale.language === 'en' ? ENGLISH : (DENSITY.get(locale.script ?? '') ?? ENGLISH);
  densities.set(lang, found);
  return found;
}

function names(read: ReadText): number {
  return Math.min(1, read.names.length / Math.max(1, read.words.length));
}

function commas(read: ReadText): number {
  return Math.min(1, (read.marks.get('comma') ?? 0) / Math.max(1, read.words.length));
}

function distinct(read: ReadText): number {
  return read.words.length === 0 ? 0 : new Set(read.words).size / read.words.length;
}

/** Consonants that a skeleton must begin with alike, and have at least. */
const ALIKE = 3;

/** Shares of: the target's words that sound like one of the source, the other way round, the target's pieces, names lost, names added. */
function sounds(source: ReadText, target: ReadText): readonly number[] {
  const a = skeletons(source.words);
  const b = skeletons(target.words);
  const inSource = beginnings(a);
  const inTarget = beginnings(b);
  return [
    heard(b, inSource) / Math.max(1, target.words.length),
    heard(a, inTarget) / Math.max(1, source.words.length),
    sharedPieces(a, b),
    unheard(skeletons(source.names), inTarget),
    unheard(skeletons(target.names), inSource),
  ];
}

function skeletons(words: readonly string[]): readonly string[] {
  return words.map(skeleton).filter((sound) => sound.length >= ALIKE);
}

function beginnings(all: readonly string[]): ReadonlySet<string> {
  return new Set(all.map((sound) => sound.slice(0, ALIKE)));
}

function heard(all: readonly string[], among: ReadonlySet<string>): number {
  return all.filter((sound) => among.has(sound.slice(0, ALIKE))).length;
}

function unheard(all: readonly string[], among: ReadonlySet<string>): number {
  return all.length === 0 ? 0 : 1 - heard(all, among) / all.length;
}

/** Pairs of consonants, word ends included, that both sides have, over those of the side that has fewer. */
function sharedPieces(a: readonly string[], b: readonly string[]): number {
  const [first, second] = [pieces(a), pieces(b)];
  const least = Math.min(first.size, second.size);
  return least === 0 ? 0 : [...second].filter((piece) => first.has(piece)).length / least;
}

function pieces(all: readonly string[]): ReadonlySet<string> {
  return new Set(all.flatMap((sound) => Array.from({ length: sound.length + 1 }, (_, i) => ` ${sound} `.slice(i, i + 2))));
}
