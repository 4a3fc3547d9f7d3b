import type { Import, ImportOptions } from '#core/import.ts';
import { Failure } from '#core/failure.ts';
import { previewRows } from '#formats/delimited.ts';
import type { Format, Head, Question } from '#formats/format.ts';
import { recognise } from '#formats/table.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { Hashes } from '#workers/corpus-hash.ts';
import { headOf } from '#workers/corpus-source.ts';

/** A file of an import, as detection saw it. */
export interface DetectedFile {
  readonly name: string;
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** One import that dropped files would make. */
export interface Detection {
  /** Place of each file in the list that was asked about. */
  readonly indexes: readonly number[];
  readonly files: readonly DetectedFile[];
  readonly formatId: string;
  /** The format as the field writes it. */
  readonly formatName: string;
  /** What the person must say or confirm; nothing where the file says it all. */
  readonly asks: readonly Question[];
  /** What the file says, filled up with guesses. */
  readonly proposal: ImportOptions;
  /** The first rows of a table, for naming its columns. */
  readonly preview: readonly (readonly string[])[];
  /** The project that these very files are already. */
  readonly existing?: { readonly projectId: string; readonly name: string };
}

interface Seen {
  readonly index: number;
  readonly file: DetectedFile;
  readonly head: Head;
  readonly format: Format;
}

const PREVIEW_ROWS = 5;
const PREVIEW_CHARACTERS = 120;

/** Says what files are and what is still to be asked; the files of a format that joins them (plain text, Appraise) come together as one import, every other file is one of its own. */
export async function detectFiles(
  db: StetDatabase,
  files: readonly File[],
  hashes: Hashes,
  around: { readonly signal: AbortSignal; readonly read: (bytes: number) => void },
): Promise<readonly Detection[]> {
  const seen: Seen[] = [];
  for (const [index, file] of files.entries()) {
    around.signal.throwIfAborted();
    if (file.size === 0) throw new Failure('import/empty', { file: file.name });
    const head = await headOf(file, around.signal);
    const format = recognise(head);
    if (!format) throw new Failure('import/unknown-format', { file: file.name });
    const sha256 = await hashes.hashBlob(file, around.signal, around.read);
    seen.push({ index, head, format, file: { name: file.name, sha256, bytes: file.size } });
  }
  const joined = new Map<Format, Seen[]>();
  for (const one of seen) if (one.format.joinsFiles) joined.set(one.format, [...(joined.get(one.format) ?? []), one]);
  const groups = [...seen.filter(({ format }) => !format.joinsFiles).map((one) => [one]), ...joined.values()];
  const imports = await db.imports.where('status').equals('done').toArray();
  return Promise.all(groups.map((group) => detection(db, group, imports)));
}

async function detection(db: StetDatabase, group: readonly Seen[], imports: readonly Import[]): Promise<Detection> {
  const heads = group.map(({ head }) => head);
  const format = group[0]?.format;
  if (!format) throw new Error('a group without files');
  const files = group.map(({ file }) => file);
  const key = filesKey(files);
  const same = imports.find((row) => filesKey(row.files) === key);
  const existing = same && (await db.projects.get(same.projectId));
  const facts = format.facts(heads);
  return {
    indexes: group.map(({ index }) => index),
    files,
    formatId: format.id,
    formatName: format.name,
    asks: format.asks,
    proposal: { name: '', sourceLang: '', targetLang: '', ...facts, formatId: format.id },
    preview: format.asks.includes('columns')
      ? previewRows(heads[0]?.text ?? '')
          .slice(0, PREVIEW_ROWS)
          .map((cells) => cells.map((cell) => cell.slice(0, PREVIEW_CHARACTERS)))
      : [],
    ...(existing ? { existing: { projectId: existing.id, name: existing.name } } : {}),
  };
}

/** The same for the same files, in whatever order they are given. */
export function filesKey(files: readonly { readonly sha256: string }[]): string {
  return files
    .map((file) => file.sha256)
    .sort()
    .join('\n');
}
