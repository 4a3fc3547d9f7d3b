import type { Annotation } from '#core/annotation.ts';
import { compareAnnotations, judgements } from '#core/differ.ts';
import type { ReviewUnit } from '#core/review-unit.ts';
import type { Project } from '#core/segment.ts';
import { typologyOf } from '#core/typologies.ts';
import type { StetDatabase } from '#storage/db.ts';

/** A segment on which several annotators differ. */
export interface Disagreement {
  readonly unit: ReviewUnit;
  /** As `Comparison.size`. */
  readonly size: number;
}

export interface Disagreements {
  /** The greatest first; at most 1,000. */
  readonly rows: readonly Disagreement[];
  /** How many differ, listed or not. */
  readonly differing: number;
  /** How many segments, counted once a system, were judged by more than one annotator. */
  readonly judgedTwice: number;
}

const LIST_LIMIT = 1000;

/** The units with their texts, in the order asked for; a segment that is gone is left out. */
export async function readUnits(
  db: StetDatabase,
  wanted: readonly { readonly unitId: string; readonly systemId: string }[],
): Promise<readonly ReviewUnit[]> {
  const segments = await db.segments.bulkGet(wanted.map(({ unitId }) => unitId));
  const keys = new Map<string, [string, string]>();
  for (const [i, { systemId }] of wanted.entries()) {
    const documentId = segments[i]?.documentId;
    if (documentId !== undefined) keys.set(`${documentId} ${systemId}`, [documentId, systemId]);
  }
  const packs = await db.hypotheses.bulkGet([...keys.values()]);
  const texts = new Map([...keys.keys()].map((key, i) => [key, packs[i]?.texts ?? []]));
  return wanted.flatMap(({ unitId, systemId }, i): ReviewUnit[] => {
    const segment = segments[i];
    if (!segment) return [];
    const { documentId, index, source, references } = segment;
    return [{ unitId, systemId, documentId, index, source, target: texts.get(`${documentId} ${systemId}`)?.[index] ?? null, references }];
  });
}

/** Where annotators differ, the greatest difference first; equal ones in the order of the project. */
export async function findDisagreements(db: StetDatabase, project: Project, signal: AbortSignal): Promise<Disagreements> {
  const typology = typologyOf(project.typologyId);
  const byUnit = new Map<string, Annotation[]>();
  await db.annotations
    .where('projectId')
    .equals(project.id)
    .until(() => signal.aborted)
    .each((annotation) => {
      const key = `${annotation.unitId} ${annotation.systemId}`;
      const known = byUnit.get(key);
      if (known) known.push(annotation);
      else byUnit.set(key, [annotation]);
    });
  signal.throwIfAborted();
  const several = [...byUnit.values()].map(judgements).filter((all) => new Set(all.map((one) => one.annotatorId)).size > 1);
  const differing = several.flatMap((all) => {
    const [first] = all;
    const { differences, size } = compareAnnotations(all, typology);
    return first && differences.length > 0 ? [{ unitId: first.unitId, systemId: first.systemId, size, count: differences.length }] : [];
  });
  const listed = differing.sort((a, b) => b.size - a.size || b.count - a.count).slice(0, LIST_LIMIT);
  const places = new Map(listed.map((row) => [`${row.unitId} ${row.systemId}`, row]));
  const documents = await db.documents.where('projectId').equals(project.id).toArray();
  const orders = new Map(documents.map(({ id, order }) => [id, order]));
  const rows = (await readUnits(db, listed)).map((unit) => {
    const { size = 0, count = 0 } = places.get(`${unit.unitId} ${unit.systemId}`) ?? {};
    return { unit, size, count, order: orders.get(unit.documentId) ?? 0 };
  });
  rows.sort((a, b) => b.size - a.size || b.count - a.count || a.order - b.order || a.unit.index - b.unit.index);
  return { rows: rows.map(({ unit, size }) => ({ unit, size })), differing: differing.length, judgedTwice: several.length };
}
