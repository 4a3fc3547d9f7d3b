/**
 * random: a simple sample. stratified: a simple sample of each group. documents: whole documents. acceptance: a simple sample with the number of faulty units that still passes.
 * risk: the worst first.
 */
export const SAMPLE_KINDS = ['random', 'stratified', 'documents', 'acceptance', 'risk'] as const;
export type SampleKind = (typeof SAMPLE_KINDS)[number];

/** What a stratified sample is spread over. */
export const STRATIFIERS = ['document', 'domain', 'length', 'score', 'system'] as const;
export type Stratifier = (typeof STRATIFIERS)[number];

/** proportional: as large a part of the sample as of the whole. equal: the same number from each group. */
export const ALLOCATIONS = ['proportional', 'equal'] as const;

/** One stratum of a stratified sample, or one drawn document. Its units stand together in `unitIds`, in the order of the groups. */
export interface SampleGroup {
  /** A document's or a system's id, a domain (empty: none given), or the number of a class of lengths or scores from 0 (empty: no score). */
  readonly id: string;
  /** Of a class: least and greatest value in it. Lengths are characters of the source. */
  readonly least?: number;
  readonly most?: number;
  /** Units that it has, drawn or not. */
  readonly population: number;
  readonly drawn: number;
}

/** When a lot is accepted, and after which table. */
export interface AcceptanceRule {
  /** The lot is accepted with at most so many faulty units, and refused with `reject` or more; only reduced inspection leaves a gap between the two. */
  readonly accept: number;
  readonly reject: number;
  /** ANSI/ASQ Z1.4, single sampling; absent where the person set size and number. */
  readonly table?: {
    /** Acceptable quality level: faulty units in a hundred. */
    readonly aql: number;
    /** Such as `II` or `S-1`. */
    readonly level: string;
    readonly inspection: 'normal' | 'tightened' | 'reduced';
    readonly letter: string;
  };
}

/** How a sample was drawn, so that anyone can draw it again: the order is that of `unitIds`. */
export interface SamplePlan {
  readonly kind: SampleKind;
  /** Of a sample that is stratified by system, the first of them: `groups` names all. */
  readonly systemId: string;
  /** Segments asked for; fewer where the system has fewer, more where whole documents are kept. */
  readonly size: number;
  /** How many segments the system had translated when it was drawn: what the sample speaks for. */
  readonly population: number;
  /** The metric or model whose value orders a `risk` sample, the worst first, or makes the classes of scores. */
  readonly metricId?: string;
  /** Whether its higher values are the better ones. */
  readonly higherIsBetter?: boolean;
  readonly by?: Stratifier;
  readonly allocation?: (typeof ALLOCATIONS)[number];
  readonly groups?: readonly SampleGroup[];
  /** Documents that the system had translated anything of: what whole documents were drawn from. */
  readonly documents?: number;
  readonly acceptance?: AcceptanceRule;
}

export interface Sample {
  /** Made by `sampleId`; the item of every annotation that reviews it. */
  readonly id: string;
  readonly projectId: string;
  readonly seed: number;
  readonly plan: SamplePlan;
  readonly unitIds: readonly string[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** One unit of a sample. */
export interface SampleUnit {
  readonly unitId: string;
  readonly systemId: string;
  /** Its place in `plan.groups`; 0 where there are none. */
  readonly group: number;
}

const PREFIX = 'sample.';

/** The id of a new sample; it tells what it is, so that a review annotation is known for one while it has no verdict. */
export function sampleId(newId: string): string {
  return `${PREFIX}${newId}`;
}

export function isSampleId(id: string): boolean {
  return id.startsWith(PREFIX);
}

/** The units in the order drawn, each with its system and group. */
export function sampleUnits({ plan, unitIds }: Pick<Sample, 'plan' | 'unitIds'>): readonly SampleUnit[] {
  const groups = plan.groups ?? [];
  let group = 0;
  let left = groups[0]?.drawn ?? 0;
  return unitIds.map((unitId) => {
    while (left === 0 && group + 1 < groups.length) left = groups[++group]?.drawn ?? 0;
    left--;
    return { unitId, systemId: plan.by === 'system' ? (groups[group]?.id ?? plan.systemId) : plan.systemId, group };
  });
}
