import { createHash } from 'node:crypto';
import type { Issue } from '#core/failure.ts';
import type { ImportOptions } from '#core/import.ts';
import type { HypothesisPack, Project } from '#core/segment.ts';
import { typologyOf } from '#core/typologies.ts';
import type { Format, Head, RecordSource, SourceFile, TableName, TableRows, WriteOptions } from '#formats/format.ts';
import { isIssue } from '#formats/format.ts';
import { foldAll, importEvent } from '#workers/corpus-events.ts';
import { Packs } from '#workers/corpus-packs.ts';

/** A file in memory that comes in chunks of so many bytes. */
export function memoryFile(name: string, content: string | Uint8Array, chunk = 65_536): SourceFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  async function* chunks(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunk) yield await Promise.resolve(bytes.subarray(at, at + chunk));
  }
  return {
    name,
    bytes: chunks,
    text: async function* () {
      const decoder = new TextDecoder('utf-8', { fatal: true });
      for await (const part of chunks()) yield decoder.decode(part, { stream: true });
      yield decoder.decode();
    },
  };
}

export async function headOf(file: SourceFile): Promise<Head> {
  const bytes = (await collect(file.bytes())).subarray(0, 65_536);
  const text = bytes.includes(0) ? undefined : new TextDecoder().decode(bytes, { stream: true });
  return { name: file.name, bytes, ...(text === undefined ? {} : { text }) };
}

async function collect(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return new Uint8Array(Buffer.concat(all));
}

export type Tables = { readonly [K in TableName]: TableRows[K][] };

/** Everything a format reads, put together as storage holds it. */
export interface Loaded {
  readonly tables: Tables;
  readonly issues: readonly Issue[];
  readonly rows: number;
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export async function load(format: Format, files: readonly SourceFile[], given: Partial<ImportOptions> = {}): Promise<Loaded> {
  const facts = format.facts(await Promise.all(files.map(headOf)));
  const options = { name: '', sourceLang: 'en', targetLang: 'de', ...facts, formatId: format.id, ...given };
  const projectId = 'p1';
  const tables: Tables = {
    projects: [],
    documents: [],
    segments: [],
    systems: [],
    hypotheses: [],
    runs: [],
    annotators: [],
    annotations: [],
    events: [],
    imports: [],
    samples: [],
    metricValues: [],
  };
  const packs = new Packs(projectId);
  const issues: Issue[] = [];
  let project: Partial<Project> = {};
  let rows = 0;
  for await (const part of format.read(files, { ...options, projectId, sha256 })) {
    if (isIssue(part)) {
      issues.push(part);
      continue;
    }
    rows += part.rows;
    project = { ...project, ...part.project };
    tables.documents.push(...(part.documents ?? []));
    tables.segments.push(...(part.segments ?? []));
    tables.systems.push(...(part.systems ?? []));
    tables.annotators.push(...(part.annotators ?? []));
    tables.hypotheses.push(...(part.packs ?? []));
    tables.runs.push(...(part.runs ?? []));
    tables.imports.push(...(part.imports ?? []));
    tables.samples.push(...(part.samples ?? []));
    tables.metricValues.push(...(part.metricValues ?? []));
    for (const given of part.annotations ?? []) tables.events.push(importEvent(given, tables.events.length + 1));
    tables.events.push(...(part.events ?? []));
    packs.add(part.hypotheses ?? []);
    packs.count(part.segments ?? []);
  }
  tables.hypotheses.push(...packs.take(new Map()));
  tables.annotations.push(...foldAll(tables.events));
  const { name, sourceLang, targetLang } = options;
  tables.projects.push({
    id: projectId,
    name,
    sourceLang,
    targetLang,
    protocols: ['MQM', 'ESA'],
    typologyId: 'mqm-core',
    createdAt: 0,
    ...project,
  });
  return { tables, issues, rows };
}

function recordsOf(tables: Tables): RecordSource {
  const project = tables.projects[0];
  if (!project) throw new Error('the tables hold no project');
  return {
    project,
    typology: typologyOf(project.typologyId),
    rows: async function* <K extends TableName>(table: K) {
      yield await Promise.resolve(tables[table]);
    },
    document: (documentId) => {
      const segments = tables.segments.filter((segment) => segment.documentId === documentId).sort((a, b) => a.index - b.index);
      const ids = new Set(segments.map((segment) => segment.id));
      return Promise.resolve({
        segments,
        packs: tables.hypotheses.filter((pack) => pack.documentId === documentId),
        annotations: tables.annotations.filter((annotation) => ids.has(annotation.unitId)),
      });
    },
  };
}

const WRITE: WriteOptions = {
  at: Date.UTC(2026, 0, 2),
  appVersion: '0.0.0',
  sha256: () => {
    const hash = createHash('sha256');
    return { update: (data) => hash.update(data), hex: () => hash.digest('hex') };
  },
};

export async function writeBytes(format: Format, tables: Tables): Promise<Uint8Array> {
  if (!format.write) throw new Error(`${format.id} does not write`);
  return collect(format.write(recordsOf(tables), WRITE));
}

/** What a project says, by names instead of ids, without times: equal for equal work. */
export function meaning(tables: Tables): unknown {
  const names = new Map([...tables.documents, ...tables.systems, ...tables.annotators].map((row) => [row.id, row.name]));
  const name = (id: string): string => names.get(id) ?? id;
  const place = new Map(tables.segments.map((segment) => [segment.id, `${name(segment.documentId)} ${segment.index}`]));
  const sorted = <T>(rows: readonly T[]): readonly T[] => rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const pack = ({ documentId, systemId, texts }: HypothesisPack): unknown => ({
    document: name(documentId),
    system: name(systemId),
    texts,
  });
  const [project] = tables.projects;
  return {
    project: project && {
      sourceLang: project.sourceLang,
      targetLang: project.targetLang,
      typologyId: project.typologyId,
      protocols: project.protocols,
    },
    documents: tables.documents.map((document) => document.name),
    segments: sorted(
      tables.segments.map(({ id: _id, projectId: _project, documentId, externalId: _externalId, ...segment }) => ({
        ...segment,
        document: name(documentId),
      })),
    ),
    hypotheses: sorted(tables.hypotheses.map(pack)),
    annotations: sorted(
      tables.annotations.map(({ id: _id, projectId: _project, unitId, systemId, annotatorId, updatedAt: _at, errors, ...annotation }) => ({
        place: place.get(unitId),
        system: name(systemId),
        annotator: name(annotatorId),
        ...annotation,
        errors: errors.map(({ id: _span, ...error }) => error),
      })),
    ),
  };
}
