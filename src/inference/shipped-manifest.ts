import { Failure } from '#core/failure.ts';
import type { ModelFile } from '#core/model.ts';
import type { ShippedFigure, ShippedManifest, ShippedPrecision } from '#core/shipped-model.ts';
import { canonicalLanguage } from '#core/text.ts';
import { FEATURE_SETS, isFeature } from '#inference/features.ts';

/** The layout of `manifest.json` that this version reads; docs/models.md tells it field by field. */
const MANIFEST_LAYOUT = 1;

const MOST_TEXT = 2000;
const MOST_LINES = 100;
const RUNTIMES = ['onnx', 'tfjs'] as const;
const KINDS = ['translator', 'scorer'] as const;

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks a shipped model's `manifest.json`, already parsed; `file` names it in the Failure, together with the field that is wrong. Whether the
 * files are what it says is seen when they are copied by the build, and again when they are loaded.
 */
export function readShippedManifest(file: string, value: unknown): ShippedManifest {
  const read = new Reader(file);
  const json = read.object(value, 'manifest');
  if (json.stet !== MANIFEST_LAYOUT) throw new Failure('model/manifest-layout', { file, found: shown(json.stet), known: MANIFEST_LAYOUT });
  const kind = read.oneOf(json.kind, KINDS, 'kind');
  const files = read.list(json.files, 'files').map((one, i) => read.file(one, `files[${i}]`));
  const paths = new Set(files.map(({ path }) => path));
  if (paths.size !== files.length) throw read.wrong('files[].path');
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) !== json.bytes) throw read.wrong('bytes');
  const precisions = read.list(json.precisions, 'precisions').map((one, i) => read.precision(one, `precisions[${i}]`, paths));
  if (new Set(precisions.map(({ precision }) => precision)).size !== precisions.length) throw read.wrong('precisions[].precision');
  const card = read.text(json.card, 'card');
  if (!paths.has(card)) throw read.wrong('card');
  return {
    kind,
    name: read.text(json.name, 'name'),
    runtime: read.oneOf(json.runtime, RUNTIMES, 'runtime'),
    architecture: read.text(json.architecture, 'architecture'),
    ...read.languages(json, kind),
    license: read.text(json.license, 'license'),
    attribution: read.text(json.attribution, 'attribution'),
    summary: read.text(json.summary, 'summary'),
    weaknesses: read.list(json.weaknesses, 'weaknesses').map((one, i) => read.text(one, `weaknesses[${i}]`)),
    ...(json.parameters === undefined ? {} : { parameters: read.count(json.parameters, 'parameters') }),
    figures: read.list(json.figures, 'figures').map((one, i) => read.figure(one, `figures[${i}]`, precisions)),
    precisions,
    files,
    card,
    ...(kind === 'scorer' ? read.scorer(json) : {}),
  };
}

/** Takes fields out of outside data; whatever is not as it must be is a Failure that names the field. */
class Reader {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  wrong(field: string): Failure {
    return new Failure('model/manifest', { file: this.#file, field });
  }

  object(value: unknown, field: string): Json {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.wrong(field);
    return value as Json; // an object was just proven; its fields are checked one by one
  }

  /** Never empty. */
  list(value: unknown, field: string): readonly unknown[] {
    if (!Array.isArray(value) || value.length === 0 || value.length > MOST_LINES) throw this.wrong(field);
    return value;
  }

  text(value: unknown, field: string): string {
    if (typeof value !== 'string' || value.trim() === '' || value.length > MOST_TEXT) throw this.wrong(field);
    return value;
  }

  count(value: unknown, field: string): number {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0) throw this.wrong(field);
    return value;
  }

  oneOf<T extends string>(value: unknown, known: readonly T[], field: string): T {
    const found = known.find((one) => one === value);
    if (found === undefined) throw this.wrong(field);
    return found;
  }

  /** A path below the manifest: it becomes part of an address, and must not lead out of the folder. */
  file(value: unknown, field: string): ModelFile {
    const json = this.object(value, field);
    const path = this.text(json.path, `${field}.path`);
    if (!path.split('/').every((step) => /^[\w-][\w.-]*$/u.test(step))) throw this.wrong(`${field}.path`);
    const sha256 = this.text(json.sha256, `${field}.sha256`);
    if (!/^[0-9a-f]{64}$/u.test(sha256)) throw this.wrong(`${field}.sha256`);
    return { path, sha256, bytes: this.count(json.bytes, `${field}.bytes`) };
  }

  precision(value: unknown, field: string, paths: ReadonlySet<string>): ShippedPrecision {
    const json = this.object(value, field);
    const files = this.list(json.files, `${field}.files`).map((path, i) => this.text(path, `${field}.files[${i}]`));
    if (new Set(files).size !== files.length || !files.every((path) => paths.has(path))) throw this.wrong(`${field}.files`);
    return { precision: this.text(json.precision, `${field}.precision`), files };
  }

  figure(value: unknown, field: string, precisions: readonly ShippedPrecision[]): ShippedFigure {
    const json = this.object(value, field);
    if (typeof json.value !== 'number' || !Number.isFinite(json.value)) throw this.wrong(`${field}.value`);
    const known = precisions.map(({ precision }) => precision);
    return {
      metric: this.text(json.metric, `${field}.metric`),
      value: json.value,
      on: this.text(json.on, `${field}.on`),
      ...(json.signature === undefined ? {} : { signature: this.text(json.signature, `${field}.signature`) }),
      ...(json.precision === undefined ? {} : { precision: this.oneOf(json.precision, known, `${field}.precision`) }),
    };
  }

  languages(json: Json, kind: ShippedManifest['kind']): Pick<ShippedManifest, 'sourceLang' | 'targetLang'> {
    if (kind === 'scorer' && json.sourceLang === undefined && json.targetLang === undefined) return {};
    return { sourceLang: this.#language(json.sourceLang, 'sourceLang'), targetLang: this.#language(json.targetLang, 'targetLang') };
  }

  scorer(json: Json): Pick<ShippedManifest, 'features' | 'higherIsBetter'> {
    if (typeof json.higherIsBetter !== 'boolean') throw this.wrong('higherIsBetter');
    const { higherIsBetter, features } = json;
    if (typeof features === 'string' && FEATURE_SETS.has(features)) return { features, higherIsBetter };
    const names = this.list(features, 'features').map((name, i) => this.text(name, `features[${i}]`));
    if (!names.every(isFeature)) throw this.wrong('features');
    return { features: names, higherIsBetter };
  }

  #language(value: unknown, field: string): string {
    const tag = canonicalLanguage(this.text(value, field));
    if (tag === 'und') throw this.wrong(field);
    return tag;
  }
}

/** An outside value, short enough for a sentence. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 40);
}
