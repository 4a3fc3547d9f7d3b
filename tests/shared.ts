import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Real files and reference numbers that may stand beside the checkout; their licences keep them out of it. */
const folder = join(import.meta.dirname, '..', '..', 'shared');

/** The folder's path, or undefined where it does not stand: tests over it are then left out, and say so. */
export const SHARED: string | undefined = existsSync(join(folder, 'README.md')) ? folder : undefined;

/** A file of that folder as text, unpacked where it ends in .gz. */
export function sharedText(path: string): string {
  return sharedBytes(path).toString('utf8');
}

export function sharedBytes(path: string): Buffer {
  if (SHARED === undefined) throw new Error(`${path} is not beside this checkout`);
  const bytes = readFileSync(join(SHARED, path));
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
