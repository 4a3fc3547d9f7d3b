import type { FileEntry } from '@zip.js/zip.js/lib/zip-core-native.js';
import { BlobReader, BlobWriter, ZipReader } from '@zip.js/zip.js/lib/zip-core-native.js';
import { Failure } from '#core/failure.ts';
import type { ModelSource } from '#inference/model-source.ts';

/** What a model's zip may hold, unpacked; past it the archive is a bomb, or a model no browser can hold. */
const MOST_BYTES = 4 * 2 ** 30;
const MOST_FILES = 4096;
/** Compression methods that every browser can undo: none, and deflate. */
const METHODS: ReadonlySet<number> = new Set([0, 8]);

/** The sources with every zip among them replaced by the files in it. Rejects with a Failure for an archive that is not whole. */
export async function withoutZips(sources: readonly ModelSource[], signal: AbortSignal): Promise<readonly ModelSource[]> {
  const found: ModelSource[] = [];
  for (const source of sources) {
    if (source.path.toLowerCase().endsWith('.zip')) found.push(...(await unzip(source, signal)));
    else found.push(source);
  }
  return found;
}

async function unzip({ path, file }: ModelSource, signal: AbortSignal): Promise<readonly ModelSource[]> {
  const members = await membersOf(path, file);
  if (members.length === 0) throw new Failure('model/zip-empty', { file: path });
  const total = members.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (members.length > MOST_FILES || total > MOST_BYTES) throw new Failure('model/zip-too-large', { file: path });
  const found: ModelSource[] = [];
  for (const member of members) found.push({ path: member.filename, file: await unpacked(path, member, signal) });
  return found;
}

async function membersOf(path: string, file: Blob): Promise<readonly FileEntry[]> {
  try {
    const entries = await new ZipReader(new BlobReader(file), { useWebWorkers: false }).getEntries();
    return entries.filter((entry) => !entry.directory);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new Failure((await beginsAsZip(file)) ? 'model/zip-cut' : 'model/zip', { file: path }, { cause });
  }
}

/** Whether it begins with the header of a file, as archives do (APPNOTE 6.3.10, section 4.3.7). */
async function beginsAsZip(file: Blob): Promise<boolean> {
  return (await file.slice(0, 4).text()) === 'PK\u0003\u0004';
}

/** The member's own bytes: a Failure where their number or CRC-32 is not what the archive says. */
async function unpacked(archive: string, member: FileEntry, signal: AbortSignal): Promise<Blob> {
  const values = { file: archive, member: member.filename };
  if (member.encrypted || !METHODS.has(member.compressionMethod)) throw new Failure('model/zip-method', values);
  try {
    return await member.getData(new BlobWriter(), { checkSignature: true, signal });
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof DOMException) throw cause; // the archive itself can't be read
    throw new Failure('model/zip-damaged', values, { cause });
  }
}
