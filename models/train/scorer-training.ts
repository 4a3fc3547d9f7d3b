import { FEATURE_SETS, featureVector } from '#inference/features.ts';
import { Random } from '#stats/random.ts';
import type { Judged } from './scorer-data.ts';
import { damaged, readJudged, turned } from './scorer-data.ts';
import { auc, pearson, spearman } from './scorer-figures.ts';
import type { ModelFile } from './scorer-graph.ts';
import { scorerFiles } from './scorer-graph.ts';
import type { Head, Lesson } from './scorer-head.ts';
import { learnHead, logit, together } from './scorer-head.ts';
import type { Coded, Lexicon } from './scorer-lexicon.ts';
import { codesIn, learnLexicon, lexiconValues, strange } from './scorer-lexicon.ts';

/** A seed a stage, so that a change of one leaves the draws of the others as they are. */
const SEEDS = { split: 20_200_901, lexicon: 20_200_902, lessons: 20_200_903, heads: 20_200_904 };
const PAIRS = ['en-de', 'ru-en'] as const;
const FOLDS = 3;
/** One row in this many is held out of all learning: a last look before the dev files. */
const HELD_OUT = 10;
const HEADS = 2;
const HEAD = { units: 12, epochs: 10, rate: 0.01, decay: 0.1, pairs: 2 * PAIRS.length };
/** Weight of the row as it is from the other side. */
const TURNED = 0.3;
/** Shares of rows that are given damaged as well, and with words that no lexicon knows. */
const DAMAGED = 0.25;
const STRANGE = 0.2;

/** Features that say more about the languages than about the translation; word codes go through the lexicon. */
const LEFT_OUT = /^(?:words\.|length\.(?:source|characters|words|word)$)/u;
const SET = FEATURE_SETS.get('stet-features-2') ?? [];
/** Where in the set the head's features stand. */
const HEAD_PLACES: readonly number[] = SET.flatMap((name, place) => (LEFT_OUT.test(name) ? [] : [place]));

const STET = { higherIsBetter: false, name: 'Stet error risk', license: 'CC0-1.0' };

type Log = (line: string) => void;

interface Row {
  readonly judged: Judged;
  /** Of the whole set. */
  readonly values: readonly number[];
  readonly pair: number;
  /** Rows of the same fold never teach the lexicon that the head sees them through. */
  readonly fold: number;
  readonly isHeldOut: boolean;
}

/** A held-out row as the head sees it. */
interface Trial {
  readonly pair: number;
  readonly mean: number;
  readonly values: readonly number[];
}

/** What the head learns from, and what it is tried on. */
interface Course {
  readonly lexicon: Lexicon;
  readonly lessons: readonly Lesson[];
  readonly trials: readonly Trial[];
}

/** The model's files, from the folder with the judged translations. */
export function trainedFiles(folder: string, log: Log): readonly ModelFile[] {
  const course = courseOf(folder, log);
  const { head, level } = trainedHead(course, log);
  return scorerFiles({ lexicon: course.lexicon, head, level }, SET.length, HEAD_PLACES, STET);
}

function courseOf(folder: string, log: Log): Course {
  const split = new Random(SEEDS.split);
  const rows = PAIRS.flatMap((name, pair) =>
    readJudged(folder, name, 'train').map((judged): Row => {
      const isHeldOut = split.below(HELD_OUT) === 0;
      return { judged, values: featureVector(SET, judged), pair, fold: split.below(FOLDS), isHeldOut };
    }),
  );
  const taught = rows.filter((row) => !row.isHeldOut);
  log(`${taught.length} judged translations to learn from`);
  const lexiconOf = (among: readonly Row[]): Lexicon =>
    learnLexicon(
      PAIRS.map((_, pair) => among.filter((row) => row.pair === pair).map((row) => codesIn(row.values))),
      new Random(SEEDS.lexicon),
    );
  const lexicons = Array.from({ length: FOLDS }, (_, fold) => lexiconOf(taught.filter((row) => row.fold !== fold)));
  const lexicon = lexiconOf(taught);
  log(`${lexicon.known.reduce((sum, known) => sum + known, 0)} words in the lexicon`);
  const random = new Random(SEEDS.lessons);
  const lessons = taught.flatMap((row) => lessonsOf(row, taught, lexicons[row.fold] ?? lexicon, random));
  log(`${lessons.length} lessons`);
  const trials = rows
    .filter((row) => row.isHeldOut)
    .map(({ pair, judged, values }) => ({ pair, mean: judged.mean, values: seen(values, codesIn(values), lexicon) }));
  return { lexicon, lessons, trials };
}

function trainedHead({ lessons, trials }: Course, log: Log): { readonly head: Head; readonly level: number } {
  const random = new Random(SEEDS.heads);
  const head = together(Array.from({ length: HEADS }, () => learnHead(lessons, HEAD, random)));
  const level = PAIRS.reduce((sum, _, pair) => sum + (head.levels[pair] ?? 0), 0) / PAIRS.length;
  PAIRS.forEach((name, pair) => {
    const held = trials.filter((trial) => trial.pair === pair);
    const risks = held.map(({ values }) => 1 / (1 + Math.exp(-(logit(head, values) + level))));
    const lost = held.map(({ mean }) => 100 - mean);
    const isBad = held.map(({ mean }) => mean < 60);
    const shown = [pearson(risks, lost), spearman(risks, lost), auc(risks, isBad)].map((value) => value.toFixed(3));
    log(
      `${name}, ${held.length} held out: Pearson ${shown[0]}, Spearman ${shown[1]}, AUC ${shown[2]}; mean risk ${mean(risks)}, judged ${mean(lost)} %`,
    );
  });
  return { head, level };
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
}

/** The row, the row from the other side, now and then a damaged one and one whose words the lexicon does not know. */
function lessonsOf(row: Row, all: readonly Row[], lexicon: Lexicon, random: Random): readonly Lesson[] {
  const { judged, values, pair } = row;
  const codes = codesIn(values);
  const risk = 1 - judged.mean / 100;
  const back = turned(judged);
  const backValues = featureVector(SET, back);
  const turnedPair = pair + PAIRS.length;
  const lessons: Lesson[] = [
    { values: seen(values, codes, lexicon), risk, weight: 1, pair },
    { values: seen(backValues, codesIn(backValues), lexicon), risk, weight: TURNED, pair: turnedPair },
  ];
  if (random.next() < STRANGE) lessons.push({ values: seen(values, strange(codes), lexicon), risk, weight: 1, pair });
  if (random.next() < DAMAGED) {
    const isTurned = random.next() < 0.5;
    const other = all[random.below(all.length)]?.judged ?? judged;
    const broken = damaged(isTurned ? back : judged, isTurned ? turned(other) : other, random);
    if (!broken) return lessons;
    const brokenValues = featureVector(SET, broken.row);
    const brokenCodes = codesIn(brokenValues);
    const shown = random.next() < 0.4 ? strange(brokenCodes) : brokenCodes;
    lessons.push({ values: seen(brokenValues, shown, lexicon), risk: broken.risk, weight: 1, pair: isTurned ? turnedPair : pair });
  }
  return lessons;
}

/** What the head sees. */
function seen(values: readonly number[], codes: Coded, lexicon: Lexicon): readonly number[] {
  return [...HEAD_PLACES.map((place) => values[place] ?? 0), ...lexiconValues(codes, lexicon)];
}
