import type { JsonObject } from '#formats/json.ts';
import { asArray, asNumber, asObject, asText, parseObject } from '#formats/json.ts';
import type { TableName } from '#formats/format.ts';

/** The bundle's layout; a reader refuses a higher number. See docs/format.md. */
export const BUNDLE_VERSION = 1;
export const MANIFEST = 'manifest.json';
export const CHECKSUMS = 'SHA256SUMS';
export const TYPOLOGY_FILE = 'typologies.jsonl';

/** The tables of a bundle, in the order in which they are written and read. */
export const BUNDLE_TABLES = [
  'projects',
  'documents',
  'segments',
  'systems',
  'runs',
  'hypotheses',
  'annotators',
  'annotations',
  'events',
  'imports',
  'samples',
  'metricValues',
] as const satisfies readonly TableName[];

export function tableFile(table: TableName): string {
  return `${table}.jsonl`;
}

/** One file of a bundle. */
export interface ManifestFile {
  readonly path: string;
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
}

export interface Manifest {
  readonly format: 'stet';
  readonly version: number;
  readonly appVersion: string;
  /** ISO 8601. */
  readonly writtenAt: string;
  readonly project: { readonly id: string; readonly name: string };
  readonly files: readonly ManifestFile[];
}

/** The manifest that a text holds; undefined where it is none. */
export function parseManifest(text: string): Manifest | undefined {
  const object = parseObject(text);
  const project = asObject(object?.['project']);
  const id = asText(project?.['id']);
  const version = asNumber(object?.['version']);
  if (object?.['format'] !== 'stet' || version === undefined || id === undefined || !isId(id)) return undefined;
  const files = asArray(object['files']).map((file) => manifestFile(asObject(file)));
  if (!files.every((file) => file !== undefined)) return undefined;
  return {
    format: 'stet',
    version,
    appVersion: asText(object['appVersion']) ?? '',
    writtenAt: asText(object['writtenAt']) ?? '',
    project: { id, name: asText(project?.['name']) ?? '' },
    files,
  };
}

function manifestFile(object: JsonObject | undefined): ManifestFile | undefined {
  const path = asText(object?.['path']);
  const sha256 = asText(object?.['sha256']);
  const bytes = asNumber(object?.['bytes']);
  if (path === undefined || sha256 === undefined || bytes === undefined) return undefined;
  return { path, sha256, bytes, rows: asNumber(object?.['rows']) ?? 0 };
}

/** Ids stand in URLs, object keys and file names, so nothing else may be in them. */
export function isId(text: string): boolean {
  return /^[\w.~-]{1,400}$/.test(text);
}
