import type { Issue } from '#core/failure.ts';
import { Failure } from '#core/failure.ts';
import type { Document, Segment } from '#core/segment.ts';
import { documentId, segmentId, systemId } from '#core/segment.ts';
import { languagesOf, rolesOf, titleOf } from '#formats/file-name.ts';
import type { Batch, Facts, Format, Head, PlacedHypothesis, ReadOptions, SourceFile } from '#formats/format.ts';
import { BATCH_ROWS } from '#formats/format.ts';
import { lineBlocks } from '#formats/lines.ts';

/** One segment a line; source, references and systems in files of their own, side by side. */
export const plainText: Format = {
  id: 'plain-text',
  name: 'plain text',
  extensions: ['txt'],
  asks: ['roles', 'languages', 'protocols'],
  joinsFiles: true,
  gathers: false,
  recognises: ({ name, text }) => text !== undefined && text !== '' && !MARKUP.test(name),
  facts,
  read,
};

/** Files of text that no one means as one segment a line. */
const MARKUP = /\.(xml|xlf|xliff|tmx|tbx|sgm|sgml|html?|jsonl?|po|ya?ml|js|css)(\.gz)?$/i;

function facts(heads: readonly Head[]): Facts {
  const names = heads.map((head) => head.name);
  const pair = names.map(languagesOf).find((found) => found !== undefined);
  return {
    name: titleOf(names[0] ?? ''),
    sourceLang: pair?.sourceLang ?? '',
    targetLang: pair?.targetLang ?? '',
    roles: rolesOf(names),
  };
}

interface Column {
  readonly role: string;
  readonly file: SourceFile;
}

/** The files as columns, the source first; refuses roles that leave no source or name two files alike. */
function columnsOf(files: readonly SourceFile[], roles: Readonly<Record<string, string>>): readonly Column[] {
  const columns = files.flatMap((file) => {
    const role = Object.hasOwn(roles, file.name) ? roles[file.name] : undefined;
    return role === undefined || role === '' ? [] : [{ role, file }];
  });
  const twice = columns.find((column, i) => columns.some((other, j) => j < i && other.role === column.role));
  if (twice) throw new Failure('plain-text/role-twice', { file: twice.file.name, role: twice.role });
  if (!columns.some((column) => column.role === 'source')) throw new Failure('plain-text/no-source', { files: files.length });
  return columns;
}

async function* read(files: readonly SourceFile[], options: ReadOptions): AsyncIterable<Batch | Issue> {
  const { projectId } = options;
  const columns = columnsOf(files, options.roles ?? {});
  const named = (kind: string): readonly string[] =>
    columns.flatMap(({ role }) => (role.startsWith(`${kind}:`) ? [role.slice(kind.length + 1)] : []));
  const systems = named('system').map((name, order) => ({ id: systemId(projectId, order), projectId, name, origin: 'import' as const }));
  const places = new Documents(projectId, options.name);
  yield { rows: 0, systems };
  for await (const rows of zipLines(columns)) {
    const documents: Document[] = [];
    const segments: Segment[] = [];
    const hypotheses: PlacedHypothesis[] = [];
    for (const cells of rows) {
      const place = places.next(cells.get('documents'));
      if (place.isNew) documents.push(place.document);
      const { id } = place.document;
      segments.push({
        id: segmentId(id, place.index),
        projectId,
        documentId: id,
        index: place.index,
        source: cells.get('source') ?? '',
        references: Object.fromEntries(named('reference').map((name) => [name, cells.get(`reference:${name}`) ?? ''])),
      });
      for (const system of systems) {
        hypotheses.push({ documentId: id, index: place.index, systemId: system.id, text: cells.get(`system:${system.name}`) ?? '' });
      }
    }
    yield { rows: rows.length, documents, segments, hypotheses };
  }
  if (places.isEmpty) throw new Failure('format/no-rows', { file: files[0]?.name ?? '' });
}

/** Gives each line its place: one document, or those that the lines of a `.docs` file name (`DOMAIN DOCUMENT`, or the name alone). */
class Documents {
  readonly #projectId: string;
  readonly #title: string;
  readonly #found = new Map<string, { readonly document: Document; count: number }>();

  constructor(projectId: string, title: string) {
    this.#projectId = projectId;
    this.#title = title;
  }

  get isEmpty(): boolean {
    return this.#found.size === 0;
  }

  next(line: string | undefined): { readonly document: Document; readonly index: number; readonly isNew: boolean } {
    const key = line ?? '';
    const known = this.#found.get(key);
    if (known) return { document: known.document, index: known.count++, isNew: false };
    const order = this.#found.size;
    const [, domain, name = key] = /^(\S+)[ \t]+(\S.*)$/.exec(key) ?? [];
    const document = {
      id: documentId(this.#projectId, order),
      projectId: this.#projectId,
      name: name === '' ? this.#title : name,
      ...(domain === undefined ? {} : { domain }),
      order,
    };
    this.#found.set(key, { document, count: 1 });
    return { document, index: 0, isNew: true };
  }
}

/** Walks all files line by line at once. Where one ends before another, all are counted and the import is refused with the counts. */
async function* zipLines(columns: readonly Column[]): AsyncIterable<readonly ReadonlyMap<string, string>[]> {
  const readers = columns.map((column) => ({ ...column, lines: new LineQueue(column.file), count: 0 }));
  for (;;) {
    const rows: Map<string, string>[] = [];
    while (rows.length < BATCH_ROWS) {
      const cells = new Map<string, string>();
      for (const reader of readers) {
        const text = await reader.lines.next();
        if (text === undefined) continue;
        reader.count += 1;
        cells.set(reader.role, text);
      }
      if (cells.size === 0) break;
      if (cells.size < readers.length) {
        for (const reader of readers) while ((await reader.lines.next()) !== undefined) reader.count += 1;
        refuse(readers.map(({ file, count }) => ({ name: file.name, count })));
      }
      rows.push(cells);
    }
    if (rows.length === 0) return;
    yield rows;
  }
}

/** Names the two files that differ most. */
function refuse(files: readonly { readonly name: string; readonly count: number }[]): never {
  const sorted = files.toSorted((a, b) => a.count - b.count);
  const [few, many] = [sorted[0], sorted.at(-1)];
  throw new Failure('plain-text/line-counts', {
    few: few?.count ?? 0,
    fewFile: few?.name ?? '',
    many: many?.count ?? 0,
    manyFile: many?.name ?? '',
  });
}

class LineQueue {
  readonly #blocks: AsyncIterator<readonly { readonly text: string }[], undefined>;
  #block: readonly { readonly text: string }[] = [];
  #at = 0;

  constructor(file: SourceFile) {
    this.#blocks = blocksOf(file);
  }

  async next(): Promise<string | undefined> {
    while (this.#at >= this.#block.length) {
      const found = await this.#blocks.next();
      if (found.done === true) return undefined;
      this.#block = found.value;
      this.#at = 0;
    }
    return this.#block[this.#at++]?.text;
  }
}

async function* blocksOf(file: SourceFile): AsyncGenerator<readonly { readonly text: string }[], undefined> {
  yield* lineBlocks(file);
  return undefined;
}
