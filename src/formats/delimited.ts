import type { Issue } from '#core/failure.ts';
import { Failure } from '#core/failure.ts';
import type { Document, Segment, System } from '#core/segment.ts';
import { documentId, segmentId, systemId } from '#core/segment.ts';
import type { TableRow } from '#formats/delimited-rows.ts';
import { headRows, RowReader, separatorOf } from '#formats/delimited-rows.ts';
import { languagesOf, titleOf } from '#formats/file-name.ts';
import type { Batch, Facts, Format, Head, PlacedHypothesis, ReadOptions, SourceFile } from '#formats/format.ts';

/**
 * TSV and CSV with columns the person names: one row a segment with a column a system (`system:NAME`), or one row a translation
 * (`target`, and `system` for the column that holds the system's name).
 */
export const delimited: Format = {
  id: 'delimited',
  name: 'TSV, CSV',
  extensions: ['tsv', 'csv'],
  asks: ['columns', 'languages', 'protocols'],
  joinsFiles: false,
  gathers: false,
  recognises: ({ text }) => text !== undefined && separatorOf(text) !== undefined,
  facts,
  read,
};

/** Column names seen in the field, by the role they mostly mean. */
const ROLE_NAMES: readonly (readonly [string, RegExp])[] = [
  ['source', /^(source|src|original|source[ _]?text|english)$/i],
  ['target', /^(target|mt|hyp|hypothesis|translation|target[ _]?text|output)$/i],
  ['system', /^(system|systemid|model|engine|system[ _]?name)$/i],
  ['document', /^(doc|document|doc[ _]?name|document[ _]?id|documentid)$/i],
  ['segment', /^(seg[ _]?id|segment|segment[ _]?id|id|index|segid)$/i],
  ['notes', /^(notes?|context|description)$/i],
];
const REFERENCE_NAME = /^(ref(?:erence)?[ _-]?([a-z0-9]*)|post[ _-]?edit|pe)$/i;
const SYSTEM_NAME = /^(?:mt|hyp|system|sys|target)[ _:.-]+(.+)$/i;

/** The role a column's name suggests; undefined where it suggests none. */
function roleOf(name: string): string | undefined {
  const known = ROLE_NAMES.find(([, pattern]) => pattern.test(name.trim()));
  if (known) return known[0];
  const reference = REFERENCE_NAME.exec(name.trim());
  if (reference) return `reference:ref${reference[2] ?? ''}`;
  const system = SYSTEM_NAME.exec(name.trim());
  return system?.[1] === undefined ? undefined : `system:${system[1]}`;
}

function facts([head]: readonly Head[]): Facts {
  const text = head?.text ?? '';
  const pair = languagesOf(head?.name ?? '');
  const first = headRows(text, separatorOf(text) ?? '\t')[0]?.cells ?? [];
  const columns = new Map<string, number>();
  for (const [index, name] of first.entries()) {
    const role = roleOf(name);
    if (role !== undefined && !columns.has(role)) columns.set(role, index);
  }
  const header = columns.size > 0;
  return {
    name: titleOf(head?.name ?? ''),
    sourceLang: pair?.sourceLang ?? '',
    targetLang: pair?.targetLang ?? '',
    header,
    columns: header ? Object.fromEntries(columns) : { source: 0, target: 1 },
  };
}

/** A table's beginning, for the person who names its columns. */
export function previewRows(text: string): readonly (readonly string[])[] {
  return headRows(text, separatorOf(text) ?? '\t').map((row) => row.cells);
}

async function* read(files: readonly SourceFile[], options: ReadOptions): AsyncIterable<Batch | Issue> {
  const columns = new Map(Object.entries(options.columns ?? {}));
  if (!columns.has('source')) throw new Failure('delimited/no-source', { file: files[0]?.name ?? '' });
  const table = new TableCollector(columns, options);
  let hasRows = false;
  for (const file of files) {
    for await (const { rows, isFirst } of rowBlocks(file)) {
      const used = isFirst && options.header === true ? rows.slice(1) : rows;
      hasRows ||= used.length > 0;
      const issues: Issue[] = [];
      yield table.batch(used, (line, code, values) => issues.push({ file: file.name, line, code, values }));
      yield* issues;
    }
  }
  if (!hasRows) throw new Failure('format/no-rows', { file: files[0]?.name ?? '' });
}

async function* rowBlocks(file: SourceFile): AsyncIterable<{ readonly rows: readonly TableRow[]; readonly isFirst: boolean }> {
  let reader: RowReader | undefined;
  let isFirst = true;
  let head = '';
  for await (const chunk of file.text()) {
    head = reader ? chunk : head + chunk;
    if (!reader && head.length < SEPARATOR_HEAD) continue;
    reader ??= new RowReader(separatorOf(head) ?? '\t', file.name);
    const rows = reader.push(head).filter(isFilled);
    if (rows.length === 0) continue;
    yield { rows, isFirst };
    isFirst = false;
  }
  if (!reader) {
    reader = new RowReader(separatorOf(head) ?? '\t', file.name);
    const rows = reader.push(head).filter(isFilled);
    if (rows.length > 0) yield { rows, isFirst };
    isFirst &&= rows.length === 0;
  }
  const last = reader.end().filter(isFilled);
  if (last.length > 0) yield { rows: last, isFirst };
}

function isFilled(row: TableRow): boolean {
  return row.cells.some((cell) => cell !== '');
}

type Report = (line: number, code: string, values: Issue['values']) => void;

/** A segment that was given its place, with what it said. */
interface Placed {
  readonly document: Document;
  readonly index: number;
  readonly source: string;
  readonly systems: Set<string>;
}

/** Characters from which the separator is told, however the file comes in chunks. */
const SEPARATOR_HEAD = 4096;

/** Turns rows into records, keeping in mind only which places and names are taken. */
class TableCollector {
  readonly #columns: ReadonlyMap<string, number>;
  readonly #options: ReadOptions;
  readonly #documents = new Map<string, { readonly document: Document; count: number }>();
  readonly #systems = new Map<string, System>();
  readonly #placed = new Map<string, Placed>();

  constructor(columns: ReadonlyMap<string, number>, options: ReadOptions) {
    this.#columns = columns;
    this.#options = options;
  }

  batch(rows: readonly TableRow[], report: Report): Batch {
    const documents: Document[] = [];
    const segments: Segment[] = [];
    const systems: System[] = [];
    const hypotheses: PlacedHypothesis[] = [];
    const widest = Math.max(...this.#columns.values());
    for (const row of rows) {
      if (row.cells.length <= widest) {
        report(row.line, 'delimited/columns', { found: row.cells.length, expected: widest + 1 });
        if (this.#cell(row, 'source') === '') continue;
      }
      const place = this.#place(row, documents, segments, report);
      for (const [name, text] of this.#translations(row)) {
        if (text === '') continue; // an empty cell is a translation that is not there
        const system = this.#system(name, systems);
        if (place.systems.has(system.id)) {
          report(row.line, 'delimited/twice', { system: name, document: place.document.name, segment: place.index + 1 });
          continue;
        }
        place.systems.add(system.id);
        hypotheses.push({ documentId: place.document.id, index: place.index, systemId: system.id, text });
      }
    }
    return { rows: rows.length, documents, segments, systems, hypotheses };
  }

  #cell(row: TableRow, role: string): string {
    return row.cells[this.#columns.get(role) ?? -1] ?? '';
  }

  /** The row's segment: that of an earlier row with the same document, number and source, else a new one. */
  #place(row: TableRow, documents: Document[], segments: Segment[], report: Report): Placed {
    const source = this.#cell(row, 'source');
    const number = this.#cell(row, 'segment');
    const name = this.#cell(row, 'document');
    const key = this.#columns.has('segment') && this.#columns.has('target') ? `${name}\t${number}\t${source}` : undefined;
    const known = key === undefined ? undefined : this.#placed.get(key);
    if (known) return known;
    const { document, index } = this.#next(name, documents);
    const id = segmentId(document.id, index);
    const notes = this.#cell(row, 'notes');
    const references = [...this.#columns].flatMap(([role, at]) =>
      role.startsWith('reference:') ? [[role.slice('reference:'.length), row.cells[at] ?? ''] as const] : [],
    );
    segments.push({
      id,
      projectId: this.#options.projectId,
      documentId: document.id,
      index,
      source,
      references: Object.fromEntries(references),
      ...(notes === '' ? {} : { notes }),
      ...(number === '' ? {} : { externalId: number }),
    });
    if (source === '') report(row.line, 'delimited/empty-source', {});
    const placed = { document, index, source, systems: new Set<string>() };
    if (key !== undefined) this.#placed.set(key, placed);
    return placed;
  }

  #next(name: string, documents: Document[]): { readonly document: Document; readonly index: number } {
    const known = this.#documents.get(name);
    if (known) return { document: known.document, index: known.count++ };
    const { projectId } = this.#options;
    const order = this.#documents.size;
    const document = { id: documentId(projectId, order), projectId, name: name === '' ? this.#options.name : name, order };
    this.#documents.set(name, { document, count: 1 });
    documents.push(document);
    return { document, index: 0 };
  }

  #translations(row: TableRow): readonly (readonly [string, string])[] {
    const wide = [...this.#columns].flatMap(([role, at]) =>
      role.startsWith('system:') ? [[role.slice('system:'.length), row.cells[at] ?? ''] as const] : [],
    );
    if (!this.#columns.has('target')) return wide;
    const named = this.#cell(row, 'system');
    return [[named === '' ? 'MT' : named, this.#cell(row, 'target')], ...wide];
  }

  #system(name: string, systems: System[]): System {
    const known = this.#systems.get(name);
    if (known) return known;
    const { projectId } = this.#options;
    const system: System = { id: systemId(projectId, this.#systems.size), projectId, name, origin: 'import' };
    this.#systems.set(name, system);
    systems.push(system);
    return system;
  }
}
