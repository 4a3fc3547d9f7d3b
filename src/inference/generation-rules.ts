import { Failure } from '#core/failure.ts';
import type { Json } from '#inference/model-json.ts';
import { whole, wholes } from '#inference/model-json.ts';

/**
 * How a model's files want it to be decoded: `transformers`' GenerationConfig as far as it changes what greedy and beam search give. Lengths count
 * the start token, as `max_length` does.
 */
export interface GenerationRules {
  readonly startId: number;
  readonly endIds: readonly number[];
  readonly padId: number;
  /** Sequences that must not appear (`bad_words_ids`). */
  readonly badSequences: readonly (readonly number[])[];
  /** What is added to the score of a sequence's last token where the others stand before it (`sequence_bias`). */
  readonly biases: readonly (readonly [sequence: readonly number[], bias: number])[];
  /** Never chosen; and never chosen first. */
  readonly suppressed: readonly number[];
  readonly suppressedFirst: readonly number[];
  readonly forcedFirstId?: number;
  /** Chosen at the length limit, whatever the model says; the lowest of several. */
  readonly forcedEndIds: readonly number[];
  /** Target tokens at most, and before an end may come. */
  readonly maxLength: number;
  readonly minLength: number;
  /** Above 1 holds back tokens that were there already; 1 is off. Of the source, above 1 prefers its tokens. */
  readonly repetitionPenalty: number;
  readonly sourceRepetitionPenalty: number;
  /** No sequence of so many tokens comes twice, or comes that stands in the source; 0 is off. */
  readonly noRepeat: number;
  readonly sourceNoRepeat: number;
  /** From `start` generated tokens on, the end's score grows by `factor` a token (`exponential_decay_length_penalty`). */
  readonly decay?: { readonly start: number; readonly factor: number };
  /** Scores are made log-probabilities again after the rules; only beam search sees it. */
  readonly renormalizes: boolean;
  /** Beams the model's authors searched with; 1 is greedy. */
  readonly beams: number;
  /** A hypothesis' score is its log-probability divided by its length to this power. */
  readonly lengthPenalty: number;
  /** Whether a beam search stops as soon as it has enough hypotheses; `never` waits until none can be better. */
  readonly earlyStopping: boolean | 'never';
}

/** Ways of decoding that Stet does not have; the values that mean "off" beside each. */
const OFF: Readonly<Record<string, readonly unknown[]>> = {
  force_words_ids: [],
  constraints: [],
  num_beam_groups: [1],
  diversity_penalty: [0],
  guidance_scale: [1],
  penalty_alpha: [0],
};

export interface FamilyDefaults {
  readonly endId: number;
  readonly maxLength: number;
}

/** The rules of a model: `generation_config.json` wins over `config.json`, and that over the family's default. */
export function readGenerationRules(config: Json, generation: Json, defaults: FamilyDefaults): GenerationRules {
  const option = (name: string): unknown => generation[name] ?? config[name] ?? undefined;
  for (const [name, off] of Object.entries(OFF)) {
    const value = option(name);
    if (value !== undefined && !off.includes(value))
      throw new Failure('model/unsupported-decoding', { name, value: JSON.stringify(value) });
  }
  const list = (name: string): readonly number[] => wholes(name, option(name) ?? []);
  const count = (name: string, otherwise: number): number => whole(name, option(name) ?? otherwise);
  const padId = whole('pad_token_id', option('pad_token_id'));
  const maxNew = option('max_new_tokens');
  const wanted = maxNew === undefined ? count('max_length', defaults.maxLength) : whole('max_new_tokens', maxNew) + 1;
  const minNew = count('min_new_tokens', 0);
  const forcedFirst = option('forced_bos_token_id');
  const decay = option('exponential_decay_length_penalty');
  return {
    startId: whole('decoder_start_token_id', option('decoder_start_token_id') ?? padId),
    endIds: wholes('eos_token_id', option('eos_token_id') ?? defaults.endId),
    padId,
    badSequences: sequences(option('bad_words_ids') ?? []),
    biases: biasesOf(option('sequence_bias') ?? []),
    suppressed: list('suppress_tokens'),
    suppressedFirst: list('begin_suppress_tokens'),
    ...(forcedFirst === undefined ? {} : { forcedFirstId: whole('forced_bos_token_id', forcedFirst) }),
    forcedEndIds: [...list('forced_eos_token_id')].sort((a, b) => a - b),
    maxLength: Math.min(wanted, defaults.maxLength),
    minLength: Math.max(count('min_length', 0), minNew === 0 ? 0 : minNew + 1),
    repetitionPenalty: positive('repetition_penalty', option('repetition_penalty') ?? 1),
    sourceRepetitionPenalty: positive('encoder_repetition_penalty', option('encoder_repetition_penalty') ?? 1),
    noRepeat: count('no_repeat_ngram_size', 0),
    sourceNoRepeat: count('encoder_no_repeat_ngram_size', 0),
    ...(decay === undefined ? {} : { decay: decayOf(decay) }),
    renormalizes: option('renormalize_logits') === true,
    beams: Math.max(1, count('num_beams', 1)),
    lengthPenalty: number('length_penalty', option('length_penalty') ?? 1),
    earlyStopping: earlyStoppingOf(option('early_stopping') ?? false),
  };
}

function sequences(value: unknown): readonly (readonly number[])[] {
  if (!Array.isArray(value)) throw bad('bad_words_ids', value);
  return value.map((sequence) => wholes('bad_words_ids', sequence));
}

/** `[[[ids], bias], …]`; the dictionary form has tuples as keys, which JSON cannot hold. */
function biasesOf(value: unknown): readonly (readonly [readonly number[], number])[] {
  if (!Array.isArray(value)) throw bad('sequence_bias', value);
  return value.map((entry: unknown) => {
    if (!Array.isArray(entry) || entry.length !== 2) throw bad('sequence_bias', value);
    return [wholes('sequence_bias', entry[0]), number('sequence_bias', entry[1])];
  });
}

function decayOf(value: unknown): { readonly start: number; readonly factor: number } {
  const name = 'exponential_decay_length_penalty';
  if (!Array.isArray(value) || value.length !== 2) throw bad(name, value);
  return { start: whole(name, value[0]), factor: number(name, value[1]) };
}

function earlyStoppingOf(value: unknown): boolean | 'never' {
  if (typeof value === 'boolean' || value === 'never') return value;
  throw bad('early_stopping', value);
}

function number(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw bad(name, value);
  return value;
}

function positive(name: string, value: unknown): number {
  const found = number(name, value);
  if (found <= 0) throw bad(name, value);
  return found;
}

function bad(name: string, value: unknown): Failure {
  return new Failure('model/bad-config', { name, value: JSON.stringify(value) ?? 'nothing' });
}
