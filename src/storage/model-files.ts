import { createSHA256 } from 'hash-wasm';
import { Failure } from '#core/failure.ts';

/**
 * Files of models rest in the origin-private file system under their SHA-256, so a file that two models share is there once. Only workers
 * may call this: synchronous handles exist nowhere else.
 */
const FOLDER = 'models';
const LOCK = 'stet-model-files';
/** What a file's name ends in until all of it is there. */
export const PART = '.part';

/** `FileSystemFileHandle.move`, which all browsers have inside the origin-private file system but TypeScript's library does not list. */
interface Movable extends FileSystemFileHandle {
  move(name: string): Promise<void>;
}

export interface KeptFile {
  readonly sha256: string;
  readonly bytes: number;
}

export async function modelFolder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

/** Runs while no other tab or worker adds or removes model files; a Failure where the device is full, which the first folder or empty file may find. */
export async function withModelFiles<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await navigator.locks.request(LOCK, work);
  } catch (cause) {
    throw isFull(cause) ? new Failure('storage/quota', {}, { cause }) : cause;
  }
}

/** Whether the device had no room left. */
export function isFull(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'QuotaExceededError';
}

/** The same, where nobody is at it now; else nothing is done. */
export async function whileFree(work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
  });
}

/** Throws a Failure where the device has no room for so many bytes more. */
export async function requireRoom(bytes: number): Promise<void> {
  const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < bytes) throw new Failure('model/no-room', { needed: bytes, free: Math.max(0, quota - usage) });
}

/** Copies a file, hashing as it goes; it gets its name only when every byte is on disk. `wrote` hears of each chunk's bytes. */
export async function keepModelFile(file: Blob, signal: AbortSignal, wrote: (bytes: number) => void): Promise<KeptFile> {
  const models = await modelFolder();
  const part = await models.getFileHandle(`${crypto.randomUUID()}${PART}`, { create: true });
  try {
    const kept = await copy(chunksOf(file.stream()), part, signal, wrote);
    await nameModelFile(models, part, kept);
    return kept;
  } catch (cause) {
    await removeIfThere(models, part.name);
    throw cause;
  }
}

/** The kept file as it lies on disk; its bytes are not looked at. */
export async function keptFile(sha256: string): Promise<File> {
  return (await (await modelFolder()).getFileHandle(sha256)).getFile();
}

/** Gives a file that is whole and flushed its name; what lay there damaged goes. */
export async function nameModelFile(models: FileSystemDirectoryHandle, part: FileSystemFileHandle, kept: KeptFile): Promise<void> {
  if (await isWhole(models, kept)) await models.removeEntry(part.name);
  else {
    await removeIfThere(models, kept.sha256);
    await (part as Movable).move(kept.sha256); // see Movable
  }
}

/** Whether those bytes lie under their name: all are looked at, for a disk may have damaged them. */
export async function isWhole(models: FileSystemDirectoryHandle, { sha256, bytes }: KeptFile): Promise<boolean> {
  const file = await fileIfThere(models, sha256);
  return file?.size === bytes && (await hashOf(file)) === sha256;
}

async function hashOf(file: Blob): Promise<string> {
  const hasher = await createSHA256();
  hasher.init();
  for await (const chunk of chunksOf(file.stream())) hasher.update(chunk);
  return hasher.digest('hex');
}

/** Undefined where there is none of that name. */
export async function fileIfThere(models: FileSystemDirectoryHandle, name: string): Promise<File | undefined> {
  try {
    return await (await models.getFileHandle(name)).getFile();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') return undefined;
    throw cause;
  }
}

/** A file that a worker reads at this moment is left for the next time. */
async function removeIfFree(models: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await removeIfThere(models, name);
  } catch (cause) {
    if (!(cause instanceof DOMException && cause.name === 'NoModificationAllowedError')) throw cause;
  }
}

async function removeIfThere(models: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await models.removeEntry(name);
  } catch (cause) {
    if (!(cause instanceof DOMException && cause.name === 'NotFoundError')) throw cause;
  }
}

async function copy(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  part: FileSystemFileHandle,
  signal: AbortSignal,
  wrote: (bytes: number) => void,
): Promise<KeptFile> {
  const hasher = await createSHA256();
  hasher.init();
  let at = 0;
  const access = await part.createSyncAccessHandle();
  try {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      if (access.write(chunk, { at }) < chunk.length) throw new Failure('storage/quota');
      hasher.update(chunk);
      at += chunk.length;
      wrote(chunk.length);
    }
    signal.throwIfAborted();
    access.flush();
  } finally {
    access.close();
  }
  return { sha256: hasher.digest('hex'), bytes: at };
}

/** A stream's chunks; not every browser can loop over a stream itself. */
export async function* chunksOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** The bytes of a kept file, checked against its SHA-256; a Failure that calls it `path` where it is gone or damaged. */
export async function readModelFile(sha256: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = await fileIfThere(await modelFolder(), sha256);
  if (!file) throw new Failure('model/file-gone', { file: path });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const hasher = await createSHA256();
  if (hasher.init().update(bytes).digest('hex') !== sha256) throw new Failure('model/file-damaged', { file: path });
  return bytes;
}

/** Deletes every file that is not among these hashes, and what an ended browser left half written. */
export async function dropModelFilesBut(kept: ReadonlySet<string>): Promise<void> {
  const models = await modelFolder();
  const names: string[] = [];
  for await (const name of models.keys()) names.push(name);
  for (const name of names) if (!kept.has(name)) await removeIfFree(models, name);
}
