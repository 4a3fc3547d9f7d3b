import type { AcceptanceRule, SampleGroup, SampleKind, SamplePlan, Stratifier } from '#core/sample.ts';
import type { Aql, Inspection, InspectionLevel } from '#stats/acceptance.ts';
import { AQLS, INSPECTIONS, INSPECTION_LEVELS, samplingPlan } from '#stats/acceptance.ts';
import type { Allocation } from '#stats/strata.ts';
import { allocate } from '#stats/strata.ts';
import type { SampleFrame } from '#workers/review-sample.ts';

/** Drawn at most: what one queue lists. */
export const MAX_SAMPLE = 1000;

/** What a plan from the table can be chosen by. Quality levels above 10 count faults, not faulty units: a verdict knows only the latter. */
export const TABLE_CHOICES = {
  aql: AQLS.filter((aql) => aql <= 10),
  level: INSPECTION_LEVELS,
  inspection: INSPECTIONS,
} as const;

/** What the person asks for when drawing a sample, all kinds side by side, so that nothing typed is lost by looking at another kind. */
export interface SampleWish {
  readonly kind: SampleKind;
  readonly systemId: string;
  readonly size: number;
  readonly seed: number;
  readonly by: Stratifier;
  readonly allocation: Allocation;
  /** The scorer that orders by risk or makes the classes of scores; empty: the first there is. */
  readonly metricId: string;
  /** table: size and number come from ANSI/ASQ Z1.4. own: from the person. */
  readonly rule: 'table' | 'own';
  readonly aql: Aql;
  readonly level: InspectionLevel;
  readonly inspection: Inspection;
  readonly accept: number;
  /** The share of problems, in percent, that the forecast is about. */
  readonly rate: number;
}

/** Why nothing can be drawn, by the field that is to be mended. */
export type DrawProblem =
  | { readonly field: 'size' | 'seed' | 'rate'; readonly value: number }
  | { readonly field: 'accept'; readonly value: number; readonly most: number }
  | { readonly field: 'rule'; readonly reason: 'one-segment' }
  | { readonly field: 'rule'; readonly reason: 'too-many'; readonly size: number }
  | { readonly field: 'by'; readonly reason: 'one-group' | 'no-score' | 'no-domain'; readonly by: Stratifier }
  | { readonly field: 'by'; readonly reason: 'too-many'; readonly by: Stratifier; readonly groups: number }
  | { readonly field: 'system' };

/** What a wish comes to before it is drawn. */
export interface DrawPlan {
  /** Units that it gives; of whole documents, about as many. */
  readonly size: number;
  /** With how many each stratum gives. */
  readonly groups: readonly SampleGroup[];
  readonly rule?: AcceptanceRule;
  readonly problem?: DrawProblem;
}

/** A wish against what there is to draw from. `hasScore`: whether any scorer has scored the system. */
export function drawPlan(wish: SampleWish, frame: SampleFrame, hasScore: boolean): DrawPlan {
  const { population } = frame;
  const rule = wish.kind === 'acceptance' ? ruleOf(wish, population) : undefined;
  const asked = rule?.table ? rule.size : wish.size;
  const size = Math.min(asked, population);
  const counts = { size, groups: [], ...(rule ? { rule: rule.rule } : {}) };
  const problem = problemOf(wish, frame, rule, hasScore);
  if (problem) return { ...counts, problem };
  if (wish.kind !== 'stratified') return counts;
  const drawn = allocate(frame.groups.map((group) => group.population), size, wish.allocation); // prettier-ignore
  return { ...counts, groups: frame.groups.map((group, i) => ({ ...group, drawn: drawn[i] ?? 0 })) };
}

interface SizedRule {
  readonly size: number;
  readonly rule: AcceptanceRule;
  readonly table: boolean;
}

function ruleOf({ rule, size, accept, aql, level, inspection }: SampleWish, lot: number): SizedRule {
  if (rule === 'own') return { size, table: false, rule: { accept, reject: accept + 1 } };
  const plan = samplingPlan(Math.max(2, lot), aql, level, inspection);
  const table = { aql, level, inspection, letter: plan.letter };
  return { size: plan.size, table: true, rule: { accept: plan.accept, reject: plan.reject, table } };
}

function problemOf(wish: SampleWish, frame: SampleFrame, rule: SizedRule | undefined, hasScore: boolean): DrawProblem | undefined {
  const { kind, by, size, seed, rate, accept } = wish;
  const { population, groupCount } = frame;
  if (population === 0) return { field: 'system' };
  if (!rule?.table && !isWhole(size, 1, MAX_SAMPLE)) return { field: 'size', value: size };
  if (!isWhole(seed, 0, Number.MAX_SAFE_INTEGER)) return { field: 'seed', value: seed };
  if (kind === 'stratified') {
    if (by === 'score' && !hasScore) return { field: 'by', reason: 'no-score', by };
    if (by === 'domain' && groupCount === 1 && frame.groups[0]?.id === '') return { field: 'by', reason: 'no-domain', by };
    if (groupCount === 1) return { field: 'by', reason: 'one-group', by };
    if (groupCount > MAX_SAMPLE) return { field: 'by', reason: 'too-many', by, groups: groupCount };
  }
  if (rule?.table && population < 2) return { field: 'rule', reason: 'one-segment' };
  if (rule?.table && Math.min(rule.size, population) > MAX_SAMPLE) return { field: 'rule', reason: 'too-many', size: rule.size };
  const sampled = Math.min(size, population);
  if (rule && !rule.table && !isWhole(accept, 0, sampled - 1)) return { field: 'accept', value: accept, most: sampled - 1 };
  if (kind !== 'risk' && !(rate > 0 && rate <= 100)) return { field: 'rate', value: rate };
  return undefined;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** What the worker is asked to draw. */
export function requestedPlan(
  wish: SampleWish,
  { size, rule }: DrawPlan,
  scorer: { readonly metricId: string; readonly higherIsBetter: boolean } | undefined,
): Omit<SamplePlan, 'population' | 'groups' | 'documents'> {
  const { kind, systemId, by, allocation } = wish;
  const asked = { kind, systemId, size: rule?.table ? size : wish.size };
  switch (kind) {
    case 'stratified':
      return { ...asked, by, allocation, ...(by === 'score' && scorer ? { metricId: scorer.metricId } : {}) };
    case 'acceptance':
      return { ...asked, ...(rule ? { acceptance: rule } : {}) };
    case 'risk':
      return { ...asked, ...(scorer ? { metricId: scorer.metricId, higherIsBetter: scorer.higherIsBetter } : {}) };
    default:
      return asked;
  }
}
