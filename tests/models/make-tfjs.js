// Makes tests/models/layers-model and tests/models/graph-model again: node tests/models/make-tfjs.js
import { mkdir, writeFile } from 'node:fs/promises';
import { runnerImport } from 'vite';

const { module } = await runnerImport('./tests/models/tfjs-training.ts');
const fixtures = { 'layers-model': await module.layersModelFixture(), 'graph-model': await module.graphModelFixture() };
for (const [folder, files] of Object.entries(fixtures)) {
  const path = new URL(`${folder}/`, import.meta.url);
  await mkdir(path, { recursive: true });
  for (const { name, bytes } of files) await writeFile(new URL(name, path), bytes);
}
