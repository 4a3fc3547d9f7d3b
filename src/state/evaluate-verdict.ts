import type { Difference, ScoreSheet, SheetMetric } from '#core/score-sheet.ts';
import { normalQuantile } from '#stats/distributions.ts';
import { sequentialVerdict, unitsForPower } from '#stats/power.ts';

/** What one metric says: the best system against each other one. */
export interface Verdict {
  readonly metric: SheetMetric;
  readonly leaderId: string;
  /** Share that each interval holds. */
  readonly level: number;
  readonly samples: number;
  /** Fewer segments than this make no claim. */
  readonly least: number;
  /** The closest behind first. */
  readonly others: readonly VerdictOn[];
}

export interface VerdictOn extends Difference {
  /**
   * About how many more segments, rated for both, would settle it if the difference stays as it is and one looks after every judgement: the chance of ever
   * calling equal systems different stays what it is for one look. 0 where it is settled so already; absent where no number would do.
   */
  readonly needed?: number;
  /** As `needed`, for one look at the end, with 80 % power; absent where the two are told apart, too. */
  readonly once?: number;
  /** Cohen's d of the paired differences, ≥ 0 where the leader is better: by how many of their standard deviations the two differ. */
  readonly effect?: number;
}

/** How likely one look shall settle it. */
const POWER = 0.8;
/** Nobody rates so many: to say more than this would be false precision. */
const MOST = 100_000;

/**
 * One verdict a metric that people gave (`rating`), or that references decide among what models made and nobody has rated (`text`); with an interval
 * also where there are too few segments for a claim, as far as the sheet has one.
 */
export function verdictsOf(sheet: ScoreSheet, kind: 'rating' | 'text' = 'rating'): readonly Verdict[] {
  return sheet.comparisons.flatMap(({ metricId, leaderId, level, samples, least, others }) => {
    const metric = sheet.metrics.find(({ id }) => id === metricId);
    if (metric?.kind !== kind) return [];
    if (kind === 'text') return [{ metric, leaderId, level, samples, least, others: others.toSorted((a, b) => a.value - b.value) }];
    const told = others
      .map((other): VerdictOn => {
        const pair = pairOf(sheet, metricId, leaderId, other.systemId);
        const whole = other.low === undefined ? { ...other, ...pair?.interval } : other;
        const held = other.low === undefined ? sheet.bootstrap.level : level;
        return { ...whole, ...forecast(whole, { held, level, least, planned: sheet.segments }), ...effectOf(pair) };
      })
      .sort((a, b) => a.value - b.value);
    return [{ metric, leaderId, level, samples, least, others: told }];
  });
}

interface Paired {
  readonly difference: number;
  readonly deviation?: number;
  /** Of these two alone. */
  readonly interval?: { readonly low: number; readonly high: number };
}

/** What the sheet has of these two, turned so that the leader comes first. */
function pairOf(sheet: ScoreSheet, metricId: string, leaderId: string, otherId: string): Paired | undefined {
  const pairs = sheet.pairTests.find((tests) => tests.metricId === metricId)?.pairs ?? [];
  const found = pairs.find(({ firstId, secondId }) => [firstId, secondId].includes(leaderId) && [firstId, secondId].includes(otherId));
  if (!found) return undefined;
  const { firstId, difference, deviation, low, high } = found;
  const isTurned = firstId !== leaderId;
  return {
    difference: isTurned ? -difference : difference,
    ...(deviation === undefined ? {} : { deviation }),
    ...(low === undefined || high === undefined ? {} : { interval: isTurned ? { low: -high, high: -low } : { low, high } }),
  };
}

function effectOf(pair: Paired | undefined): { readonly effect?: number } {
  return pair?.deviation === undefined ? {} : { effect: pair.difference / pair.deviation };
}

interface Looks {
  /** Share that the difference's interval holds. */
  readonly held: number;
  /** Share that each comparison is to hold, so that all together hold. */
  readonly level: number;
  readonly least: number;
  /** Segments that there are to rate. */
  readonly planned: number;
}

/** How far it is to a decision; the spread is read off the interval, so that documents drawn as wholes count as they should. Never fewer than a claim needs. */
function forecast(
  { standing, segments, value, low, high }: Difference,
  { held, level, least, planned }: Looks,
): { readonly needed?: number; readonly once?: number } {
  const isTold = standing === 'better' || standing === 'worse';
  const short = Math.max(0, least - segments);
  if (low === undefined || high === undefined) return isTold || short === 0 ? {} : { needed: short, once: short };
  const certainty = normalQuantile(1 - (1 - held) / 2);
  const deviation = (((high - low) / 2) * Math.sqrt(segments)) / certainty;
  if (!(deviation > 0) || value === 0) return short > 0 ? { needed: short, once: short } : {};
  const alpha = 1 - level;
  const verdict = sequentialVerdict({ mean: value, deviation, units: segments }, { alpha, planned });
  const more = verdict.state === 'open' ? verdict.more : 0;
  const enough = unitsForPower(value / deviation, alpha, POWER);
  return {
    ...limited('needed', more, short),
    ...(isTold || enough === undefined ? {} : limited('once', Math.max(1, enough - segments), short)),
  };
}

function limited<K extends 'needed' | 'once'>(name: K, more: number | undefined, short: number): { readonly [N in K]?: number } {
  if (more === undefined) return {};
  const count = Math.max(more, short);
  return count > MOST ? {} : ({ [name]: rounded(count) } as { readonly [N in K]?: number }); // a computed key is widened to string
}

/** To two digits: more would be false precision. */
function rounded(count: number): number {
  if (count === 0) return 0;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / step) * step;
}
