// The first load: every script that index.html pulls in before a page is chosen, plus the projects page. Runtimes and pages come later.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT = 90_000;
const dist = join(import.meta.dirname, '..', 'dist');
const html = readFileSync(join(dist, 'index.html'), 'utf8');
const entry = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
const projects = readdirSync(join(dist, 'assets'))
  .filter((name) => /^ProjectsPage-.*\.js$/.test(name))
  .map((name) => `assets/${name}`);

/** @type {Set<string>} */
const seen = new Set();
/** @param {string} path */
function follow(path) {
  if (seen.has(path)) return;
  seen.add(path);
  const code = readFileSync(join(dist, path), 'utf8');
  for (const match of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) follow(`assets/${match[1]}`);
}
for (const path of [...entry, ...projects]) follow(path);

let total = 0;
for (const path of seen) {
  const bytes = gzipSync(readFileSync(join(dist, path)), { level: 9 }).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)} B gzip  ${path}`);
}
console.log(`${String(total).padStart(8)} B gzip  first load, at most ${LIMIT}`);
if (total > LIMIT) process.exit(1);
