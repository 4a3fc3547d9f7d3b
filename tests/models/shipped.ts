import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { marianFiles } from './marian.ts';

/** What `models/train/manifest.js` is told of the stand-in below. */
const MARIAN_FACTS = {
  kind: 'translator',
  name: 'Stand-in en-de',
  runtime: 'onnx',
  architecture: 'marian',
  sourceLang: 'en',
  targetLang: 'de',
  license: 'CC0-1.0',
  attribution: 'Random weights made by tests/models/make-marian.py.',
  summary: 'Translates nothing: it stands where a model will.',
  weaknesses: ['Everything: its weights are random.'],
  parameters: 1000,
  figures: [{ metric: 'BLEU', value: 0.1, on: 'one sentence', precision: 'q8' }],
  card: 'README.md',
};

const ALWAYS = ['config.json', 'generation_config.json', 'source.spm', 'target.spm', 'tokenizer_config.json', 'vocab.json'];
const graphs = (suffix: string): readonly string[] => ['decoder_model_merged', 'encoder_model'].map((name) => `onnx/${name}${suffix}.onnx`);

/** The Marian fixture in a folder as it ships: graphs below `onnx/`, in 8 bits and fp32, a card, and the manifest that the script makes. */
export function writeShippedMarian(folder: string, facts: Readonly<Record<string, unknown>> = {}): void {
  const files = new Map([...marianFiles('quantized'), ...marianFiles('merged')]);
  for (const [path, bytes] of files) write(folder, path.endsWith('.onnx') ? `onnx/${path}` : path, bytes);
  write(folder, 'tokenizer.json', '{}');
  write(folder, 'README.md', '---\nlicense: cc0-1.0\nlanguage: [en, de]\n---\n# Stand-in\n\nIt is **bad** at everything.\n');
  const precisions = [
    { precision: 'q8', files: [...ALWAYS, ...graphs('_quantized')] },
    { precision: 'fp32', files: [...ALWAYS, ...graphs('')] },
  ];
  writeManifest(folder, { ...MARIAN_FACTS, precisions, ...facts });
}

/** Runs the script that makes the manifests of the models that ship. */
function writeManifest(folder: string, facts: Readonly<Record<string, unknown>>): void {
  const file = join(dirname(folder), 'facts.json');
  writeFileSync(file, JSON.stringify(facts));
  execFileSync(process.execPath, ['models/train/manifest.js', folder, file], { stdio: 'pipe' });
}

function write(folder: string, path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}
