import { Failure } from '#core/failure.ts';
import type { Model } from '#core/model.ts';
import { featureVector } from '#inference/features.ts';
import type { ReadModelFile } from '#inference/model-source.ts';
import type { ScoredText, ScoreOptions, Scorer } from '#inference/scorer.ts';
import { parseTfjsJson } from '#inference/tfjs-json.ts';
import type { LoadedTfjs } from '#inference/tfjs-load.ts';
import { loadTfjs } from '#inference/tfjs-load.ts';
import { checkTopology } from '#inference/tfjs-topology.ts';

/** Rows a step: the abort is looked at, and the worker answers, between two steps. */
const BATCH = 128;

/** Opens a stored TensorFlow.js scorer from this device's own files. */
export async function openTfjs(model: Model, read: ReadModelFile): Promise<Scorer> {
  const { features } = model;
  if (model.role !== 'scorer' || features === undefined) throw new Failure('tfjs/not-a-scorer', { model: model.name });
  const path = model.files.find((file) => file.path.endsWith('.json'))?.path ?? 'model.json';
  // Checked again although it was checked when it came: the file on the disk decides, not what was once read.
  const json = parseTfjsJson(path, new TextDecoder().decode(await read(path)));
  checkTopology(json);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const loaded = await loadTfjs(
    json,
    await weights(
      json.paths.map((shard) => folder + shard),
      json.weightBytes,
      read,
    ),
  );
  return {
    backend: 'cpu',
    score: (pairs, options) => score(loaded, features, pairs, options),
    close: () => {
      loaded.dispose();
    },
  };
}

async function weights(paths: readonly string[], bytes: number, read: ReadModelFile): Promise<ArrayBuffer> {
  const data = new Uint8Array(bytes);
  let offset = 0;
  for (const path of paths) {
    const shard = await read(path);
    if (offset + shard.byteLength > bytes) throw new Failure('tfjs/shard-size', { expected: bytes, actual: offset + shard.byteLength });
    data.set(shard, offset);
    offset += shard.byteLength;
  }
  if (offset !== bytes) throw new Failure('tfjs/shard-size', { expected: bytes, actual: offset });
  return data.buffer;
}

async function* score(
  loaded: LoadedTfjs,
  features: readonly string[],
  pairs: readonly ScoredText[],
  { signal, sourceLang, targetLang }: ScoreOptions,
): AsyncGenerator<number> {
  for (let start = 0; start < pairs.length; start += BATCH) {
    await new Promise((resolve) => setTimeout(resolve, 0)); // lets the worker hear an abort
    signal.throwIfAborted();
    const rows = pairs.slice(start, start + BATCH).map((pair) => featureVector(features, { ...pair, sourceLang, targetLang }));
    const { values } = loaded.predict(rows);
    if (values.length !== rows.length) throw new Failure('tfjs/no-role-output', { shape: `[${values.length}]`, rows: rows.length });
    for (const value of values) {
      if (!Number.isFinite(value)) throw new Failure('tfjs/not-a-number', { value: String(value) });
      yield value;
    }
  }
}
