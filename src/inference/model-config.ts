import { Failure } from '#core/failure.ts';

/** What the loop must know of a model: `generation_config.json` wins over `config.json`, and that over the family's default. */
export interface ModelConfig {
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
  readonly startId: number;
  readonly endIds: readonly number[];
  readonly padId: number;
  /** Sequences that must not appear (`bad_words_ids`). */
  readonly badSequences: readonly (readonly number[])[];
  /** Never chosen; and never chosen first. */
  readonly suppressed: readonly number[];
  readonly suppressedFirst: readonly number[];
  readonly forcedFirstId?: number;
  /** Chosen at the length limit, whatever the model says. */
  readonly forcedEndId?: number;
  /** Target tokens at most, the start token counted. */
  readonly maxLength: number;
  /** Source tokens at most, the end token counted. */
  readonly maxSource: number;
}

/** Options that would change the translation and that the greedy loop does not have; the value that means "off" beside each. */
const OFF: Readonly<Record<string, readonly unknown[]>> = {
  repetition_penalty: [1],
  encoder_repetition_penalty: [1],
  no_repeat_ngram_size: [0],
  encoder_no_repeat_ngram_size: [0],
  min_length: [0],
  min_new_tokens: [0],
  exponential_decay_length_penalty: [],
  sequence_bias: [],
  force_words_ids: [],
  constraints: [],
};

type Json = Readonly<Record<string, unknown>>;

/** The text as a JSON object; a Failure that names the file otherwise. */
export function parseJsonObject(file: string, text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Failure('model/bad-json', { file }, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Failure('model/bad-json', { file });
  return value as Json; // an object was just proven; its fields are checked one by one
}

export function readModelConfig(config: Json, generation: Json = {}): ModelConfig {
  const option = (name: string): unknown => generation[name] ?? config[name] ?? undefined;
  for (const [name, off] of Object.entries(OFF)) {
    const value = option(name);
    if (value !== undefined && value !== null && !off.includes(value))
      throw new Failure('model/unsupported-decoding', { name, value: JSON.stringify(value) });
  }
  const size = whole('d_model', config.d_model);
  const heads = whole('decoder_attention_heads', config.decoder_attention_heads);
  const positions = whole('max_position_embeddings', config.max_position_embeddings ?? 512);
  const padId = whole('pad_token_id', option('pad_token_id'));
  const forcedFirst = option('forced_bos_token_id');
  const forcedEnd = option('forced_eos_token_id');
  const maxNew = option('max_new_tokens');
  const wanted = maxNew === undefined ? whole('max_length', option('max_length') ?? positions) : whole('max_new_tokens', maxNew) + 1;
  return {
    layers: whole('decoder_layers', config.decoder_layers),
    heads,
    headSize: size / heads,
    startId: whole('decoder_start_token_id', option('decoder_start_token_id') ?? padId),
    endIds: wholes('eos_token_id', option('eos_token_id') ?? 0),
    padId,
    badSequences: sequences(option('bad_words_ids') ?? []),
    suppressed: wholes('suppress_tokens', option('suppress_tokens') ?? []),
    suppressedFirst: wholes('begin_suppress_tokens', option('begin_suppress_tokens') ?? []),
    ...(forcedFirst === undefined ? {} : { forcedFirstId: whole('forced_bos_token_id', forcedFirst) }),
    ...(forcedEnd === undefined ? {} : { forcedEndId: whole('forced_eos_token_id', forcedEnd) }),
    maxLength: Math.min(wanted, positions),
    maxSource: positions,
  };
}

function whole(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new Failure('model/bad-config', { name, value: JSON.stringify(value) ?? 'nothing' });
  }
  return value;
}

function wholes(name: string, value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map((each) => whole(name, each)) : [whole(name, value)];
}

function sequences(value: unknown): readonly (readonly number[])[] {
  if (!Array.isArray(value)) throw new Failure('model/bad-config', { name: 'bad_words_ids', value: JSON.stringify(value) });
  return value.map((sequence) => wholes('bad_words_ids', sequence));
}
