import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

/** Larger files (the runtimes' wasm) are kept when they are first used, not at the first visit. */
const LARGEST_AT_FIRST_VISIT = 1_000_000;

/** Of the models the list alone, so that it is this version's own; their files come when somebody asks, into storage of their own. */
const NEVER_KEPT = /^(_headers|service-worker\.js|models\/(?!index\.json$).*)$|\.map$/;

/** Writes the list of the app's files with their SHA-256 into `dist/service-worker.js`; its hash names the version. */
export function offlineShell(): Plugin {
  let outDir = 'dist';
  return {
    name: 'stet-offline',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      sequential: true,
      order: 'post',
      async handler() {
        const worker = join(outDir, 'service-worker.js');
        const code = await readFile(worker, 'utf8');
        const files = await listShell(outDir);
        const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12);
        if (!code.includes('__SHELL__') || !code.includes('__VERSION__'))
          throw new Error('service-worker.js has no place for the list of files');
        await writeFile(
          worker,
          code.replace('__SHELL__', () => JSON.stringify(files)).replace('__VERSION__', () => JSON.stringify(version)),
        );
      },
    },
  };
}

/** Path and integrity of every file that the app needs to start and to show its pages, sorted. */
async function listShell(outDir: string): Promise<[path: string, integrity: string][]> {
  const names = await readdir(outDir, { recursive: true, withFileTypes: true });
  const found: [string, string][] = [];
  for (const entry of names) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    const path = relative(outDir, full).split(sep).join('/');
    if (NEVER_KEPT.test(path) || (await stat(full)).size > LARGEST_AT_FIRST_VISIT) continue;
    found.push([
      path,
      `sha256-${createHash('sha256')
        .update(await readFile(full))
        .digest('base64')}`,
    ]);
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}
