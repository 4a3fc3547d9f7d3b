import { Failure } from '#core/failure.ts';
import { canonicalLanguage } from '#core/text.ts';
import type { Family } from '#inference/family.ts';
import { familyOf, TOKENIZER_FILES } from '#inference/family.ts';
import { openTokenizer } from '#inference/family-tokenizer.ts';
import { readModelConfig } from '#inference/model-config.ts';
import { parseJsonObject } from '#inference/model-json.ts';
import type { Manifest, ModelSource } from '#inference/model-source.ts';
import { readCard } from '#inference/model-card.ts';
import type { OnnxHeader } from '#inference/onnx-header.ts';
import { describeValue, readOnnxHeader } from '#inference/onnx-header.ts';
import { tagsOf } from '#inference/target-code.ts';
import { tokenizerAlone } from '#inference/tokenizer-alone.ts';

/** Operator sets of ONNX Runtime Web's CPU build; anything else needs code that Stet does not load. */
const KNOWN_DOMAINS: ReadonlySet<string> = new Set([
  '',
  'ai.onnx',
  'ai.onnx.ml',
  'com.microsoft',
  'com.microsoft.nchwc',
  'com.ms.internal.nhwc',
  'org.pytorch.aten',
]);

/** Precisions in the order they are picked where a folder holds several, with what their files' names end in. */
const PRECISIONS: readonly (readonly [precision: string, suffix: string])[] = [
  ['q8', '_quantized'],
  ['int8', '_int8'],
  ['uint8', '_uint8'],
  ['fp32', ''],
  ['fp16', '_fp16'],
  ['q4', '_q4'],
  ['q4f16', '_q4f16'],
  ['bnb4', '_bnb4'],
];

const SETTINGS = ['config.json', 'generation_config.json', 'tokenizer_config.json'] as const;
/** What else a family's tokenizer looks for. */
const ALSO_KEPT: Readonly<Partial<Record<Family, readonly string[]>>> = {
  marian: ['target_vocab.json'],
  nllb: ['added_tokens.json', 'tokenizer.json'],
};
const DECODER_ONLY = /(^|_)(gpt|llama|mistral|qwen|phi|gemma|bloom|opt|falcon)/u;

interface Graph {
  readonly source: ModelSource;
  readonly header: OnnxHeader;
}

/**
 * What a folder of model files is: an ONNX translation model in the Hugging Face/Optimum layout (of a family that Stet knows), or a TensorFlow.js model. Rejects
 * with a Failure that names what is missing or why the model is of no use here. Weights are not read.
 */
export async function inspect(sources: readonly ModelSource[], precision?: string): Promise<Manifest> {
  const onnx = sources.filter((source) => source.path.endsWith('.onnx'));
  if (onnx.length > 0) return inspectOnnx(sources, onnx, precision);
  const { inspectTfjs } = await import('#inference/tfjs-manifest.ts');
  const found = await inspectTfjs(sources);
  if (found !== undefined) return found;
  throw (await tokenizerAlone(sources)) ?? new Failure('model/not-a-model', { files: listed(sources.map((source) => source.path)) });
}

async function inspectOnnx(sources: readonly ModelSource[], onnx: readonly ModelSource[], wanted: string | undefined): Promise<Manifest> {
  const named = new Map(sources.map((source) => [base(source.path), source]));
  const config = await readConfig(named.get('config.json'));
  const kind = typeof config.model_type === 'string' ? config.model_type : '';
  const choice = choosePrecision(new Set(onnx.map((source) => base(source.path))), wanted);
  const graphs: Graph[] = [];
  for (const source of choice ? choice.files.flatMap((name) => named.get(name) ?? []) : onnx) {
    graphs.push({ source, header: await readOnnxHeader(source.path, source.file) });
  }
  for (const graph of graphs) refuseCustomOperators(graph);
  if (!choice) throw notATranslator(graphs, kind, config, named);
  const tokenizerConfig = await readConfig(named.get('tokenizer_config.json'));
  const family = familyOf(config, tokenizerConfig, new Set(named.keys()));
  const isWhole = TOKENIZER_FILES[family].every((name) => named.has(name));
  const tokenizer = (isWhole || !named.has('tokenizer.json') ? TOKENIZER_FILES[family] : ['tokenizer.json']).map(
    (name) => named.get(name)?.path ?? missing(name),
  );
  if (!named.has('config.json')) missing('config.json');
  const generation = await readConfig(named.get('generation_config.json'));
  readModelConfig(config, generation, family); // a setting that cannot be honoured is told now, not after a long load

  const { sourceCodes, targetCodes } = await openTokenizer(family, config, {
    has: (name) => named.has(name),
    bytes: async (name) => new Uint8Array((await named.get(name)?.file.arrayBuffer()) ?? new ArrayBuffer(0)),
    json: async (name) => (named.has(name) ? readConfig(named.get(name)) : undefined),
  });

  const external = graphs.flatMap((graph) => externalPaths(graph, named));
  const card = readCard((await named.get('README.md')?.file.text()) ?? '');
  const license = card.license ?? text(config.license);
  // A model for many languages is told them when it translates; what its card lists is no direction.
  const sourceLang = family === 'marian' ? (language(tokenizerConfig.source_lang) ?? language(card.languages[0])) : undefined;
  const targetLang = family === 'marian' ? (language(tokenizerConfig.target_lang) ?? language(card.languages[1])) : undefined;
  const [encoder, decoder] = graphs;
  return {
    name: nameOf(sources, config),
    role: 'translator',
    runtime: 'onnx',
    architecture: family,
    precision: choice.precision,
    ...(sourceLang === undefined ? {} : { sourceLang }),
    ...(targetLang === undefined ? {} : { targetLang }),
    ...(sourceCodes.length === 0 ? {} : { sourceLangs: tagsOf(sourceCodes) }),
    ...(targetCodes.length === 0 ? {} : { targetLangs: tagsOf(targetCodes) }),
    ...(license === undefined ? {} : { license }),
    inputs: encoder?.header.inputs.map(describeValue) ?? [],
    outputs: decoder?.header.outputs.map(describeValue) ?? [],
    paths: [
      ...new Set([
        ...graphs.map(({ source }) => source.path),
        ...external,
        ...tokenizer,
        ...[...SETTINGS, ...(ALSO_KEPT[family] ?? [])].flatMap((name) => named.get(name)?.path ?? []),
      ]),
    ],
  };
}

/** The first precision whose encoder and decoder are all there; undefined for files that are not of the Optimum layout. */
function choosePrecision(
  names: ReadonlySet<string>,
  wanted: string | undefined,
): { precision: string; files: readonly string[] } | undefined {
  for (const [precision, suffix] of PRECISIONS) {
    if (wanted !== undefined && precision !== wanted) continue;
    const encoder = `encoder_model${suffix}.onnx`;
    const merged = `decoder_model_merged${suffix}.onnx`;
    const first = `decoder_model${suffix}.onnx`;
    const next = `decoder_with_past_model${suffix}.onnx`;
    if (names.has(encoder) && names.has(merged)) return { precision, files: [encoder, merged] };
    if (names.has(encoder) && names.has(first) && names.has(next)) return { precision, files: [encoder, first, next] };
  }
  if (wanted !== undefined) throw new Failure('model/no-such-precision', { precision: wanted });
  const begun = PRECISIONS.map(([, suffix]) => suffix).filter((suffix) =>
    [`encoder_model${suffix}.onnx`, `decoder_model_merged${suffix}.onnx`, `decoder_model${suffix}.onnx`].some((name) => names.has(name)),
  );
  const suffix = begun[0];
  if (suffix === undefined) return undefined;
  if (!names.has(`encoder_model${suffix}.onnx`)) missing(`encoder_model${suffix}.onnx`);
  return missing(names.has(`decoder_model${suffix}.onnx`) ? `decoder_with_past_model${suffix}.onnx` : `decoder_model_merged${suffix}.onnx`);
}

/** The files beside a graph that hold its weights; a Failure for one that is missing, or cut off. */
function externalPaths({ source, header }: Graph, named: ReadonlyMap<string, ModelSource>): readonly string[] {
  return Array.from(header.externalFiles, ([name, needed]) => {
    const { path, file } = named.get(base(name)) ?? missing(name, source.path);
    if (file.size < needed) throw new Failure('model/short-weights', { file: path, bytes: file.size, needed, model: source.path });
    return path;
  });
}

function refuseCustomOperators({ source, header }: Graph): void {
  for (const [domain, operator] of header.domains) {
    if (!KNOWN_DOMAINS.has(domain)) throw new Failure('model/custom-operator', { file: source.path, domain, operator });
  }
}

/** Why files of another layout are of no use as a translator. */
function notATranslator(
  graphs: readonly Graph[],
  family: string,
  config: Readonly<Record<string, unknown>>,
  named: ReadonlyMap<string, ModelSource>,
): Failure {
  const inputsOf = ({ header }: Graph): readonly string[] => header.inputs.map((input) => input.name);
  const decoder = graphs.find(({ source }) => base(source.path).startsWith('decoder'));
  const hasEncoder = graphs.some(({ source }) => base(source.path).startsWith('encoder'));
  const architecture = Array.isArray(config.architectures) ? listed(config.architectures.map(String)) : family;
  const lacking = listed(TOKENIZER_FILES.marian.filter((name) => !named.has(name)));
  if (decoder && hasEncoder) {
    const foreign = inputsOf(decoder).filter((name) => !/^(input_ids|encoder_|past_key_values\.|use_cache_branch)/u.test(name));
    return new Failure('model/not-optimum', { file: decoder.source.path, inputs: listed(foreign), missing: lacking });
  }
  const only = graphs[0];
  if (!only) return new Failure('model/not-a-model', { files: listed([...named.keys()]) });
  const outputs = only.header.outputs.map((output) => output.name);
  const hasPast = inputsOf(only).some((name) => name.startsWith('past'));
  if (hasPast || DECODER_ONLY.test(family))
    return new Failure('model/decoder-only', { file: only.source.path, architecture: architecture || 'GPT' });
  const hasTokenizer = named.has('tokenizer.json') || lacking === '';
  if (inputsOf(only).includes('input_ids')) {
    const kind = architecture || only.source.path;
    return new Failure(hasTokenizer ? 'model/encoder-only' : 'model/encoder-without-tokenizer', {
      architecture: kind,
      outputs: listed(outputs),
    });
  }
  return new Failure('model/unknown-graph', { file: only.source.path, inputs: listed(inputsOf(only)), outputs: listed(outputs) });
}

function missing(file: string, beside?: string): never {
  if (beside !== undefined) throw new Failure('model/missing-weights', { file, model: beside });
  throw new Failure('model/missing-file', { file });
}

async function readConfig(source: ModelSource | undefined): Promise<Readonly<Record<string, unknown>>> {
  return source ? parseJsonObject(source.path, await source.file.text()) : {};
}

function nameOf(sources: readonly ModelSource[], config: Readonly<Record<string, unknown>>): string {
  const folders = new Set(sources.map((source) => (source.path.includes('/') ? source.path.split('/')[0] : '')));
  const [folder = ''] = folders.size === 1 ? folders : [];
  return (folder !== 'onnx' && folder) || base(text(config._name_or_path) ?? '') || 'marian';
}

/** A BCP 47 tag, or undefined for none and for the codes of "several languages" and "unknown". */
function language(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const tag = canonicalLanguage(value.replaceAll('_', '-'));
  return ['und', 'mul', 'zxx', 'mis'].includes(tag) ? undefined : tag;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function base(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function listed(names: readonly string[]): string {
  const most = 8;
  return names.length > most ? `${names.slice(0, most).join(', ')} …` : names.join(', ');
}
