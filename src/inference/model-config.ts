import type { Family } from '#inference/family.ts';
import type { GenerationRules } from '#inference/generation-rules.ts';
import { readGenerationRules } from '#inference/generation-rules.ts';
import type { Json } from '#inference/model-json.ts';
import { whole } from '#inference/model-json.ts';

/** What the loop must know of a model: the rules of decoding, and the shape of its decoder's cache. */
export interface ModelConfig extends GenerationRules {
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
  /** Source tokens at most, the end token counted. */
  readonly maxSource: number;
  /** Source tokens above which a text of several sentences is translated sentence by sentence. */
  readonly sentencesAbove: number;
}

/** T5 counts positions relatively and names no limit; this is what it was trained with. */
const T5_POSITIONS = 512;

export function readModelConfig(config: Json, generation: Json = {}, family: Family = 'marian'): ModelConfig {
  const found = family === 't5' ? readT5(config, generation) : readBart(config, generation, family === 'marian' ? 0 : 2);
  // NLLB-200 was taught single sentences and drops some of several: what its `max_length` of target tokens would cut is not given to it whole.
  return { ...found, sentencesAbove: family === 'nllb' ? Math.min(found.maxSource, found.maxLength) : found.maxSource };
}

/** Marian, M2M100, NLLB-200 and mBART name their sizes alike. */
function readBart(config: Json, generation: Json, endId: number): Omit<ModelConfig, 'sentencesAbove'> {
  const size = whole('d_model', config.d_model);
  const heads = whole('decoder_attention_heads', config.decoder_attention_heads);
  const positions = whole('max_position_embeddings', config.max_position_embeddings ?? 512);
  return {
    ...readGenerationRules(config, generation, { endId, maxLength: positions }),
    layers: whole('decoder_layers', config.decoder_layers),
    heads,
    headSize: size / heads,
    maxSource: positions,
  };
}

function readT5(config: Json, generation: Json): Omit<ModelConfig, 'sentencesAbove'> {
  const positions = whole('n_positions', config.n_positions ?? T5_POSITIONS);
  return {
    ...readGenerationRules(config, generation, { endId: 1, maxLength: positions }),
    layers: whole('num_decoder_layers', config.num_decoder_layers ?? config.num_layers),
    heads: whole('num_heads', config.num_heads),
    headSize: whole('d_kv', config.d_kv),
    maxSource: positions,
  };
}
