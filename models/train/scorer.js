// node models/train/scorer.js [FOLDER]: makes models/risk-scorer again from the train files of MLQE-PE's direct assessments (en-de and ru-en) in
// FOLDER. Seeded: the same files and the same Node give the same bytes. Nothing but Stet's own dependencies is needed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';

const here = import.meta.dirname;
const folder = process.argv[2] ?? join(here, '..', '..', '..', 'shared', 'data', 'qe', 'mlqe-pe', 'da');
const model = join(here, '..', 'risk-scorer');

const started = performance.now();
const { module } = await runnerImport(join(here, 'scorer-training.ts'), { root: join(here, '..', '..') });
/** @type {readonly import('./scorer-graph.ts').ModelFile[]} */
const files = module.trainedFiles(folder, (/** @type {string} */ line) => {
  console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);
});
mkdirSync(model, { recursive: true });
for (const { name, bytes } of files) writeFileSync(join(model, name), bytes);
const manifest = spawnSync(process.execPath, [join(here, 'manifest.js'), model, join(here, 'facts', 'risk-scorer.json')], {
  stdio: 'inherit',
});
process.exit(manifest.status ?? 1);
