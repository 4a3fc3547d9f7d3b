import { Failure } from '#core/failure.ts';

/** One tensor of the weights, as the manifest lists it. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly quantization?: Quantization;
}

export interface Quantization {
  readonly dtype: 'uint8' | 'uint16' | 'float16';
  readonly scale?: number;
  readonly min?: number;
}

/** What a scorer may say of itself under `userDefinedMetadata.stet`. */
export interface StetMetadata {
  readonly features?: readonly string[];
  readonly higherIsBetter?: boolean;
  readonly name?: string;
  readonly license?: string;
}

/** A model.json whose every field has been looked at. Layer classes and graph ops are checked by `tfjs-topology.ts`. */
export interface TfjsJson {
  readonly format: 'layers-model' | 'graph-model';
  readonly topology: Readonly<Record<string, unknown>>;
  readonly signature: Readonly<Record<string, unknown>> | undefined;
  /** Shards in reading order, relative to the model.json; their bytes end to end are the weights. */
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
  /** Bytes that the shards must have together. */
  readonly weightBytes: number;
  readonly stet: StetMetadata;
}

/** Weights as they lie in memory: a scorer reads a feature vector, not a book. */
const MOST_WEIGHT_BYTES = 256 * 2 ** 20;
const MOST_JSON_CHARACTERS = 32 * 2 ** 20;
const MOST_DEPTH = 64;
const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };

/** Checks a model.json as outside data. Rejects what is not understood; `file` names it in the message. */
export function parseTfjsJson(file: string, text: string): TfjsJson {
  if (text.length > MOST_JSON_CHARACTERS)
    throw new Failure('tfjs/json-too-large', { file, bytes: text.length, most: MOST_JSON_CHARACTERS });
  const json = object(parsed(file, text), 'model.json');
  rejectDangerousKeys(json, 0);
  const topology = object(json.modelTopology, 'modelTopology');
  const metadata = isObject(json.userDefinedMetadata) ? json.userDefinedMetadata : {};
  const signature = isObject(json.signature) ? json.signature : isObject(metadata.signature) ? metadata.signature : undefined;
  const groups = array(json.weightsManifest, 'weightsManifest').map((group, i) => object(group, `weightsManifest[${i}]`));
  const weights = groups.flatMap((group, i) => array(group.weights, `weightsManifest[${i}].weights`).map((weight) => weightSpec(weight)));
  const names = new Set(weights.map((weight) => weight.name));
  if (names.size !== weights.length) throw new Failure('tfjs/field', { field: 'weightsManifest[].weights[].name' });
  const memory = weights.reduce((sum, weight) => sum + size(weight.shape) * 4, 0);
  if (!(memory <= MOST_WEIGHT_BYTES)) throw new Failure('tfjs/weights-too-large', { bytes: memory, most: MOST_WEIGHT_BYTES });
  return {
    format: formatOf(json, topology),
    topology,
    signature,
    paths: groups.flatMap((group, i) => array(group.paths, `weightsManifest[${i}].paths`).map((path) => shardPath(path))),
    weights,
    weightBytes: weights.reduce((sum, weight) => sum + size(weight.shape) * (BYTES[weight.quantization?.dtype ?? weight.dtype] ?? 4), 0),
    stet: isObject(metadata.stet) ? stetMetadata(metadata.stet) : {},
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Failure('tfjs/json', { file, message: cause.message }, { cause });
    throw cause;
  }
}

/** Files of old converters leave `format` out: a graph has nodes, layers have a class. */
function formatOf(json: Readonly<Record<string, unknown>>, topology: Readonly<Record<string, unknown>>): TfjsJson['format'] {
  if (json.format === 'layers-model' || json.format === 'graph-model') return json.format;
  if (json.format !== undefined) throw new Failure('tfjs/format', { format: shown(json.format) });
  return Array.isArray(topology.node) ? 'graph-model' : 'layers-model';
}

function weightSpec(value: unknown): WeightSpec {
  const spec = object(value, 'weightsManifest[].weights[]');
  const name = text(spec.name, 'weightsManifest[].weights[].name');
  const { dtype } = spec;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')
    throw new Failure('tfjs/weight-type', { weight: name, type: shown(dtype) });
  const shape = array(spec.shape, `weights ${name}.shape`).map((size) => dimension(size, `weights ${name}.shape`));
  if (shape.length > 6) throw new Failure('tfjs/field', { field: `weights ${name}.shape` });
  if (!isObject(spec.quantization)) return { name, shape, dtype };
  const { dtype: quantized, scale, min } = spec.quantization;
  if (quantized !== 'uint8' && quantized !== 'uint16' && quantized !== 'float16') {
    throw new Failure('tfjs/weight-type', { weight: name, type: shown(quantized) });
  }
  const range = {
    ...(typeof scale === 'number' && Number.isFinite(scale) ? { scale } : {}),
    ...(typeof min === 'number' && Number.isFinite(min) ? { min } : {}),
  };
  if (quantized !== 'float16' && (range.scale === undefined || range.min === undefined)) {
    throw new Failure('tfjs/field', { field: `weights ${name}.quantization` });
  }
  return { name, shape, dtype, quantization: { dtype: quantized, ...range } };
}

/** A shard is a file beside the model.json or in a folder below it; never an address, never above. */
function shardPath(value: unknown): string {
  const path = text(value, 'weightsManifest[].paths[]');
  const steps = path.split('/');
  const isInside = steps.every((step) => step !== '' && step !== '.' && step !== '..' && !/[\\:%?#\p{Cc}]/u.test(step));
  if (!isInside) throw new Failure('tfjs/path', { path });
  return path;
}

function stetMetadata(value: Readonly<Record<string, unknown>>): StetMetadata {
  const { features, higherIsBetter, name, license } = value;
  if (
    features !== undefined &&
    !(Array.isArray(features) && features.length <= 4096 && features.every((feature) => typeof feature === 'string'))
  ) {
    throw new Failure('tfjs/field', { field: 'userDefinedMetadata.stet.features' });
  }
  if (higherIsBetter !== undefined && typeof higherIsBetter !== 'boolean') {
    throw new Failure('tfjs/field', { field: 'userDefinedMetadata.stet.higherIsBetter' });
  }
  return {
    ...(features === undefined ? {} : { features }),
    ...(higherIsBetter === undefined ? {} : { higherIsBetter }),
    ...(typeof name === 'string' && name.trim() ? { name: name.slice(0, 200) } : {}),
    ...(typeof license === 'string' && license.trim() ? { license: license.slice(0, 200) } : {}),
  };
}

/** The runtime keeps weights, nodes and classes in plain objects: names that reach the prototype must not get there. */
function rejectDangerousKeys(value: unknown, depth: number): void {
  if (typeof value === 'string' && DANGEROUS.has(value)) throw new Failure('tfjs/field', { field: value });
  if (typeof value !== 'object' || value === null) return;
  if (depth > MOST_DEPTH) throw new Failure('tfjs/field', { field: 'modelTopology' });
  for (const [key, inner] of Object.entries(value)) {
    if (DANGEROUS.has(key)) throw new Failure('tfjs/field', { field: key });
    rejectDangerousKeys(inner, depth + 1);
  }
}

const DANGEROUS: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

function object(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new Failure('tfjs/field', { field });
  return value;
}

function array(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Failure('tfjs/field', { field });
  return value;
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '' || value.length > 1024) throw new Failure('tfjs/field', { field });
  return value;
}

function dimension(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Failure('tfjs/field', { field });
  return value;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** An outside value, short enough for a sentence. */
function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')).slice(0, 80);
}
