import type { Event } from '#core/event.ts';

/** Tables whose rows the journal copies: everything that no imported file can give back. */
export const JOURNAL_TABLES = [
  'projects',
  'systems',
  'runs',
  'annotators',
  'samples',
  'imports',
  'models',
  'hypotheses',
  'meta',
  'outbox',
] as const;
export type JournalTable = (typeof JOURNAL_TABLES)[number];

/** Who the database was, and how far it had come: after a loss these go on where they stopped. */
export interface Identity {
  readonly dbId: string;
  readonly deviceId: string;
  readonly seq: number;
  readonly clock: string;
}

/** What a line says. `put` and `gone` speak of a row by its key; the later line wins. */
export type Entry =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'put'; readonly table: JournalTable; readonly key: string; readonly row: unknown }
  | { readonly kind: 'gone'; readonly table: JournalTable; readonly key: string }
  | { readonly kind: 'identity'; readonly identity: Identity };

/** One line of the second copy; `n` rises through all files, so that they can be read in the order they were written. */
export interface JournalLine {
  readonly n: number;
  readonly entry: Entry;
}

/** The part of `FileSystemSyncAccessHandle` that a journal uses. */
export interface SyncFile {
  getSize(): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  flush(): void;
  close(): void;
}

const encoder = new TextEncoder();

/** Appends to a file and flushes it; there is no other way to change one. */
export class Journal {
  readonly #file: SyncFile;
  #end: number;
  #next: number;

  /** `next` is higher than the number of any line there is. */
  constructor(file: SyncFile, next: number) {
    this.#file = file;
    this.#end = file.getSize();
    this.#next = next;
  }

  /** Returns after the flush. A line that a crash cut short is ended by the line feed that each batch begins with. */
  append(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const text = entries.map((entry) => encodeLine({ n: this.#next++, entry })).join('');
    const bytes = encoder.encode(`\n${text}`);
    const written = this.#file.write(bytes, { at: this.#end });
    this.#file.flush();
    this.#end += written;
    if (written < bytes.length) throw new DOMException('the journal was not written whole', 'QuotaExceededError');
  }

  close(): void {
    this.#file.close();
  }
}

/** The checksum (CRC-32, 8 hex digits), a space, the JSON, a line feed. */
function encodeLine(line: JournalLine): string {
  const json = JSON.stringify(line);
  return `${checksum(json)} ${json}\n`;
}

/** The whole lines of a journal; `torn` counts those a crash or the disk spoilt. */
export function decodeLines(text: string): { readonly lines: readonly JournalLine[]; readonly torn: number } {
  const lines: JournalLine[] = [];
  let torn = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const json = line.slice(9);
    if (line[8] === ' ' && checksum(json) === line.slice(0, 8))
      lines.push(JSON.parse(json) as JournalLine); // the checksum says that encodeLine wrote it
    else torn += 1;
  }
  return { lines, torn };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 (ISO 3309) of the UTF-8 text, as 8 hex digits. */
export function checksum(text: string): string {
  let value = 0xffffffff;
  for (const byte of encoder.encode(text)) value = (CRC_TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ((value ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
