import { Failure } from '#core/failure.ts';

/**
 * The bytes of every imported file rest in the origin-private file system under their SHA-256: what a project is read from again
 * when the database is lost. Only workers may call this: synchronous handles exist nowhere else.
 */
const FOLDER = 'imports';

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** Copies a file and flushes it; one that is there whole is left as it is. `wrote` hears of each chunk's bytes. */
export async function keepImportFile(file: Blob, sha256: string, signal: AbortSignal, wrote: (bytes: number) => void): Promise<void> {
  const handle = await (await folder()).getFileHandle(sha256, { create: true });
  const access = await handle.createSyncAccessHandle();
  try {
    if (access.getSize() === file.size) return;
    access.truncate(0);
    const reader = file.stream().getReader();
    for (let at = 0; ;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) break;
      const written = access.write(value, { at });
      if (written < value.length) throw new Failure('storage/quota');
      at += written;
      wrote(written);
    }
    access.flush();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'QuotaExceededError') throw new Failure('storage/quota', {}, { cause });
    throw cause;
  } finally {
    access.close();
  }
}

/** The kept file; a `Failure` where it is gone. */
export async function keptImportFile(sha256: string, name: string): Promise<File> {
  try {
    return await (await (await folder()).getFileHandle(sha256)).getFile();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') throw new Failure('import/file-gone', { file: name }, { cause });
    throw cause;
  }
}

export async function dropImportFile(sha256: string): Promise<void> {
  try {
    await (await folder()).removeEntry(sha256);
  } catch (cause) {
    if (!(cause instanceof DOMException && cause.name === 'NotFoundError')) throw cause; // it is gone already
  }
}
