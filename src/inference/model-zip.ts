import type { UnzipFile } from 'fflate';
import { Unzip, UnzipInflate } from 'fflate';
import { Failure } from '#core/failure.ts';
import type { ModelSource } from '#inference/model-source.ts';

/** What a model's zip may hold, unpacked; past it the archive is a bomb, or a model no browser can hold. */
const MOST_BYTES = 4 * 2 ** 30;
const MOST_FILES = 4096;
/** Unpacked bytes gathered before they become a Blob, which the browser may keep on disk. */
const PART = 8 * 2 ** 20;

/** The sources with every zip among them replaced by the files in it. Rejects with a Failure for an archive that cannot be read. */
export async function withoutZips(sources: readonly ModelSource[], signal: AbortSignal): Promise<readonly ModelSource[]> {
  const found: ModelSource[] = [];
  for (const source of sources) {
    if (source.path.toLowerCase().endsWith('.zip')) found.push(...(await unzip(source, signal)));
    else found.push(source);
  }
  return found;
}

async function unzip(source: ModelSource, signal: AbortSignal): Promise<readonly ModelSource[]> {
  const entries: Entry[] = [];
  const budget = { bytes: 0 };
  const archive = new Unzip((file) => {
    if (file.name.endsWith('/')) return;
    if (entries.length >= MOST_FILES) throw new Failure('model/zip-too-large', { file: source.path, most: MOST_FILES });
    entries.push(new Entry(file, source.path, budget));
  });
  archive.register(UnzipInflate);
  const reader = source.file.stream().getReader();
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      archive.push(value ?? new Uint8Array(0), done);
      if (done) break;
    }
  } catch (cause) {
    if (cause instanceof Failure || signal.aborted || !(cause instanceof Error)) throw cause;
    throw new Failure('model/zip', { file: source.path, message: cause.message }, { cause });
  }
  if (entries.length === 0) throw new Failure('model/zip', { file: source.path, message: 'empty' });
  return entries.map((entry) => entry.finish());
}

/** One file of an archive, while it is being unpacked. */
class Entry {
  readonly #path: string;
  readonly #archive: string;
  #blob = new Blob([]);
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #waiting = 0;
  #isWhole = false;

  constructor(file: UnzipFile, archive: string, budget: { bytes: number }) {
    this.#path = file.name;
    this.#archive = archive;
    file.ondata = (error, chunk, final) => {
      if (error) throw error;
      budget.bytes += chunk.length;
      if (budget.bytes > MOST_BYTES) throw new Failure('model/zip-too-large', { file: archive, most: MOST_BYTES });
      this.#chunks.push(chunk); // fflate makes its chunks itself, never over shared memory
      this.#waiting += chunk.length;
      if (final) this.#isWhole = true;
      if (final || this.#waiting >= PART) this.#pack();
    };
    file.start();
  }

  finish(): ModelSource {
    if (!this.#isWhole) throw new Failure('model/zip', { file: this.#archive, message: `${this.#path} is cut off` });
    return { path: this.#path, file: this.#blob };
  }

  #pack(): void {
    this.#blob = new Blob([this.#blob, ...this.#chunks]);
    this.#chunks = [];
    this.#waiting = 0;
  }
}
