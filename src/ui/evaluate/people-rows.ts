import type { AnnotatorSheet } from '#core/annotator-sheet.ts';
import type { MetaSheet, MetaValue } from '#core/meta-sheet.ts';
import type { QualityRow, QualitySheet } from '#core/quality-sheet.ts';
import type { ScoreSheet, SheetMetric } from '#core/score-sheet.ts';
import { figure, percent } from '#ui/evaluate/figures.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** Tables as rows of text, a heading row first; what follows a line break in a cell is quieter. */
type Rows = readonly (readonly string[])[];

const fixed = (words: Words, value: number | undefined, places = 2): string =>
  value === undefined ? words.text.evaluate.none : words.number(value, { minimumFractionDigits: places, maximumFractionDigits: places });

/** Each person's judgements: how many, mean, deviation, time, repeats, then each system as given and as z. */
export function peopleRows(
  words: Words,
  annotators: AnnotatorSheet,
  sheet: ScoreSheet,
  metric: SheetMetric,
  names: ReadonlyMap<string, string>,
): Rows {
  const text = words.text.evaluate.people;
  const { people, together = [] } = annotators;
  const ofSystem = (own: typeof together, id: string): string => {
    const found = own.find(({ systemId }) => systemId === id);
    return found ? text.raw(figure(words, metric, found.mean), fixed(words, found.z)) : words.text.evaluate.none;
  };
  const hasTimes = people.some(({ seconds }) => seconds);
  const hasRepeats = people.some(({ repeats }) => repeats);
  const systems = sheet.systems.filter(({ id }) => people.some((person) => person.systems.some(({ systemId }) => systemId === id)));
  const heading = [
    text.person,
    text.judged,
    text.mean,
    text.deviation,
    ...(hasTimes ? [text.seconds] : []),
    ...(hasRepeats ? [text.repeats] : []),
    ...systems.map(({ name }) => name),
  ];
  const none = words.text.evaluate.none;
  const everyone = [
    text.together,
    words.number(people.reduce((sum, { judged }) => sum + judged, 0)),
    ...Array.from({ length: heading.length - systems.length - 2 }, () => none),
    ...systems.map(({ id }) => ofSystem(together, id)),
  ];
  const rows = people.map(({ annotatorId, judged, mean, deviation, seconds, repeats, systems: own }) => [
    names.get(annotatorId) ?? annotatorId,
    words.number(judged),
    figure(words, metric, mean),
    fixed(words, deviation),
    ...(hasTimes
      ? [
          seconds
            ? text.secondsOf(fixed(words, seconds.median, 0), fixed(words, seconds.low, 0), fixed(words, seconds.high, 0))
            : words.text.evaluate.none,
        ]
      : []),
    ...(hasRepeats
      ? [
          repeats
            ? text.repeatsOf(repeats.count, percent(words, repeats.same), figure(words, metric, repeats.distance))
            : words.text.evaluate.none,
        ]
      : []),
    ...systems.map(({ id }) => ofSystem(own, id)),
  ]);
  return people.length > 1 && together.length > 0 ? [heading, ...rows, everyone] : [heading, ...rows];
}

/** Wins, ties and what follows from them, best first. */
export function standingRows(words: Words, annotators: AnnotatorSheet, sheet: ScoreSheet): Rows {
  const text = words.text.evaluate.people;
  const standings = (annotators.standings ?? []).toSorted((a, b) => (b.winRate ?? 0) - (a.winRate ?? 0) || b.wins - a.wins);
  const hasChance = standings.some(({ winRate }) => winRate !== undefined);
  const heading = [words.text.evaluate.system, text.wins, text.ties, text.losses, ...(hasChance ? [text.chance] : []), text.z];
  const rows = standings.map(({ systemId, wins, ties, losses, winRate, winLow, winHigh, z }) => [
    sheet.systems.find(({ id }) => id === systemId)?.name ?? systemId,
    ...[wins, ties, losses].map((count) => words.number(count)),
    ...(hasChance
      ? [
          winRate === undefined || winLow === undefined || winHigh === undefined
            ? words.text.evaluate.none
            : `${whole(words, winRate)}\n${words.text.evaluate.interval(whole(words, winLow), whole(words, winHigh))}`,
        ]
      : []),
    fixed(words, z),
  ]);
  return [heading, ...rows];
}

function whole(words: Words, share: number): string {
  return words.number(share, { style: 'percent', maximumFractionDigits: 0 });
}

/** Every metric beside people. */
export function metaRows(words: Words, meta: MetaSheet, sheet: ScoreSheet): Rows {
  const text = words.text.evaluate.meta;
  const { interval, none } = words.text.evaluate;
  const valued = (value: MetaValue | undefined): string => {
    if (!value) return none;
    const { low, high } = value;
    return low === undefined || high === undefined
      ? fixed(words, value.value)
      : `${fixed(words, value.value)}\n${interval(fixed(words, low), fixed(words, high))}`;
  };
  const isCompared = meta.rows.some(({ behindBest }) => behindBest !== undefined);
  const heading = [
    text.metric,
    text.translations,
    text.pearson,
    ...(isCompared ? [text.behindBest] : []),
    text.spearman,
    text.kendall,
    text.tie,
    text.systems,
    text.soft,
  ];
  const rows = meta.rows.map(({ metricId, translations, pearson, behindBest, spearman, kendall, tieCalibrated, systems, soft }) => [
    sheet.metrics.find(({ id }) => id === metricId)?.name ?? metricId,
    words.number(translations),
    valued(pearson),
    ...(isCompared ? [fixed(words, behindBest, 3)] : []),
    ...[spearman, kendall].map(valued),
    fixed(words, tieCalibrated),
    systems ? text.pairs(words.number(systems.agreeing), words.number(systems.pairs)) : none,
    fixed(words, soft),
  ]);
  return [heading, ...rows];
}

/** Each system against the pass mark. */
export function qualityRows(words: Words, quality: QualitySheet, sheet: ScoreSheet): Rows {
  const text = words.text.evaluate.quality;
  const bends = quality.rows.some(({ nonLinear }) => nonLinear !== undefined);
  const { interval } = words.text.evaluate;
  const heading = [
    text.system,
    text.words,
    text.score,
    text.raw,
    ...(bends ? [text.nonLinear] : []),
    text.per1000,
    text.per100,
    text.perSegment,
  ];
  const rows = quality.rows.map((row) => [
    nameOf(sheet, row),
    words.number(row.words),
    row.range === 'small' ? text.small : fixed(words, row.linear, 1),
    row.range === 'small' ? words.text.evaluate.none : fixed(words, row.raw, 1),
    ...(bends ? [row.range === 'small' ? words.text.evaluate.none : fixed(words, row.nonLinear, 1)] : []),
    `${fixed(words, row.per1000Words, 1)}\n${interval(fixed(words, row.low, 1), fixed(words, row.high, 1))}`,
    fixed(words, row.per100Characters),
    fixed(words, row.perSegment),
  ]);
  return [heading, ...rows];
}

/** What the pass mark says of each system, in sentences. */
export function qualitySentences(words: Words, quality: QualitySheet, sheet: ScoreSheet): readonly string[] {
  const text = words.text.evaluate.quality;
  return quality.rows.map((row) => {
    const name = nameOf(sheet, row);
    const verdict = row.verdict === 'critical' ? text.verdicts.critical(name, row.criticalSegments) : text.verdicts[row.verdict](name);
    return row.moreWords === undefined ? verdict : `${verdict} ${text.more(words.number(rounded(row.moreWords)))}`;
  });
}

/** To two digits: more would be false precision. */
function rounded(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / step) * step;
}

function nameOf(sheet: ScoreSheet, { systemId }: QualityRow): string {
  return sheet.systems.find(({ id }) => id === systemId)?.name ?? systemId;
}
