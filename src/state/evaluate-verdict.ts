import type { Difference, ScoreSheet, SheetMetric } from '#core/score-sheet.ts';
import { normalQuantile } from '#stats/distributions.ts';

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
   * About how many more segments, rated for both, would tell the two apart, if the difference stays as it is; absent where they are told apart,
   * and where no number would do.
   */
  readonly needed?: number;
}

/** How likely it shall be that so many segments settle it. */
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
        const whole = other.low === undefined ? { ...other, ...pairInterval(sheet, metricId, leaderId, other.systemId) } : other;
        const needed = segmentsNeeded(whole, other.low === undefined ? sheet.bootstrap.level : level, least);
        return needed === undefined ? whole : { ...whole, needed };
      })
      .sort((a, b) => a.value - b.value);
    return [{ metric, leaderId, level, samples, least, others: told }];
  });
}

/** The interval of these two alone, turned so that the leader comes first. */
function pairInterval(sheet: ScoreSheet, metricId: string, leaderId: string, otherId: string): { low?: number; high?: number } {
  const pairs = sheet.pairTests.find((tests) => tests.metricId === metricId)?.pairs ?? [];
  for (const { firstId, secondId, low, high } of pairs) {
    if (low === undefined || high === undefined) continue;
    if (firstId === leaderId && secondId === otherId) return { low, high };
    if (firstId === otherId && secondId === leaderId) return { low: -high, high: -low };
  }
  return {};
}

/**
 * Size of a paired sample that finds a true mean difference as large as the one seen with 80 % power, by the normal approximation; the spread is
 * read off the interval. Never fewer than a claim needs.
 */
function segmentsNeeded({ standing, segments, value, low, high }: Difference, level: number, least: number): number | undefined {
  if (standing === 'better' || standing === 'worse') return undefined;
  const short = Math.max(0, least - segments);
  if (low === undefined || high === undefined) return short > 0 ? short : undefined;
  const certainty = normalQuantile(1 - (1 - level) / 2);
  const spread = (((high - low) / 2) * Math.sqrt(segments)) / certainty;
  if (value === 0) return undefined;
  const size = (((certainty + normalQuantile(POWER)) * spread) / value) ** 2;
  const needed = Math.max(short, Math.ceil(size) - segments, 1);
  return needed > MOST ? undefined : rounded(needed);
}

/** To two digits: more would be false precision. */
function rounded(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / step) * step;
}
