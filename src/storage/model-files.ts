import { createSHA256 } from 'hash-wasm';
import { Failure } from '#core/failure.ts';

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
  const models = await folder();
  const name = `${crypto.randomUUID()}${PART}`;
  const part = (await models.getFileHandle(name, { create: true })) as Movable;
  try {
    const sha256 = await copy(file, part, signal, wrote);
    if (await hasWhole(models, sha256, file.size)) await models.removeEntry(name);
    else await part.move(sha256);
    return { sha256, bytes: file.size };
  } catch (cause) {
    await models.removeEntry(name);
    if (cause instanceof DOMException && cause.name === 'QuotaExceededError') throw new Failure('storage/quota', {}, { cause });
    throw cause;
  }
}

async function copy(file: Blob, part: FileSystemFileHandle, signal: AbortSignal, wrote: (bytes: number) => void): Promise<string> {
  const hasher = await createSHA256();
  hasher.init();
  const access = await part.createSyncAccessHandle();
  try {
    const reader = file.stream().getReader();
    for (let at = 0; ;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) break;
      if (access.write(value, { at }) < value.length) throw new Failure('storage/quota');
      hasher.update(value);
      at += value.length;
      wrote(value.length);
    }
    access.flush();
  } finally {
    access.close();
  }
  return hasher.digest('hex');
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
