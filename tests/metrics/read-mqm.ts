import { createHash } from 'node:crypto';
import type { Annotation } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import type { Segment, System } from '#core/segment.ts';
import { isIssue } from '#formats/format.ts';
import { mqmTsv } from '#formats/mqm-tsv.ts';

export interface MqmRecords {
  readonly systems: ReadonlyMap<string, System>;
  readonly segments: ReadonlyMap<string, Segment>;
  /** Names by id. */
  readonly annotators: ReadonlyMap<string, string>;
  readonly annotations: readonly Annotation[];
}

/** What Stet makes of an MQM table, by its own reader. */
export async function readMqm(name: string, table: string): Promise<MqmRecords> {
  async function* text(): AsyncIterable<string> {
    yield await Promise.resolve(table);
  }
  async function* bytes(): AsyncIterable<Uint8Array> {
    yield await Promise.resolve(Buffer.from(table));
  }
  const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
  const options = { name, sourceLang: 'en', targetLang: 'de', formatId: 'mqm-tsv', projectId: 'p', sha256 };
  const systems = new Map<string, System>();
  const segments = new Map<string, Segment>();
  const annotators = new Map<string, string>();
  const annotations: Annotation[] = [];
  for await (const part of mqmTsv.read([{ name, text, bytes }], options)) {
    if (isIssue(part)) continue;
    for (const system of part.systems ?? []) systems.set(system.id, system);
    for (const segment of part.segments ?? []) segments.set(segment.id, segment);
    for (const { id, name: own } of part.annotators ?? []) annotators.set(id, own);
    for (const { key, body } of part.annotations ?? []) annotations.push({ ...emptyAnnotation(key), ...body });
  }
  return { systems, segments, annotators, annotations };
}
