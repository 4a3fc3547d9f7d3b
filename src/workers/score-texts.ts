import { Failure } from '#core/failure.ts';
import { groupBy } from '#core/groups.ts';
import type { Document, HypothesisPack, Project, Segment, System } from '#core/segment.ts';
import type { StetDatabase } from '#storage/db.ts';

/** One document with its texts, as the score worker holds them. */
export interface DocumentTexts {
  readonly document: Document;
  /** Place of its first segment among all the project's. */
  readonly offset: number;
  readonly segments: readonly Segment[];
  /** By segment, without the names. */
  readonly references: readonly (readonly string[])[];
  /** By system id: texts by segment, null where not translated. */
  readonly targets: ReadonlyMap<string, readonly (string | null)[]>;
}

/** All texts of a project, its segments in one row: the place in it is how the score worker names a segment. */
export interface ProjectTexts {
  readonly project: Project;
  readonly systems: readonly System[];
  readonly documents: readonly DocumentTexts[];
  readonly count: number;
  /** By segment id. */
  readonly places: ReadonlyMap<string, number>;
}

/** What the texts are made of, as it rests in storage. */
export interface StoredTexts {
  readonly project: Project;
  readonly documents: readonly Document[];
  readonly segments: readonly Segment[];
  readonly systems: readonly System[];
  readonly packs: readonly HypothesisPack[];
}

export async function readTexts(db: StetDatabase, projectId: string): Promise<StoredTexts> {
  return db.transaction('r', [db.projects, db.documents, db.segments, db.systems, db.hypotheses], async () => {
    const project = await db.projects.get(projectId);
    if (!project) throw new Failure('score/no-project', { projectId });
    const [documents, segments, systems, packs] = await Promise.all([
      db.documents.where('projectId').equals(projectId).sortBy('order'),
      db.segments.where('projectId').equals(projectId).toArray(),
      db.systems.where('projectId').equals(projectId).toArray(),
      db.hypotheses.where('projectId').equals(projectId).toArray(),
    ]);
    return { project, documents, segments, systems, packs };
  });
}

/** Puts texts in the order of the project: documents by their order, segments by their index, references by their name. */
export function arrangeTexts({ project, documents, segments, systems, packs }: StoredTexts): ProjectTexts {
  const byDocument = groupBy(segments, (segment) => segment.documentId);
  const packsOf = groupBy(packs, (pack) => pack.documentId);
  const places = new Map<string, number>();
  let count = 0;
  const arranged = documents.map((document): DocumentTexts => {
    const own = (byDocument.get(document.id) ?? []).toSorted((a, b) => a.index - b.index);
    const offset = count;
    for (const segment of own) places.set(segment.id, count++);
    const targets = (packsOf.get(document.id) ?? []).map(
      ({ systemId, texts }) => [systemId, own.map(({ index }) => texts[index] ?? null)] as const,
    );
    return { document, offset, segments: own, references: own.map(referencesOf), targets: new Map(targets) };
  });
  return { project, systems, documents: arranged, count, places };
}

function referencesOf({ references }: Segment): readonly string[] {
  return Object.keys(references)
    .sort()
    .map((name) => references[name] ?? '');
}
