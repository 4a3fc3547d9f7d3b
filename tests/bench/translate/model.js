import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, '..', 'models', 'make-opus-shapes.py');

/**
 * The folder of the benchmark's model; made when it is missing or its script has changed. Kept in `.cache`, or where STET_BENCH_MODEL says. Python with
 * the packages of `tests/models/requirements.txt` makes it: STET_PYTHON names the program.
 */
export function benchModel() {
  const folder = process.env.STET_BENCH_MODEL ?? join(import.meta.dirname, '..', '..', '..', '.cache', 'bench', 'opus-shapes');
  const stamp = join(folder, 'made-by.txt');
  const version = createHash('sha256').update(readFileSync(SCRIPT)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return folder;
  const python = process.env.STET_PYTHON ?? 'python3';
  console.error(`The benchmark's model is not there yet: ${python} makes it in ${folder} (about a minute, 700 MB) …`);
  mkdirSync(folder, { recursive: true });
  const made = spawnSync(python, [SCRIPT, folder], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (made.status !== 0) {
    throw new Error(
      `The benchmark's model could not be made with ${python}. It needs the packages of tests/models/requirements.txt; ` +
        `set STET_PYTHON to a Python that has them, or STET_BENCH_MODEL to a folder made elsewhere.\n${made.error ?? made.stderr.slice(-2000)}`,
    );
  }
  writeFileSync(stamp, version);
  return folder;
}

/** The files that a model is loaded from, by precision, with the size of its two graphs. @param {string} folder @param {'q8' | 'fp32'} precision */
export function modelFiles(folder, precision) {
  const suffix = precision === 'q8' ? '_quantized' : '';
  const graphs = [`onnx/encoder_model${suffix}.onnx`, `onnx/decoder_model_merged${suffix}.onnx`];
  const texts = ['config.json', 'generation_config.json', 'tokenizer_config.json', 'source.spm', 'target.spm', 'vocab.json'];
  const bytes = graphs.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
  return { paths: [...graphs, ...texts], bytes };
}
