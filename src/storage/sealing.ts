import { gzipSync } from 'fflate';
import { isReview } from '#core/annotation.ts';
import type { Event } from '#core/event.ts';
import type { OutboxItem } from '#core/outbox.ts';
import type { Project } from '#core/segment.ts';
import type { StetDatabase } from '#storage/db.ts';
import { sha256Hex } from '#storage/sigv4.ts';

/** One person's work on one system's translation of one document: what is sealed together. */
export interface Finished {
  readonly projectId: string;
  readonly documentId: string;
  readonly systemId: string;
  readonly annotatorId: string;
}

/**
 * Puts the events of a finished document that no object holds yet into the outbox, as one immutable object. Undefined where the document
 * is not finished or nothing is new. Called by one tab at a time; the transaction checks that none came between.
 */
export async function sealFinished(db: StetDatabase, work: Finished, deviceId: string, now: number): Promise<OutboxItem | undefined> {
  const project = await db.projects.get(work.projectId);
  if (!project) return undefined;
  const sealedTo = await lastSealed(db, work);
  const events = await finishedEvents(db, work, deviceId, sealedTo);
  const first = events[0];
  const last = events.at(-1);
  if (!first || !last) return undefined;
  const bytes = packEvents(events, work.documentId);
  const sha256 = await sha256Hex(bytes);
  const item: OutboxItem = {
    id: objectKey(project, work, { deviceId, firstSeq: first.seq, sha256, sealedAt: now }),
    projectId: work.projectId,
    documentId: work.documentId,
    systemId: work.systemId,
    annotatorId: work.annotatorId,
    sha256,
    events: events.length,
    fromSeq: first.seq,
    toSeq: last.seq,
    bytes,
    status: 'waiting',
    attempts: 0,
    notBefore: 0,
    sealedAt: now,
  };
  return db.transaction('rw', db.outbox, async () => {
    if ((await lastSealed(db, work)) !== sealedTo) return undefined;
    await db.outbox.add(item);
    return item;
  });
}

/** The bytes of a sealed object again, from its events: after a loss. Undefined where they are not those that were sealed. */
export async function resealed(item: Omit<OutboxItem, 'bytes'>, events: readonly Event[]): Promise<OutboxItem | undefined> {
  const bytes = packEvents(events, item.documentId);
  return (await sha256Hex(bytes)) === item.sha256 ? { ...item, bytes } : undefined;
}

/** This device's events on the document, system and person of an item, between two numbers, in order. */
export async function eventsBetween(
  db: StetDatabase,
  work: Finished,
  deviceId: string,
  from: number,
  to: number,
): Promise<readonly Event[]> {
  const segmentIds = await db.segments.where('documentId').equals(work.documentId).primaryKeys();
  const units = new Set([...segmentIds, work.documentId]);
  return db.events
    .where('[deviceId+seq]')
    .between([deviceId, from], [deviceId, to], true, true)
    .filter((event) => event.systemId === work.systemId && event.annotatorId === work.annotatorId && units.has(event.unitId))
    .sortBy('seq');
}

async function finishedEvents(db: StetDatabase, work: Finished, deviceId: string, sealedTo: number): Promise<readonly Event[]> {
  const segments = await db.segments.where('documentId').equals(work.documentId).toArray();
  const pack = await db.hypotheses.get([work.documentId, work.systemId]);
  if (!pack) return [];
  const annotations = await db.annotations
    .where('unitId')
    .anyOf(segments.map((segment) => segment.id))
    .filter((annotation) => annotation.systemId === work.systemId && annotation.annotatorId === work.annotatorId && !isReview(annotation))
    .toArray();
  const done = new Set(annotations.filter((annotation) => annotation.status === 'done').map((annotation) => annotation.unitId));
  const wanted = segments.filter((segment) => typeof pack.texts[segment.index] === 'string');
  if (wanted.length === 0 || !wanted.every((segment) => done.has(segment.id))) return [];
  return eventsBetween(db, work, deviceId, sealedTo + 1, Infinity);
}

/** The number of the last event of this work that an object holds; 0 where none does. */
async function lastSealed(db: StetDatabase, work: Finished): Promise<number> {
  const items = await db.outbox
    .where('projectId')
    .equals(work.projectId)
    .filter((item) => item.documentId === work.documentId && item.systemId === work.systemId && item.annotatorId === work.annotatorId)
    .toArray();
  return items.reduce((last, item) => Math.max(last, item.toSeq), 0);
}

/** Gzipped JSON lines, a pure function of the events. No field bears a partition's name, which query engines would put over it. */
export function packEvents(events: readonly Event[], documentId: string): Uint8Array<ArrayBuffer> {
  const lines = events.map((event) => `${JSON.stringify(toRow(event, documentId))}\n`).join('');
  return new Uint8Array(gzipSync(new TextEncoder().encode(lines), { level: 9, mtime: 0 }));
}

function toRow(event: Event, documentId: string): Record<string, unknown> {
  return {
    id: event.id,
    project_id: event.projectId,
    document_id: documentId,
    system_id: event.systemId,
    level: event.level,
    unit_id: event.unitId,
    annotation_id: event.annotationId,
    annotator_id: event.annotatorId,
    round: event.round,
    item_id: event.itemId ?? null,
    device_id: event.deviceId,
    seq: event.seq,
    at: event.at,
    kind: event.kind,
    span_id: event.spanId ?? null,
    field: event.field ?? null,
    value: event.value ?? null,
    undoes: event.undoes ?? null,
    text_sha256: event.textSha256 ?? null,
    schema: event.schema,
    app_version: event.appVersion,
  };
}

/** Hive partitions, then a name that holds the content's hash: the same object can be written twice and changes nothing. */
function objectKey(
  project: Project,
  work: Finished,
  object: { readonly deviceId: string; readonly firstSeq: number; readonly sha256: string; readonly sealedAt: number },
): string {
  const date = new Date(object.sealedAt).toISOString().slice(0, 10);
  const name = `${object.deviceId}-${String(object.firstSeq).padStart(9, '0')}-${object.sha256}.jsonl.gz`;
  return `labels/v=1/project=${slug(project)}/date=${date}/annotator=${safe(work.annotatorId)}/${name}`;
}

/** The project's name in letters that need no escaping, and the start of its id, which tells projects of one name apart. */
function slug(project: Project): string {
  const name = safe(project.name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase())
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return [name, safe(project.id).slice(0, 12)].filter(Boolean).join('-');
}

function safe(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]+/g, '-');
}
