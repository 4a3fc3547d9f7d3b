import { createSHA256 } from 'hash-wasm';
import { Failure } from '#core/failure.ts';
import type { ModelFile } from '#core/model.ts';
import { chunksOf, isFull, isWhole, modelFolder, nameModelFile, PART } from '#storage/model-files.ts';

/** What a server gives of a file: its bytes from `from` on. */
export interface Incoming {
  readonly from: number;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** The name that a file known by its SHA-256 has until it is whole: what broke off is found again by it. */
export function partName(sha256: string): string {
  return `${sha256}${PART}`;
}

/** Bytes of the file that are on this device: all of them, or those of a download that broke off. They are not looked at. */
export async function bytesHere({ sha256 }: ModelFile): Promise<number> {
  const models = await modelFolder();
  for (const name of [sha256, partName(sha256)]) {
    try {
      return (await (await models.getFileHandle(name)).getFile()).size;
    } catch (cause) {
      if (!(cause instanceof DOMException && cause.name === 'NotFoundError')) throw cause;
    }
  }
  return 0;
}

/**
 * Keeps a file that is known beforehand, as it comes in: what is not those bytes never gets its name. `open` asks for the bytes from a place on; what
 * an earlier download left is gone on with where the server can do that. Resolves without asking where the file is here already. Rejects with a Failure
 * that calls it `path`: after a broken connection what came stays, after wrong bytes nothing does. `wrote` hears of bytes, fewer than none where what was
 * here is begun anew.
 */
export async function keepKnownFile(
  file: ModelFile,
  open: (from: number) => Promise<Incoming>,
  signal: AbortSignal,
  wrote: (bytes: number) => void,
): Promise<void> {
  const models = await modelFolder();
  if (await isWhole(models, file)) {
    wrote(file.bytes);
    return;
  }
  const part = await models.getFileHandle(partName(file.sha256), { create: true });
  const access = await part.createSyncAccessHandle();
  try {
    const download = await Download.begin(file, access, wrote);
    await download.receive(open, signal);
    access.flush();
  } catch (cause) {
    if (isFull(cause) || (cause instanceof Failure && DROPPED.has(cause.code))) access.truncate(0);
    else access.flush();
    throw cause;
  } finally {
    access.close();
  }
  await nameModelFile(models, part, file);
}

/** After these nothing that came is of use, or there is no room for it. */
const DROPPED: ReadonlySet<string> = new Set(['model/download-wrong', 'model/download-part-wrong', 'storage/quota']);

const WINDOW = 1 << 20;

/** One file on its way to disk, hashed as it grows. */
class Download {
  readonly #file: ModelFile;
  readonly #access: FileSystemSyncAccessHandle;
  readonly #wrote: (bytes: number) => void;
  readonly #hasher: Awaited<ReturnType<typeof createSHA256>>;
  #at = 0;
  /** Whether some of the bytes came with an earlier download. */
  #isResumed = false;

  private constructor(
    file: ModelFile,
    access: FileSystemSyncAccessHandle,
    wrote: (bytes: number) => void,
    hasher: Awaited<ReturnType<typeof createSHA256>>,
  ) {
    this.#file = file;
    this.#access = access;
    this.#wrote = wrote;
    this.#hasher = hasher.init();
  }

  /** Takes up what lies there. */
  static async begin(file: ModelFile, access: FileSystemSyncAccessHandle, wrote: (bytes: number) => void): Promise<Download> {
    const download = new Download(file, access, wrote, await createSHA256());
    if (access.getSize() > file.bytes) access.truncate(0);
    const window = new Uint8Array(WINDOW);
    while (download.#at < access.getSize()) {
      const read = access.read(window, { at: download.#at });
      download.#count(window.subarray(0, read));
      download.#isResumed = true;
    }
    return download;
  }

  async receive(open: (from: number) => Promise<Incoming>, signal: AbortSignal): Promise<void> {
    const { path, sha256, bytes } = this.#file;
    if (this.#at < bytes) {
      const { from, body } = await open(this.#at);
      if (from !== this.#at) this.#beginAnew();
      try {
        for await (const chunk of chunksOf(body)) {
          signal.throwIfAborted();
          this.#write(chunk);
        }
      } catch (cause) {
        // What a stream of the network rejects with when the connection breaks.
        if (cause instanceof TypeError) throw this.#cut(cause);
        throw cause;
      }
      signal.throwIfAborted();
    }
    if (this.#at < bytes) throw this.#cut();
    if (this.#hasher.digest('hex') !== sha256)
      throw new Failure(this.#isResumed ? 'model/download-part-wrong' : 'model/download-wrong', { file: path });
  }

  #write(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#at + chunk.length > this.#file.bytes) throw new Failure('model/download-wrong', { file: this.#file.path });
    if (this.#access.write(chunk, { at: this.#at }) < chunk.length) throw new Failure('storage/quota');
    this.#count(chunk);
  }

  #count(chunk: Uint8Array): void {
    this.#hasher.update(chunk);
    this.#at += chunk.length;
    this.#wrote(chunk.length);
  }

  #beginAnew(): void {
    this.#access.truncate(0);
    this.#hasher.init();
    this.#wrote(-this.#at);
    this.#at = 0;
    this.#isResumed = false;
  }

  #cut(cause?: unknown): Failure {
    return new Failure('model/download-cut', { file: this.#file.path, done: this.#at, total: this.#file.bytes }, { cause });
  }
}
