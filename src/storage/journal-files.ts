import type { JournalLine } from '#storage/journal.ts';
import { decodeLines, Journal } from '#storage/journal.ts';

/**
 * The journal's files: made once, on the first start, and never renamed or deleted, since a flush makes a file's bytes durable but not a new name
 * (942 of 942 lines were lost in a power cut on a new file, 0 of 1,152 on an old one). Each is held by at most one tab.
 */
const POOL = ['0.jsonl', '1.jsonl', '2.jsonl', '3.jsonl'];
const FOLDER = 'journal';

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** Makes every file of the pool, so that its name is on the disk long before it is needed. */
export async function makePool(): Promise<void> {
  const inside = await folder();
  for (const name of POOL) await inside.getFileHandle(name, { create: true });
}

/** A file of the pool that nobody holds, opened for appending lines from number `next` on. The caller holds the lock of the store, so the first one is nearly always free. */
export async function openJournal(next: number): Promise<Journal> {
  const inside = await folder();
  for (const name of POOL) {
    const handle = await inside.getFileHandle(name, { create: true });
    try {
      return new Journal(await handle.createSyncAccessHandle(), next);
    } catch (cause) {
      if (!(cause instanceof DOMException && cause.name === 'NoModificationAllowedError')) throw cause; // held by a tab that is just ending: take the next
    }
  }
  throw new DOMException('every journal file is held', 'NoModificationAllowedError');
}

/** All lines of all files in the order they were written, as they are now, also of those that other tabs are writing. */
export async function readJournal(): Promise<{ readonly lines: readonly JournalLine[]; readonly torn: number }> {
  const inside = await folder();
  const lines: JournalLine[] = [];
  let torn = 0;
  for (const name of POOL) {
    const handle = await inside.getFileHandle(name, { create: true });
    const found = decodeLines(await (await handle.getFile()).text());
    lines.push(...found.lines);
    torn += found.torn;
  }
  return { lines: lines.sort((a, b) => a.n - b.n), torn };
}
