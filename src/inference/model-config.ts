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
}

export function readModelConfig(config: Json, generation: Json = {}): ModelConfig {
  const size = whole('d_model', config.d_model);
  const heads = whole('decoder_attention_heads', config.decoder_attention_heads);
  const positions = whole('max_position_embeddings', config.max_position_embeddings ?? 512);
  return {
    ...readGenerationRules(config, generation, { endId: 0, maxLength: positions }),
    layers: whole('decoder_layers', config.decoder_layers),
    heads,
    headSize: size / heads,
    maxSource: positions,
  };
}
