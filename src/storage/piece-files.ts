/**
 * SentencePiece models that a person has supplied for metrics, in the origin-private file system under the tokenizer's name. Only workers may write
 * them: synchronous handles exist nowhere else.
 */
const FOLDER = 'pieces';

async function folder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

/** Keeps the bytes in place of those kept before. */
export async function keepPieces(tokenizer: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const handle = await (await folder()).getFileHandle(tokenizer, { create: true });
  const access = await handle.createSyncAccessHandle();
  try {
    access.truncate(0);
    access.write(bytes, { at: 0 });
    access.flush();
  } finally {
    access.close();
  }
}

/** Undefined where none was supplied. */
export async function readPieces(tokenizer: string): Promise<Uint8Array | undefined> {
  try {
    const file = await (await (await folder()).getFileHandle(tokenizer)).getFile();
    return file.size === 0 ? undefined : new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') return undefined;
    throw cause;
  }
}
