import { createSHA256 } from 'hash-wasm';
import { Failure } from '#core/failure.ts';
import { fileIfThere, modelFolder } from '#storage/model-files.ts';

/** A kept file that is read piece by piece. */
export interface OpenedFile {
  readonly size: number;
  /** Synchronous, for a runtime that cannot wait; the answer holds until the next reading. */
  readonly read: (from: number, to: number) => Uint8Array<ArrayBuffer>;
  readonly close: () => void;
}

/** Bytes that are read from disk at once. */
const WINDOW = 2 ** 20;

/**
 * Opens a kept file that is too large to be held. All of it is looked at first: a Failure that calls it `path` where it is gone or damaged. What is
 * read goes through one piece of memory, so that reading leaves nothing behind.
 */
export async function openModelFile(sha256: string, path: string): Promise<OpenedFile> {
  const models = await modelFolder();
  const file = await fileIfThere(models, sha256);
  if (!file) throw new Failure('model/file-gone', { file: path });
  const opened = await readerOf(await models.getFileHandle(sha256), file);
  try {
    const hasher = (await createSHA256()).init();
    for (let at = 0; at < opened.size; at += WINDOW) hasher.update(opened.read(at, Math.min(at + WINDOW, opened.size)));
    if (hasher.digest('hex') !== sha256) throw new Failure('model/file-damaged', { file: path });
  } catch (cause) {
    opened.close();
    throw cause;
  }
  return opened;
}

async function readerOf(handle: FileSystemFileHandle, file: File): Promise<OpenedFile> {
  let memory = new Uint8Array(WINDOW);
  const room = (bytes: number): Uint8Array<ArrayBuffer> => {
    if (bytes > memory.length) memory = new Uint8Array(bytes);
    return memory.subarray(0, bytes);
  };
  const access = await sharedAccess(handle);
  if (access) {
    const read = (from: number, to: number): Uint8Array<ArrayBuffer> => {
      const bytes = room(to - from);
      if (access.read(bytes, { at: from }) < bytes.length) throw new RangeError(`the file ends before byte ${to}`);
      return bytes;
    };
    return { size: access.getSize(), read, close: () => access.close() };
  }
  const reader = new FileReaderSync();
  const read = (from: number, to: number): Uint8Array<ArrayBuffer> => {
    const bytes = room(to - from);
    for (let at = from; at < to; at += WINDOW)
      bytes.set(new Uint8Array(reader.readAsArrayBuffer(file.slice(at, Math.min(at + WINDOW, to)))), at - from);
    return bytes;
  };
  return { size: file.size, read, close: () => undefined };
}

/** What TypeScript's library does not list yet: several may read one file. */
interface Shareable {
  createSyncAccessHandle(options: { readonly mode: 'read-only' }): Promise<FileSystemSyncAccessHandle>;
}

/** Chromium lets several read one file; other browsers give it to one at a time, and the next has undefined. */
async function sharedAccess(handle: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle | undefined> {
  try {
    return await (handle as Shareable).createSyncAccessHandle({ mode: 'read-only' }); // see Shareable
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NoModificationAllowedError') return undefined;
    throw cause;
  }
}
