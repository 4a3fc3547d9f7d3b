import { DecodeUTF8, strFromU8, unzipSync } from 'fflate';
import type { Issue } from '#core/failure.ts';
import { Failure } from '#core/failure.ts';
import { typologyOf } from '#core/typologies.ts';
import type { Manifest } from '#formats/bundle-manifest.ts';
import { BUNDLE_TABLES, BUNDLE_VERSION, MANIFEST, parseManifest, tableFile } from '#formats/bundle-manifest.ts';
import { readRecord } from '#formats/bundle-rows.ts';
import { writeBundle } from '#formats/bundle-write.ts';
import { titleOf } from '#formats/file-name.ts';
import type { Batch, Format, Head, ReadOptions, SourceFile, TableName, TableRows } from '#formats/format.ts';
import { BATCH_ROWS } from '#formats/format.ts';

/** Stet's own package: everything of a project, without loss. Described in docs/format.md. */
export const bundle: Format = {
  id: 'bundle',
  name: 'Stet',
  extensions: ['stet', 'zip'],
  asks: [],
  joinsFiles: false,
  gathers: false,
  recognises: ({ bytes }) => ZIP_MAGIC.every((byte, i) => bytes[i] === byte),
  facts: ([head]: readonly Head[]) => ({ name: titleOf(head?.name ?? ''), sourceLang: '', targetLang: '' }),
  read,
  write: writeBundle,
};

const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];
/** Bytes of one table, unpacked: what a page can hold. */
const LARGEST_TABLE = 1_500_000_000;
const LARGEST_MANIFEST = 10_000_000;

/** The manifest of a bundle; a `Failure` where the file is no bundle that this version reads. */
export function manifestOf(zip: Uint8Array, name: string): Manifest {
  const data = unpack(zip, MANIFEST, LARGEST_MANIFEST, name);
  const manifest = data && parseManifest(strFromU8(data));
  if (!manifest) throw new Failure('bundle/manifest', { file: name });
  if (manifest.version > BUNDLE_VERSION) throw new Failure('bundle/version', { file: name, version: manifest.version });
  return manifest;
}

async function* read(files: readonly SourceFile[], options: ReadOptions): AsyncIterable<Batch | Issue> {
  for (const file of files) {
    const zip = await bytesOf(file);
    const manifest = manifestOf(zip, file.name);
    for (const { path, sha256, bytes } of manifest.files) {
      const data = unpack(zip, path, bytes, file.name);
      if (!data || data.length !== bytes || options.sha256(data) !== sha256) throw new Failure('bundle/damaged', { file: file.name, path });
    }
    for (const table of BUNDLE_TABLES) {
      const listed = manifest.files.find(({ path }) => path === tableFile(table));
      const data = listed && unpack(zip, listed.path, listed.bytes, file.name);
      if (data) yield* readTable(table, data, manifest.project.id, file.name);
    }
  }
}

async function bytesOf(file: SourceFile): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of file.bytes()) {
    chunks.push(chunk);
    length += chunk.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** One entry of the zip, refused before unpacking where it says that it is larger than `limit`. */
function unpack(zip: Uint8Array, path: string, limit: number, name: string): Uint8Array | undefined {
  try {
    const found = unzipSync(zip, {
      filter: (entry) => {
        if (entry.name !== path) return false;
        if (entry.originalSize > Math.min(limit, LARGEST_TABLE)) throw new Failure('bundle/damaged', { file: name, path });
        return true;
      },
    });
    return found[path];
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('bundle/damaged', { file: name, path }, { cause }); // fflate throws plain errors for any broken zip
  }
}

/** Where rows of a table go in a batch. */
const BATCH_FIELD: Readonly<Partial<Record<TableName, keyof Batch>>> = {
  documents: 'documents',
  segments: 'segments',
  systems: 'systems',
  hypotheses: 'packs',
  runs: 'runs',
  annotators: 'annotators',
  events: 'events',
  imports: 'imports',
  samples: 'samples',
  metricValues: 'metricValues',
};

function* readTable<K extends TableName>(table: K, data: Uint8Array, projectId: string, file: string): Iterable<Batch | Issue> {
  let records: TableRows[K][] = [];
  for (const { line, text } of jsonLines(data)) {
    const record = readRecord(table, parse(text), projectId);
    if (!record) yield { file: `${file}/${tableFile(table)}`, line, code: 'bundle/row', values: { table } };
    else records.push(record);
    if (records.length < BATCH_ROWS) continue;
    yield batchOf(table, records);
    records = [];
  }
  yield batchOf(table, records);
  const project = table === 'projects' ? (records[0] as TableRows['projects'] | undefined) : undefined; // a table's records are its own
  if (table === 'projects' && !project) throw new Failure('bundle/manifest', { file });
  if (project && typologyOf(project.typologyId).id !== project.typologyId) {
    yield { file, line: 0, code: 'bundle/typology', values: { typology: project.typologyId } };
  }
}

/** Annotations are the fold of the events and are made anew from them. */
function batchOf<K extends TableName>(table: K, records: readonly TableRows[K][]): Batch {
  const rows = records.length;
  if (table === 'projects') return { rows, ...(records[0] ? { project: records[0] as TableRows['projects'] } : {}) }; // the table's own record
  const field = BATCH_FIELD[table];
  return field === undefined ? { rows } : { rows, [field]: records };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

const SLICE = 1 << 20;

/** The lines of a JSONL file, decoded piece by piece: the whole of a large table would be too long for one string. */
function* jsonLines(data: Uint8Array): Iterable<{ readonly line: number; readonly text: string }> {
  let pending = '';
  let line = 0;
  const decoder = new DecodeUTF8((text) => {
    pending += text;
  });
  for (let from = 0; from < data.length; from += SLICE) {
    decoder.push(data.subarray(from, from + SLICE), from + SLICE >= data.length);
    const pieces = pending.split('\n');
    pending = pieces.pop() ?? '';
    for (const text of pieces) {
      line += 1;
      if (text !== '') yield { line, text };
    }
  }
  if (pending !== '') yield { line: line + 1, text: pending };
}
