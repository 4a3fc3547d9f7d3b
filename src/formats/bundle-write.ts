import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { Annotation } from '#core/annotation.ts';
import { Failure } from '#core/failure.ts';
import type { DocumentRecords, RecordSource, WriteOptions } from '#formats/format.ts';
import type { Manifest, ManifestFile } from '#formats/bundle-manifest.ts';
import { BUNDLE_TABLES, BUNDLE_VERSION, CHECKSUMS, MANIFEST, tableFile, TYPOLOGY_FILE } from '#formats/bundle-manifest.ts';

/** Writes the whole project as a zip of JSONL tables with their checksums; equal projects give equal bytes but for the time of writing. */
export async function* writeBundle(records: RecordSource, options: WriteOptions): AsyncIterable<Uint8Array> {
  const { project, typology } = records;
  await checkSlices(records, options);
  const zip = new ZipStream(options);
  yield* zip.add(TYPOLOGY_FILE, once([typology]));
  for (const table of BUNDLE_TABLES) yield* zip.add(tableFile(table), records.rows(table));
  const manifest: Manifest = {
    format: 'stet',
    version: BUNDLE_VERSION,
    appVersion: options.appVersion,
    writtenAt: new Date(options.at).toISOString(),
    project: { id: project.id, name: project.name },
    files: zip.files,
  };
  yield* zip.addText(CHECKSUMS, zip.files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''));
  yield* zip.addText(MANIFEST, `${JSON.stringify(manifest, undefined, 2)}\n`);
  yield* zip.end();
}

async function* once<T>(rows: readonly T[]): AsyncIterable<readonly T[]> {
  yield await Promise.resolve(rows);
}

/** Zip entries written one after another, counted and hashed on the way. */
class ZipStream {
  readonly files: ManifestFile[] = [];
  readonly #options: WriteOptions;
  readonly #zip: Zip;
  #chunks: Uint8Array[] = [];

  constructor(options: WriteOptions) {
    this.#options = options;
    this.#zip = new Zip((error, chunk) => {
      if (error) throw error;
      this.#chunks.push(chunk);
    });
  }

  async *add(path: string, rows: AsyncIterable<readonly unknown[]>): AsyncIterable<Uint8Array> {
    const entry = this.#entry(path);
    const sha256 = this.#options.sha256();
    let bytes = 0;
    let count = 0;
    for await (const block of rows) {
      const data = strToU8(block.map((row) => `${JSON.stringify(row)}\n`).join(''));
      sha256.update(data);
      bytes += data.length;
      count += block.length;
      entry.push(data);
      yield* this.#taken();
    }
    entry.push(new Uint8Array(0), true);
    this.files.push({ path, sha256: sha256.hex(), bytes, rows: count });
    yield* this.#taken();
  }

  *addText(path: string, text: string): Iterable<Uint8Array> {
    this.#entry(path).push(strToU8(text), true);
    yield* this.#taken();
  }

  *end(): Iterable<Uint8Array> {
    this.#zip.end();
    yield* this.#taken();
  }

  #entry(path: string): ZipDeflate {
    const entry = new ZipDeflate(path, { level: 6 });
    entry.mtime = new Date(1980, 0, 1); // zip keeps local time: a fixed one keeps the bytes the same
    this.#zip.add(entry);
    return entry;
  }

  #taken(): readonly Uint8Array[] {
    const taken = this.#chunks;
    this.#chunks = [];
    return taken;
  }
}

/** Refuses to write a mark whose quote is not what its offsets cut from the text that is written. Marks on an older wording are kept as they are. */
async function checkSlices(records: RecordSource, options: WriteOptions): Promise<void> {
  for await (const documents of records.rows('documents')) {
    for (const document of documents) {
      const found = await records.document(document.id);
      for (const annotation of found.annotations) {
        const place = textsOf(annotation, found);
        if (!place || isStale(annotation, place, options)) continue;
        for (const { side, start, end, quote } of annotation.errors.flatMap((error) => error.parts)) {
          if (place[side].slice(start, end) === quote) continue;
          throw new Failure('bundle/slice', { document: document.name, segment: place.index + 1, quote });
        }
      }
    }
  }
}

interface Texts {
  readonly index: number;
  readonly source: string;
  readonly target: string;
}

function textsOf(annotation: Annotation, { segments, packs }: DocumentRecords): Texts | undefined {
  if (annotation.errors.length === 0) return undefined;
  const segment = segments.find(({ id }) => id === annotation.unitId);
  const target = packs.find(({ systemId }) => systemId === annotation.systemId)?.texts[segment?.index ?? -1];
  if (!segment || target === null || target === undefined) return undefined;
  return { index: segment.index, source: segment.source, target };
}

function isStale({ textSha256 }: Annotation, { source, target }: Texts, options: WriteOptions): boolean {
  if (textSha256 === '') return false;
  const sha256 = options.sha256();
  sha256.update(strToU8(`${source}\0${target}`));
  return sha256.hex() !== textSha256;
}
