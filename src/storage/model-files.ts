import { createSHA256 } from 'hash-wasm';
import { Failure } from '#core/failure.ts';
import type { ModelFile } from '#core/model.ts';

/**
 * Files of models rest in the origin-private file system under their SHA-256, so a file that two models share is there once. Only workers
 * may call this: synchronous handles exist nowhere else.
 */
const FOLDER = 'models';
const LOCK = 'stet-model-files';
const PART = '.part';

/** `FileSystemFileHandle.move`, which all browsers have inside the origin-private file system but TypeScript's library does not list. */
interface Movable extends FileSystemFileHandle {
  move(name: string): Promise<void>;
}

export interface KeptFile {
  readonly sha256: string;
  readonly bytes: number;
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

/** Runs while no other tab or worker adds or removes model files. */
export function withModelFiles<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(LOCK, work);
}

/** Throws a Failure where the device has no room for so many bytes more. */
export async function requireRoom(bytes: number): Promise<void> {
  const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < bytes) throw new Failure('model/no-room', { needed: bytes, free: Math.max(0, quota - usage) });
}

/** Copies a file, hashing as it goes; it gets its name only when every byte is on disk. `wrote` hears of each chunk's bytes. */
export async function keepModelFile(file: Blob, signal: AbortSignal, wrote: (bytes: number) => void): Promise<KeptFile> {
  return keep(chunksOf(file.stream()), () => undefined, signal, wrote);
}

/**
 * Keeps a file that is known beforehand, as it comes in: what is not those bytes never gets a name. Resolves without reading where the file is
 * here already. Rejects with a Failure that calls it `path` for too few, too many or other bytes.
 */
export async function keepKnownFile(
  file: ModelFile,
  open: () => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>,
  signal: AbortSignal,
  wrote: (bytes: number) => void,
): Promise<void> {
  const { path, sha256, bytes } = file;
  if (await hasWhole(await folder(), sha256, bytes)) {
    wrote(bytes);
    return;
  }
  const check = (kept: KeptFile): void => {
    if (kept.bytes < bytes) throw new Failure('model/download-cut', { file: path, done: kept.bytes, total: bytes });
    if (kept.sha256 !== sha256) throw new Failure('model/download-wrong', { file: path });
  };
  await keep(received(file, chunksOf(await open())), check, signal, wrote);
}

/** The kept file as it lies on disk; its bytes are not looked at. */
export async function keptFile(sha256: string): Promise<File> {
  return (await (await folder()).getFileHandle(sha256)).getFile();
}

async function keep(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  check: (kept: KeptFile) => void,
  signal: AbortSignal,
  wrote: (bytes: number) => void,
): Promise<KeptFile> {
  const models = await folder();
  const name = `${crypto.randomUUID()}${PART}`;
  const part = (await models.getFileHandle(name, { create: true })) as Movable;
  try {
    const kept = await copy(chunks, part, signal, wrote);
    check(kept);
    if (await hasWhole(models, kept.sha256, kept.bytes)) await models.removeEntry(name);
    else await part.move(kept.sha256);
    return kept;
  } catch (cause) {
    await models.removeEntry(name);
    if (cause instanceof DOMException && cause.name === 'QuotaExceededError') throw new Failure('storage/quota', {}, { cause });
    throw cause;
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
async function* chunksOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
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

/** A download's chunks: it is told from a broken connection where it ended, and ended where it goes on past what was promised. */
async function* received(
  { path, bytes }: ModelFile,
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let done = 0;
  try {
    for await (const chunk of chunks) {
      done += chunk.length;
      if (done > bytes) throw new Failure('model/download-wrong', { file: path });
      yield chunk;
    }
  } catch (cause) {
    // What a stream of the network rejects with when the connection breaks.
    if (cause instanceof TypeError) throw new Failure('model/download-cut', { file: path, done, total: bytes }, { cause });
    throw cause;
  }
}

async function hasWhole(models: FileSystemDirectoryHandle, sha256: string, bytes: number): Promise<boolean> {
  try {
    return (await (await models.getFileHandle(sha256)).getFile()).size === bytes;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') return false;
    throw cause;
  }
}

/** The bytes of a kept file, checked against its SHA-256; a Failure that calls it `path` where it is gone or damaged. */
export async function readModelFile(sha256: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  let file: File;
  try {
    file = await (await (await folder()).getFileHandle(sha256)).getFile();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') throw new Failure('model/file-gone', { file: path }, { cause });
    throw cause;
  }
  const bytes = await file.arrayBuffer();
  const found = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(found, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== sha256) throw new Failure('model/file-damaged', { file: path });
  return new Uint8Array(bytes);
}

/** Deletes every file that is not among these hashes, and what an ended browser left half written. */
export async function dropModelFilesBut(kept: ReadonlySet<string>): Promise<void> {
  const models = await folder();
  const names: string[] = [];
  for await (const name of models.keys()) names.push(name);
  for (const name of names) if (!kept.has(name)) await models.removeEntry(name);
}
