import type { SampleGroup, SamplePlan } from '#core/sample.ts';
import { segmentId } from '#core/segment.ts';
import { randomFrom } from '#stats/random.ts';
import { drawSample, orderByValue } from '#stats/sampling.ts';
import { allocate, drawDocuments, drawStratified, quantileClasses } from '#stats/strata.ts';
import type { StetDatabase } from '#storage/db.ts';

export interface SampleRequest {
  readonly projectId: string;
  readonly seed: number;
  readonly plan: Omit<SamplePlan, 'population' | 'groups' | 'documents'>;
}

export type FrameRequest = Pick<SamplePlan, 'systemId' | 'by' | 'metricId'> & { readonly projectId: string };

/** What there is to draw from, and how it falls into groups. */
export interface SampleFrame {
  readonly population: number;
  /** Documents with anything translated. */
  readonly documents: number;
  /** At most 1,000; none where nothing is stratified. */
  readonly groups: readonly Omit<SampleGroup, 'drawn'>[];
  readonly groupCount: number;
}

/** More groups than a sample can hold units are counted, not listed. */
const LISTED_GROUPS = 1000;
/** Classes of lengths and of scores, as equally filled as ties allow. */
const CLASSES = 4;

interface Unit {
  readonly unitId: string;
  readonly systemId: string;
  readonly documentId: string;
  /** The stratum's id; a class's number for lengths and scores. */
  readonly group: string;
  /** The length or score that made the class. */
  readonly value?: number;
}

/** What a plan of this system draws from; `by` absent: one heap. */
export async function sampleFrame(db: StetDatabase, request: FrameRequest): Promise<SampleFrame> {
  const units = await unitsOf(db, request.projectId, request);
  const groups = request.by === undefined ? [] : groupsOf(units);
  return {
    population: units.length,
    documents: new Set(units.map(({ documentId }) => documentId)).size,
    groups: groups.slice(0, LISTED_GROUPS),
    groupCount: groups.length,
  };
}

/** The units that a sample of this plan and seed consists of, in its order, and the plan with what they were drawn from. */
export async function planSample(db: StetDatabase, request: SampleRequest): Promise<{ plan: SamplePlan; unitIds: readonly string[] }> {
  const { projectId, seed, plan: wish } = request;
  const units = await unitsOf(db, projectId, wish);
  const plan: SamplePlan = { ...wish, population: units.length };
  const random = randomFrom(seed);
  switch (plan.kind) {
    case 'random':
    case 'acceptance':
      return { plan, unitIds: idsOf(drawSample(units, plan.size, random)) };
    case 'risk': {
      const values = await valuesOf(db, projectId, plan);
      const sign = plan.higherIsBetter === false ? -1 : 1;
      const worstFirst = orderByValue(units, ({ unitId }) => {
        const value = values.get(unitId);
        return value === undefined ? undefined : sign * value;
      });
      return { plan, unitIds: idsOf(worstFirst.slice(0, plan.size)) };
    }
    case 'stratified': {
      const { size, allocation = 'proportional' } = plan;
      const groups = groupsOf(units);
      const drawn = allocate(groups.map(({ population }) => population), size, allocation); // prettier-ignore
      const unitIds = idsOf(drawStratified(units, ({ group }) => group, { size, allocation }, random));
      return { plan: { ...plan, groups: groups.map((group, i) => ({ ...group, drawn: drawn[i] ?? 0 })) }, unitIds };
    }
    case 'documents': {
      const drawn = drawDocuments(units, ({ documentId }) => documentId, plan.size, random);
      const groups = groupsOf(drawn.map((unit) => ({ ...unit, group: unit.documentId })));
      const documents = new Set(units.map(({ documentId }) => documentId)).size;
      return {
        plan: { ...plan, documents, groups: groups.map((group) => ({ ...group, drawn: group.population })) },
        unitIds: idsOf(drawn),
      };
    }
  }
}

function idsOf(units: readonly Unit[]): readonly string[] {
  return units.map(({ unitId }) => unitId);
}

/** The groups in the order in which they first occur. */
function groupsOf(units: readonly Unit[]): readonly Omit<SampleGroup, 'drawn'>[] {
  const groups = new Map<string, Omit<SampleGroup, 'drawn'>>();
  for (const { group: id, value } of units) {
    const known = groups.get(id);
    const ends = value === undefined ? {} : { least: Math.min(value, known?.least ?? value), most: Math.max(value, known?.most ?? value) };
    groups.set(id, { id, population: (known?.population ?? 0) + 1, ...ends });
  }
  return [...groups.values()];
}

/** What the system has translated, in the order of the project; classes of lengths and scores from low to high, what has no score last; by system, one after the other. */
async function unitsOf(
  db: StetDatabase,
  projectId: string,
  { systemId, by, metricId }: Pick<SamplePlan, 'systemId' | 'by' | 'metricId'>,
): Promise<readonly Unit[]> {
  const documents = await db.documents.where('projectId').equals(projectId).sortBy('order');
  const systemIds = by === 'system' ? await db.systems.where('projectId').equals(projectId).primaryKeys() : [systemId];
  const units: Unit[] = [];
  const lengths = new Map<string, number>();
  for (const own of systemIds) {
    for (const document of documents) {
      if (by === 'length') {
        const segments = await db.segments.where('documentId').equals(document.id).toArray();
        for (const { id, source } of segments) lengths.set(id, [...source].length);
      }
      const pack = await db.hypotheses.get([document.id, own]);
      const group = by === 'domain' ? (document.domain ?? '') : by === 'system' ? own : by === 'document' ? document.id : '';
      for (const [index, text] of (pack?.texts ?? []).entries()) {
        if (text !== null) units.push({ unitId: segmentId(document.id, index), systemId: own, documentId: document.id, group });
      }
    }
  }
  if (by === 'length') return inClasses(units, lengths);
  if (by === 'score') return inClasses(units, await valuesOf(db, projectId, { systemId, ...(metricId === undefined ? {} : { metricId }) }));
  return units;
}

function inClasses(units: readonly Unit[], values: ReadonlyMap<string, number>): readonly Unit[] {
  const known = units.flatMap((unit) => {
    const value = values.get(unit.unitId);
    return value === undefined ? [] : [{ ...unit, value }];
  });
  const classes = quantileClasses(known.map(({ value }) => value), CLASSES); // prettier-ignore
  const classed = known.map((unit, i) => ({ ...unit, group: String(classes[i] ?? 0) }));
  return [...classed.toSorted((a, b) => Number(a.group) - Number(b.group)), ...units.filter(({ unitId }) => !values.has(unitId))];
}

/** The values of the plan's metric by segment. */
async function valuesOf(
  db: StetDatabase,
  projectId: string,
  { systemId, metricId = '' }: Pick<SamplePlan, 'systemId' | 'metricId'>,
): Promise<ReadonlyMap<string, number>> {
  const values = new Map<string, number>();
  await db.metricValues
    .where('[projectId+metricId]')
    .equals([projectId, metricId])
    .each((row) => {
      if (row.systemId === systemId && row.level === 'segment') values.set(row.unitId, row.value);
    });
  return values;
}
