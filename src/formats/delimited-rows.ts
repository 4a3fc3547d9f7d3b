import { Failure } from '#core/failure.ts';

/** A row of a table; `line` is the 1-based line of the file on which it begins. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A cell longer than this is no cell but a quotation mark that never closes. */
const LONGEST_CELL = 4_000_000;

/**
 * Reads rows of TSV and CSV as text comes in chunks (RFC 4180: a quoted cell may hold separators, line ends and doubled quotation marks).
 * A quotation mark counts only at the very beginning of a cell, and never where tabs separate: translation tables are written without quoting.
 */
export class RowReader {
  readonly #separator: string;
  readonly #file: string;
  #line = 1;
  #begun = 1;
  #cells: string[] = [];
  #cell = '';
  #state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';

  constructor(separator: string, file: string) {
    this.#separator = separator;
    this.#file = file;
  }

  /** The rows that the chunk completes. */
  push(chunk: string): readonly TableRow[] {
    const rows: TableRow[] = [];
    for (let at = 0; at < chunk.length;) {
      if (this.#state === 'quoted') at = this.#readQuoted(chunk, at);
      else at = this.#readOpen(chunk, at, rows);
    }
    return rows;
  }

  /** The last row, where the file does not end with a line end. */
  end(): readonly TableRow[] {
    if (this.#state === 'quoted') throw new Failure('delimited/open-quote', { file: this.#file, line: this.#begun });
    if (this.#state === 'start' && this.#cells.length === 0) return [];
    return [this.#endRow()];
  }

  #readQuoted(chunk: string, from: number): number {
    const close = chunk.indexOf('"', from);
    const end = close < 0 ? chunk.length : close;
    const text = chunk.slice(from, end);
    this.#line += text.split('\n').length - 1;
    this.#cell += text;
    if (this.#cell.length > LONGEST_CELL) throw new Failure('delimited/open-quote', { file: this.#file, line: this.#begun });
    if (close < 0) return chunk.length;
    this.#state = 'closed';
    return close + 1;
  }

  #readOpen(chunk: string, from: number, rows: TableRow[]): number {
    const char = chunk.charAt(from);
    if (char === '"' && this.#state === 'start' && this.#separator !== '\t') {
      this.#state = 'quoted';
      return from + 1;
    }
    if (char === '"' && this.#state === 'closed') {
      this.#cell += '"';
      this.#state = 'quoted';
      return from + 1;
    }
    if (char === this.#separator) {
      this.#endCell();
      return from + 1;
    }
    if (char === '\n') {
      rows.push(this.#endRow());
      this.#line += 1;
      this.#begun = this.#line;
      return from + 1;
    }
    let end = from + 1;
    while (end < chunk.length && chunk.charAt(end) !== this.#separator && chunk.charAt(end) !== '\n') end += 1;
    this.#cell += chunk.slice(from, end);
    this.#state = 'plain';
    return end;
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = '';
    this.#state = 'start';
  }

  #endRow(): TableRow {
    if (this.#cell.endsWith('\r')) this.#cell = this.#cell.slice(0, -1);
    this.#endCell();
    const row = { line: this.#begun, cells: this.#cells };
    this.#cells = [];
    return row;
  }
}

const SEPARATORS = ['\t', ',', ';'] as const;

/** Rows that must have as many cells as the first for a file to be a table: a few torn ones don't make it plain text. */
const EQUAL_SHARE = 0.6;

/** The separator that cuts most of the first rows into equally many cells, two or more; undefined where none does. */
export function separatorOf(head: string): string | undefined {
  return SEPARATORS.find((separator) => {
    const rows = headRows(head, separator);
    const width = rows[0]?.cells.length ?? 0;
    const filled = rows.filter((row) => row.cells.some((cell) => cell !== ''));
    return width > 1 && filled.filter((row) => row.cells.length === width).length >= filled.length * EQUAL_SHARE;
  });
}

/** The rows that lie whole inside a file's beginning, at most 20. */
export function headRows(head: string, separator: string): readonly TableRow[] {
  const reader = new RowReader(separator, '');
  const rows = reader.push(head);
  const isWhole = rows.length === 0 || head.length < 4096;
  try {
    return (isWhole ? [...rows, ...reader.end()] : rows).slice(0, 20);
  } catch (cause) {
    if (cause instanceof Failure) return rows.slice(0, 20);
    throw cause;
  }
}
