import { createCRC32 } from 'hash-wasm';
import { Failure } from '#core/failure.ts';
import type { ModelSource } from '#inference/model-source.ts';
import type { ZipMember } from '#inference/zip-directory.ts';
import { beginsAsZip, packedBytes, readZipDirectory } from '#inference/zip-directory.ts';

/** What a model's zip may hold, unpacked; past it the archive is a bomb, or a model no browser can hold. */
const MOST_BYTES = 4 * 2 ** 30;
const MOST_FILES = 4096;
/** Unpacked bytes gathered before they become a Blob, which the browser may keep on disk. */
const PART = 8 * 2 ** 20;

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
  const members = (await directoryOf(path, file)).filter((member) => !member.path.endsWith('/'));
  if (members.length === 0) throw new Failure('model/zip-empty', { file: path });
  const total = members.reduce((sum, { bytes }) => sum + bytes, 0);
  if (members.length > MOST_FILES || total > MOST_BYTES) throw new Failure('model/zip-too-large', { file: path });
  const found: ModelSource[] = [];
  for (const member of members) {
    if (member.isEncrypted || (member.method !== 0 && member.method !== 8))
      throw new Failure('model/zip-method', { file: path, member: member.path });
    found.push({ path: member.path, file: await unpacked(path, file, member, signal) });
  }
  return found;
}

async function directoryOf(path: string, file: Blob): Promise<readonly ZipMember[]> {
  try {
    const members = await readZipDirectory(file);
    if (members) return members;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
  }
  throw new Failure((await beginsAsZip(file)) ? 'model/zip-cut' : 'model/zip', { file: path });
}

/** The member's own bytes, all of them looked at: a Failure where their number or CRC-32 is not what the directory says. */
async function unpacked(archive: string, zip: Blob, member: ZipMember, signal: AbortSignal): Promise<Blob> {
  const damaged = (cause?: unknown): Failure => new Failure('model/zip-damaged', { file: archive, member: member.path }, { cause });
  const crc = (await createCRC32()).init();
  let blob = new Blob([]);
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let waiting = 0;
  let bytes = 0;
  try {
    const packed = await packedBytes(zip, member);
    for await (const chunk of chunksOf(packed, member.method)) {
      signal.throwIfAborted();
      bytes += chunk.length;
      if (bytes > member.bytes) throw damaged();
      crc.update(chunk);
      if (member.method === 0) continue;
      chunks.push(chunk);
      waiting += chunk.length;
      if (waiting < PART) continue;
      blob = new Blob([blob, ...chunks]);
      chunks = [];
      waiting = 0;
    }
    if (bytes !== member.bytes || parseInt(crc.digest('hex'), 16) !== member.crc32) throw damaged();
    return member.method === 0 ? packed : new Blob([blob, ...chunks]);
  } catch (cause) {
    if (cause instanceof Failure || cause instanceof DOMException) throw cause; // stopped, or the archive itself can't be read
    throw damaged(cause); // a header that is none, or no deflated bytes
  }
}

async function* chunksOf(packed: Blob, method: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const stream = method === 0 ? packed.stream() : packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // a stream that broke rejects again with what was thrown already
  }
}
