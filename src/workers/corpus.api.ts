import { Failure } from '#core/failure.ts';
import type { Issue } from '#core/failure.ts';
import type { Import, ImportOptions } from '#core/import.ts';
import { manifestOf } from '#formats/bundle.ts';
import type { Batch } from '#formats/format.ts';
import { isIssue } from '#formats/format.ts';
import { formatOf } from '#formats/table.ts';
import { titleOf } from '#formats/file-name.ts';
import { StetDatabase } from '#storage/db.ts';
import { dropImportFile, keepImportFile, keptImportFile } from '#storage/import-files.ts';
import type { DetectedFile, Detection } from '#workers/corpus-detect.ts';
import { detectFiles, filesKey } from '#workers/corpus-detect.ts';
import { Hashes } from '#workers/corpus-hash.ts';
import { mergeProject } from '#workers/corpus-merge.ts';
import { recordsOf } from '#workers/corpus-records.ts';
import { sourceFile } from '#workers/corpus-source.ts';
import { deleteRows, ProjectWriter } from '#workers/corpus-writer.ts';
import type { Call } from '#workers/rpc.ts';

/** How far a reading is: bytes of the files as they rest on disk, and rows found in them. */
export interface ReadProgress {
  readonly done: number;
  readonly total: number;
  readonly rows: number;
}

/** A file made for the person. */
export interface Export {
  readonly blob: Blob;
  readonly name: string;
}

const db = new StetDatabase();
const hashes = Hashes.load();

/** Functions of the corpus worker: files in, files out. */
export const corpusApi = {
  /** Says what files are and what the person must still say; reads each once for its SHA-256. */
  async detect(files: readonly File[], { signal, progress }: Call<ReadProgress>): Promise<readonly Detection[]> {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    let done = 0;
    const read = (bytes: number): void => {
      done += bytes;
      progress({ done, total, rows: 0 });
    };
    return detectFiles(db, files, await hashes, { signal, read });
  },

  /** Opens files as one project; resolves once it is there whole. Opening a bundle of a project that is here lays it over. */
  async open(
    files: readonly File[],
    detected: readonly DetectedFile[],
    options: ImportOptions,
    at: number,
    { signal, progress }: Call<ReadProgress>,
  ): Promise<Import> {
    const { hash } = await hashes.then((ready) => ({ hash: ready.hash.bind(ready) }));
    const key = (detected.length === 1 ? (detected[0]?.sha256 ?? '') : hash(filesKey(detected))).slice(0, 20);
    const projectId = options.formatId === 'bundle' ? await bundleProject(files) : `p${key}`;
    const row: Import = { id: `i${key}`, projectId, files: detected, options, status: 'reading', rows: 0, issues: [], at };
    const total = workOf(options.formatId, detected) + detected.reduce((sum, file) => sum + file.bytes, 0);
    return locked(row.id, async () => {
      const known = await db.imports.get(row.id);
      if (known?.status === 'done') return known; // another tab was quicker
      let done = 0;
      const count = (bytes: number, rows: number): void => {
        done += bytes;
        progress({ done, total, rows });
      };
      try {
        for (const [i, file] of files.entries()) await keepImportFile(file, detected[i]?.sha256 ?? '', signal, (bytes) => count(bytes, 0));
        return await read(row, files, signal, count);
      } catch (cause) {
        await dropFiles([row]);
        throw cause;
      }
    });
  },

  /** Reads a kept import again, from the bytes that rest on this device: every row comes out as it was. */
  async reopen(row: Import, { signal, progress }: Call<ReadProgress>): Promise<Import> {
    if (row.via !== undefined) return row; // the bundle it came with brings it back
    const total = workOf(row.options.formatId, row.files);
    let done = 0;
    const files = await Promise.all(row.files.map((file) => keptImportFile(file.sha256, file.name)));
    return locked(row.id, () =>
      read(row, files, signal, (bytes, rows) => {
        done += bytes;
        progress({ done, total, rows });
      }),
    );
  },

  /** Deletes what imports left that were cut short; those that run now, in any tab, are left alone. Gives their number. */
  async sweep(_: Call): Promise<number> {
    const cut = await db.imports.where('status').equals('reading').toArray();
    let swept = 0;
    for (const row of cut) {
      await navigator.locks.request(lockName(row.id), { ifAvailable: true }, async (lock) => {
        if (!lock || (await db.imports.get(row.id))?.status !== 'reading') return;
        await discard(row);
        if (row.rows === 0) await dropFiles([row]); // one that was done before and was being read again still needs its file
        swept += 1;
      });
    }
    return swept;
  },

  /** Writes a project in a format; the Blob may rest on disk until the person has saved it. */
  async exportProject(
    projectId: string,
    formatId: string,
    { at, appVersion }: { readonly at: number; readonly appVersion: string },
    { signal }: Call,
  ): Promise<Export> {
    const format = formatOf(formatId);
    if (!format?.write) throw new Failure('format/unknown', { format: formatId });
    const records = await recordsOf(db, projectId, signal);
    const ready = await hashes;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for await (const part of format.write(records, { sha256: () => ready.running(), appVersion, at })) {
      signal.throwIfAborted();
      parts.push(new Uint8Array(part));
    }
    return { blob: new Blob(parts), name: `${fileNameOf(records.project.name)}.${format.extensions[0] ?? formatId}` };
  },

  /** Deletes a project and the files it was read from, unless another project needs them too. */
  async deleteProject(projectId: string, _: Call): Promise<void> {
    const imports = await db.imports.where('projectId').equals(projectId).toArray();
    await deleteRows(db, projectId);
    await dropFiles(imports);
  },
};

async function bundleProject(files: readonly File[]): Promise<string> {
  const file = files[0];
  if (!file || files.length > 1) throw new Failure('bundle/one-file', { files: files.length });
  return manifestOf(new Uint8Array(await file.arrayBuffer()), file.name).project.id;
}

/** Reads files into storage under a row; what was aborted or failed leaves nothing. */
async function read(
  row: Import,
  files: readonly File[],
  signal: AbortSignal,
  count: (bytes: number, rows: number) => void,
): Promise<Import> {
  const format = formatOf(row.options.formatId);
  if (!format) throw new Failure('format/unknown', { format: row.options.formatId });
  let rows = 0;
  const sources = await Promise.all(
    files.map((file, i) => sourceFile(file, row.files[i]?.name ?? file.name, signal, (bytes) => count(bytes, rows))),
  );
  const ready = await hashes;
  const parts = format.read(sources, { ...row.options, projectId: row.projectId, sha256: (data) => ready.hash(data) });
  const merges = row.options.formatId === 'bundle' && (await db.projects.get(row.projectId)) !== undefined;
  if (merges) {
    const batches: Batch[] = [];
    const issues: Issue[] = [];
    for await (const part of parts) {
      signal.throwIfAborted();
      if (isIssue(part)) issues.push(part);
      else batches.push(part);
    }
    return mergeProject(db, row, batches, issues);
  }
  const writer = new ProjectWriter(db, row);
  try {
    await writer.begin();
    for await (const part of parts) {
      signal.throwIfAborted();
      if (isIssue(part)) writer.report(part);
      else await writer.put(part);
      rows = writer.rows;
      const share = isIssue(part) ? 0 : (part.share ?? 0);
      count(share * row.files.reduce((sum, file) => sum + file.bytes, 0), rows);
    }
    signal.throwIfAborted();
    return await writer.finish();
  } catch (cause) {
    await discard(row);
    throw quotaFailure(cause);
  }
}

/** What reading files comes to, in bytes: those of a format that gathers count once more when its records are stored. */
function workOf(formatId: string, files: readonly DetectedFile[]): number {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return formatOf(formatId)?.gathers === true ? 2 * bytes : bytes;
}

/** A full disk as the person can mend it. */
function quotaFailure(cause: unknown): unknown {
  const isQuota = cause instanceof Error && (cause.name === 'QuotaExceededError' || cause.message.includes('QuotaExceededError'));
  return isQuota ? new Failure('storage/quota', {}, { cause }) : cause;
}

async function discard(row: Import): Promise<void> {
  if ((await db.projects.get(row.projectId)) === undefined) await deleteRows(db, row.projectId);
  await db.imports.delete(row.id);
}

/** Drops kept files that no import needs any more. */
async function dropFiles(imports: readonly Import[]): Promise<void> {
  const needed = new Set((await db.imports.toArray()).flatMap((row) => row.files.map((file) => file.sha256)));
  for (const { sha256 } of imports.flatMap((row) => row.files)) if (!needed.has(sha256)) await dropImportFile(sha256);
}

function lockName(importId: string): string {
  return `stet-import-${importId}`;
}

/** Holds the import's lock, so that no other tab sweeps it or reads the same files at once. */
async function locked<T>(importId: string, work: () => Promise<T>): Promise<T> {
  return await navigator.locks.request(lockName(importId), work); // the lock's type loses that of its callback
}

/** A project's name as a file's: without the characters that some file system forbids. */
function fileNameOf(name: string): string {
  const safe = titleOf(name.replace(/[\p{Cc}<>:"/\\|?*]/gu, '_')).trim();
  return safe === '' || /^\.+$/.test(safe) ? 'project' : safe.slice(0, 120);
}
