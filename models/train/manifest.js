// node models/train/manifest.js FOLDER FACTS.json: writes FOLDER/manifest.json from the facts, with size and SHA-256 of every file in the folder.
// The facts are the manifest's fields but `stet`, `bytes` and `files` (docs/models.md); `models/train/facts/` holds those of the models that ship.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const [folder, factsFile] = process.argv.slice(2);
if (folder === undefined || factsFile === undefined) {
  console.error('node models/train/manifest.js FOLDER FACTS.json');
  process.exit(2);
}

/** @type {Record<string, unknown>} */
const facts = JSON.parse(readFileSync(factsFile, 'utf8'));
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .filter((path) => path !== 'manifest.json' && path !== '.gitattributes')
  .sort()
  .map((path) => {
    const bytes = readFileSync(join(folder, path));
    return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify({ stet: 1, ...facts, bytes, files }, null, 2)}\n`);
console.log(`${join(folder, 'manifest.json')}: ${files.length} files, ${bytes.toLocaleString('en')} bytes`);
