import { Failure } from '#core/failure.ts';
import type { Json } from '#inference/model-json.ts';

/** Kinds of translation model that Stet knows, by what their tokenizers and settings are. */
export const FAMILIES = ['marian', 'm2m100', 'nllb', 'mbart50', 't5'] as const;
export type Family = (typeof FAMILIES)[number];

/** Files without which a family's texts cannot become ids. */
export const TOKENIZER_FILES: Readonly<Record<Family, readonly string[]>> = {
  marian: ['source.spm', 'target.spm', 'vocab.json'],
  m2m100: ['sentencepiece.bpe.model', 'vocab.json'],
  nllb: ['sentencepiece.bpe.model'],
  mbart50: ['sentencepiece.bpe.model'],
  t5: ['spiece.model'],
};

/**
 * The family of a model, by its settings. M2M100 and NLLB-200 are one architecture with two tokenizers, and so are mBART and mBART-50. A model that names
 * no kind is taken for Marian, whose conversions may lack it. Another kind is a Failure that names it.
 */
export function familyOf(config: Json, tokenizerConfig: Json, files: ReadonlySet<string>): Family {
  const kind = typeof config.model_type === 'string' ? config.model_type : '';
  const tokenizer = typeof tokenizerConfig.tokenizer_class === 'string' ? tokenizerConfig.tokenizer_class : '';
  if (kind === '' || kind === 'marian') return 'marian';
  if (kind === 't5' || kind === 'mt5') return 't5';
  if (kind === 'm2m_100') {
    if (tokenizer === '') return files.has('vocab.json') ? 'm2m100' : 'nllb';
    if (tokenizer.startsWith('M2M100')) return 'm2m100';
    if (tokenizer.startsWith('Nllb')) return 'nllb';
  }
  if (kind === 'mbart' && (tokenizer === '' || tokenizer.startsWith('MBart50'))) return 'mbart50';
  throw new Failure('model/family', { family: tokenizer === '' ? kind : `${kind} (${tokenizer})` });
}
