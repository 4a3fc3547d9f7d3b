import { Failure } from '#core/failure.ts';
import { FEATURE_SETS, isFeature } from '#inference/features.ts';
import type { Manifest, ModelSource } from '#inference/model-source.ts';
import type { TfjsJson, WeightSpec } from '#inference/tfjs-json.ts';
import { parseTfjsJson } from '#inference/tfjs-json.ts';
import type { LoadedTfjs, TensorShape } from '#inference/tfjs-load.ts';
import { loadTfjs } from '#inference/tfjs-load.ts';
import { checkTopology } from '#inference/tfjs-topology.ts';

/** Rows of the trial that shows what a model gives; more than one, so that a row's value and a batch's sum differ. */
const TRIAL_ROWS = 3;
const MOST_FEATURES = 4096;

interface Purpose {
  readonly features: readonly string[];
  readonly higherIsBetter: boolean;
}

/**
 * What a TensorFlow.js folder (LayersModel or GraphModel: a model.json and its shards) says of itself, checked and tried. Undefined where the
 * files hold none; rejects with a Failure where they hold a broken or a forbidden one.
 */
export async function inspectTfjs(sources: readonly ModelSource[]): Promise<Manifest | undefined> {
  const source = await findModelJson(sources);
  if (source === undefined) return undefined;
  const json = parseTfjsJson(source.path, await source.file.text());
  checkTopology(json);
  const folder = source.path.slice(0, source.path.lastIndexOf('/') + 1);
  const shards = json.paths.map((path) => shard(sources, folder + path));
  const loaded = await loadTfjs(json, await joined(json, shards));
  try {
    const purpose = purposeOf(json, loaded);
    return {
      name: json.stet.name ?? nameOf(folder, source.path),
      runtime: 'tfjs',
      architecture: json.format,
      precision: precisionOf(json.weights),
      ...(json.stet.license === undefined ? {} : { license: json.stet.license }),
      inputs: loaded.inputs.map(describe),
      outputs: loaded.outputs.map(describe),
      ...(purpose instanceof Failure
        ? { role: 'none', noRole: { code: purpose.code, values: purpose.values } }
        : { role: 'scorer', ...purpose }),
      paths: [source.path, ...shards.map((file) => file.path)],
    };
  } finally {
    loaded.dispose();
  }
}

/** `model.json`, or a lone JSON file under another name that lists weights, as `model.save('downloads://…')` makes it. */
async function findModelJson(sources: readonly ModelSource[]): Promise<ModelSource | undefined> {
  const candidates = sources.filter((source) => source.path.endsWith('.json'));
  const named = candidates.filter((source) => /(?:^|\/)model\.json$/u.test(source.path));
  for (const source of named.length > 0 ? named : candidates) {
    // The beginning may hold the whole topology, so all of it is looked at; files of this kind are small.
    if (source.file.size <= 64 * 2 ** 20 && (await source.file.text()).includes('"weightsManifest"')) return source;
  }
  return undefined;
}

function shard(sources: readonly ModelSource[], path: string): ModelSource {
  const found = sources.find((source) => source.path === path);
  if (!found) throw new Failure('tfjs/shard-missing', { path });
  return found;
}

async function joined(json: TfjsJson, shards: readonly ModelSource[]): Promise<ArrayBuffer> {
  const actual = shards.reduce((sum, { file }) => sum + file.size, 0);
  if (actual !== json.weightBytes) throw new Failure('tfjs/shard-size', { expected: json.weightBytes, actual });
  return new Blob(shards.map(({ file }) => file)).arrayBuffer();
}

/** What the model can do here, or the reason why nothing. */
function purposeOf(json: TfjsJson, loaded: LoadedTfjs): Purpose | Failure {
  const [input] = loaded.inputs;
  if (!input || loaded.inputs.length > 1) return new Failure('tfjs/no-role-inputs', { count: loaded.inputs.length });
  if (input.dtype !== 'float32') return new Failure('tfjs/no-role-type', { type: input.dtype });
  const [rows, width] = input.shape;
  if (input.shape.length !== 2 || width === undefined) return new Failure('tfjs/no-role-shape', { shape: shapeText(input) });
  const features = featuresFor(json, width);
  if (features instanceof Failure) return features;
  if (rows !== -1) return new Failure('tfjs/no-role-rows', { rows: rows ?? 0 });
  const output = trial(loaded, features.length);
  if (output instanceof Failure) return output;
  return { features, higherIsBetter: json.stet.higherIsBetter ?? false };
}

function featuresFor(json: TfjsJson, width: number): readonly string[] | Failure {
  const named = json.stet.features;
  if (named === undefined) {
    const set = [...FEATURE_SETS.values()].find((names) => names.length === width);
    return set ?? new Failure('tfjs/no-role-features', { count: width, known: setSizes() });
  }
  const unknown = named.find((name) => !isFeature(name));
  if (unknown !== undefined) return new Failure('tfjs/no-role-unknown-feature', { feature: unknown.slice(0, 80) });
  if ((width !== -1 && width !== named.length) || named.length === 0 || named.length > MOST_FEATURES) {
    return new Failure('tfjs/no-role-feature-count', { named: named.length, taken: width });
  }
  return named;
}

function setSizes(): string {
  return [...FEATURE_SETS].map(([name, names]) => `${names.length} (${name})`).join(', ');
}

/** The output's shape as declared may be absent or wrong: a run over a few rows cannot be. */
function trial(loaded: LoadedTfjs, width: number): Failure | undefined {
  const rows = Array.from({ length: TRIAL_ROWS }, () => new Array<number>(width).fill(0));
  try {
    const { shape } = loaded.predict(rows);
    const isOneEach = shape[0] === TRIAL_ROWS && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
    return isOneEach ? undefined : new Failure('tfjs/no-role-output', { shape: `[${shape.join(', ')}]`, rows: TRIAL_ROWS });
  } catch (cause) {
    if (cause instanceof Failure) return cause;
    throw cause;
  }
}

function nameOf(folder: string, path: string): string {
  const last = folder.split('/').filter(Boolean).at(-1) ?? path.replace(/\.json$/u, '');
  return last.slice(0, 200);
}

/** By the type that most of the bytes are stored in. */
function precisionOf(weights: readonly WeightSpec[]): string {
  const bytes = new Map<string, number>();
  for (const { shape, dtype, quantization } of weights) {
    const type = PRECISIONS.get(quantization?.dtype ?? dtype) ?? dtype;
    bytes.set(type, (bytes.get(type) ?? 0) + shape.reduce((product, length) => product * length, 1));
  }
  return [...bytes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'fp32';
}

const PRECISIONS: ReadonlyMap<string, string> = new Map([
  ['float32', 'fp32'],
  ['float16', 'fp16'],
  ['uint8', 'q8'],
  ['uint16', 'q16'],
]);

function describe(tensor: TensorShape): string {
  return `${tensor.name} ${tensor.dtype} ${shapeText(tensor)}`;
}

function shapeText({ shape }: TensorShape): string {
  return `[${shape.map((length) => (length === -1 ? 'n' : String(length))).join(', ')}]`;
}
